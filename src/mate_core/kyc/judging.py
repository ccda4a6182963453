"""From findings to a verdict: rules by example and nothing else, no storage, no vendor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mate_core.kyc.case import DeclaredIdentity
from mate_core.kyc.findings import CardText, Findings, Found, KycReason
from mate_core.kyc.names import same_name
from mate_core.kyc.policies import KycPolicy, Limits
from mate_core.shared.time import is_adult, local_day


class Outcome(StrEnum):
    VERIFY = "verify"
    REJECT = "reject"
    RETAKE = "retake"
    REFER = "refer"


@dataclass(frozen=True, slots=True)
class Judgement:
    outcome: Outcome
    reasons: tuple[KycReason, ...] = ()


def judge(
    findings: Findings, declared: DeclaredIdentity, policy: KycPolicy, *, at: datetime
) -> Judgement:
    """What all findings together mean: what is bad decides first, then what is not good enough.

    A match without liveness is worth nothing, since a photo of the card matches the card: so both
    must be YES, and what was not said is left to people.
    """
    if bad := _bad(findings, declared, policy, at=at):
        return Judgement(Outcome.REJECT, bad)
    ocr, limits = findings.scores.ocr, policy.thresholds.ocr
    if ocr is not None and ocr < limits.refuse:
        return Judgement(Outcome.RETAKE, (KycReason.CARD_BLURRED,))
    if doubts := _doubts(findings, declared, policy):
        return Judgement(Outcome.REFER, doubts)
    return Judgement(Outcome.VERIFY)


def _bad(
    findings: Findings, declared: DeclaredIdentity, policy: KycPolicy, *, at: datetime
) -> tuple[KycReason, ...]:
    scores, limits, card = findings.scores, policy.thresholds, findings.card
    born = card.date_of_birth
    is_well_read = scores.ocr is not None and scores.ocr >= limits.ocr.accept
    checks = (
        (
            KycReason.UNDER_AGE,
            is_well_read and born is not None and not is_adult(born, at=at, years=policy.adult_age),
        ),
        (KycReason.CARD_NOT_GENUINE, findings.card_genuine is Found.NO),
        (
            KycReason.CARD_EXPIRED,
            is_well_read and card.expires_on is not None and card.expires_on < local_day(at),
        ),
        (
            KycReason.NOT_LIVE,
            findings.face_live is Found.NO or _is_low(scores.liveness, limits.liveness),
        ),
        (
            KycReason.FACE_MISMATCH,
            findings.same_face is Found.NO or _is_low(scores.face, limits.face),
        ),
        (
            KycReason.DETAILS_DIFFER,
            is_well_read and _differs(card, declared),
        ),
    )
    return tuple(reason for reason, is_so in checks if is_so)


def _doubts(
    findings: Findings, declared: DeclaredIdentity, policy: KycPolicy
) -> tuple[KycReason, ...]:
    scores, limits, card = findings.scores, policy.thresholds, findings.card
    answers = (findings.card_genuine, findings.face_live, findings.same_face)
    read = (card.number, card.full_name, card.date_of_birth)
    # A vendor may say of liveness no more than yes; of a face and of print it must say how sure.
    is_incomplete = Found.UNKNOWN in answers or None in (*read, scores.face, scores.ocr)
    is_borderline = (
        _is_between(scores.liveness, limits.liveness)
        or _is_between(scores.face, limits.face)
        or _is_between(scores.ocr, limits.ocr)
    )
    checks = (
        (KycReason.FINDINGS_INCOMPLETE, is_incomplete),
        (KycReason.SCORES_BORDERLINE, is_borderline),
        (KycReason.DETAILS_DIFFER, _differs(card, declared)),
    )
    return tuple(reason for reason, is_so in checks if is_so)


def _differs(card: CardText, declared: DeclaredIdentity) -> bool:
    """Whether something that was read is not what the person wrote."""
    return (
        card.number not in (None, declared.number.number)
        or card.date_of_birth not in (None, declared.date_of_birth)
        or (card.full_name is not None and not same_name(card.full_name, declared.full_name))
    )


def _is_low(score: int | None, limits: Limits) -> bool:
    return score is not None and score < limits.refuse


def _is_between(score: int | None, limits: Limits) -> bool:
    return score is not None and limits.refuse <= score < limits.accept
