"""The same questions as apps ask them, over one kept connection."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

import psycopg

from mate_adapters.crowd.numbers import Thing, id_of
from mate_adapters.runtime import Runtime
from mate_core.identity.model import AccessClaims
from mate_core.identity.ports import TokenSigner
from mate_core.search.criteria import Criteria
from mate_core.shared.ids import SessionId
from mate_core.shared.time import to_local
from tests.bench.accounting import Meter
from tests.bench.costs import BenchFailed
from tests.bench.search.crowding import SEARCHERS, SEED, searcher
from tests.bench.search.measuring import Timed, asked_of, first_searcher, timed
from tests.bench.search.questions import Asked, Question
from tests.load.http_client import Answer, Connection, connect
from tests.load.place import Place
from tests.load.server import serving

_API: Final = "/api/v1/search"
_SESSION: Final = 1 << 32
"""Numbers of sessions' ids lie beyond those of everything that was invented."""


async def over_http(place: Place, runtime: Runtime, question: Question, count: int) -> Timed:
    """`mate serve` as a process of its own, on the served database; a page of 20."""
    asked = asked_of(question, runtime, count)
    first = first_searcher(question)
    signer, at = runtime.application.sessions.signer, runtime.clock.now()
    _open_sessions(runtime.dsn, at)
    async with serving(place) as server:
        connection = await connect(server.host, server.port)
        try:

            async def ask(number: int, each: Asked) -> int:
                token = _token(signer, first + number, at)
                answer = await _posted(connection, each, token)
                if answer.status != HTTPStatus.OK:
                    raise BenchFailed(f"search: {answer.status} {answer.body[:600]!r}")
                return len(answer.json()["items"])

            return await timed(Meter(server.pid, place.data), ask, asked)
        finally:
            await connection.close()


async def _posted(connection: Connection, asked: Asked, token: str) -> Answer:
    criteria, page = asked
    body = _body(criteria) | {"page": page.number, "limit": page.limit}
    return await connection.ask("POST", f"{_API}/partners", token=token, body=body)


def _body(criteria: Criteria) -> dict[str, Any]:
    """What an app would send; nothing for what is not asked."""
    free = criteria.free_at
    wish: dict[str, Any] = {
        "lat": criteria.origin.latitude,
        "lng": criteria.origin.longitude,
        "radiusKm": criteria.radius_km,
        "q": criteria.text,
        "minRate": criteria.min_rate and criteria.min_rate.amount,
        "maxRate": criteria.max_rate and criteria.max_rate.amount,
        "serviceTypes": sorted(criteria.service_types),
        "minRating": None if criteria.min_rating is None else float(criteria.min_rating),
        "gender": criteria.gender,
        "languages": sorted(criteria.languages),
        "interests": sorted(criteria.interests),
        "sort": criteria.sort,
        "freeAt": free
        and {
            "date": to_local(free.start).date().isoformat(),
            "startTime": to_local(free.start).strftime("%H:%M"),
            "durationHours": free.half_hours / 2,
        },
    }
    return {name: value for name, value in wish.items() if value not in (None, [])}


def _session_id(number: int) -> SessionId:
    return SessionId(id_of(SEED, Thing.USER, _SESSION + number % SEARCHERS))


def _open_sessions(dsn: str, at: datetime) -> None:
    """One for every searcher; those that are there stay."""
    rows = [
        (_session_id(n), searcher(n).user_id, at, at + timedelta(days=1)) for n in range(SEARCHERS)
    ]
    with psycopg.connect(dsn) as connection, connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO sessions (id, user_id, device_info, created_at, expires_at)"
            " VALUES (%s, %s, 'bench', %s, %s) ON CONFLICT DO NOTHING",
            rows,
        )


def _token(signer: TokenSigner, number: int, at: datetime) -> str:
    actor = searcher(number)
    return signer.sign_access(
        AccessClaims(
            user_id=actor.user_id,
            session_id=_session_id(number),
            epoch=0,
            role=actor.role,
            kyc_verified=False,
            issued_at=at,
            expires_at=at + timedelta(minutes=15),
            token_id=_session_id(number),
        )
    )
