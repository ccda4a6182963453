"""Random commands, clock jumps and sweeps over booking, escrow and ledger, against the model."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from mate_core.bookings.transitions import BookingStatus as S
from mate_core.payments.intent import PaymentIntent
from mate_core.payments.ledger import Provider
from mate_core.shared.ids import UserId
from mate_core.shared.money import Vnd
from tests.unit.bookings.dispute_moves import DisputeMoves
from tests.unit.bookings.machine import RATES, MachineBase, run
from tests.unit.bookings.story_model import HOUR, PAGE, TEN_MINUTES, Story, Wish
from tests.unit.world import code_of, wrong_code_of

JUMPS = [timedelta(minutes=5), HOUR / 2, HOUR, 3 * HOUR, 12 * HOUR, 48 * HOUR]
SECOND: Final = timedelta(seconds=1)
NOTICES: Final = (
    *(30 * HOUR, 24 * HOUR, 24 * HOUR - SECOND),
    *(6 * HOUR, 6 * HOUR - SECOND, SECOND, 0 * HOUR),
)
"""Before, at and after the bounds of the refund tiers."""
ACTIONS = (
    *("request", "time_passes", "to_the_brink", "to_the_brink"),
    *("go_on", "go_on", "go_on", "go_on", "go_on", "go_on", "go_on", "go_on"),
    *("confirm", "reject", "deposit", "pay_from_wallet", "open_page", "money_arrives"),
    *("cancel", "call_off", "start", "complete", "freeze_or_lift", "staff_refund"),
    *("propose", "propose", "answer", "decline", "cancel", "start"),
)
"""What is drawn from, the likelier ones more than once."""
QUARRELS = (
    *ACTIONS,
    *("dispute", "dispute", "decide", "accept", "appeal", "withdraw", "leave", "leave"),
    *("go_wrong", "go_wrong", "go_wrong", "go_wrong", "go_wrong", "go_wrong", "go_on", "go_on"),
)

STORIES: Final = round(0.8 * settings().max_examples)
"""Forty in the quick profile, each of sixty steps with every invariant after each step."""

which = st.integers(0, 10_000)


class BookingMachine(MachineBase):
    @rule(action=st.sampled_from(ACTIONS), number=which, one=st.booleans(), other=st.booleans())
    def act(self, action: str, number: int, one: bool, other: bool) -> None:
        """One rule for all actions: drawn one by one, so that every story can go on to its end."""
        match action:
            case "request":
                self.wish(number, int(one))
            case "deposit":
                self.deposit(number, 10_000 + 499 * number)
            case "pay_from_wallet":
                self.pay_from_wallet(number, filled=one)
            case "cancel":
                self.cancel(number, by_user=one)
            case "call_off":
                self.call_off(number, by_user=one)
            case "to_the_brink":
                self.to_the_brink(number, over=one)
            case "start":
                self.start(number, right=one, wait=other)
            case "complete":
                self.complete(number, by_user=one)
            case "freeze_or_lift":
                self.freeze_or_lift(number, freeze=one)
            case "propose":
                self.propose(number, half_hours=1 + number % 2, wait=one, filled=one or other)
            case "time_passes":
                self.time_passes(JUMPS[number % len(JUMPS)], sweep=one)
            case _:
                getattr(self, action)(number)

    def wish(self, number: int, whom: int) -> None:
        start, length = 1 + number % 150, 1 + number // 150 % 10
        self.request(number, whom, start, length)

    def request(self, who: int, whom: int, start: int, length: int) -> None:
        user, partner = self.people[who % len(self.people)], self.partners[whom]
        begin, billed = self.now + start * HOUR / 2, max(length, 6)
        end = begin + billed * HOUR / 2
        allowed = (
            user is not partner
            and end <= self.open_until
            and self.model.is_free(user.user_id, begin, end)
            and self.model.is_free(partner.user_id, begin, end + HOUR / 2)
            and self.model.has_room(user.user_id, partner.user_id, self.now)
        )
        booking = self.attempt(
            "request",
            self.world.requested(user, partner, start_in=start * HOUR / 2, half_hours=length),
            allowed=allowed,
        )
        if booking is not None:
            self.model.stories[booking.id] = Story(
                booking.id,
                user.user_id,
                partner.user_id,
                begin,
                end,
                lines=[self.priced(partner.user_id, billed)],
                created_at=self.now,
            )

    def confirm(self, number: int) -> None:
        story = self.story(number, S.PENDING)
        if story is not None:
            self._confirm(story)

    def _confirm(self, story: Story) -> None:
        fresh = (
            story.status is S.PENDING
            and (story.due_at or self.now) > self.now
            and self.model.is_free(story.user, story.start, story.end)
            and self.model.is_free(story.partner, story.start, story.end + HOUR / 2)
        )
        again = story.status not in (S.PENDING, S.CANCELLED)
        step = self.world.app.meetings.confirm(self.actor(story.partner), story.id)
        if self.attempt("confirm", step, allowed=fresh or again) and fresh:
            story.status, story.confirmed_at = S.CONFIRMED, self.now
            self.model.decline_rivals(story, self.now)

    def reject(self, number: int) -> None:
        story = self.story(number, S.PENDING)
        if story is None or story.status is S.CANCELLED:
            return
        step = self.world.app.meetings.reject(self.actor(story.partner), story.id, "no")
        if self.attempt("reject", step, allowed=story.status is S.PENDING):
            story.cancel(kept_percent=0, at=self.now)

    def deposit(self, number: int, dong: int) -> None:
        person = self.people[number % len(self.people)]
        self.attempt("deposit", self.world.fund(person, Vnd(dong)), allowed=True)
        self.model.deposit(person.user_id, dong)

    def pay_from_wallet(self, number: int, filled: bool) -> None:
        story = self.story(number, S.CONFIRMED)
        if story is not None:
            self._pay(story, filled=filled)

    def _pay(self, story: Story, *, filled: bool) -> None:
        user = self.actor(story.user)
        if filled:
            run(self.world.fund(user, Vnd(story.total)))
            self.model.deposit(story.user, story.total)
        allowed = (
            story.status is S.CONFIRMED
            and (story.due_at or self.now) > self.now
            and self.model.available[story.user] >= story.total
        )
        step = self.world.app.checkout.pay_from_wallet(user, story.id, self.world.key(user))
        if self.attempt("pay_from_wallet", step, allowed=allowed):
            self.model.hold(story)

    def open_page(self, number: int) -> None:
        story = self.story(number, S.CONFIRMED)
        if story is None or self._unpaid_expiries(story) >= 2:
            return
        user = self.actor(story.user)
        step = self.world.app.checkout.pay_by_gateway(
            user, story.id, Provider.VNPAY, payer_ip="203.0.113.7", key=self.world.key(user)
        )
        allowed = story.status is S.CONFIRMED and (story.due_at or self.now) > self.now
        payment = self.attempt("open_page", step, allowed=allowed)
        if payment is not None:
            assert payment.intent is not None
            if not any(closes > self.now for closes in story.pages):
                story.pages = [self.now + PAGE]
            self.intents.append((payment.intent, story))

    def _unpaid_expiries(self, story: Story) -> int:
        """RULES 22 has a test of its own; here it only narrows what is drawn."""

        async def count() -> int:
            async with self.world.store.open_read() as uow:
                since = self.now - timedelta(days=30)
                return await uow.bookings.unpaid_expiries(story.user, since=since)

        return run(count())

    def money_arrives(self, number: int) -> None:
        """For any page that was ever opened: in time, late, or a second time."""
        if not self.intents:
            return
        intent, story = self.intents[number % len(self.intents)]
        first = run(self._is_unpaid(intent))
        self.attempt("money_arrives", self.world.notify(intent), allowed=True)
        self.model.deposit(story.user, intent.amount.amount)
        if first and story.awaits_money(self.now, page=intent.expires_at):
            self.model.hold(story)
            story.gateway_paid = story.total
            return
        self.model.give_back(story.user, intent.amount.amount)
        if first:
            story.pages.clear()

    async def _is_unpaid(self, intent: PaymentIntent) -> bool:
        async with self.world.store.open_read() as uow:
            return (await uow.intents.get(intent.id)).vendor_transaction is None

    def cancel(self, number: int, by_user: bool) -> None:
        story = self.story(number, S.PENDING, S.CONFIRMED, S.PAID)
        if story is not None and story.status is not S.CANCELLED:
            self._cancel(story, by_user=by_user)

    def call_off(self, number: int, by_user: bool) -> None:
        """A paid meeting, at an instant where the refund may change."""
        story = self.story(number, S.PAID)
        if story is not None and story.status is S.PAID:
            instant = story.start - NOTICES[number % len(NOTICES)]
            if instant > self.now:
                self.jump_to(instant)
            self._cancel(story, by_user=by_user)

    def _cancel(self, story: Story, *, by_user: bool) -> None:
        actor = self.actor(story.user if by_user else story.partner)
        possible = {S.PENDING, S.CONFIRMED, S.PAID} if by_user else {S.CONFIRMED, S.PAID}
        begun = by_user and story.status is S.PAID and self.now >= story.start
        kept = self.model.kept_percent(story, self.now) if by_user and story.held else 0
        step = self.world.app.meetings.cancel(actor, story.id, "changed my mind")
        if self.attempt("cancel", step, allowed=story.status in possible and not begun):
            if by_user and story.held and kept == 0:
                story.cancelled_free_at = self.now
            story.cancel(kept_percent=kept, at=self.now)

    def start(self, number: int, right: bool, wait: bool) -> None:
        story = self.story(number, S.PAID)
        if story is not None and story.status is S.PAID:
            self._start(story, right=right, wait=wait)

    def _start(self, story: Story, *, right: bool, wait: bool) -> None:
        if wait and story.start > self.now:
            self.jump_to(story.start)
        booking = run(self.world.read(story.id))
        locked = booking.meeting_code is not None and booking.meeting_code.wrong_tries >= 5
        code = code_of(booking) if right else wrong_code_of(booking)
        on_time = story.start - HOUR / 2 <= self.now < story.end
        step = self.world.app.meetings.start(self.actor(story.partner), story.id, code)
        if self.attempt("start", step, allowed=right and on_time and not locked):
            story.status, story.started = S.IN_PROGRESS, True

    def complete(self, number: int, by_user: bool) -> None:
        story = self.story(number, S.IN_PROGRESS)
        if story is not None and story.status is not S.CANCELLED:
            self._complete(story, story.user if by_user else story.partner)

    def _complete(self, story: Story, person: UserId) -> None:
        fresh = story.status is S.IN_PROGRESS
        step = self.world.app.meetings.complete(self.actor(person), story.id)
        if self.attempt("complete", step, allowed=fresh or person in story.agreed) and fresh:
            if person not in story.agreed:
                story.drop_wish()
            story.agreed.add(person)
            if len(story.agreed) == 2:
                self.model.complete(story, self.now)

    def priced(self, partner: UserId, half_hours: int) -> int:
        rate = next(
            rate for rate, each in zip(RATES, self.partners, strict=True) if each.user_id == partner
        )
        return (rate * half_hours + 1) // 2

    def propose(self, number: int, half_hours: int, wait: bool, filled: bool) -> None:
        """The user wants to go on, sometimes without the money; without a meeting, towards one."""
        story = self.story(number, S.PAID, S.IN_PROGRESS)
        if story is None:
            self.go_on(number)
        else:
            self._propose(story, half_hours=half_hours, wait=wait, filled=filled)
            if number % 3 != 1 and story.wish is not None:
                self._answer(story, story.wish)

    def _propose(self, story: Story, *, half_hours: int, wait: bool, filled: bool) -> None:
        if wait and story.status is S.PAID and story.start > self.now:
            self.jump_to(story.start)
        subtotal = self.priced(story.partner, half_hours)
        wish = Wish(half_hours, subtotal, min(self.now + TEN_MINUTES, story.end))
        user = self.actor(story.user)
        if filled:
            run(self.world.fund(user, Vnd(wish.total)))
            self.model.deposit(story.user, wish.total)
        allowed = (
            story.may_go_on(self.now)
            and not (story.wish and story.wish.blocks(self.now))
            and story.end + half_hours * HOUR / 2 <= self.open_until
            and self.model.has_room_to_go_on(story, half_hours)
            and self.model.available[story.user] >= wish.total
        )
        step = self.world.app.extensions.propose(
            user, story.id, half_hours, None, payer_ip="203.0.113.7", key=self.world.key(user)
        )
        view = self.attempt("propose", step, allowed=allowed)
        if view is not None:
            story.wish = wish
            self.extensions[story.id] = view.extension.id

    def wanted(self, number: int) -> tuple[Story, Wish] | None:
        """A meeting that somebody wanted to be longer; open wishes first, mostly."""
        stories = [story for story in self.model.stories.values() if story.wish]
        if number % 10:
            stories = [story for story in stories if story.wish and story.wish.open] or stories
        story = stories[number % len(stories)] if stories else None
        return (story, story.wish) if story and story.wish else None

    def answer(self, number: int) -> None:
        """The partner accepts; a freeze or an empty wallet refuses it in the same words."""
        found = self.wanted(number)
        if found is None:
            self.go_on(number)
        else:
            self._answer(*found)

    def _answer(self, story: Story, wish: Wish) -> None:
        fresh = (
            wish.open
            and self.now < wish.expires_at
            and story.may_go_on(self.now)
            and self.model.has_room_to_go_on(story, wish.half_hours)
            and not story.frozen
            and self.model.available[story.user] >= wish.total
        )
        step = self.world.app.extensions.accept(
            self.actor(story.partner), story.id, self.extensions[story.id]
        )
        if self.attempt("answer", step, allowed=fresh or wish.accepted) and fresh:
            self.model.go_on(story, wish, self.now)

    def decline(self, number: int) -> None:
        found = self.wanted(number)
        if found is None or not found[1].open:
            return
        story, wish = found
        step = self.world.app.extensions.decline(
            self.actor(story.partner), story.id, self.extensions[story.id]
        )
        self.attempt("decline", step, allowed=True)
        wish.open = False

    def go_on(self, number: int) -> None:
        """The next step of a meeting that goes well, so that runs reach the end of the table."""
        story = self.story(number, S.PENDING, S.CONFIRMED, S.PAID, S.IN_PROGRESS)
        if story is None:
            self.wish(number, number % 2)
            return
        match story.status:
            case S.PENDING:
                self._confirm(story)
            case S.CONFIRMED:
                self._pay(story, filled=True)
            case S.PAID:
                self._start(story, right=True, wait=True)
            case S.IN_PROGRESS if story.wish is None and number % 3 != 1:
                self._propose(story, half_hours=1 + number % 2, wait=False, filled=True)
            case S.IN_PROGRESS if story.wish and story.wish.open and number % 4 != 1:
                self._answer(story, story.wish)
            case S.IN_PROGRESS:
                self._complete(story, story.partner if story.agreed else story.user)
            case _:
                if story.settle_at is not None and story.settle_at > self.now:
                    self.jump_to(story.settle_at)
                self.sweep()

    def freeze_or_lift(self, number: int, freeze: bool) -> None:
        held = [story for story in self.model.stories.values() if story.held]
        if not held:
            return
        story, staff = held[number % len(held)], self.world.app.staff_bookings
        change = staff.freeze if freeze else staff.unfreeze
        self.attempt("freeze", change(self.finance, story.id, reason="r"), allowed=True)
        story.frozen = freeze

    def staff_refund(self, number: int) -> None:
        story = self.story(number, S.IN_PROGRESS, S.COMPLETED)
        if story is None:
            return
        step = self.world.app.staff_bookings.refund(self.finance, story.id, reason="r")
        allowed = story.held and story.status not in (S.CANCELLED, S.DISPUTED)
        if self.attempt("staff_refund", step, allowed=allowed):
            story.cancel(kept_percent=0, at=self.now)
            if not story.frozen:
                self.model.settle(story)

    def to_the_brink(self, number: int, over: bool) -> None:
        """A second before the clock should act on a booking or its money, or just then."""
        instants = [story.due_at for story in self.model.stories.values()]
        instants += [story.settle_at for story in self.model.stories.values() if story.held]
        instants += [each.quarrel.due_at for each in self.model.stories.values() if each.quarrel]
        wishes = [story.wish for story in self.model.stories.values() if story.wish]
        instants += [wish.expires_at for wish in wishes if wish.open]
        ahead = sorted(instant for instant in instants if instant and instant > self.now + SECOND)
        if ahead:
            self.jump_to(ahead[number % len(ahead)] - (timedelta(0) if over else SECOND))
            self.sweep()

    def time_passes(self, by: timedelta, sweep: bool) -> None:
        self.world.pass_time(by)
        self.swept = False
        if sweep:
            self.sweep()

    def jump_to(self, instant: datetime) -> None:
        self.world.clock.set(instant)
        self.swept = False

    def sweep(self) -> None:
        run(self.world.pump())
        self.model.pump(self.now)
        self.swept = True


class QuarrelMachine(BookingMachine, DisputeMoves):
    """The same stories, in which people also fall out; three meetings are paid to begin with."""

    @initialize()
    def meetings_ahead(self) -> None:
        for user, partner, start in ((0, 0, 2), (1, 1, 2), (0, 1, 30)):
            self.request(user, partner, start, 6)
        for story in list(self.model.stories.values()):
            self._confirm(story)
            self._pay(story, filled=True)

    @rule(action=st.sampled_from(QUARRELS), number=which, one=st.booleans(), other=st.booleans())
    def act(self, action: str, number: int, one: bool, other: bool) -> None:
        match action:
            case "go_wrong":
                self.go_wrong(number, one)
            case "decide":
                self.decide(number, other=one)
            case "dispute" | "accept" | "appeal" | "withdraw" | "leave":
                getattr(self, action)(number, by_user=one)
            case _:
                super().act(action, number, one, other)


class MachineWithoutSourceRefunds(BookingMachine):
    """What a settlement gives back stays in the wallet; late and double money never does."""

    source_refunds = False


def play(machine: type[BookingMachine]) -> tuple[Counter[str], Counter[str]]:
    """Random stories to their end; how often each step was accepted, and refused."""
    machine.accepted, machine.refused = Counter(), Counter()
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=STORIES,
            stateful_step_count=60,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return machine.accepted, machine.refused


def test_random_stories_end_as_the_model_says() -> None:
    accepted, refused = play(BookingMachine)

    assert accepted.total() > refused.total(), "a run of refusals proves little"
    for name in ("request", "confirm", "pay_from_wallet", "cancel", "start", "complete"):
        assert accepted[name] >= STORIES / 4, (name, accepted)
    for name in ("propose", "answer"):
        assert accepted[name] >= STORIES / 40, (name, accepted)
    rare = ("request", "confirm", "pay_from_wallet", "cancel", "start")
    assert sum(refused[name] for name in rare) >= STORIES, refused
    for name in rare:  # in the few stories of the quick profile some may not come at all
        assert refused[name] >= STORIES // 100, (name, refused)


def test_random_stories_that_go_wrong_end_as_the_model_says() -> None:
    accepted, refused = play(QuarrelMachine)

    assert accepted.total() > refused.total(), "a run of refusals proves little"
    rare = ("dispute", "decide", "accept", "appeal", "withdraw", "leave")
    assert sum(accepted[name] for name in rare) >= STORIES, accepted
    for name in rare:  # in the few stories of the quick profile some may not come at all
        assert accepted[name] >= STORIES // 100, (name, accepted)
    assert refused.total() >= STORIES / 4, refused


def test_random_stories_without_refunds_to_the_source_end_as_the_model_says() -> None:
    accepted, refused = play(MachineWithoutSourceRefunds)

    assert accepted.total() > refused.total(), "a run of refusals proves little"
