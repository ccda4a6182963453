"""How a partner deals with requests, in figures."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_core.partners.policies import RELIABILITY
from mate_core.partners.reliability import NOTHING_COUNTED, Reliability

COUNTS = st.integers(min_value=0, max_value=2_000)
RECORDS = st.builds(Reliability, COUNTS, COUNTS, COUNTS, COUNTS)


@pytest.mark.parametrize(
    ("record", "percent"),
    [
        (NOTHING_COUNTED, None),
        (Reliability(accepted=4), None),
        (Reliability(accepted=3, declined=2), 100),
        (Reliability(accepted=3, declined=1, lapsed=2), 67),
        (Reliability(lapsed=5), 0),
    ],
)
def test_response_rate_is_shown_once_there_were_enough_requests(
    record: Reliability, percent: int | None
) -> None:
    assert record.response_rate(RELIABILITY) == percent


def test_nobody_is_judged_by_his_first_request() -> None:
    start = NOTHING_COUNTED.grade(RELIABILITY)
    assert start == 85
    assert Reliability(lapsed=1).grade(RELIABILITY) >= start - 15
    assert Reliability(lapsed=50).grade(RELIABILITY) < 15


def test_partner_who_calls_off_sinks(  # FEATURES 54
) -> None:
    kept, called_off = Reliability(accepted=40), Reliability(accepted=40, cancelled=20)
    assert kept.weighted_cancellation(RELIABILITY) == Fraction(1, 100)
    assert called_off.grade(RELIABILITY) < kept.grade(RELIABILITY) - 30


@given(RECORDS)
def test_grade_lies_between_0_and_100_in_steps(record: Reliability) -> None:
    grade = record.grade(RELIABILITY)
    assert 0 <= grade <= 100
    assert grade % RELIABILITY.step == 0


@given(RECORDS)
def test_an_answer_never_lowers_and_a_silence_never_raises_the_grade(record: Reliability) -> None:
    assert (record + Reliability(declined=1)).grade(RELIABILITY) >= record.grade(RELIABILITY)
    assert (record + Reliability(lapsed=1)).grade(RELIABILITY) <= record.grade(RELIABILITY)
    assert (record + Reliability(cancelled=1)).grade(RELIABILITY) <= record.grade(RELIABILITY)


@given(RECORDS, RECORDS)
def test_what_was_added_can_be_taken_away(record: Reliability, more: Reliability) -> None:
    assert record + more - more == record
