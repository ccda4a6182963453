"""Identity checks, as their owners and staff may read them."""

from __future__ import annotations

from collections.abc import Mapping

from mate_core.kyc import case as core
from mate_core.kyc import views
from mate_core.kyc.case import Picture
from mate_core.kyc.citizen_id import CitizenId
from mate_http.schemas.kyc import (
    DeclaredIdentity,
    KycCase,
    KycFile,
    KycLogEntry,
    KycPictures,
    KycProgress,
    SubmitKycBody,
)
from mate_http.times import local, local_or_none


def declared(body: SubmitKycBody) -> core.DeclaredIdentity:
    """Raises InvalidInput for a number that cannot exist."""
    return core.DeclaredIdentity(
        number=CitizenId.parse(body.id_number),
        full_name=body.full_name.strip(),
        date_of_birth=body.date_of_birth,
        sex=body.sex,
    )


def progress(it: views.KycProgress) -> KycProgress:
    return KycProgress(
        status=it.status,
        state=it.state,
        next_step=it.next_step,
        missing=list(it.missing),
        reasons=list(it.reasons),
        submitted_at=local_or_none(it.submitted_at),
        decided_at=local_or_none(it.decided_at),
    )


def case(it: core.KycCase) -> KycCase:
    return KycCase(
        id=it.id,
        user_id=it.user_id,
        state=it.state,
        reasons=list(it.reasons),
        opened_at=local(it.opened_at),
        submitted_at=local_or_none(it.submitted_at),
        decided_at=local_or_none(it.decided_at),
        has_pictures=it.has_pictures,
        pictures_deleted_at=local_or_none(it.gone_at),
        waits_for_second_person=it.proposal is not None,
    )


def file(found: views.KycFile) -> KycFile:
    said = found.case.declared
    return KycFile(
        case=case(found.case),
        profile_name=found.profile_name,
        verified_name=found.case.verified_name,
        declared=None
        if said is None
        else DeclaredIdentity(
            id_number=said.number.number,
            full_name=said.full_name,
            date_of_birth=said.date_of_birth,
            sex=said.sex,
        ),
        log=[_entry(each) for each in found.log],
    )


def pictures(links: Mapping[Picture, str]) -> KycPictures:
    return KycPictures(**{picture.value: links.get(picture) for picture in Picture})


def _entry(entry: core.KycEntry) -> KycLogEntry:
    signature = entry.signature
    return KycLogEntry(
        at=local(entry.at),
        action=entry.action,
        before=entry.before,
        after=entry.after,
        signed_by=signature.by,
        actor_id=signature.actor_id,
        provider=signature.provider,
        reference=signature.reference,
        liveness=signature.scores.liveness,
        face=signature.scores.face,
        ocr=signature.scores.ocr,
        thresholds=signature.thresholds,
        reasons=list(entry.reasons),
        note=signature.note,
    )
