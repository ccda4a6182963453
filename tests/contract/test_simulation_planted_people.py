"""Planted bugs in who sees, meets and judges whom: each one is found within a minute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from mate_adapters.composition import foundations
from mate_adapters.memory.bookings import MemoryBookings
from mate_adapters.memory.directory import MemoryDirectory
from mate_adapters.memory.reviews import MemoryReviews
from mate_adapters.simulation.plan import ALL_FAULTS
from mate_adapters.simulation.run import run
from mate_core import application, freshness
from mate_core.bookings import eligibility
from mate_core.bookings import service as booking_service
from mate_core.bookings import steps as booking_steps
from mate_core.bookings.banning import BannedMeetings
from mate_core.bookings.model import Booking, CancellationCode
from mate_core.bookings.transitions import Action, BookingStatus, Party
from mate_core.moderation.bans import Ban
from mate_core.moderation.events import UserBanned, UserBlocked
from mate_core.moderation.staff_service import StaffBanService
from mate_core.partners.events import PartnerRated
from mate_core.reviews import service as review_service
from mate_core.reviews import steps as review_steps
from mate_core.reviews.model import Review
from mate_core.reviews.window import Meeting
from mate_core.shared.actor import Actor
from mate_core.shared.ids import UserId
from tests.contract.test_simulation_planted import LONGEST_S, SMALL, Plant

TOWN = replace(SMALL, faults=replace(ALL_FAULTS, blocks_per_day=8, bans_per_day=6))
"""Quarrels enough that whatever can go wrong between people has many occasions."""


def reveal_what_one_has_written(patch: pytest.MonkeyPatch) -> None:
    """The other side reads it, and then writes."""
    patch.setattr(Meeting, "is_closed", lambda self, policy, *, at: True)


def never_reveal_by_the_clock(patch: pytest.MonkeyPatch) -> None:
    """Whoever keeps silent keeps the other one's review from being read."""
    patch.setattr(Review, "due_at", None)


def keep_the_stars_of_the_hidden(patch: pytest.MonkeyPatch) -> None:
    count = review_steps.ReviewDesk._count

    async def forgetful(
        self: review_steps.ReviewDesk, uow: Any, review: Review, times: int, *, at: datetime
    ) -> None:
        if times > 0:
            await count(self, uow, review, times, at=at)

    patch.setattr(review_steps.ReviewDesk, "_count", forgetful)


def review_what_never_took_place(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Meeting, "is_eligible", True)


def change_what_was_read(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        Review, "edited", lambda self, content, *, at: replace(self, content=content, updated_at=at)
    )
    patch.setattr(review_service, "_require_unread", lambda *_: None)


def show_everything_that_was_written(patch: pytest.MonkeyPatch) -> None:
    """Sealed, held and hidden ones too."""
    published = MemoryReviews.published

    async def all_of_it(self: MemoryReviews, *args: Any, **rest: Any) -> Any:
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(Review, "is_visible", True)
            return await published(self, *args, **rest)

    patch.setattr(MemoryReviews, "published", all_of_it)


def forget_blocks_in_bookings(patch: pytest.MonkeyPatch) -> None:
    def anybody(*people: Any, blocked: bool) -> None:
        eligibility.require_partner(*people, blocked=False)

    patch.setattr(booking_service, "require_partner", anybody)


def forget_blocks_in_search(patch: pytest.MonkeyPatch) -> None:
    find = MemoryDirectory.find

    async def for_a_stranger(self: MemoryDirectory, _: UserId, *rest: Any) -> Any:
        return await find(self, UserId(UUID(int=0)), *rest)

    patch.setattr(MemoryDirectory, "find", for_a_stranger)


def keep_requests_across_a_block(patch: pytest.MonkeyPatch) -> None:
    async def nothing(self: MemoryBookings, one: UserId, other: UserId) -> list[Booking]:
        return []

    patch.setattr(MemoryBookings, "unpaid_between", nothing)


def cancel_what_is_paid_at_a_block(patch: pytest.MonkeyPatch) -> None:
    """Whatever the two have with each other."""
    part = booking_steps.BookingConductor.part

    async def thorough(self: booking_steps.BookingConductor, uow: Any, event: UserBlocked) -> None:
        await part(self, uow, event)
        pair = {event.blocker_id, event.blocked_id}
        rows = uow.bookings._bookings.where(uow.bookings._tables.by_person, event.blocker_id)
        for booking in [row.booking for row in rows]:
            if (
                booking.status is BookingStatus.PAID
                and {booking.user_id, booking.partner_id} == pair
            ):
                ended = booking.end_without_meeting(
                    Action.CANCEL,
                    CancellationCode.BY_STAFF,
                    by=Party.STAFF,
                    actor_id=None,
                    refund=100,
                    at=event.at,
                )
                await self.end(uow, ended)

    patch.setattr(booking_steps.BookingConductor, "part", thorough)


def search_by_old_ratings(patch: pytest.MonkeyPatch) -> None:
    patch.delitem(application._SEARCH_AFTER, PartnerRated)


def remember_across_a_block(patch: pytest.MonkeyPatch) -> None:
    """What was read before it is shown again."""
    stale = {kind: tags for kind, tags in freshness.STALE.items() if kind is not UserBlocked}
    patch.setattr(freshness, "STALE", stale)


def remember_the_banned(patch: pytest.MonkeyPatch) -> None:
    """Pages and hits of before stay as they were."""
    stale = {kind: tags for kind, tags in freshness.STALE.items() if kind is not UserBanned}
    patch.setattr(freshness, "STALE", stale)


def let_the_banned_go_on(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Actor, "require_unbanned", lambda self: None)


def show_the_banned(patch: pytest.MonkeyPatch) -> None:
    """Search does not hear of a ban."""
    handlers = application.in_transaction

    def deaf(*parts: Any) -> dict[Any, Any]:
        return {**handlers(*parts), UserBanned: ()}

    patch.setattr(foundations, "in_transaction", deaf)


def keep_the_meetings_of_the_banned(patch: pytest.MonkeyPatch) -> None:
    async def nothing(self: BannedMeetings, ban: Ban) -> tuple[()]:
        return ()

    patch.setattr(BannedMeetings, "carry_out", nothing)


def keep_a_part_of_what_a_ban_gives_back(patch: pytest.MonkeyPatch) -> None:
    end = Booking.end_without_meeting

    def ended(self: Booking, action: Action, code: CancellationCode, **rest: Any) -> Any:
        if code is CancellationCode.BAN and rest["refund"] == 100:
            rest["refund"] = 90
        return end(self, action, code, **rest)

    patch.setattr(Booking, "end_without_meeting", ended)


def ban_partners_alone(patch: pytest.MonkeyPatch) -> None:
    async def alone(*_: Any, **__: Any) -> tuple[None, None]:
        return None, None

    patch.setattr(StaffBanService, "_seconded", alone)


def judge_ones_own_ban(patch: pytest.MonkeyPatch) -> None:
    decided = Ban.decided

    def by_anybody(self: Ban, by: UserId, answer: str, *, granted: bool, at: datetime) -> Ban:
        stranger = UserId(UUID(int=0))
        judged = decided(self, stranger, answer, granted=granted, at=at)
        assert judged.appeal is not None
        return replace(judged, appeal=replace(judged.appeal, decided_by=by))

    patch.setattr(Ban, "decided", by_anybody)


PLANTS: Sequence[tuple[Plant, str]] = (
    (reveal_what_one_has_written, "reviews appear together or when their time is over"),
    (never_reveal_by_the_clock, "reviews appear when their time is over"),
    (keep_the_stars_of_the_hidden, "ratings equal their visible reviews"),
    (review_what_never_took_place, "only what took place is reviewed"),
    (change_what_was_read, "no review changes once it was read"),
    (show_everything_that_was_written, "everybody reads what is visible, and no more"),
    (forget_blocks_in_bookings, "what is forbidden is refused"),
    (forget_blocks_in_search, "nobody is seen across a block"),
    (keep_requests_across_a_block, "no unpaid request survives a block"),
    (cancel_what_is_paid_at_a_block, "a block cancels nothing that is paid"),
    (search_by_old_ratings, "search equals the truth"),
    (remember_across_a_block, "nobody is seen across a block"),
    (remember_the_banned, "nobody is seen who is banned"),
    (let_the_banned_go_on, "what is forbidden is refused"),
    (show_the_banned, "search equals the truth"),
    (keep_the_meetings_of_the_banned, "a ban ends what is to come"),
    (keep_a_part_of_what_a_ban_gives_back, "settlements follow MONEY"),
    (ban_partners_alone, "two people ban a partner"),
    (judge_ones_own_ban, "nobody judges his own ban"),
)


@pytest.mark.parametrize(("plant", "rule"), PLANTS, ids=[plant.__name__ for plant, _ in PLANTS])
def test_a_bug_between_people_is_found_within_a_minute(
    plant: Plant, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)

    found = run(TOWN)

    assert found.violation is not None, f"{found.stage.commands} commands broke nothing"
    assert found.violation.rule == rule, str(found.violation)
    assert found.seconds < LONGEST_S
