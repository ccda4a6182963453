"""What people say of each other once a meeting is over, and what staff make of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Final

from mate_adapters.simulation.actors.directory import Card, Directory
from mate_adapters.simulation.actors.habits import minutes
from mate_adapters.simulation.actors.staff import StaffActor
from mate_adapters.simulation.commands.base import Command
from mate_adapters.simulation.commands.reviews import (
    ChangeReview,
    HideReview,
    LookAtReviews,
    OpenReviewFile,
    ReleaseReview,
    ReportReview,
    Respond,
    RestoreReview,
    WriteReview,
)
from mate_adapters.simulation.engine import Engine
from mate_core.bookings.disputes.events import DisputeOpened, NoShowReported
from mate_core.bookings.events import BookingMoved
from mate_core.bookings.transitions import BookingStatus
from mate_core.reviews.events import ReviewFlagged, ReviewRevealed
from mate_core.shared.ids import BookingId, ReviewId, UserId

_HOUR: Final = 60
_DAY: Final = 24 * _HOUR
_WRITES: Final = 0.55
_WRITES_OF_NO_MEETING: Final = 0.08
_DEMANDS: Final = 0.03
_PATIENCE: Final = 6
"""How often somebody comes back who was told that it is too early."""


class CriticActor:
    """Speaks for both people of every meeting, for their readers, and for the staff on duty."""

    def __init__(
        self, engine: Engine, rng: Random, desk: Directory, staff: list[StaffActor]
    ) -> None:
        self._engine = engine
        self._rng = rng
        self._desk = desk
        self._staff = staff
        self._sour: set[int] = set()
        """Bookings that went wrong."""
        self._asked: set[int] = set()
        engine.listen(BookingMoved, self._moved)
        engine.listen(NoShowReported, self._went_wrong)
        engine.listen(DisputeOpened, self._went_wrong)
        engine.listen(ReviewRevealed, self._revealed)
        engine.listen(ReviewFlagged, self._flagged)

    def _card(self, booking_id: BookingId) -> Card | None:
        label = self._engine.stage.world.label_of(booking_id)
        return self._desk.cards.get(label) if label is not None else None

    def _happens(self, chance: float) -> bool:
        return self._rng.random() < chance

    def _do(self, command: Command) -> None:
        self._engine.do(command)

    def _later(self, least: float, most: float, command: Command) -> None:
        self._engine.soon(minutes(self._rng, least, most), self._do, command)

    # Writing

    def _went_wrong(self, event: DisputeOpened | NoShowReported) -> None:
        card = self._card(event.booking_id)
        if card is not None:
            self._sour.add(card.booking)

    def _moved(self, event: BookingMoved) -> None:
        """Once it is over; somebody may try it though nothing took place."""
        if event.to_status not in (BookingStatus.COMPLETED, BookingStatus.CANCELLED):
            return
        card = self._card(event.booking_id)
        if card is None or card.booking in self._asked:
            return
        took_place = card.is_started or card.booking in self._sour
        chance = _WRITES if took_place else _WRITES_OF_NO_MEETING
        self._asked.add(card.booking)
        for author in (card.user, card.partner):
            if self._happens(chance):
                self._engine.soon(self._delay(), self._write, card, author, _PATIENCE)

    def _delay(self) -> timedelta:
        """Most within days, some at the last moment, a few too late."""
        chance = self._rng.random()
        if chance < 0.7:
            return minutes(self._rng, 5, 3 * _DAY)
        if chance < 0.92:
            return minutes(self._rng, 3 * _DAY, 14 * _DAY)
        return minutes(self._rng, 14.1 * _DAY, 16 * _DAY)

    def _stars(self, card: Card) -> int:
        chance = self._rng.random()
        if card.booking in self._sour:
            return 1 + int(chance**2 * 3)
        return 5 - int(chance**3 * 5)

    def _write(self, card: Card, author: int, patience: int) -> None:
        of_partner = author == card.user
        write = WriteReview(
            actor=author,
            booking=card.booking,
            stars=self._stars(card),
            punctuality=self._stars(card) if of_partner and self._happens(0.6) else None,
            demands=self._happens(_DEMANDS),
        )
        written = self._engine.do(write)
        if written.code == "review.too_early" and patience:
            wait = minutes(self._rng, _DAY, 4 * _DAY)
            self._engine.soon(wait, self._write, card, author, patience - 1)
        if not written.ok:
            return
        self._desk.reviewed.append((card.booking, author))
        if self._happens(0.06):  # the same meeting twice
            self._engine.do(replace(write, stars=1, refused=True))
        if self._happens(0.15):
            change = ChangeReview(
                actor=author, booking=card.booking, stars=self._stars(card), demands=write.demands
            )
            self._later(1, 2 * _DAY, change)

    # Reading and answering

    def _named(self, review_id: ReviewId, person: UserId) -> tuple[int, int] | None:
        """The booking and the number of the author, by whom a review is named here."""
        world = self._engine.stage.world
        review = world.tables.reviews.reviews.rows.get(review_id)
        label = world.label_of(review.booking_id) if review is not None else None
        author = world.number_of(person)
        return None if label is None or author is None else (label, author)

    def _stars_other_than(self, review_id: ReviewId) -> int:
        reviews = self._engine.stage.world.tables.reviews.reviews.rows
        return 1 + reviews[review_id].ratings.overall % 5

    def _revealed(self, event: ReviewRevealed) -> None:
        named = self._named(event.review_id, event.reviewer_id)
        reviewee = self._engine.stage.world.number_of(event.reviewee_id)
        if named is None or reviewee is None:
            return
        booking, author = named
        if self._happens(0.15):  # what was read stays as it is
            stars = self._stars_other_than(event.review_id)
            change = ChangeReview(actor=author, booking=booking, stars=stars, refused=True)
            self._engine.do(change)
        if self._happens(0.3):
            as_partner = event.review_type == "user_to_partner"
            look = LookAtReviews(actor=reviewee, person=reviewee, as_partner=as_partner)
            self._later(1, _DAY, look)
        if self._happens(0.25):
            demands = self._happens(2 * _DEMANDS)
            answer = Respond(actor=reviewee, booking=booking, author=author, demands=demands)
            self._later(5, 5 * _DAY, answer)
        if self._happens(0.06):
            report = ReportReview(actor=reviewee, booking=booking, author=author)
            self._later(5, 3 * _DAY, report)
        if self._happens(0.02):
            self._engine.soon(minutes(self._rng, 5, 9 * _DAY), self._take_away, booking, author)

    # Staff

    def _on_duty(self) -> int | None:
        staff = self._staff[int(self._rng.random() * len(self._staff))]
        return staff.number if staff.is_ready else None

    def _flagged(self, event: ReviewFlagged) -> None:
        """Most are decided within a day; some lie there for ever."""
        review = self._engine.stage.world.tables.reviews.reviews.rows[event.review_id]
        named = self._named(event.review_id, review.reviewer_id)
        if named is not None and self._happens(0.9):
            self._engine.soon(minutes(self._rng, 10, 30 * _HOUR), self._decide, *named)

    def _decide(self, booking: int, author: int) -> None:
        staff = self._on_duty()
        if staff is None:
            return
        if self._happens(0.5):
            self._do(OpenReviewFile(actor=staff, booking=booking, author=author))
        if self._happens(0.6):
            self._do(ReleaseReview(actor=staff, booking=booking, author=author))
        else:
            self._take_away(booking, author)

    def _take_away(self, booking: int, author: int) -> None:
        """And now and then back, perhaps weeks later."""
        staff = self._on_duty()
        if staff is None:
            return
        hidden = self._engine.do(HideReview(actor=staff, booking=booking, author=author))
        if hidden.ok and self._happens(0.5):
            again = RestoreReview(actor=staff, booking=booking, author=author)
            self._later(_HOUR, 16 * _DAY, again)
