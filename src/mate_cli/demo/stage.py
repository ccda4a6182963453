"""What the scenes share: the people, the server, its clock and its inbox."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeVar

from mate_cli.demo.client import API, Client, Json, Person, Surprise

T = TypeVar("T")

PASSWORD: Final = "a-long-demo-password"  # noqa: S105  of accounts that this run makes up
PATIENCE_SECONDS: Final = 30.0
_PAUSE_SECONDS: Final = 0.1
_CODE: Final = re.compile(r"\b\d{6}\b")


@dataclass(frozen=True, slots=True)
class Scene:
    """What happened in one step: sentences for people, `facts` for machines."""

    lines: tuple[str, ...]
    facts: Json = field(default_factory=dict)


def scene(*lines: str, **facts: object) -> Scene:
    return Scene(lines, facts)


@dataclass(slots=True)
class Stage:
    """`make_staff` gives somebody who may verify partners, logged in."""

    client: Client
    make_staff: Callable[[Stage], Awaitable[Person]]
    user: Person
    partner: Person
    rival: Person
    latitude: float
    longitude: float
    quote: Json = field(default_factory=dict)
    booking_id: str = ""
    rival_booking_id: str = ""
    pay_url: str = ""
    card_number: str = ""
    start: datetime | None = None
    staff: Person | None = None

    @classmethod
    def with_strangers(
        cls, client: Client, make_staff: Callable[[Stage], Awaitable[Person]]
    ) -> Stage:
        """Three people with numbers of their own, somewhere around Hanoi.

        The place is drawn too, so that earlier runs on the same server are not nearer.
        """
        return cls(
            client=client,
            make_staff=make_staff,
            user=stranger("An"),
            partner=stranger("Bình"),
            rival=stranger("Cường"),
            latitude=20.5 + secrets.randbelow(10_000) / 10_000,
            longitude=105.3 + secrets.randbelow(10_000) / 10_000,
        )

    async def now(self) -> datetime:
        """The sandbox clock, as wall time of Viet Nam."""
        clock = await self.client.get(None, "/sandbox/clock")
        return datetime.fromisoformat(clock["local"])

    async def travel_to(self, instant: datetime) -> None:
        """Move the clock forward to `instant`; nothing when it is later already."""
        if await self.now() < instant:
            await self.client.post(None, "/sandbox/clock", {"to": instant.isoformat()})

    async def travel(self, by: timedelta) -> None:
        await self.client.post(None, "/sandbox/clock", {"advanceSeconds": int(by.total_seconds())})

    async def code_for(self, phone: str) -> str:
        """The one-time code in the newest SMS to that number."""

        async def arrived() -> str | None:
            inbox = await self.client.get(None, "/sandbox/messages", to=phone)
            for message in inbox["items"]:
                if found := _CODE.search(message["text"]):
                    return found[0]
            return None

        return await until(arrived, f"no code arrived at {phone}")

    async def booking(self, person: Person, booking_id: str) -> Json:
        return await self.client.get(person, f"{API}/bookings/{booking_id}")

    async def settled(self, person: Person, booking_id: str) -> Json:
        """The booking once its money is settled; the worker does that, so it is waited for."""

        async def done() -> Json | None:
            booking = await self.booking(person, booking_id)
            return booking if booking["escrow"]["settlement"] == "done" else None

        return await until(done, f"booking {booking_id} was not settled")

    async def balance(self, person: Person) -> int:
        wallet = await self.client.get(person, f"{API}/wallet")
        balance: int = wallet["balance"]
        return balance


def stranger(name: str) -> Person:
    """Somebody whose number nobody has used before, as good as certainly."""
    return Person(name, f"+849{secrets.randbelow(10**8):08d}", PASSWORD)


async def until(look: Callable[[], Awaitable[T | None]], complaint: str) -> T:
    """What `look` finds, asked for again and again; raises Surprise after half a minute."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                found = await look()
                if found is not None:
                    return found
                await asyncio.sleep(_PAUSE_SECONDS)
    except TimeoutError:
        raise Surprise(f"{complaint} within {PATIENCE_SECONDS:.0f} seconds") from None
