"""Optimistic writes: the version of a booking as ETag, and the one that the caller read."""

from __future__ import annotations

from typing import Annotated, TypeVar

from litestar import Response
from litestar.params import HeaderParameter

from mate_http.schemas.bookings import Booking

B = TypeVar("B", bound=Booking)
IfMatch = Annotated[
    str | None,
    HeaderParameter(
        name="If-Match",
        pattern=r'^(\*|"[0-9]{1,9}")$',
        description=(
            "The `ETag` of the booking as you read it. When it has changed since, the answer is "
            "409 and nothing happens; left out or `*`, nothing is compared."
        ),
    ),
]


def seen(if_match: str | None) -> int | None:
    """The version that the caller read, or None when he does not care."""
    return None if if_match in (None, "*") else int(if_match.strip('"'))


def tagged(booking: B) -> Response[B]:
    """The booking with its version as ETag."""
    return Response(booking, headers={"ETag": f'"{booking.version}"'})
