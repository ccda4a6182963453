"""What happened to cases; nothing of it says who somebody is."""

from __future__ import annotations

from dataclasses import dataclass

from mate_core.kyc.findings import KycReason
from mate_core.shared.events import Event
from mate_core.shared.ids import KycCaseId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class KycCheckWanted(Event):
    """Submitted, or without an answer: the queue is told to ask a vendor."""

    case_id: KycCaseId


@dataclass(frozen=True, slots=True, kw_only=True)
class KycRetakeNeeded(Event):
    """Back to the person: the pictures cannot be judged."""

    case_id: KycCaseId
    user_id: UserId
    reasons: tuple[KycReason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KycReviewNeeded(Event):
    """Waits for staff."""

    case_id: KycCaseId
    user_id: UserId
    reasons: tuple[KycReason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KycVerified(Event):
    case_id: KycCaseId
    user_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class KycRejected(Event):
    case_id: KycCaseId
    user_id: UserId
    reasons: tuple[KycReason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KycRevoked(Event):
    case_id: KycCaseId
    user_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class KycSecondPersonAwaited(Event):
    """A member of staff proposed what needs a second one."""

    case_id: KycCaseId
    user_id: UserId
    proposed_by: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class KycPicturesGone(Event):
    """Storage was asked, and lists none of them."""

    case_id: KycCaseId
    user_id: UserId
