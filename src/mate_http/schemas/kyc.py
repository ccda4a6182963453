"""Bodies of `/kyc` and `/admin/kyc`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

import msgspec

from mate_core.identity.model import KycStatus
from mate_core.kyc.case import Picture
from mate_core.kyc.citizen_id import Sex
from mate_core.kyc.findings import KycProvider, KycReason
from mate_core.kyc.states import KycAction, KycParty, KycState
from mate_core.kyc.views import NextStep
from mate_http.schemas.base import Input, Output, Reason

Score = Annotated[
    int, msgspec.Meta(ge=0, le=10_000, description="Hundredths of a percent, 0 to 10000.")
]


class SubmitKycBody(Input, frozen=True):
    """As it stands on the card."""

    id_number: Annotated[
        str, msgspec.Meta(max_length=20, description="The 12 digits of the citizen's card.")
    ]
    full_name: Annotated[str, msgspec.Meta(max_length=100)]
    date_of_birth: dt.date
    sex: Sex | None = None


class RejectKycBody(Input, frozen=True):
    """The person reads the reasons, never the note."""

    reasons: list[KycReason]
    note: Reason


class KycProgress(Output, frozen=True):
    """Where one stands. `missing` is what has to be uploaded before a submission."""

    status: KycStatus
    state: KycState | None
    next_step: NextStep
    missing: list[Picture]
    reasons: list[KycReason]
    submitted_at: dt.datetime | None
    decided_at: dt.datetime | None


class KycCase(Output, frozen=True):
    id: UUID
    user_id: UUID
    state: KycState
    reasons: list[KycReason]
    opened_at: dt.datetime
    submitted_at: dt.datetime | None
    decided_at: dt.datetime | None
    has_pictures: bool
    pictures_deleted_at: dt.datetime | None
    waits_for_second_person: bool


class KycCases(Output, frozen=True):
    items: list[KycCase]
    next_cursor: str | None


class KycLogEntry(Output, frozen=True):
    at: dt.datetime
    action: KycAction
    before: KycState
    after: KycState
    signed_by: KycParty
    actor_id: UUID | None
    provider: KycProvider | None
    reference: str
    liveness: Score | None
    face: Score | None
    ocr: Score | None
    thresholds: str
    reasons: list[KycReason]
    note: str


class DeclaredIdentity(Output, frozen=True):
    id_number: str
    full_name: str
    date_of_birth: dt.date
    sex: Sex | None


class KycFile(Output, frozen=True):
    """`declared` is what the person wrote; it goes with the verdict."""

    case: KycCase
    profile_name: str
    verified_name: str | None
    declared: DeclaredIdentity | None
    log: list[KycLogEntry]


class KycPictures(Output, frozen=True):
    """Links that work for two minutes; null for what was not uploaded."""

    front: str | None
    back: str | None
    video: str | None
    selfie: str | None
