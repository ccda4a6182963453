"""What the booking machine stands on: a world beside its model, and what must always hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, ClassVar, Final, TypeVar

from hypothesis.stateful import RuleBasedStateMachine, invariant

from mate_adapters.composition.ports import Policies
from mate_core.bookings.transitions import MOVES
from mate_core.bookings.transitions import BookingStatus as S
from mate_core.partners.model import ServiceType
from mate_core.partners.service import Offer
from mate_core.payments.intent import PaymentIntent
from mate_core.payments.policies import StaffLimits
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.errors import Refusal
from mate_core.shared.ids import BookingId, ExtensionId
from mate_core.shared.money import Vnd
from mate_core.shared.time import Period
from tests.unit.bookings.story_model import HOUR, Model, Story
from tests.unit.world import TAXED, World

T = TypeVar("T")
RATES: Final = (199_999, 333_333)
OPEN_DAYS: Final = 84
UNLIMITED: Final = Policies(
    payments=replace(
        TAXED.payments,
        staff=StaffLimits(alone_at_once=Vnd(10**12), alone_a_day=Vnd(10**12)),
    )
)
"""The rule of two people has tests of its own; here everyone of staff decides alone."""


def run(step: Awaitable[T]) -> T:
    """Drive a step to its end by hand: on memory adapters it never suspends."""
    try:
        next(step.__await__())
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]  # StopIteration carries Any
    raise AssertionError("a memory adapter suspended")


class MachineBase(RuleBasedStateMachine):
    source_refunds: ClassVar[bool] = True
    accepted: ClassVar[Counter[str]] = Counter()
    refused: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        payments = replace(UNLIMITED.payments, automatic_source_refunds=self.source_refunds)
        self.world = World(replace(UNLIMITED, payments=payments))
        self.world.meet_at_any_hour()
        self.model = Model(source_refunds=self.source_refunds)
        self.finance = run(self.world.support(Capability.FINANCE))
        self.colleague = run(self.world.support(Capability.FINANCE))
        self.partners = [run(self._partner(rate)) for rate in RATES]
        self.people = [run(self.world.user()), run(self.world.user()), *self.partners]
        self.open_until = self.world.now + timedelta(days=OPEN_DAYS)
        self.everywhere = Period(self.world.now - 24 * HOUR, self.open_until + 24 * HOUR)
        self.intents: list[tuple[PaymentIntent, Story]] = []
        self.extensions: dict[BookingId, ExtensionId] = {}
        self.swept = True

    async def _partner(self, rate: int) -> Actor:
        offer = Offer(Vnd(rate), service_types=frozenset({ServiceType.TRAVEL}))
        return await self.world.partner(offer, open_days=OPEN_DAYS)

    @property
    def now(self) -> datetime:
        return self.world.now

    def attempt(self, name: str, step: Awaitable[T], *, allowed: bool) -> T | None:
        """Do it; whether it is accepted must be what the model says."""
        try:
            answer = run(step)
        except Refusal as refusal:
            if allowed:
                raise AssertionError(f"{name} was refused: {refusal}") from refusal
            self.refused[name] += 1
            return None
        assert allowed, f"{name} was accepted"
        self.accepted[name] += 1
        self.swept = False
        return answer

    def story(self, number: int, *wanted: S) -> Story | None:
        """A booking in a wanted status; one time in ten any booking, to be refused."""
        stories = list(self.model.stories.values())
        if number % 10:
            stories = [story for story in stories if story.status in wanted]
        return stories[number % len(stories)] if stories else None

    def actor(self, person: object) -> Actor:
        return next(actor for actor in self.people if actor.user_id == person)

    @invariant()
    def books_are_clean_and_as_predicted(self) -> None:
        report = run(self.world.app.ledger.verify())
        assert report.ok, report.findings
        accounts = dict(report.books.accounts)
        for name in ("revenue", "tax_payable"):
            assert accounts.get(name, 0) == self.model.platform[name]
        for person in self.people:
            wallet = run(self.world.wallet(person))
            assert wallet.available.amount == self.model.available[person.user_id]
            assert wallet.held.amount == self.model.held[person.user_id]
            assert wallet.withdrawing.amount == self.model.returning[person.user_id]

    @invariant()
    def bookings_stand_as_predicted_and_came_by_the_table(self) -> None:
        for story in self.model.stories.values():
            booking = run(self.world.read(story.id))
            assert booking.status is story.status, story
            self._assert_path(story.id, booking.status)

    def _assert_path(self, booking_id: BookingId, status: S) -> None:
        async def history() -> list[tuple[S | None, S, Any]]:
            async with self.world.store.open_read() as uow:
                entries = await uow.bookings.history(booking_id)
            return [(entry.from_status, entry.to_status, entry.action) for entry in entries]

        (_, at, _), *moves = run(history())
        for begin, to, action in moves:
            assert begin is at
            assert MOVES[at, action].to is to
            at = to
        assert at is status

    @invariant()
    def nobody_is_in_two_places(self) -> None:
        for person in self.people:
            reserved = run(self.world.reserved(person.user_id, self.everywhere))
            expected = [story.time_of(person.user_id) for story in self.model.stories.values()]
            assert [(period.start, period.end) for period in reserved] == sorted(
                time for time in expected if time
            )
            for earlier, later in pairwise(reserved):
                assert earlier.end <= later.start

    @invariant()
    def nothing_is_overdue_after_a_sweep(self) -> None:
        if self.swept:
            assert run(self.world.overdue()) == []
