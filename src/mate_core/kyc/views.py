"""What people and staff read about cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from mate_core.identity.model import KycStatus
from mate_core.kyc.case import NEEDED, KycCase, KycEntry, Picture
from mate_core.kyc.findings import KycReason
from mate_core.kyc.states import OPEN, UNDER_WAY, KycState


class NextStep(StrEnum):
    """What the person can do now."""

    UPLOAD = "UPLOAD"
    SUBMIT = "SUBMIT"
    WAIT = "WAIT"
    RETAKE = "RETAKE"
    TRY_AGAIN = "TRY_AGAIN"
    NOTHING = "NOTHING"


@dataclass(frozen=True, slots=True)
class KycProgress:
    """One's own state; `missing` names what is still to be uploaded."""

    status: KycStatus
    state: KycState | None
    next_step: NextStep
    missing: tuple[Picture, ...]
    reasons: tuple[KycReason, ...] = ()
    submitted_at: datetime | None = None
    decided_at: datetime | None = None

    @classmethod
    def of(cls, status: KycStatus, case: KycCase | None) -> KycProgress:
        if case is None:
            return cls(status, None, NextStep.UPLOAD, NEEDED)
        shown = case.reasons if case.state not in UNDER_WAY else ()
        return cls(
            status=status,
            state=case.state,
            next_step=_next_step(case),
            missing=case.pictures.missing if case.state is KycState.COLLECTING else (),
            reasons=shown,
            submitted_at=case.submitted_at,
            decided_at=case.decided_at,
        )


def _next_step(case: KycCase) -> NextStep:
    if case.state in UNDER_WAY:
        return NextStep.WAIT
    if case.state is KycState.COLLECTING:
        if case.reasons:
            return NextStep.RETAKE
        return NextStep.UPLOAD if case.pictures.missing else NextStep.SUBMIT
    return NextStep.NOTHING if case.state is KycState.VERIFIED else NextStep.TRY_AGAIN


class KycFilter(StrEnum):
    """Which cases staff want to see; `waiting` are those that wait for staff."""

    WAITING = "waiting"
    OPEN = "open"
    VERIFIED = "verified"
    REJECTED = "rejected"
    ALL = "all"

    @property
    def states(self) -> frozenset[KycState]:
        """Empty for every state."""
        return _STATES_OF[self]


_STATES_OF: Final[Mapping[KycFilter, frozenset[KycState]]] = {
    KycFilter.WAITING: frozenset({KycState.IN_REVIEW}),
    KycFilter.OPEN: OPEN,
    KycFilter.VERIFIED: frozenset({KycState.VERIFIED}),
    KycFilter.REJECTED: frozenset({KycState.REJECTED}),
    KycFilter.ALL: frozenset(),
}


@dataclass(frozen=True, slots=True)
class KycFile:
    """A case with its log and the name that the person goes by here."""

    case: KycCase
    log: Sequence[KycEntry]
    profile_name: str


@dataclass(frozen=True, slots=True)
class KycRuling:
    """What staff did; `granted` is False while a second person has to agree."""

    case: KycCase
    granted: bool
