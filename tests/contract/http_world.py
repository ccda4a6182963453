"""The HTTP application over memory adapters, and people who use it as a client would."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any, Final

from httpx import Response
from litestar import Litestar
from litestar.testing import AsyncTestClient

from mate_adapters.composition.ports import Policies
from mate_core.application import Application
from mate_core.identity.model import User
from mate_core.identity.policies import IdentityPolicy
from mate_core.payments.intent import NoticeResult
from mate_core.shared.actor import Actor, Capability, Role
from mate_core.shared.contact import PhoneNumber
from mate_core.shared.money import Vnd
from mate_core.shared.time import to_local
from mate_http.app import HttpDriver, create_app
from mate_http.options import HttpOptions
from tests.unit.world import PASSWORD, World

BASE_URL: Final = "https://api.mate.test"
API: Final = "/api/v1"
OPTIONS: Final = HttpOptions(
    production=True, public_url=BASE_URL, allowed_origins=("https://app.mate.test",)
)
RATE: Final = 200_000
WITHOUT_SECOND_FACTOR: Final = Policies(identity=IdentityPolicy(staff_second_factor=False))
"""Staff log in like everybody, as in the embedded profile."""
_keys = count(1)


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody with an access token, or nobody without one."""

    client: AsyncTestClient[Litestar]
    token: str | None = None
    id: str = ""
    phone: str = ""

    async def send(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> Response:
        """`path` below `/api/v1`, or from the root when it starts with two slashes."""
        sent = dict(headers or {})
        if self.token:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        url = path.removeprefix("/") if path.startswith("//") else API + path
        if json is not None:
            more["json"] = json
        return await self.client.request(method, url, headers=sent, **more)

    async def get(self, path: str, **more: Any) -> Response:
        return await self.send("GET", path, **more)

    async def put(self, path: str, json: Any = None, **more: Any) -> Response:
        return await self.send("PUT", path, json=json, **more)

    async def post(self, path: str, json: Any = None, **more: Any) -> Response:
        return await self.send("POST", path, json=json, **more)

    async def once(self, path: str, json: Any, *, key: str | None = None) -> Response:
        """A POST that creates a booking or moves money, under a key."""
        name = key or f"key-{next(_keys)}"
        return await self.post(path, json=json, headers={"Idempotency-Key": name})


@dataclass(frozen=True, slots=True)
class RawAnswer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class HttpWorld:
    """One empty world behind HTTP; `world` moves its clock and does what the workers do."""

    def __init__(self, client: AsyncTestClient[Litestar], app: Litestar, world: World) -> None:
        self.client, self.app, self.world = client, app, world
        self.nobody = Caller(client)
        self._admin: Caller | None = None

    async def register(self, **changes: Any) -> tuple[str, Response]:
        phone = self.world.new_phone().e164
        body = {
            "phone": phone,
            "password": PASSWORD,
            "fullName": "Nguyễn Văn An",
            "dateOfBirth": "1998-05-17",
            **changes,
        }
        return phone, await self.nobody.post("/auth/register", json=body)

    async def user(self) -> Caller:
        """A person with a verified phone, logged in."""
        phone, registered = await self.register()
        code = await self.world.code_sent_to(PhoneNumber(phone))
        verified = await self.nobody.post(
            "/auth/verify-otp",
            json={"challengeId": registered.json()["challengeId"], "code": code},
        )
        assert verified.status_code == 200, verified.text
        return await self.logged_in(phone)

    async def logged_in(self, phone: str) -> Caller:
        answer = await self.nobody.post(
            "/auth/login", json={"identifier": phone, "password": PASSWORD}
        )
        assert answer.status_code == 200, answer.text
        body = answer.json()
        self.client.cookies.clear()
        return Caller(self.client, body["accessToken"], body["user"]["id"], phone)

    async def admin(self) -> Caller:
        if self._admin is None:
            actor = await self.world.admin()
            self._admin = await self.logged_in(await self._phone_of(actor))
        return await self.again(self._admin)

    async def support(self, *capabilities: Capability) -> Caller:
        actor = await self.world.support(*capabilities)
        return await self.logged_in(await self._phone_of(actor))

    async def _phone_of(self, actor: Actor) -> str:
        async with self.world.store.open_read() as uow:
            user: User = await uow.users.get(actor.user_id)
        assert user.phone is not None
        assert user.role in (Role.ADMIN, Role.SUPPORT)
        return user.phone.e164

    async def partner(self, *, open_days: int = 7) -> Caller:
        """Verified, at `RATE`, open around the clock from now."""
        person = await self.user()
        offer = {
            "hourlyRate": RATE,
            "serviceTypes": ["walking"],
            "baseLat": 10.7721,
            "baseLng": 106.6983,
        }
        registered = await person.post("/partners/register", json=offer)
        assert registered.status_code == 201, registered.text
        verified = await (await self.admin()).post(
            f"/admin/partners/{person.id}/verify", json={"reason": "card seen"}
        )
        assert verified.status_code == 200, verified.text
        await self.world.open_calendar(await self._actor(person), days=open_days)
        return await self.logged_in(person.phone)

    async def _actor(self, person: Caller) -> Actor:
        return await self.world.app.sessions.authenticate(person.token or "")

    def wish(self, partner: Caller, *, start_in: timedelta = timedelta(hours=48)) -> dict[str, Any]:
        start = to_local(self.world.now + start_in)
        return {
            "partnerId": partner.id,
            "serviceType": "walking",
            "date": f"{start:%Y-%m-%d}",
            "startTime": f"{start:%H:%M}",
            "durationHours": 3.5,
            "venueClass": "cafe",
            "meetingLocation": "12 Lê Lợi, Quận 1",
        }

    async def requested(self, user: Caller, partner: Caller, **changes: Any) -> dict[str, Any]:
        answer = await user.once("/bookings", {**self.wish(partner), **changes})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def confirmed(self, user: Caller, partner: Caller) -> dict[str, Any]:
        booking = await self.requested(user, partner)
        answer = await partner.put(f"/bookings/{booking['id']}/confirm")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def paid(self, user: Caller, partner: Caller) -> dict[str, Any]:
        """Paid through the gateway."""
        booking = await self.confirmed(user, partner)
        wish = {"bookingId": booking["id"], "method": "vnpay"}
        opened = await user.once("/payments/pay", wish)
        assert opened.status_code == 200, opened.text
        await self.gateway_says(opened.json()["payUrl"], booking["totalAmount"])
        return dict((await user.get(f"/bookings/{booking['id']}")).json())

    async def gateway_says(
        self, pay_url: str, amount: int, result: NoticeResult = NoticeResult.SUCCEEDED
    ) -> Response:
        """The gateway's notice about that page arrives."""
        raw = self.notice(pay_url, amount, result)
        return await self.nobody.post("/payments/callback/vnpay", content=raw)

    def notice(
        self, pay_url: str, amount: int, result: NoticeResult = NoticeResult.SUCCEEDED
    ) -> str:
        reference = pay_url.rpartition("/")[2]
        return self.world.gateway.notice(reference, Vnd(amount), result).decode()

    async def started(self, user: Caller, partner: Caller) -> dict[str, Any]:
        """The meeting has begun; the clock stands at its booked start."""
        booking = await self.paid(user, partner)
        self.world.pass_time(timedelta(hours=48))
        user, partner = await self.again(user), await self.again(partner)
        code = (await user.get(f"/bookings/{booking['id']}")).json()["meetingCode"]
        answer = await partner.put(f"/bookings/{booking['id']}/start", json={"meetingCode": code})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def raw(
        self,
        method: str,
        path: str,
        *,
        query: bytes = b"",
        headers: Mapping[str, str] | None = None,
        body: Sequence[bytes] = (),
    ) -> RawAnswer:
        """A request no client library would send: any bytes in the query, a body in pieces."""
        pieces = [*body, b""]
        sent: list[Any] = []

        async def receive() -> Any:
            piece = pieces.pop(0)
            return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

        async def send(message: Any) -> None:
            sent.append(message)

        scope: Any = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "https",
            "path": API + path,
            "raw_path": (API + path).encode(),
            "query_string": query,
            "root_path": "",
            "headers": [
                (name.lower().encode(), value.encode()) for name, value in (headers or {}).items()
            ],
            "client": ("203.0.113.7", 40_000),
            "server": ("api.mate.test", 443),
        }
        await self.app(scope, receive, send)
        content = b"".join(message.get("body", b"") for message in sent[1:])
        answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return RawAnswer(sent[0]["status"], answered, content)

    async def again(self, person: Caller) -> Caller:
        """The same person with a fresh token, after time has passed."""
        return await self.logged_in(person.phone)


_idle: Final[list[tuple[HttpOptions, HttpDriver]]] = []


@contextmanager
def driver_over(application: Application, options: HttpOptions = OPTIONS) -> Iterator[HttpDriver]:
    """The HTTP driver before that core, lent: to build its routes takes longer than most tests.

    A driver is the same before every core, which it looks up at every request.
    """
    found = next((pair for pair in _idle if pair[0] == options), None)
    if found is None:
        found = (options, create_app(application, options))
    else:
        _idle.remove(found)
    app = found[1]
    app.state.application = application
    yield app
    _idle.append(found)  # not after a failure, which may have left it in any state


def client_of(app: Litestar) -> AsyncTestClient[Litestar]:
    """Speaks to the application in process; a failure inside is an answer, as over the wire."""
    return AsyncTestClient(app, base_url=BASE_URL, raise_server_exceptions=False)


@asynccontextmanager
async def http_world(
    options: HttpOptions = OPTIONS, policies: Policies = WITHOUT_SECOND_FACTOR
) -> AsyncIterator[HttpWorld]:
    world = World(policies)
    with driver_over(world.app, options) as app:
        async with client_of(app) as client:
            yield HttpWorld(client, app, world)
