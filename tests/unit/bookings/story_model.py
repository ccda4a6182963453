"""What bookings and their money must come to, in the plainest terms: the machine's oracle.

Nothing here is shared with the core but names of statuses; the arithmetic is done in fractions.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from math import floor

from mate_core.bookings.transitions import BookingStatus as S
from mate_core.shared.ids import BookingId, UserId
from tests.unit.bookings.dispute_model import DECIDED, OPEN, OVER, REFUND, SPLIT, Quarrel

HOUR = timedelta(hours=1)
DAY = 24 * HOUR
BUFFER = timedelta(minutes=30)
PAGE = timedelta(minutes=15)
TEN_MINUTES = timedelta(minutes=10)
RESERVING = {S.CONFIRMED, S.PAID, S.IN_PROGRESS, S.COMPLETED, S.DISPUTED}


def half_up(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


def fee_on(subtotal: int) -> int:
    return half_up(Fraction(subtotal * 15, 100))


@dataclass
class Wish:
    """A proposal to go on, paid from the wallet."""

    half_hours: int
    subtotal: int
    expires_at: datetime
    open: bool = True
    accepted: bool = False

    @property
    def total(self) -> int:
        return self.subtotal + fee_on(self.subtotal)

    def blocks(self, at: datetime) -> bool:
        """An open one until the clock has looked, a declined one until its time is over."""
        return self.open or (not self.accepted and at < self.expires_at)


@dataclass
class Story:
    """One booking as it should stand."""

    id: BookingId
    user: UserId
    partner: UserId
    start: datetime
    end: datetime
    lines: list[int]
    """Subtotals: what was booked, then each extension."""
    created_at: datetime
    status: S = S.PENDING
    confirmed_at: datetime | None = None
    extended_until: datetime | None = None
    started: bool = False
    agreed: set[UserId] = field(default_factory=set)
    held: bool = False
    frozen: bool = False
    kept_percent: int = 100
    settle_at: datetime | None = None
    gateway_paid: int = 0
    """Dong of the held sum that a gateway brought for this booking and that may go back there."""
    pages: list[datetime] = field(default_factory=list)
    """When each waiting gateway page closes; at most one."""
    cancelled_free_at: datetime | None = None
    quarrel: Quarrel | None = None
    partner_amount: int | None = None
    """Of a split, gross."""
    paused_until: datetime | None = None
    freed: bool = False
    """Nobody's time is reserved any more."""
    wish: Wish | None = None
    """The last proposal to go on, whatever became of it."""

    @property
    def is_disputable(self) -> bool:
        """Whether money is left to decide about."""
        pays = self.status is not S.CANCELLED or self.kept_percent > 0
        return self.held and pays

    @property
    def subtotal(self) -> int:
        return sum(self.lines)

    @property
    def fee(self) -> int:
        return sum(fee_on(line) for line in self.lines)

    @property
    def total(self) -> int:
        return self.subtotal + self.fee

    @property
    def due_at(self) -> datetime | None:
        match self.status:
            case S.PENDING:
                return min(self.created_at + DAY, self.start)
            case S.CONFIRMED:
                assert self.confirmed_at is not None
                return self.extended_until or min(self.confirmed_at + 2 * HOUR, self.start)
            case S.PAID:
                return self._resumed(self.end + DAY)
            case S.IN_PROGRESS:
                return self._resumed(self.end + (12 * HOUR if self.agreed else DAY))
            case _:
                return None

    def _resumed(self, due: datetime) -> datetime:
        return max(due, self.paused_until or due)

    def awaits_money(self, at: datetime, *, page: datetime) -> bool:
        """Whether money from the page that closes at `page` is in time, swept or not."""
        if self.status is not S.CONFIRMED or self.due_at is None:
            return False
        if self.extended_until is not None:
            return at < self.extended_until
        return at < max(self.due_at, min(max([page, *self.pages]), self.start))

    def time_of(self, person: UserId) -> tuple[datetime, datetime] | None:
        """What that person cannot use otherwise."""
        taking_part = person in (self.user, self.partner)
        if self.freed or self.status not in RESERVING or not taking_part:
            return None
        return self.start, self.end if person == self.user else self.end + BUFFER

    def until(self, person: UserId) -> datetime:
        """When that person is free again: the partner still has a way to go."""
        return self.end + BUFFER if person == self.partner else self.end

    def may_go_on(self, at: datetime) -> bool:
        """Whether the two could agree on more time now, as far as the booking goes."""
        on_time = self.start - HOUR / 2 <= at < self.end
        return self.status in (S.PAID, S.IN_PROGRESS) and on_time and not self.agreed

    def drop_wish(self) -> None:
        if self.wish is not None:
            self.wish.open = False

    def cancel(self, *, kept_percent: int, at: datetime) -> None:
        self.drop_wish()
        self.status, self.freed = S.CANCELLED, True
        self.pages.clear()
        if self.held:
            self.kept_percent, self.partner_amount = kept_percent, None
            self.settle_at = at if kept_percent == 0 else at + DAY


class Model:
    """All people's money and bookings."""

    def __init__(self, *, source_refunds: bool) -> None:
        self.source_refunds = source_refunds
        self.available: Counter[UserId] = Counter()
        self.held: Counter[UserId] = Counter()
        self.returning: Counter[UserId] = Counter()
        """On the way back to the source; there by the end of the next sweep."""
        self.platform: Counter[str] = Counter()
        self.stories: dict[BookingId, Story] = {}

    def deposit(self, person: UserId, amount: int) -> None:
        self.available[person] += amount

    def give_back(self, person: UserId, amount: int) -> None:
        """Money of a gateway that nobody holds goes back to where it came from."""
        self.available[person] -= amount
        self.returning[person] += amount

    def is_free(
        self, person: UserId, start: datetime, end: datetime, *, but: Story | None = None
    ) -> bool:
        others = (story for story in self.stories.values() if story is not but)
        times = (story.time_of(person) for story in others)
        return not any(time and time[0] < end and start < time[1] for time in times)

    def has_room(self, user: UserId, partner: UserId, at: datetime) -> bool:
        mine = [story for story in self.stories.values() if story.user == user]
        waiting = [story for story in mine if story.status in (S.PENDING, S.CONFIRMED)]
        future = [
            story
            for story in mine
            if story.status not in (S.CANCELLED, S.COMPLETED, S.DISPUTED) and story.start > at
        ]
        with_partner = [story for story in future if story.partner == partner]
        return len(waiting) < 3 and len(with_partner) < 2 and len(future) < 5

    def decline_rivals(self, winner: Story, at: datetime) -> None:
        for story in self.stories.values():
            if story.status is S.PENDING and any(
                story.start < winner.until(person) and winner.start < story.until(person)
                for person in {winner.user, winner.partner} & {story.user, story.partner}
            ):
                story.cancel(kept_percent=0, at=at)

    def hold(self, story: Story) -> None:
        self.available[story.user] -= story.total
        self.held[story.user] += story.total
        story.held = True
        story.status = S.PAID
        story.pages.clear()

    def has_room_to_go_on(self, story: Story, half_hours: int) -> bool:
        end = story.end + half_hours * HOUR / 2
        return self.is_free(story.user, story.start, end, but=story) and self.is_free(
            story.partner, story.start, end + BUFFER, but=story
        )

    def go_on(self, story: Story, wish: Wish, at: datetime) -> None:
        """Both agreed: a longer meeting, more money held, one line more."""
        wish.open, wish.accepted = False, True
        story.end += wish.half_hours * HOUR / 2
        story.lines.append(wish.subtotal)
        self.available[story.user] -= wish.total
        self.held[story.user] += wish.total
        self.decline_rivals(story, at)

    def kept_percent(self, story: Story, at: datetime) -> int:
        """What a user who cancels now does not get back."""
        notice = story.start - at
        if notice < 6 * HOUR:
            return 100
        free = [
            other
            for other in self.stories.values()
            if other.user == story.user
            and other.cancelled_free_at is not None
            and other.cancelled_free_at >= at - 30 * DAY
        ]
        return 50 if notice < DAY or len(free) >= 3 else 0

    def pump(self, at: datetime) -> None:
        for story in self.stories.values():
            story.pages = [closes for closes in story.pages if closes > at]
            if story.wish is not None and story.wish.expires_at <= at:
                story.drop_wish()
            while story.due_at is not None and story.due_at <= at:
                self._act(story, at)
            self._pump_quarrel(story, at)
            due = story.settle_at is not None and story.settle_at <= at
            if due and story.held and not story.frozen and story.status is not S.DISPUTED:
                self.settle(story)
        self.returning.clear()

    def _act(self, story: Story, at: datetime) -> None:
        if story.status is S.IN_PROGRESS:
            self.complete(story, at)
        elif (
            story.status is S.CONFIRMED
            and story.pages
            and story.extended_until is None
            and story.start > at
        ):
            story.extended_until = min(story.pages[0], story.start)
        else:
            story.cancel(kept_percent=0, at=at)

    def complete(self, story: Story, at: datetime) -> None:
        story.drop_wish()
        story.status = S.COMPLETED
        story.settle_at = max(at, story.end) + DAY

    def dispute(self, story: Story, person: UserId, *, safety: bool, at: datetime) -> None:
        earlier = story.quarrel
        withdrawn = earlier is None or earlier.status == OVER
        story.quarrel = Quarrel(
            opener=person,
            by_user=person == story.user,
            former=story.status if withdrawn or earlier is None else earlier.former,
            opened_at=at,
            code_entered=story.started,
            safety=safety,
            believed=safety and not self._left_lately(person, story, at),
        )
        story.status = S.DISPUTED
        story.freed = story.freed or safety

    def _left_lately(self, person: UserId, but: Story, at: datetime) -> bool:
        quarrels = [other.quarrel for other in self.stories.values() if other is not but]
        return any(
            each and each.safety and each.opener == person and each.opened_at >= at - 90 * DAY
            for each in quarrels
        )

    def leave(self, story: Story, person: UserId, at: datetime) -> None:
        quarrel = story.quarrel
        if story.status in (S.PENDING, S.CONFIRMED):
            story.cancel(kept_percent=0, at=at)
        elif story.status is S.DISPUTED:
            if quarrel and quarrel.status == OPEN and not quarrel.safety:
                self.dispute(story, person, safety=True, at=at)
        elif story.status in (S.PAID, S.IN_PROGRESS) or (quarrel is None and story.is_disputable):
            self.dispute(story, person, safety=True, at=at)

    def withdraw(self, story: Story, at: datetime) -> None:
        assert story.quarrel is not None
        story.status, story.quarrel.status = story.quarrel.former, OVER
        story.paused_until = at + HOUR
        if story.settle_at is not None:
            story.settle_at = max(story.settle_at, at + HOUR)

    def execute(self, story: Story, verdict: tuple[str, int], at: datetime) -> None:
        assert story.quarrel is not None
        outcome, amount = verdict
        story.quarrel.status = OVER
        if outcome == REFUND:
            story.cancel(kept_percent=0, at=at)
            return
        story.status, story.settle_at, story.kept_percent = S.COMPLETED, at, 100
        story.partner_amount = amount if outcome == SPLIT else None

    def _pump_quarrel(self, story: Story, at: datetime) -> None:
        quarrel = story.quarrel
        while quarrel is not None and quarrel.due_at is not None and quarrel.due_at <= at:
            if quarrel.status == DECIDED or quarrel.overdue:
                self.execute(story, quarrel.default, at)
            else:
                quarrel.overdue = True

    def settle(self, story: Story) -> None:
        if story.partner_amount is not None:
            gross = story.partner_amount
            fee = half_up(Fraction(story.fee * gross, story.subtotal))
        else:
            back = Fraction(100 - story.kept_percent, 100)
            gross = story.subtotal - half_up(story.subtotal * back)
            fee = story.fee - half_up(story.fee * back)
        vat, pit = half_up(Fraction(gross * 5, 100)), half_up(Fraction(gross * 2, 100))
        self.held[story.user] -= story.total
        back_to_payer = story.total - gross - fee
        self.available[story.user] += back_to_payer
        if self.source_refunds:
            to_source = min(back_to_payer, story.gateway_paid)
            self.give_back(story.user, to_source)
            story.gateway_paid -= to_source
        self.available[story.partner] += gross - vat - pit
        self.platform["revenue"] += fee
        self.platform["tax_payable"] += vat + pit
        story.held = False
