"""Who knows something about a booking, when a dispute needs it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from mate_core.bookings.disputes.evidence import EvidenceItem
from mate_core.bookings.model import Booking
from mate_core.bookings.ports import BookingsUow
from mate_core.shared.ids import UserId


class EvidenceContributor(Protocol):
    """Somebody who knows something about a booking; registered at the composition root.

    Asked inside the transaction that opens the dispute, so it reads and never calls out.
    """

    async def collect(self, uow: BookingsUow, booking: Booking) -> Sequence[EvidenceItem]:
        """Oldest first; nothing when nothing is known."""
        ...


class PresenceEvidence(Protocol):
    """Whether somebody was where a meeting was agreed, as far as he let us know."""

    async def was_at_place(self, uow: BookingsUow, booking: Booking, person: UserId) -> bool:
        """True only on positive evidence from the time of the meeting."""
        ...


class NoPresenceKnown:
    """While no locations are collected nobody can be shown to have been anywhere."""

    async def was_at_place(self, uow: BookingsUow, booking: Booking, person: UserId) -> bool:
        return False


class HistoryEvidence:
    """Every change of the booking's status, with who made it."""

    async def collect(self, uow: BookingsUow, booking: Booking) -> Sequence[EvidenceItem]:
        return [
            EvidenceItem(
                "history",
                entry.at,
                {
                    "action": entry.action.value,
                    "from": entry.from_status.value if entry.from_status else "",
                    "to": entry.to_status.value,
                    "by": entry.party.value,
                    "reason": entry.reason or "",
                },
            )
            for entry in await uow.bookings.history(booking.id)
        ]


class MeetingCodeEvidence:
    """What became of the meeting code, and who agreed that the meeting was over."""

    async def collect(self, uow: BookingsUow, booking: Booking) -> Sequence[EvidenceItem]:
        code = booking.meeting_code
        if code is None or booking.paid_at is None:
            return []
        counted = {"codesIssued": str(code.issued), "wrongTries": str(code.wrong_tries)}
        items = [EvidenceItem("meeting_code", booking.paid_at, counted)]
        for name, at in (
            ("code_entered", booking.started_at),
            ("user_confirmed_completion", booking.user_completed_at),
            ("partner_confirmed_completion", booking.partner_completed_at),
        ):
            if at is not None:
                items.append(EvidenceItem("meeting", at, {"what": name}))
        return items


class NoShowEvidence:
    """A report that somebody did not come."""

    async def collect(self, uow: BookingsUow, booking: Booking) -> Sequence[EvidenceItem]:
        report = await uow.no_shows.of_booking(booking.id)
        if report is None:
            return []
        facts = {"claim": report.claim.value, "details": report.details}
        return [EvidenceItem("no_show_report", report.reported_at, facts)]
