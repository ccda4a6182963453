"""What a calendar leaves free, against a model of half-hours (DEFECTS B1, B2, B13)."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from mate_core.partners.calendar import (
    Calendar,
    Reservation,
    ReservationRole,
    Slot,
    SlotKind,
    cuts_reservation,
)
from mate_core.shared.ids import SlotId, UserId
from mate_core.shared.time import HALF_HOUR, Period

DAWN = datetime(2026, 3, 2, tzinfo=UTC)
PARTNER = UserId(UUID(int=1))
HALF_HOURS = range(48)


def period(first: int, length: int) -> Period:
    return Period(DAWN + first * HALF_HOUR, DAWN + (first + length) * HALF_HOUR)


def half_hours(periods: list[Period]) -> set[int]:
    return {n for n in HALF_HOURS for each in periods if each.overlaps(period(n, 1))}


periods = st.builds(period, st.integers(0, 40), st.integers(1, 8))
slots = st.builds(
    lambda when, kind: Slot(SlotId(UUID(int=2)), PARTNER, when, kind, DAWN),
    periods,
    st.sampled_from(SlotKind),
)
reservations = st.builds(
    lambda when: Reservation(PARTNER, when, UUID(int=3), ReservationRole.PARTNER), periods
)
slot_lists = st.lists(slots, max_size=6)


def cut(before: list[Slot], after: list[Slot], taken: list[Reservation]) -> Reservation | None:
    return cuts_reservation(Calendar(before, [], taken), Calendar(after, [], taken))


def windows(of: list[Slot]) -> set[int]:
    """Half-hours that are open and not blocked."""
    opened = half_hours([slot.period for slot in of if slot.kind is SlotKind.AVAILABLE])
    return opened - half_hours([slot.period for slot in of if slot.kind is SlotKind.BLOCKED])


@given(slot_lists, st.lists(reservations, max_size=4))
def test_free_is_windows_less_blocks_less_reservations(
    published: list[Slot], taken: list[Reservation]
) -> None:
    free = Calendar(published, [], taken).free()

    assert half_hours(free) == windows(published) - half_hours([each.period for each in taken])


@given(slot_lists, periods)
def test_meeting_is_offered_when_every_half_hour_is_open(
    published: list[Slot], meeting: Period
) -> None:
    assert Calendar(published, [], []).offers(meeting) == (
        half_hours([meeting]) <= windows(published)
    )


@given(st.lists(reservations, max_size=4), periods)
def test_time_is_taken_when_a_half_hour_is(taken: list[Reservation], occupied: Period) -> None:
    shared = half_hours([occupied]) & half_hours([each.period for each in taken])

    assert Calendar([], [], taken).is_taken(occupied) == bool(shared)


@given(slot_lists, slot_lists, reservations)
def test_edit_cuts_a_meeting_when_it_closes_a_half_hour_that_was_open(
    before: list[Slot], after: list[Slot], meeting: Reservation
) -> None:
    opened = half_hours([slot.period for slot in before if slot.kind is SlotKind.AVAILABLE])
    lost = (half_hours([meeting.period]) & opened) - windows(after)

    assert (cut(before, after, [meeting]) is not None) == bool(lost)


@given(slot_lists, slot_lists)
def test_calendar_without_meetings_may_be_edited_freely(
    before: list[Slot], after: list[Slot]
) -> None:
    assert cut(before, after, []) is None
