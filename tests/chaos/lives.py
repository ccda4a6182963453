"""What people do with their bookings: each life has a fate, drawn before it begins."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from random import Random
from typing import Any, Final
from uuid import UUID

from mate_adapters.sandbox.gateways.momo import MomoWire
from mate_adapters.sandbox.gateways.vnpay import VnpayWire
from mate_adapters.sandbox.gateways.zalopay import ZalopayWire
from mate_core.bookings.transitions import Action, Party
from mate_core.identity.ports import TokenSigner
from mate_core.shared.time import from_local, to_local
from tests.chaos.client import API, Client, Reply
from tests.chaos.clock import Traveller
from tests.chaos.promises import Promises, times
from tests.load.people import HALF_HOURS, Pair

PARTNERS: Final = 36
"""So few, that people often want the same one at the same time."""
_OPEN: Final = time(8)
_LAST_START: Final = time(22 - HALF_HOURS // 2)
_CLOCKS_APART: Final = timedelta(seconds=30)
_HEARD: Final = {
    "vnpay": VnpayWire.final_answers,
    "momo": MomoWire.final_answers,
    "zalopay": ZalopayWire.final_answers,
}
"""The answers after which each vendor stops calling."""
_WALLET: Final = "wallet"


class Fate(StrEnum):
    """How far a life goes; those left alone are ended by the clock."""

    IGNORED = "ignored"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    UNPAID = "unpaid"
    CALLED_OFF = "calledOff"
    UNMET = "unmet"
    HALF_AGREED = "halfAgreed"
    COMPLETED = "completed"


_FATES: Final = {
    Fate.IGNORED: 1,
    Fate.REJECTED: 1,
    Fate.WITHDRAWN: 1,
    Fate.UNPAID: 1,
    Fate.CALLED_OFF: 3,
    Fate.UNMET: 1,
    Fate.HALF_AGREED: 2,
    Fate.COMPLETED: 12,
}


@dataclass(frozen=True, slots=True)
class World:
    """What all lives share."""

    seed: int
    client: Client
    clock: Traveller
    signer: TokenSigner
    promises: Promises
    ended: Counter[str]


class Life:
    """User `n`, for the first time on the market, and one of the few partners."""

    def __init__(self, world: World, n: int) -> None:
        self._world = world
        self._random = Random(f"life {world.seed} {n}")
        self._pair = Pair(n)
        self._partner = Pair(n % PARTNERS)
        self._booking = UUID(int=0)
        self._start = self._end = world.clock.now()

    async def live(self) -> None:
        """To its fate, or as far as others and the clock let it."""
        fate = self._random.choices(list(_FATES), weights=list(_FATES.values()))[0]
        reached = await self._live(fate)
        self._world.ended[fate.value if reached else "cutShort"] += 1

    async def _live(self, fate: Fate) -> bool:
        if not await self._request() or fate is Fate.IGNORED:
            return fate is Fate.IGNORED
        if fate is Fate.WITHDRAWN:
            return await self._do(Action.CANCEL, Party.USER, {"reason": "Mình bận mất rồi."})
        if fate is Fate.REJECTED:
            return await self._do(Action.REJECT, Party.PARTNER, {"reason": "Hôm đó mình bận."})
        if not await self._do(Action.CONFIRM, Party.PARTNER) or fate is Fate.UNPAID:
            return fate is Fate.UNPAID
        if not await self._pay() or fate is Fate.UNMET:
            return fate is Fate.UNMET
        if fate is Fate.CALLED_OFF:
            by = self._random.choice([Party.USER, Party.PARTNER])
            return await self._do(Action.CANCEL, by, {"reason": "Trời mưa to quá."})
        return await self._meet(agree=2 if fate is Fate.COMPLETED else 1)

    async def _request(self) -> bool:
        self._start = self._some_start()
        self._end = self._start + timedelta(minutes=30 * HALF_HOURS)
        local = to_local(self._start)
        body = {
            "partnerId": str(self._partner.partner.user_id),
            "serviceType": "coffee",
            "date": local.date().isoformat(),
            "startTime": f"{local:%H:%M}",
            "durationHours": HALF_HOURS / 2,
            "venueClass": "cafe",
        }
        reply = await self._world.client.ask(
            "POST", f"{API}/bookings", token=self._user, body=body, key="request"
        )
        if not reply.is_done:
            return False
        self._booking = UUID(reply.body["id"])
        self._world.promises.made(self._booking, self._pair)
        return True

    def _some_start(self) -> datetime:
        """A half-hour between two and ten hours ahead, or the next morning."""
        wanted = to_local(self._world.clock.now() + timedelta(hours=self._random.uniform(2, 10)))
        if wanted.time() > _LAST_START:
            wanted += timedelta(days=1)
        if not _OPEN <= wanted.time() <= _LAST_START:
            half_hours = self._random.randrange(6)
            return from_local(wanted.date(), _OPEN) + timedelta(minutes=30 * half_hours)
        return from_local(wanted.date(), time(wanted.hour, 30 * (wanted.minute // 30)))

    async def _pay(self) -> bool:
        method = self._random.choice([_WALLET, _WALLET, *_HEARD])
        async with self._world.clock.standing_still():
            reply = await self._world.client.ask(
                "POST",
                f"{API}/payments/pay",
                token=self._user,
                body={"bookingId": str(self._booking), "method": method},
                key="pay",
            )
            if not reply.is_done:
                return False
            if reply.body["payUrl"]:
                await self._at_the_gateway(method, reply.body["payUrl"])
        if reply.body["status"] == "PAID" and method == _WALLET:
            self._world.promises.moved(self._booking, Action.PAY, Party.USER)
        return bool((await self._read())["status"] == "PAID")

    async def _at_the_gateway(self, provider: str, pay_url: str) -> None:
        """The payer pays; the vendor tells it until it is heard, as they all do."""
        outcome = self._random.choice(["pay", "pay", "duplicate", "late"])
        page = {"payUrl": pay_url, "outcome": outcome}
        reply = await self._world.client.ask("POST", f"/sandbox/{provider}/pay", body=page)
        if not reply.is_done:  # the page has closed
            return
        reference = str(reply.body["reference"])
        is_certain = not reply.unsure
        while not (is_certain and _is_heard(provider, reply)):  # held back, or lost on the way
            deliver = f"/sandbox/{provider}/payments/{reference}/deliver"
            reply = await self._world.client.ask("POST", deliver, body={})
            is_certain = True
        self._world.promises.paid_references.add(reference)

    async def _meet(self, *, agree: int) -> bool:
        await self._world.clock.reach(self._start - timedelta(minutes=20), self._end)
        shown = await self._read()
        code = {"meetingCode": shown["meetingCode"] or "0000"}
        if not await self._do(Action.START, Party.PARTNER, code):
            return False
        parties = [Party.USER, Party.PARTNER]
        self._random.shuffle(parties)
        return all([await self._do(Action.COMPLETE, by) for by in parties[:agree]])

    async def _do(self, action: Action, by: Party, body: object = None) -> bool:
        """One step. Refused after an answer was lost, it may have been taken at the first try."""
        path = f"{API}/bookings/{self._booking}/{action.value}"
        token = self._user if by is Party.USER else self._partner_token
        reply = await self._world.client.ask("PUT", path, token=token, body=body)
        if reply.is_done:
            self._world.promises.moved(self._booking, action, by)
            return True
        if not reply.unsure:
            return False
        return times(await self._read(), action, by) == 1

    async def _read(self) -> Any:
        reply = await self._world.client.ask(
            "GET", f"{API}/bookings/{self._booking}", token=self._user
        )
        return reply.body

    def _user(self) -> str:
        return self._pair.user_token(self._world.signer, self._token_time)

    def _partner_token(self) -> str:
        return self._partner.partner_token(self._world.signer, self._token_time)

    @property
    def _token_time(self) -> datetime:
        """A little ago: not every process has seen the clock's last jump."""
        return self._world.clock.now() - _CLOCKS_APART


def _is_heard(provider: str, reply: Reply) -> bool:
    said = [each["answer"] for each in reply.body["deliveries"]]
    return bool(said) and _HEARD[provider].issuperset(said)
