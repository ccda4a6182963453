"""From findings to a verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_core.kyc.findings import CardText, Findings, Found, KycProvider, KycReason, Scores
from mate_core.kyc.judging import Judgement, Outcome, judge
from mate_core.kyc.policies import KycPolicy, Limits
from tests.unit.kyc.house import DECLARED, NUMBER

NOW = datetime(2026, 11, 28, 10, tzinfo=UTC)
POLICY = KycPolicy()
CARD = CardText(NUMBER, "NGUYEN VAN AN", date(1998, 5, 17), date(2038, 5, 17))
GOOD = Findings(
    KycProvider.VNPT, "log-1", Found.YES, Found.YES, Found.YES, Scores(9_900, 9_700, 9_800), CARD
)


def judged(findings: Findings) -> Judgement:
    return judge(findings, DECLARED, POLICY, at=NOW)


def test_good_findings_verify() -> None:
    assert judged(GOOD) == Judgement(Outcome.VERIFY)


@pytest.mark.parametrize(
    ("findings", "reason"),
    [
        (replace(GOOD, card_genuine=Found.NO), KycReason.CARD_NOT_GENUINE),
        (replace(GOOD, face_live=Found.NO), KycReason.NOT_LIVE),
        (replace(GOOD, same_face=Found.NO), KycReason.FACE_MISMATCH),
        (replace(GOOD, scores=Scores(4_999, 9_700, 9_800)), KycReason.NOT_LIVE),
        (replace(GOOD, scores=Scores(9_900, 4_999, 9_800)), KycReason.FACE_MISMATCH),
        (replace(GOOD, card=replace(CARD, number="079098123457")), KycReason.DETAILS_DIFFER),
        (replace(GOOD, card=replace(CARD, full_name="Lê Văn An")), KycReason.DETAILS_DIFFER),
        (replace(GOOD, card=replace(CARD, expires_on=date(2026, 11, 27))), KycReason.CARD_EXPIRED),
    ],
)
def test_one_bad_finding_rejects(findings: Findings, reason: KycReason) -> None:
    judgement = judged(findings)
    assert (judgement.outcome, judgement.reasons) == (Outcome.REJECT, (reason,))


def test_the_day_before_the_eighteenth_birthday_is_under_age() -> None:
    """By the date on the card, whatever was written."""
    young = replace(GOOD, card=replace(CARD, date_of_birth=date(2008, 11, 29)))
    assert KycReason.UNDER_AGE in judged(young).reasons
    just_adult = replace(DECLARED, date_of_birth=date(2008, 11, 28))
    card = replace(CARD, date_of_birth=date(2008, 11, 28))
    assert judge(replace(GOOD, card=card), just_adult, POLICY, at=NOW).outcome is Outcome.VERIFY


@pytest.mark.parametrize(
    ("findings", "reasons"),
    [
        (replace(GOOD, card_genuine=Found.UNKNOWN), (KycReason.FINDINGS_INCOMPLETE,)),
        (replace(GOOD, face_live=Found.UNKNOWN), (KycReason.FINDINGS_INCOMPLETE,)),
        (replace(GOOD, same_face=Found.UNKNOWN), (KycReason.FINDINGS_INCOMPLETE,)),
        (replace(GOOD, scores=Scores(None, None, 9_800)), (KycReason.FINDINGS_INCOMPLETE,)),
        (replace(GOOD, card=replace(CARD, number=None)), (KycReason.FINDINGS_INCOMPLETE,)),
        (replace(GOOD, scores=Scores(9_900, 8_499, 9_800)), (KycReason.SCORES_BORDERLINE,)),
        (
            replace(
                GOOD, scores=Scores(9_900, 9_700, 7_999), card=replace(CARD, number="079098123457")
            ),
            (KycReason.SCORES_BORDERLINE, KycReason.DETAILS_DIFFER),
        ),
    ],
)
def test_what_was_not_said_or_is_not_sure_goes_to_people(
    findings: Findings, reasons: tuple[KycReason, ...]
) -> None:
    """Absent never counts as clean."""
    assert judged(findings) == Judgement(Outcome.REFER, reasons)


def test_a_vendor_may_say_no_more_of_liveness_than_yes() -> None:
    assert judged(replace(GOOD, scores=Scores(None, 9_700, 9_800))).outcome is Outcome.VERIFY


def test_print_that_nobody_can_read_asks_for_new_pictures() -> None:
    blurred = replace(GOOD, scores=Scores(9_900, 9_700, 3_999))
    assert judged(blurred) == Judgement(Outcome.RETAKE, (KycReason.CARD_BLURRED,))


ORDER = {Outcome.REJECT: 0, Outcome.RETAKE: 1, Outcome.REFER: 2, Outcome.VERIFY: 3}
scores = st.integers(0, 10_000)


@given(st.tuples(scores, scores, scores), st.integers(0, 2), scores)
def test_a_better_score_never_makes_the_verdict_worse(
    values: tuple[int, int, int], which: int, better: int
) -> None:
    raised = [max(value, better) if n == which else value for n, value in enumerate(values)]
    before = judged(replace(GOOD, scores=Scores(*values))).outcome
    after = judged(replace(GOOD, scores=Scores(*raised))).outcome
    assert ORDER[after] >= ORDER[before]


def test_the_version_of_thresholds_names_every_number() -> None:
    assert POLICY.thresholds.version == "liveness:9000/5000 face:8500/5000 ocr:8000/4000"


@pytest.mark.parametrize("limits", [(1, 2), (10_001, 0), (5, -1)])
def test_limits_that_contradict_each_other_are_refused(limits: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="refuse <= accept"):
        Limits(*limits)
