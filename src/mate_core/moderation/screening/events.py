"""What happened to listings that waited for staff."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from mate_core.moderation.screening.model import Category
from mate_core.shared.events import Event
from mate_core.shared.ids import ListingCaseId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingHeld(Event):
    """Waits for staff, and is shown to nobody meanwhile."""

    case_id: ListingCaseId
    partner_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingApproved(Event):
    case_id: ListingCaseId
    partner_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingRejected(Event):
    case_id: ListingCaseId
    partner_id: UserId
    category: Category | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionProposed(Event):
    """Staff are asked to ban somebody: `cause` is a code such as `repeated_rejections`.

    `case_id` is that of the listing or report behind it; `proposed_by` is None where the rule
    itself proposes.
    """

    user_id: UserId
    cause: str
    case_id: UUID
    proposed_by: UserId | None
