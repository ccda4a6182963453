"""A feed as text, by the words of RFC 5545."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mate_core.partners.feeds import Feed, FeedEntry
from mate_core.shared.time import Period
from mate_http.icalendar import calendar_text, escaped, folded

NOW = datetime(2026, 3, 2, 3, 0, 1, 999, tzinfo=UTC)
MEETING = Period(NOW, NOW + timedelta(hours=4))
texts = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=300)


def test_a_feed_is_one_calendar_with_an_event_for_each_meeting() -> None:
    text = calendar_text(Feed([FeedEntry("MATE-7KQ2M9XD", MEETING)], NOW))

    assert text.split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Mate Social//Calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Mate Social",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "BEGIN:VEVENT",
        "UID:MATE-7KQ2M9XD@mate-social",
        "DTSTAMP:20260302T030001Z",
        "DTSTART:20260302T030001Z",
        "DTEND:20260302T070001Z",
        "SUMMARY:Mate Social meeting MATE-7KQ2M9XD",
        "CLASS:PRIVATE",
        "TRANSP:OPAQUE",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_an_empty_feed_is_still_a_calendar() -> None:
    text = calendar_text(Feed([], NOW))

    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert "VEVENT" not in text


@given(texts)
def test_folded_lines_are_short_and_unfold_to_the_same(line: str) -> None:
    pieces = folded(line).split("\r\n")

    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert folded(line).replace("\r\n ", "") == line


def test_signs_with_a_meaning_are_escaped() -> None:
    assert escaped("a,b;c\\d\r\ne") == "a\\,b\\;c\\\\d\\ne"
