"""Identity checks for machines and for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mate_cli.commands.escrow_views import Json
from mate_cli.tables import local, pairs, rfc3339, table
from mate_core.kyc.case import KycCase, KycEntry, Picture
from mate_core.kyc.views import KycFile, KycRuling


def case(found: KycCase) -> Json:
    return {
        "id": str(found.id),
        "userId": str(found.user_id),
        "state": found.state.value,
        "reasons": [reason.value for reason in found.reasons],
        "openedAt": rfc3339(found.opened_at),
        "submittedAt": rfc3339(found.submitted_at),
        "decidedAt": rfc3339(found.decided_at),
        "hasPictures": found.has_pictures,
        "picturesDeletedAt": rfc3339(found.gone_at),
        "waitsForSecondPerson": found.proposal is not None,
    }


def case_table(found: Sequence[KycCase], *, more: bool) -> list[str]:
    if not found:
        return ["No such cases."]
    rows = [
        (
            each.user_id,
            each.state,
            ", ".join(each.reasons) or "-",
            local(each.submitted_at),
            "second person" if each.proposal else "",
        )
        for each in found
    ]
    lines = table(("PERSON", "STATE", "REASONS", "SUBMITTED", "WAITS FOR"), rows)
    return [*lines, *(["… and more; raise --limit."] if more else [])]


def file(found: KycFile, links: Mapping[Picture, str]) -> Json:
    declared = found.case.declared
    return case(found.case) | {
        "profileName": found.profile_name,
        "verifiedName": found.case.verified_name,
        "declared": declared
        and {
            "idNumber": declared.number.number,
            "fullName": declared.full_name,
            "dateOfBirth": declared.date_of_birth.isoformat(),
            "sex": declared.sex and declared.sex.value,
        },
        "pictures": {picture.value: link for picture, link in links.items()},
        "log": [_entry(each) for each in found.log],
    }


def file_lines(found: KycFile, links: Mapping[Picture, str]) -> list[str]:
    it, declared = found.case, found.case.declared
    facts = [
        ("person", it.user_id),
        ("state", it.state),
        ("reasons", ", ".join(it.reasons) or "-"),
        ("profile", found.profile_name),
        ("verified name", it.verified_name or "-"),
        ("submitted", local(it.submitted_at)),
        ("decided", local(it.decided_at)),
        ("pictures", _pictures(it)),
    ]
    if declared is not None:
        facts += [
            ("number", declared.number.number),
            ("name on card", declared.full_name),
            ("born", declared.date_of_birth.isoformat()),
            ("sex", declared.sex or "-"),
        ]
    facts += [(f"{picture} link", link) for picture, link in links.items()]
    rows = [
        (
            local(each.at),
            each.action,
            each.after,
            _signer(each),
            _scores(each),
            ", ".join(each.reasons) or "-",
        )
        for each in found.log
    ]
    heads = ("AT", "STEP", "STATE", "SIGNED BY", "LIVE/FACE/OCR", "REASONS")
    return [*pairs(facts), "", *table(heads, rows)]


def ruling(made: KycRuling) -> Json:
    return case(made.case) | {"granted": made.granted}


def ruling_lines(made: KycRuling, *, dry_run: bool) -> list[str]:
    if not made.granted:
        return ["A second member of staff has to do the same; nothing changes before."]
    would = "would be" if dry_run else "is"
    return [f"The case of {made.case.user_id} {would} {made.case.state}."]


def _entry(entry: KycEntry) -> Json:
    signature = entry.signature
    return {
        "at": rfc3339(entry.at),
        "action": entry.action.value,
        "before": entry.before.value,
        "after": entry.after.value,
        "signedBy": signature.by.value,
        "actorId": signature.actor_id and str(signature.actor_id),
        "provider": signature.provider and signature.provider.value,
        "reference": signature.reference,
        "liveness": signature.scores.liveness,
        "face": signature.scores.face,
        "ocr": signature.scores.ocr,
        "thresholds": signature.thresholds,
        "reasons": [reason.value for reason in entry.reasons],
        "note": signature.note,
    }


def _pictures(it: KycCase) -> str:
    if it.gone_at is not None:
        return f"deleted, proved {local(it.gone_at)}"
    if it.discarded_at is not None:
        return f"given up {local(it.discarded_at)}, not yet proved gone"
    return "there" if it.has_pictures else "none"


def _signer(entry: KycEntry) -> str:
    signature = entry.signature
    return str(signature.actor_id or signature.provider or signature.by)


def _scores(entry: KycEntry) -> str:
    scores = entry.signature.scores
    found = (scores.liveness, scores.face, scores.ocr)
    if found == (None, None, None):
        return "-"
    return " / ".join("-" if each is None else f"{each / 100:.1f}" for each in found)
