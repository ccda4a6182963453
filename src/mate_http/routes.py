"""What every route says of itself: who may call it, its name, and the errors it can answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from litestar.enums import MediaType
from litestar.openapi.datastructures import ResponseSpec

from mate_core.shared.limits import RateClass
from mate_http.access import ACCESS, Access
from mate_http.problems.answers import PROBLEM_TYPE
from mate_http.problems.document import Problem
from mate_http.schemas.auth import LoggedIn, SecondStep
from mate_http.schemas.base import Output
from mate_http.throttle import RATE

DESCRIPTIONS: Final = {
    400: "Malformed: `errors` names the field and the remedy.",
    401: "Nobody is logged in, or the session has ended.",
    403: "The role does not allow this.",
    404: "There is no such thing, or it is not yours.",
    408: "The body did not arrive in time.",
    409: "The state of things does not allow it now.",
    413: "The body is too large.",
    415: "The body is not of the media type that is wanted here.",
    416: "The range begins behind the end.",
    422: "Against a rule; `errors` names the field where there is one.",
    429: "Too many attempts; see `Retry-After`.",
    500: "An error on our side; nothing is told but the request id.",
    503: "Something we need does not answer; see `Retry-After`.",
}


def route(
    access: Access,
    operation_id: str,
    summary: str,
    *,
    status: int = 200,
    errors: Iterable[int] = (),
    body: bool = False,
    rate: RateClass | None = None,
    unavailable: type[Output] = Problem,
) -> dict[str, Any]:
    """Keyword arguments of a route; `errors` are those beyond the ones of its kind.

    Every route can fail to read (400) or fail at all (500, 503); logged-in ones answer 401 and
    403; those with a body 413 and 415; those that are counted 429. `rate` is for a route that
    differs from its controller. `unavailable` is the shape of a 503.
    """
    statuses = {400, 500, 503, *errors}
    if rate is not RateClass.EXEMPT:
        statuses.add(429)
    if access is not Access.PUBLIC:
        statuses |= {401, 403}
    if body:
        statuses |= {413, 415, 422}
    return {
        "opt": {ACCESS: access} | ({RATE: rate} if rate else {}),
        "operation_id": operation_id,
        "summary": summary,
        "status_code": status,
        "responses": {
            code: _answer(code, unavailable if code == 503 else Problem)
            for code in sorted(statuses)
        },
        "security": [] if access is Access.PUBLIC else [{"bearer": []}],
    }


def answering(shape: type[Output], declared: dict[str, Any]) -> dict[str, Any]:
    """The same, for a handler that makes the response itself: what a 200 holds, as JSON."""
    told = ResponseSpec(
        data_container=shape,
        description="Request fulfilled, document follows",
        media_type=MediaType.JSON,
        generate_examples=False,
    )
    return declared | {"responses": {200: told, **declared["responses"]}}


def logging_in(declared: dict[str, Any]) -> dict[str, Any]:
    """The same, for the login: a 200 with tokens, or a 202 that leads to the second step."""
    waiting = ResponseSpec(
        data_container=SecondStep,
        description="The password was right; a code of the second factor is needed.",
        media_type=MediaType.JSON,
        generate_examples=False,
    )
    return answering(LoggedIn, declared) | {
        "responses": {**answering(LoggedIn, declared)["responses"], 202: waiting}
    }


def _answer(status: int, shape: type[Output]) -> ResponseSpec:
    return ResponseSpec(
        data_container=shape,
        description=DESCRIPTIONS[status],
        media_type=PROBLEM_TYPE if shape is Problem else MediaType.JSON,
        generate_examples=False,
    )
