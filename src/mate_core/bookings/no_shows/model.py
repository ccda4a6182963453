"""A report that the other side did not come, or came and kept the code to himself (RULES 10).

A report moves no money: the other side has 24 hours to contest it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from mate_core.bookings.disputes.errors import NoShowClaimNotYours, NoShowClosed
from mate_core.bookings.disputes.model import DisputeReason
from mate_core.bookings.model import CancellationCode
from mate_core.bookings.transitions import Party
from mate_core.shared.ids import BookingId, UserId


class NoShowClaim(StrEnum):
    PARTNER_ABSENT = "partner_absent"
    USER_ABSENT = "user_absent"
    CODE_REFUSED = "code_refused"


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """Who may claim it, and what it comes to when nobody contests it.

    `refund_percent` of what is held goes back to the user.
    """

    by: Party
    cancellation: CancellationCode
    refund_percent: int
    reason: DisputeReason


CLAIMS: Final[Mapping[NoShowClaim, ClaimRule]] = MappingProxyType(
    {
        NoShowClaim.PARTNER_ABSENT: ClaimRule(
            Party.USER, CancellationCode.PARTNER_NO_SHOW, 100, DisputeReason.NO_SHOW
        ),
        NoShowClaim.USER_ABSENT: ClaimRule(
            Party.PARTNER, CancellationCode.USER_NO_SHOW, 0, DisputeReason.NO_SHOW
        ),
        NoShowClaim.CODE_REFUSED: ClaimRule(
            Party.PARTNER, CancellationCode.CODE_REFUSED, 0, DisputeReason.CODE_REFUSED
        ),
    }
)


def require_claim_of(party: Party, claim: NoShowClaim) -> None:
    """Raises NoShowClaimNotYours."""
    if CLAIMS[claim].by is not party:
        possible = ", ".join(each.value for each in NoShowClaim if CLAIMS[each].by is party)
        raise NoShowClaimNotYours(party=party.value, possible=possible)


def absence_of_the_other(party: Party) -> NoShowClaim:
    """What a party means who only says that nobody came."""
    return NoShowClaim.PARTNER_ABSENT if party is Party.USER else NoShowClaim.USER_ABSENT


class ReportStatus(StrEnum):
    """OPEN until one of the others: uncontested, contested, or overtaken by the booking."""

    OPEN = "OPEN"
    SETTLED = "SETTLED"
    DISPUTED = "DISPUTED"
    MOOT = "MOOT"


@dataclass(frozen=True, slots=True)
class NoShowReport:
    """The one report of a booking."""

    booking_id: BookingId
    claim: NoShowClaim
    reporter_id: UserId
    details: str
    reported_at: datetime
    contest_due_at: datetime
    status: ReportStatus = ReportStatus.OPEN
    closed_at: datetime | None = None
    version: int = 0

    @property
    def rule(self) -> ClaimRule:
        return CLAIMS[self.claim]

    @property
    def is_open(self) -> bool:
        return self.status is ReportStatus.OPEN

    def closed(self, status: ReportStatus, *, at: datetime) -> NoShowReport:
        """Raises NoShowClosed when it is not open any more."""
        if not self.is_open:
            raise NoShowClosed
        return replace(self, status=status, closed_at=at)
