"""Cases and lines of their log as rows, and back."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.seals import Seals
from mate_adapters.postgres.tables.kyc import kyc_cases, kyc_log
from mate_core.kyc.case import (
    DeclaredIdentity,
    KycCase,
    KycEntry,
    Pictures,
    Proposal,
    Signature,
)
from mate_core.kyc.citizen_id import CitizenId, Sex
from mate_core.kyc.findings import KycProvider, KycReason, Scores
from mate_core.kyc.states import KycAction, KycParty, KycState


def values_of_case(case: KycCase, seals: Seals) -> dict[str, Any]:
    pictures, proposal = case.pictures, case.proposal
    return {
        "id": case.id,
        "user_id": case.user_id,
        "opened_at": case.opened_at,
        "changed_at": case.changed_at,
        "due_at": case.due_at,
        "state": case.state,
        "front_id": pictures.front,
        "back_id": pictures.back,
        "video_id": pictures.video,
        "selfie_id": pictures.selfie,
        "sealed_declared": _sealed_declared(case, seals),
        "sealed_name": None
        if case.verified_name is None
        else seals.verified_name(case.id, case.verified_name),
        "reasons": list(case.reasons),
        "checks": case.checks,
        "submitted_at": case.submitted_at,
        "decided_at": case.decided_at,
        "discarded_at": case.discarded_at,
        "gone_at": case.gone_at,
        "proposed_action": proposal and proposal.action,
        "proposed_by": proposal and proposal.by,
        "proposal_lapses_at": proposal and proposal.lapses_at,
        "version": case.version,
    }


def case_of(row: Row, seals: Seals) -> KycCase:
    fields = dict(zip(kyc_cases.c.keys(), row, strict=True))
    id_, sealed, name = fields["id"], fields["sealed_declared"], fields["sealed_name"]
    return KycCase(
        id=id_,
        user_id=fields["user_id"],
        opened_at=fields["opened_at"],
        changed_at=fields["changed_at"],
        due_at=fields["due_at"],
        state=KycState(fields["state"]),
        pictures=Pictures(
            fields["front_id"], fields["back_id"], fields["video_id"], fields["selfie_id"]
        ),
        declared=None if sealed is None else _declared(seals.open_declared(id_, sealed)),
        verified_name=None if name is None else seals.open_verified_name(id_, name),
        reasons=tuple(KycReason(reason) for reason in fields["reasons"]),
        checks=fields["checks"],
        submitted_at=fields["submitted_at"],
        decided_at=fields["decided_at"],
        discarded_at=fields["discarded_at"],
        gone_at=fields["gone_at"],
        proposal=None
        if fields["proposed_action"] is None
        else Proposal(
            KycAction(fields["proposed_action"]),
            fields["proposed_by"],
            fields["proposal_lapses_at"],
        ),
        version=fields["version"],
    )


def values_of_entry(entry: KycEntry) -> dict[str, Any]:
    signature = entry.signature
    return {
        "id": entry.id,
        "case_id": entry.case_id,
        "user_id": entry.user_id,
        "at": entry.at,
        "action": entry.action,
        "state_before": entry.before,
        "state_after": entry.after,
        "signed_by": signature.by,
        "actor_id": signature.actor_id,
        "provider": signature.provider,
        "reference": signature.reference,
        "liveness": signature.scores.liveness,
        "face": signature.scores.face,
        "ocr": signature.scores.ocr,
        "thresholds": signature.thresholds,
        "reasons": list(entry.reasons),
        "note": signature.note,
    }


def entry_of(row: Row) -> KycEntry:
    fields = dict(zip(kyc_log.c.keys(), row, strict=True))
    provider = fields["provider"]
    return KycEntry(
        id=fields["id"],
        case_id=fields["case_id"],
        user_id=fields["user_id"],
        at=fields["at"],
        action=KycAction(fields["action"]),
        before=KycState(fields["state_before"]),
        after=KycState(fields["state_after"]),
        signature=Signature(
            by=KycParty(fields["signed_by"]),
            actor_id=fields["actor_id"],
            provider=None if provider is None else KycProvider(provider),
            reference=fields["reference"],
            scores=Scores(fields["liveness"], fields["face"], fields["ocr"]),
            thresholds=fields["thresholds"],
            note=fields["note"],
        ),
        reasons=tuple(KycReason(reason) for reason in fields["reasons"]),
    )


def _sealed_declared(case: KycCase, seals: Seals) -> str | None:
    declared = case.declared
    if declared is None:
        return None
    content = {
        "number": declared.number.number,
        "name": declared.full_name,
        "born": declared.date_of_birth.isoformat(),
        "sex": declared.sex,
    }
    return seals.declared(case.id, json.dumps(content, ensure_ascii=False))


def _declared(text: str) -> DeclaredIdentity:
    content = json.loads(text)
    return DeclaredIdentity(
        number=CitizenId(content["number"]),
        full_name=content["name"],
        date_of_birth=date.fromisoformat(content["born"]),
        sex=None if content["sex"] is None else Sex(content["sex"]),
    )
