"""A world in which every kind of thing exists once for its owner, for tests of who may do what."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from httpx import Response

from mate_adapters.memory.workshop import png
from mate_core.partners.weekly_hours import WEEK
from mate_core.reviews.states import ReviewState
from mate_core.shared.actor import Capability
from mate_core.shared.ids import BookingId
from mate_http.examples.common import DAY
from tests.contract.http_world import Caller, HttpWorld, http_world
from tests.contract.review_makers import new_review
from tests.contract.test_http_withdrawals import ACCOUNT, earner
from tests.unit.world import PASSWORD

CALLERS: Final = (
    "anonymous",
    "user",
    "partner",
    "support",
    "kyc",
    "finance",
    "admin",
    "owner",
    "other",
)
"""`owner` is the party whose thing it is, `other` somebody who has just such things of his own."""

_OF_THE_PARTNER: Final = re.compile(
    r"/partners/me|/wallet/(withdraw|bank)|/(confirm|reject|start|accept|decline)$|no-show/contest|/(response|report)$"
)
"""Moves of the partner's side; everything else is the user's."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A user and a partner, and what the two of them have."""

    user: Caller
    partner: Caller
    things: Mapping[str, str]
    """Ids by the name of the path's parameter, the special ones by `parameter@part of the path`."""

    def party(self, path: str) -> Caller:
        return self.partner if _OF_THE_PARTNER.search(path) else self.user

    def thing(self, parameter: str, path: str) -> str:
        for name, value in self.things.items():
            wanted, _, part = name.partition("@")
            if wanted == parameter and part and part in path:
                return value
        return self.things.get(parameter, str(uuid4()))


@dataclass(frozen=True, slots=True)
class Scene:
    http: HttpWorld
    owner: Pair
    caller: str
    asking: Caller | Pair
    bodies: Mapping[tuple[str, str], Any]
    """The example of each body in the OpenAPI document, by method and path."""

    async def ask(self, method: str, path: str) -> int:
        """What that caller gets for the owner's thing: the status."""
        return (await self.send(method, path)).status_code

    async def send(self, method: str, path: str) -> Response:
        asking = self.asking if isinstance(self.asking, Caller) else self.asking.party(path)
        filled = re.sub(r"{(\w+)}", lambda found: self.owner.thing(found[1], path), path)
        answer = await asking.send(
            method,
            "/" + filled,  # from the root
            json=self._body(method, path),
            headers={"Idempotency-Key": str(uuid4())} if method == "POST" else None,
        )
        self.http.client.cookies.clear()
        return answer

    def _body(self, method: str, path: str) -> Any:
        example = self.bodies.get((method, path))
        if not isinstance(example, dict) or method == "DELETE":
            return example  # with another password: a closed account could not be asked again
        ours = {
            "identifier": self.owner.user.phone,
            "partnerId": self.owner.partner.id,
            "password": PASSWORD,
        }
        for name, parameter in (
            ("bookingId", "booking_id"),
            ("paymentIntentId", "payment_intent_id"),
        ):
            ours[name] = self.owner.thing(parameter, path)
        return {name: ours.get(name, value) for name, value in example.items()}


@asynccontextmanager
async def scene_of(caller: str) -> AsyncIterator[Scene]:
    """A fresh world, asked by one of CALLERS, or by an owner who is `banned`."""
    async with http_world() as http:
        owner = await _pair(http)
        if caller == "banned":
            bodies = await _bodies(http)
            yield Scene(http, owner, caller, await _banned(http, owner), bodies)
            return
        asking = owner if caller == "owner" else await _asking(http, caller)
        yield Scene(http, owner, caller, asking, await _bodies(http))


async def _banned(http: HttpWorld, owner: Pair) -> Pair:
    """Both of them, by as many members of staff as it takes, and logged in again."""
    for person in (owner.user, owner.partner):
        for _ in range(2):
            staff = await http.support()
            await staff.post(f"/admin/users/{person.id}/ban", {"reason": "scams"})
    return replace(
        owner, user=await http.again(owner.user), partner=await http.again(owner.partner)
    )


async def _asking(http: HttpWorld, caller: str) -> Caller | Pair:
    match caller:
        case "anonymous":
            return http.nobody
        case "user":
            return await http.user()
        case "partner":
            return await http.partner()
        case "support":
            return await http.support()
        case "kyc" | "finance":
            return await http.support(Capability(caller))
        case "admin":
            return await http.admin()
        case _:
            return await _pair(http)


async def _pair(http: HttpWorld) -> Pair:
    """Two people with a dispute, an unmet meeting, one that goes on now, and money on its way."""
    partner, user = await earner(http), await http.user()
    things = {
        "partner_id": partner.id,
        "province_code": "79",
        "user_id": partner.id,
        "provider": "vnpay",
        "file_path": "start.js",
        "purpose": "marketing",
        "day": DAY,
    }
    asked = await _done(user.post("/privacy/requests", json={"kind": "ACCESS"}))
    things["request_id"] = asked["id"]
    things |= await _money(http, user, partner)
    disputed = await http.started(user, partner)
    user, partner = await http.again(user), await http.again(partner)
    claim = {"reason": "other", "details": "Không như đã hẹn."}
    await _done(user.post(f"/bookings/{disputed['id']}/dispute", json=claim))
    unmet = await http.paid(user, partner)
    http.world.pass_time(timedelta(hours=48, minutes=40))
    user, partner = await http.again(user), await http.again(partner)
    report = {"details": "Không ai đến.", "claim": "partner_absent"}
    await _done(user.post(f"/bookings/{unmet['id']}/no-show", json=report))
    current = await http.started(user, partner)
    user, partner = await http.again(user), await http.again(partner)
    path = f"/bookings/{current['id']}"
    extension = await _done(user.once(f"{path}/extend", {"hours": 0.5, "method": "vnpay"}))
    things |= await _files(user)
    return Pair(
        user,
        partner,
        things
        | {
            "booking_id": current["id"],
            "booking_id@dispute": disputed["id"],
            "booking_id@no-show": unmet["id"],
            "extension_id": extension["id"],
            "session_id": await _spare_session(http, user),
        }
        | await _reviews(http, unmet["id"], disputed["id"], current["id"]),
    )


async def _reviews(http: HttpWorld, sealed: str, published: str, judged: str) -> dict[str, str]:
    """Of the user about the partner: one that only he reads, one that everybody reads, and one
    that staff decide about."""
    async with http.world.store.open_uow() as uow:
        hidden, shown, case = [
            new_review(await uow.bookings.get(BookingId(UUID(booking_id))))
            for booking_id in (sealed, published, judged)
        ]
        await uow.reviews.add(replace(hidden, closes_at=http.world.now + timedelta(days=14)))
        for each in (shown, case):
            await uow.reviews.add(
                replace(each, state=ReviewState.VISIBLE, published_at=http.world.now)
            )
        await uow.commit()
    return {
        "review_id": str(hidden.id),
        "review_id@/admin": str(case.id),
        "review_id@/response": str(shown.id),
        "review_id@/report": str(shown.id),
    }


async def _files(user: Caller) -> dict[str, str]:
    """A picture that anybody may see, and one to take back."""
    picture = {"file": ("x", png(40, 40), "image/png")}
    shown, unused = [await _done(user.post("/upload/image", files=picture)) for _ in range(2)]
    return {"name": shown["key"], "key": unused["key"]}


async def _spare_session(http: HttpWorld, person: Caller) -> str:
    """Another login of that person, so that ending it ends nothing else."""
    spare = await http.again(person)
    devices = await _done(spare.get("/auth/sessions"))
    return next(str(each["id"]) for each in devices["items"] if each["isCurrent"])


async def _money(http: HttpWorld, user: Caller, partner: Caller) -> dict[str, str]:
    """A deposit of the user; a withdrawal of the partner, and another in a file for the bank."""
    finance = await http.support(Capability.FINANCE)
    wishes = [
        await _done(partner.once("/wallet/withdraw", {"amount": 100_000, **ACCOUNT}))
        for _ in range(2)
    ]
    path = f"/admin/withdrawals/{wishes[0]['id']}"
    await _done(finance.post(f"{path}/approve", json={"reason": "looks right"}))
    file = await _done(finance.post("/admin/withdrawals/export", json={"reason": "daily"}))
    opened = await _done(user.once("/wallet/deposit", {"amount": 100_000, "method": "vnpay"}))
    await http.gateway_says(opened["payUrl"], 100_000)
    moved = await _done(user.get("/transactions"))
    slots = await _done(partner.get("/partners/me/slots"))
    rule = {"weekdays": WEEK, "startTime": "20:00", "endTime": "22:00", "from": "2026-01-01"}
    weekly = await _done(partner.post("/partners/me/slots/bulk", json={"weekly": rule}))
    feed = await _done(user.post("/users/me/calendar-feed"))
    return {
        "withdrawal_id": wishes[1]["id"],
        "file_id": file["id"],
        "payment_intent_id": opened["paymentIntentId"],
        "transaction_id": moved["items"][0]["id"],
        "slot_id": slots["items"][-1]["id"],
        "weekly_hours_id": weekly["weeklyHours"][0]["id"],
        "file_name": feed["url"].rpartition("/")[2],
    }


async def _done(asked: Awaitable[Response]) -> dict[str, Any]:
    answer = await asked
    assert answer.is_success, answer.text
    return dict(answer.json())


async def _bodies(http: HttpWorld) -> Mapping[tuple[str, str], Any]:
    document = (await http.nobody.get("//api/docs/openapi.json")).json()
    schemas = document["components"]["schemas"]
    bodies: dict[tuple[str, str], Any] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                name = content["schema"].get("$ref", "").rpartition("/")[2]
                examples = schemas.get(name, {}).get("examples")
                bodies[method.upper(), path] = examples[0] if examples else {}
    return bodies
