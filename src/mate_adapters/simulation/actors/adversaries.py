"""Those who try what RULES forbid, from accounts that look like everybody else's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Final

from mate_adapters.simulation.actors.directory import Card, Directory
from mate_adapters.simulation.actors.gateways import GatewayActor
from mate_adapters.simulation.actors.habits import minutes
from mate_adapters.simulation.commands.base import Command
from mate_adapters.simulation.commands.bookings import (
    Cancel,
    Complete,
    Confirm,
    LookAtBooking,
    NewCode,
    RequestBooking,
    Start,
)
from mate_adapters.simulation.commands.moderation import Block
from mate_adapters.simulation.commands.payments import Deposit, PayByGateway, PayFromWallet
from mate_adapters.simulation.commands.people import VouchFor
from mate_adapters.simulation.commands.reviews import (
    HideReview,
    LookAtReviews,
    OpenReviewFile,
    ReleaseReview,
    Respond,
    RestoreReview,
    WriteReview,
)
from mate_adapters.simulation.commands.staff import Freeze, StaffRefund, StaffRelease
from mate_adapters.simulation.engine import Engine

_GUESSES: Final = 6
_START_OPENS: Final = timedelta(minutes=30)


class AdversaryActor:
    """Has the number of a person who also lives an ordinary life here."""

    def __init__(
        self, engine: Engine, number: int, rng: Random, desk: Directory, gateway: GatewayActor
    ) -> None:
        self._engine = engine
        self._number = number
        self._rng = rng
        self._desk = desk
        self._gateway = gateway
        self._attacks: tuple[Callable[[Card], None], ...] = (
            self._meddle,
            self._play_staff,
            self._guess_code,
            self._pay_twice,
            self._leave_without_paying,
            self._fill_calendars,
            self._send_nonsense,
            self._praise_too_early,
            self._meddle_with_reviews,
        )

    def wake(self) -> None:
        if self._engine.calm:
            return
        self._engine.soon(minutes(self._rng, 120, 1_400), self.wake)
        cards = self._desk.recent
        if cards:
            attack = self._attacks[int(self._rng.random() * len(self._attacks))]
            attack(cards[int(self._rng.random() * len(cards))])

    def _must_be_refused(self, command: Command) -> None:
        self._engine.do(replace(command, refused=True))

    def _own(self, *, as_user: bool) -> Card | None:
        """One of his own bookings, the newest."""
        newest = self._desk.newest_of_user if as_user else self._desk.newest_of_partner
        return newest.get(self._number)

    def _meddle(self, card: Card) -> None:
        """Somebody else's booking, with every command that there is (RULES 27)."""
        if self._number in (card.user, card.partner):
            return
        me, booking = self._number, card.booking
        for command in (
            LookAtBooking(actor=me, booking=booking),
            Confirm(actor=me, booking=booking),
            Cancel(actor=me, booking=booking),
            Start(actor=me, booking=booking),
            Complete(actor=me, booking=booking),
            NewCode(actor=me, booking=booking),
            WriteReview(actor=me, booking=booking, stars=1),
            PayFromWallet(actor=me, booking=booking, attempt=self._engine.label()),
            PayByGateway(actor=me, booking=booking, attempt=self._engine.label()),
        ):
            self._must_be_refused(command)

    def _play_staff(self, card: Card) -> None:
        """What only staff may do (RULES 16)."""
        me, booking = self._number, card.booking
        for command in (
            StaffRefund(actor=me, booking=booking),
            StaffRelease(actor=me, booking=booking),
            Freeze(actor=me, booking=booking),
            VouchFor(actor=me, partner=me),
        ):
            self._must_be_refused(command)

    def _guess_code(self, _: Card) -> None:
        """As a partner who was never shown it (RULES 11)."""
        card = self._own(as_user=False)
        if card is None or card.is_started:
            return
        for guess in range(1, _GUESSES + 1):
            self._must_be_refused(Start(actor=self._number, booking=card.booking, off_by=guess * 7))
        self._engine.do(NewCode(actor=card.user, booking=card.booking))

    def _pay_twice(self, _: Card) -> None:
        """By gateway and from the wallet at once (RULES 19)."""
        card = self._own(as_user=True)
        if card is None:
            return
        engine, me = self._engine, self._number
        for _attempt in range(2):
            attempt = engine.label()
            if engine.do(PayByGateway(actor=me, booking=card.booking, attempt=attempt)).ok:
                self._gateway.page_opened(attempt, pays=1.0)
        engine.do(PayFromWallet(actor=me, booking=card.booking, attempt=engine.label()))

    def _leave_without_paying(self, _: Card) -> None:
        """A cancellation after the meeting has begun, and a completion before (RULES 10)."""
        card = self._own(as_user=True)
        if card is None or card.is_over:
            return
        if self._engine.now >= card.start and card.is_paid:
            self._must_be_refused(Cancel(actor=self._number, booking=card.booking))
        elif self._engine.now < card.start - _START_OPENS:
            self._must_be_refused(Complete(actor=self._number, booking=card.booking))

    def _fill_calendars(self, card: Card) -> None:
        """Requests for the same evening with everybody (RULES 22)."""
        for ahead in range(6):
            self._engine.do(
                RequestBooking(
                    actor=self._number,
                    booking=self._engine.label(),
                    partner=card.partner,
                    start=card.start + timedelta(days=ahead),
                    half_hours=6,
                )
            )

    def _praise_too_early(self, _: Card) -> None:
        """A review of what has not begun, and a quarrel with himself (RULES 28)."""
        self._must_be_refused(Block(actor=self._number, person=self._number))
        for as_user in (True, False):
            card = self._own(as_user=as_user)
            if card is not None and self._engine.now < card.start - _START_OPENS:
                self._must_be_refused(
                    WriteReview(actor=self._number, booking=card.booking, stars=5)
                )

    def _meddle_with_reviews(self, _: Card) -> None:
        """Others' reviews: take them away, look behind them, answer for somebody (RULES 28)."""
        reviewed, me = self._desk.reviewed, self._number
        if not reviewed:
            return
        booking, author = reviewed[int(self._rng.random() * len(reviewed))]
        for command in (
            OpenReviewFile(actor=me, booking=booking, author=author),
            HideReview(actor=me, booking=booking, author=author),
            RestoreReview(actor=me, booking=booking, author=author),
            ReleaseReview(actor=me, booking=booking, author=author),
        ):
            self._must_be_refused(command)
        card = self._desk.cards[booking]
        if me not in (card.user, card.partner):
            self._must_be_refused(Respond(actor=me, booking=booking, author=author))
        for person in (card.user, card.partner):
            self._engine.do(
                LookAtReviews(actor=me, person=person, as_partner=person == card.partner)
            )

    def _send_nonsense(self, card: Card) -> None:
        """The past, himself, a sum out of range, another total."""
        engine, me = self._engine, self._number
        past = engine.now - timedelta(hours=1)
        for command in (
            RequestBooking(
                actor=me, booking=engine.label(), partner=card.partner, start=past, half_hours=6
            ),
            RequestBooking(
                actor=me,
                booking=engine.label(),
                partner=card.partner,
                start=card.start,
                half_hours=6,
                expected_total=1,
            ),
            RequestBooking(
                actor=me,
                booking=engine.label(),
                partner=me,
                start=engine.now + timedelta(days=1),
                half_hours=6,
            ),
            Deposit(actor=me, attempt=engine.label(), amount=9_999),
        ):
            self._must_be_refused(command)
