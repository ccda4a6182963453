"""Random edits of slots and weekly hours among random bookings: no meeting loses its time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable
from datetime import timedelta
from typing import ClassVar, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from mate_adapters.composition.ports import Policies
from mate_core.bookings.model import Booking
from mate_core.bookings.policies import BookingLimits, BookingPolicy
from mate_core.partners.calendar import SlotKind
from mate_core.partners.calendar_service import OwnCalendar, SlotWish
from mate_core.partners.weekly_hours import Weekday, WeeklyHours, WeeklyPlan
from mate_core.shared.errors import InvalidInput, Refusal
from mate_core.shared.time import HALF_HOUR, Period, local_day
from tests.unit.bookings.machine import run
from tests.unit.world import DAY, HOUR, World

T = TypeVar("T")
UNLIMITED = Policies(
    bookings=BookingPolicy(
        limits=BookingLimits(open_requests=99, future_per_pair=99, future_per_user=99)
    )
)
REACH = 12 * DAY
STORIES = round(0.3 * settings().max_examples)
half_hours = st.integers(0, int(REACH / HALF_HOUR) - 20)
lengths = st.integers(1, 30)
days = st.integers(0, 10)
numbers = st.integers(0, 99)
weekdays = st.frozensets(st.sampled_from(Weekday), min_size=1)
plans = st.tuples(weekdays, st.integers(0, 47), st.integers(6, 48), days, st.none() | days)


class CalendarMachine(RuleBasedStateMachine):
    accepted: ClassVar[Counter[str]] = Counter()
    refused: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.world = World(UNLIMITED)
        self.world.meet_at_any_hour()
        self.partner = run(self.world.partner(open_days=0))
        self.user = run(self.world.user())
        self.began = self.world.now
        self.bookings: list[Booking] = []
        self.add_rule((frozenset(Weekday), 20, 24, 0, None))
        self.book(1, 0)

    # What people do

    @rule(first=half_hours, length=lengths, kind=st.sampled_from(SlotKind))
    def add_slot(self, first: int, length: int, kind: SlotKind) -> None:
        wish = SlotWish(self._period(first, length), kind)
        self._edit(f"add {kind}", self.world.app.calendars.add(self.partner, [wish]))

    @rule(number=numbers, first=half_hours, length=lengths)
    def move_slot(self, number: int, first: int, length: int) -> None:
        slots = self._read().calendar.slots
        if slots:
            slot = slots[number % len(slots)]
            wish = SlotWish(self._period(first, length), slot.kind)
            calendars = self.world.app.calendars
            self._edit("move slot", calendars.change(self.partner, slot.id, wish))

    @rule(number=numbers)
    def remove_slot(self, number: int) -> None:
        slots = self._read().calendar.slots
        if slots:
            slot = slots[number % len(slots)]
            self._edit("remove slot", self.world.app.calendars.remove(self.partner, slot.id))

    @rule(plan=plans)
    def add_rule(self, plan: tuple[frozenset[Weekday], int, int, int, int | None]) -> None:
        self._edit("add rule", self._planned(plan, None))

    @rule(plan=plans, number=numbers)
    def change_rule(
        self, plan: tuple[frozenset[Weekday], int, int, int, int | None], number: int
    ) -> None:
        self._edit("change rule", self._planned(plan, self._rule(number)))

    async def _planned(
        self,
        plan: tuple[frozenset[Weekday], int, int, int, int | None],
        changed: WeeklyHours | None,
    ) -> None:
        on, start, length, first, last = plan
        since = local_day(self.began) + first * DAY
        until = None if last is None else since + last * DAY
        wanted = WeeklyPlan(on, 30 * start, 30 * length, since, until)
        if changed is None:
            await self.world.app.calendars.add(self.partner, [], [wanted])
        else:
            await self.world.app.weekly_hours.change(self.partner, changed.id, wanted)

    @rule(number=numbers)
    def leave_out(self, number: int) -> None:
        days = self._read().calendar.occurrences
        if days:
            found, service = days[number % len(days)], self.world.app.weekly_hours
            left_out = service.leave_out(self.partner, found.weekly_hours_id, found.day)
            self._edit("leave out", left_out)

    @rule(number=numbers)
    def restore(self, number: int) -> None:
        found = self._rule(number)
        if found is not None and found.except_dates:
            service, day = self.world.app.weekly_hours, min(found.except_dates)
            self._edit("restore", service.restore(self.partner, found.id, day))

    @rule(number=numbers)
    def remove_rule(self, number: int) -> None:
        found = self._rule(number)
        if found is not None:
            self._edit("remove rule", self.world.app.weekly_hours.remove(self.partner, found.id))

    @rule(number=numbers, offset=st.integers(0, 20))
    def book(self, number: int, offset: int) -> None:
        free = [each for each in self._read().free() if each.duration >= 3 * HOUR]
        if not free:
            return
        window = free[number % len(free)]
        room = (window.duration - 3 * HOUR) // HALF_HOUR
        start = window.start + offset % (room + 1) * HALF_HOUR
        asked = self.world.confirmed(
            self.user, self.partner, start_in=start - self.world.now, half_hours=6
        )
        booking = self._edit("book", asked)
        if booking is not None:
            self.bookings.append(booking)

    @rule(number=numbers)
    def cancel(self, number: int) -> None:
        if self.bookings:
            booking = self.bookings.pop(number % len(self.bookings))
            run(self.world.app.meetings.cancel(self.user, booking.id, "ill"))

    # What must hold

    @invariant()
    def every_meeting_lies_in_published_time(self) -> None:
        calendar = self._read().calendar
        for booking in self.bookings:
            assert any(window.contains(booking.period) for window in calendar.published())

    @invariant()
    def free_time_never_meets_a_reservation(self) -> None:
        calendar = self._read().calendar
        assert len(calendar.reservations) == len(self.bookings)
        for free in self._read().free():
            assert not any(free.overlaps(taken.period) for taken in calendar.reservations)

    def _edit(self, name: str, step: Awaitable[T]) -> T | None:
        """Do it, or see that a refusal leaves no trace."""
        before = self._read()
        try:
            done = run(step)
        except (Refusal, InvalidInput):
            self.refused[name] += 1
            assert self._read() == before
            return None
        self.accepted[name] += 1
        return done

    def _read(self) -> OwnCalendar:
        within = Period(self.began - DAY, self.began + REACH + 2 * DAY)
        return run(self.world.app.calendars.mine(self.partner, within))

    def _rule(self, number: int) -> WeeklyHours | None:
        rules = run(self.world.app.weekly_hours.mine(self.partner))
        return rules[number % len(rules)] if rules else None

    def _period(self, first: int, length: int) -> Period:
        start = self.began.replace(minute=0, second=0, microsecond=0) + HOUR + first * HALF_HOUR
        return Period(start, start + timedelta(minutes=30 * length))


def test_random_edits_never_take_away_the_time_of_a_meeting() -> None:
    CalendarMachine.accepted.clear()
    CalendarMachine.refused.clear()
    story = settings(
        max_examples=STORIES,
        stateful_step_count=40,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(CalendarMachine, settings=story)

    accepted, refused = CalendarMachine.accepted, CalendarMachine.refused
    edits = {"remove slot", "move slot", "remove rule", "change rule", "leave out", "add blocked"}
    assert accepted["book"] > STORIES, "the first one of each story, and others"
    assert sum(accepted[name] for name in edits) >= STORIES, accepted
    assert sum(refused[name] for name in edits) >= STORIES / 2, refused
