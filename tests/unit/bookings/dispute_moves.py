"""What goes wrong in random stories: disputes, decisions, appeals, and leaving for safety."""

from __future__ import annotations

from typing import Final

from mate_core.bookings.disputes.model import DisputeReason, Outcome, Verdict
from mate_core.bookings.transitions import BookingStatus as S
from mate_core.shared.ids import UserId
from mate_core.shared.money import Vnd
from tests.unit.bookings.dispute_model import APPEALED, DECIDED, OPEN, OVER, SPLIT, Quarrel
from tests.unit.bookings.machine import MachineBase
from tests.unit.bookings.story_model import Story

DISPUTABLE: Final = (S.PAID, S.IN_PROGRESS, S.COMPLETED, S.CANCELLED)
OUTCOMES: Final = ("release", "refund", "split")


class DisputeMoves(MachineBase):
    def go_wrong(self, number: int, one: bool) -> None:
        """The next step of a meeting that goes wrong, so that runs reach the end of disputes."""
        quarrels = [
            story
            for story in self.model.stories.values()
            if story.quarrel and story.quarrel.status != OVER
        ]
        if not quarrels:
            self._fall_out(number, one)
            return
        story = quarrels[number % len(quarrels)]
        quarrel = self.quarrel_of(story)
        if quarrel.status == DECIDED:
            last = story.user if story.partner in quarrel.accepted else story.partner
            if number % 3:
                self._accept(story, last)
            else:
                self._appeal(story, last)
        elif quarrel.status == OPEN and not quarrel.safety and number % 4 == 0:
            self._withdraw(story, quarrel.opener)
        else:
            self._decide(story, number, other=quarrel.decider == self.finance.user_id)

    def _fall_out(self, number: int, by_user: bool) -> None:
        """A dispute about a booking that never had one, at its booked start if need be."""
        peaceful = [
            story
            for story in self.model.stories.values()
            if story.is_disputable and story.quarrel is None
        ]
        if not peaceful:
            return
        story = peaceful[number % len(peaceful)]
        if self.now < story.start:
            self.world.clock.set(story.start)
            self.swept = False
        self._dispute(story, by_user)

    def dispute(self, number: int, by_user: bool) -> None:
        self._dispute(self.held_story(number), by_user)

    def _dispute(self, story: Story | None, by_user: bool) -> None:
        if story is None:
            return
        person = story.user if by_user else story.partner
        quarrel = story.quarrel
        again = quarrel is not None and quarrel.status != OVER and quarrel.opener == person
        begun = story.status is S.CANCELLED or self.now >= story.start
        fresh = quarrel is None and story.status in DISPUTABLE and begun and story.is_disputable
        step = self.world.app.disputes.open(
            self.actor(person), story.id, DisputeReason.NOT_AS_AGREED, "not as agreed"
        )
        if self.attempt("dispute", step, allowed=fresh or again) and fresh:
            self.model.dispute(story, person, safety=False, at=self.now)

    def decide(self, number: int, other: bool) -> None:
        story = self.quarrel_story(number, OPEN, APPEALED)
        if story is not None:
            self._decide(story, number, other=other)

    def _decide(self, story: Story, number: int, *, other: bool) -> None:
        staff = self.colleague if other else self.finance
        outcome = OUTCOMES[number % len(OUTCOMES)]
        amount = number * 997 % (story.subtotal + 1) if outcome == SPLIT else 0
        quarrel = self.quarrel_of(story)
        first = quarrel.status == OPEN
        second = quarrel.status == APPEALED and quarrel.decider != staff.user_id
        step = self.world.app.staff_disputes.resolve(
            staff, story.id, Verdict(Outcome(outcome), Vnd(amount)), note="seen both"
        )
        if self.attempt("decide", step, allowed=first or second) is None:
            return
        if first:
            quarrel.decide((outcome, amount), staff.user_id, self.now)
        else:
            quarrel.verdict = outcome, amount
            self.model.execute(story, (outcome, amount), self.now)

    def accept(self, number: int, by_user: bool) -> None:
        story = self.quarrel_story(number, DECIDED)
        if story is not None:
            self._accept(story, story.user if by_user else story.partner)

    def _accept(self, story: Story, person: UserId) -> None:
        quarrel = self.quarrel_of(story)
        fresh = quarrel.status == DECIDED
        again = person in quarrel.accepted
        step = self.world.app.disputes.accept(self.actor(person), story.id)
        if self.attempt("accept", step, allowed=fresh or again) and fresh:
            quarrel.accepted.add(person)
            if len(quarrel.accepted) == 2:
                self.model.execute(story, quarrel.default, self.now)

    def appeal(self, number: int, by_user: bool) -> None:
        story = self.quarrel_story(number, DECIDED)
        if story is not None:
            self._appeal(story, story.user if by_user else story.partner)

    def _appeal(self, story: Story, person: UserId) -> None:
        quarrel = self.quarrel_of(story)
        allowed = (
            quarrel.status == DECIDED
            and person not in quarrel.accepted
            and self.now < quarrel.decision_due
        )
        step = self.world.app.disputes.appeal(self.actor(person), story.id, "unfair")
        if self.attempt("appeal", step, allowed=allowed):
            quarrel.appeal(self.now)

    def withdraw(self, number: int, by_user: bool) -> None:
        story = self.quarrel_story(number, OPEN)
        if story is not None:
            self._withdraw(story, story.user if by_user else story.partner)

    def _withdraw(self, story: Story, person: UserId) -> None:
        quarrel = self.quarrel_of(story)
        allowed = quarrel.status == OPEN and quarrel.opener == person and not quarrel.safety
        step = self.world.app.disputes.withdraw(self.actor(person), story.id)
        if self.attempt("withdraw", step, allowed=allowed):
            self.model.withdraw(story, self.now)

    def leave(self, number: int, by_user: bool) -> None:
        """For safety's sake: whatever the state, it is never refused."""
        story = self.story(number, S.PAID, S.IN_PROGRESS, S.DISPUTED)
        if story is None or number % 3:
            return
        person = story.user if by_user else story.partner
        step = self.world.app.safety.cancel(
            self.actor(person), story.id, DisputeReason.SAFETY, "afraid"
        )
        self.attempt("leave", step, allowed=True)
        self.model.leave(story, person, self.now)

    def held_story(self, number: int) -> Story | None:
        """A booking whose money is held; one time in ten any booking, to be refused."""
        stories = list(self.model.stories.values())
        if number % 10:
            stories = [story for story in stories if story.held]
        return stories[number % len(stories)] if stories else None

    def quarrel_story(self, number: int, *wanted: str) -> Story | None:
        """A dispute in a wanted state; one time in ten any dispute."""
        stories = [story for story in self.model.stories.values() if story.quarrel]
        if number % 10:
            stories = [each for each in stories if self.quarrel_of(each).status in wanted]
        return stories[number % len(stories)] if stories else None

    def quarrel_of(self, story: Story) -> Quarrel:
        assert story.quarrel is not None
        return story.quarrel
