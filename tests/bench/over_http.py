"""The marketplace as apps see it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from mate_core.identity.ports import TokenSigner
from tests.bench.costs import BenchFailed
from tests.load.http_client import Answer, Connection, connect
from tests.load.people import CENTRE, HALF_HOURS, Meeting, Pair

_API: Final = "/api/v1"


class HttpMarketplace:
    """A pool of kept connections; tokens are signed before the act that is timed."""

    def __init__(self, connections: Sequence[Connection], signer: TokenSigner) -> None:
        self._idle: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()
        for connection in connections:
            self._idle.put_nowait(connection)
        self._signer = signer
        self._user_tokens: dict[int, str] = {}
        self._partner_tokens: dict[int, str] = {}
        self._bookings: dict[int, UUID] = {}
        self._codes: dict[int, str] = {}
        self._meeting: Meeting | None = None

    def log_in(self, pairs: Sequence[Pair], at: datetime) -> None:
        """Fresh tokens for all, because the clock has moved past those before."""
        self._user_tokens = {pair.n: pair.user_token(self._signer, at) for pair in pairs}
        self._partner_tokens = {pair.n: pair.partner_token(self._signer, at) for pair in pairs}

    def agree_on(self, meeting: Meeting) -> None:
        self._meeting = meeting

    async def clock(self) -> datetime:
        answer = await self._ask(HTTPStatus.OK, "GET", "/sandbox/clock")
        return datetime.fromisoformat(answer.json()["now"])

    async def travel_to(self, instant: datetime) -> datetime:
        """Moves the sandbox's clock; answers what it then shows."""
        body = {"to": instant.isoformat()}
        answer = await self._ask(HTTPStatus.OK, "POST", "/sandbox/clock", body=body)
        return datetime.fromisoformat(answer.json()["now"])

    async def create(self, pair: Pair) -> None:
        if self._meeting is None:
            raise BenchFailed("nobody agreed on a meeting")
        answer = await self._ask(
            HTTPStatus.CREATED,
            "POST",
            f"{_API}/bookings",
            token=self._user_tokens[pair.n],
            idempotency_key=f"create-{pair.n}",
            body={
                "partnerId": str(pair.partner.user_id),
                "serviceType": "coffee",
                "date": self._meeting.day.isoformat(),
                "startTime": "09:00",
                "durationHours": HALF_HOURS / 2,
                "venueClass": "cafe",
                "meetingLocation": "Cà phê Vườn, 12 Lý Tự Trọng, Quận 1",
                "userNote": "Mình thích nói chuyện về phim.",
            },
        )
        self._bookings[pair.n] = UUID(answer.json()["id"])

    async def confirm(self, pair: Pair) -> None:
        await self._put(pair, "confirm", self._partner_tokens)

    async def pay(self, pair: Pair) -> None:
        await self._ask(
            HTTPStatus.OK,
            "POST",
            f"{_API}/payments/pay",
            token=self._user_tokens[pair.n],
            idempotency_key=f"pay-{pair.n}",
            body={"bookingId": str(self._bookings[pair.n]), "method": "wallet"},
        )

    async def read_code(self, pair: Pair) -> None:
        path = f"{_API}/bookings/{self._bookings[pair.n]}"
        answer = await self._ask(HTTPStatus.OK, "GET", path, token=self._user_tokens[pair.n])
        self._codes[pair.n] = answer.json()["meetingCode"]

    async def start(self, pair: Pair) -> None:
        await self._put(pair, "start", self._partner_tokens, {"meetingCode": self._codes[pair.n]})

    async def complete_by_user(self, pair: Pair) -> None:
        await self._put(pair, "complete", self._user_tokens)

    async def complete_by_partner(self, pair: Pair) -> None:
        await self._put(pair, "complete", self._partner_tokens)

    async def wallet(self, pair: Pair) -> None:
        token = self._user_tokens[pair.n]
        await self._ask(HTTPStatus.OK, "GET", f"{_API}/wallet", token=token)

    async def partner_profile(self, pair: Pair) -> None:
        path = f"{_API}/partners/{pair.partner.user_id}"
        await self._ask(HTTPStatus.OK, "GET", path, token=self._user_tokens[pair.n])

    async def search_nearby(self, pair: Pair) -> None:
        path = f"{_API}/search/nearby?lat={CENTRE.latitude}&lng={CENTRE.longitude}"
        token = self._user_tokens[pair.n]
        answer = await self._ask(HTTPStatus.OK, "GET", path, token=token)
        if not answer.json()["items"]:
            raise BenchFailed("the search found nobody")

    async def _put(
        self, pair: Pair, action: str, tokens: dict[int, str], body: object = None
    ) -> None:
        path = f"{_API}/bookings/{self._bookings[pair.n]}/{action}"
        await self._ask(HTTPStatus.OK, "PUT", path, token=tokens[pair.n], body=body)

    async def _ask(self, expected: HTTPStatus, method: str, path: str, **request: Any) -> Answer:
        connection = await self._idle.get()
        try:
            answer = await connection.ask(method, path, **request)
        finally:
            self._idle.put_nowait(connection)
        if answer.status != expected:
            raise BenchFailed(f"{method} {path}: {answer.status} {answer.body[:600]!r}")
        return answer


@asynccontextmanager
async def http_marketplace(
    host: str, port: int, signer: TokenSigner, workers: int
) -> AsyncIterator[HttpMarketplace]:
    connections = [await connect(host, port) for _ in range(workers)]
    try:
        yield HttpMarketplace(connections, signer)
    finally:
        for connection in connections:
            await connection.close()
