"""Whether a meeting may be reviewed, and until when: rules about the booking alone.

Nothing here looks at what the other side has done, so no answer can tell it (RULES 28).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mate_core.bookings.disputes.model import Dispute, DisputeReason, DisputeStatus
from mate_core.bookings.model import Booking
from mate_core.bookings.no_shows.model import NoShowReport, ReportStatus
from mate_core.bookings.transitions import BookingStatus
from mate_core.reviews.errors import ReviewNotEligible, ReviewTooEarly, ReviewWindowClosed
from mate_core.reviews.policies import ReviewPolicy

_OVER: Final = frozenset({BookingStatus.COMPLETED, BookingStatus.CANCELLED})
_ABSENCE: Final = frozenset({DisputeReason.NO_SHOW, DisputeReason.CODE_REFUSED})


@dataclass(frozen=True, slots=True)
class Meeting:
    """A booking with what was reported and disputed about it."""

    booking: Booking
    report: NoShowReport | None = None
    dispute: Dispute | None = None

    @property
    def is_over(self) -> bool:
        """Completed or cancelled, and no dispute about it is undecided."""
        return self.booking.status in _OVER

    @property
    def is_eligible(self) -> bool:
        """The code was entered, or a no-show is settled: by silence or by a dispute (RULES 28)."""
        return self.booking.started_at is not None or self._settled_no_show

    @property
    def _settled_no_show(self) -> bool:
        if self.report is not None and self.report.status is ReportStatus.SETTLED:
            return True
        dispute = self.dispute
        return (
            dispute is not None
            and dispute.status is DisputeStatus.EXECUTED
            and dispute.reason in _ABSENCE
        )

    def closes_at(self, policy: ReviewPolicy) -> datetime | None:
        """When nobody may write any more; None while the meeting is not over."""
        booking, dispute = self.booking, self.dispute
        if not self.is_over:
            return None
        completed = booking.status is BookingStatus.COMPLETED
        cancelled_at = booking.cancellation.at if booking.cancellation else None
        ended_at = booking.completed_at if completed else cancelled_at
        if ended_at is None:
            raise ValueError(f"booking {booking.id} is {booking.status} without its instant")
        closes_at = ended_at + policy.window
        if dispute is not None and dispute.closed_at is not None:
            return max(closes_at, dispute.closed_at + policy.after_dispute)
        return closes_at

    def looked_at_again(self, policy: ReviewPolicy, *, at: datetime) -> datetime:
        """When the window closes, or when to ask again while nobody can tell."""
        return self.closes_at(policy) or at + policy.look_again

    def is_closed(self, policy: ReviewPolicy, *, at: datetime) -> bool:
        """Whether the window is over for good."""
        closes_at = self.closes_at(policy)
        return closes_at is not None and at >= closes_at

    def require_open(self, policy: ReviewPolicy, *, at: datetime) -> datetime:
        """The instant that closes the window.

        Raises ReviewTooEarly, ReviewNotEligible, ReviewWindowClosed.
        """
        closes_at = self.closes_at(policy)
        if closes_at is None:
            raise ReviewTooEarly
        if not self.is_eligible:
            raise ReviewNotEligible
        if at >= closes_at:
            raise ReviewWindowClosed
        return closes_at
