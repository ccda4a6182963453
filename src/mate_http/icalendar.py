"""A feed as iCalendar text (RFC 5545): CRLF, lines of at most 75 octets, instants in UTC."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from mate_core.partners.feeds import Feed, FeedEntry

_LONGEST: Final = 75
"""Octets of a line, its CRLF not counted."""
_ESCAPED: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def calendar_text(feed: Feed) -> str:
    """Everything of the feed; what has been cancelled is not in it, so programs drop it."""
    return "".join(folded(line) + "\r\n" for line in _calendar(feed))


def _calendar(feed: Feed) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield "PRODID:-//Mate Social//Calendar//EN"
    yield "CALSCALE:GREGORIAN"
    yield "METHOD:PUBLISH"
    yield "X-WR-CALNAME:Mate Social"
    yield "REFRESH-INTERVAL;VALUE=DURATION:PT1H"
    for entry in feed.entries:
        yield from _event(entry, stamp=feed.at)
    yield "END:VCALENDAR"


def _event(entry: FeedEntry, *, stamp: datetime) -> Iterable[str]:
    code = escaped(entry.booking_code)
    return (
        "BEGIN:VEVENT",
        f"UID:{code}@mate-social",
        f"DTSTAMP:{instant(stamp)}",
        f"DTSTART:{instant(entry.period.start)}",
        f"DTEND:{instant(entry.period.end)}",
        f"SUMMARY:Mate Social meeting {code}",
        "CLASS:PRIVATE",
        "TRANSP:OPAQUE",
        "STATUS:CONFIRMED",
        "END:VEVENT",
    )


def instant(at: datetime) -> str:
    """In UTC, to the second (RFC 5545, 3.3.5, form 2)."""
    return f"{at:%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """As a TEXT value (RFC 5545, 3.3.11)."""
    return text.translate(_ESCAPED)


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets, no sign cut in two (RFC 5545, 3.1)."""
    pieces, piece, size = [], "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > _LONGEST:
            pieces.append(piece)
            piece, size = "", 1  # the blank before a further piece counts
        piece, size = piece + sign, size + octets
    return "\r\n ".join([*pieces, piece])
