"""What must hold of the table of disputes, whatever stands in it (DEFECTS M12)."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_core.bookings.disputes.errors import DisputeMoveRefused
from mate_core.bookings.disputes.evidence import EvidenceItem, freeze_evidence
from mate_core.bookings.disputes.model import (
    DISPUTE_MOVES,
    UNSETTLED,
    Dispute,
    DisputeAction,
    DisputeReason,
    DisputeStatus,
    Outcome,
    Ruling,
    Verdict,
    dispute_status_after,
)
from mate_core.bookings.policies import DisputeTimers
from mate_core.bookings.transitions import BookingStatus, Party
from mate_core.shared.ids import BookingId, UserId
from mate_core.shared.money import Vnd

AT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
TIMERS = DisputeTimers()


def uuid(number: int) -> UserId:
    return UserId(UUID(int=number))


def a_dispute() -> Dispute:
    return Dispute(
        booking_id=BookingId(uuid(1)),
        opened_by=Party.USER,
        opener_id=uuid(2),
        reason=DisputeReason.OTHER,
        details="hm",
        former_status=BookingStatus.IN_PROGRESS,
        code_entered=True,
        opened_at=AT,
        answer_due_at=AT + TIMERS.answer,
        decision_due_at=AT + TIMERS.decision,
        default_at=AT + TIMERS.default_after,
    )


@pytest.mark.parametrize(
    ("status", "action"), [*itertools.product(DisputeStatus, DisputeAction)], ids=str
)
def test_pair_outside_the_table_is_refused(status: DisputeStatus, action: DisputeAction) -> None:
    if (status, action) in DISPUTE_MOVES:
        assert dispute_status_after(status, action) is DISPUTE_MOVES[status, action]
    else:
        with pytest.raises(DisputeMoveRefused):
            dispute_status_after(status, action)


def test_what_is_executed_stays_so() -> None:
    assert not [begin for begin, _ in DISPUTE_MOVES if begin is DisputeStatus.EXECUTED]


def test_m12_clock_looks_at_every_dispute_that_is_not_over() -> None:
    opened = a_dispute()
    decided = opened.decided(Ruling(Verdict(Outcome.RELEASE), "n", uuid(3), AT), timers=TIMERS)
    appealed = decided.appealed(Party.USER, "r", timers=TIMERS, at=AT)
    seen = (opened, opened.overdue(at=AT), decided, appealed, appealed.overdue(at=AT))

    assert {each.status for each in seen} == UNSETTLED
    assert all(each.due_at is not None for each in seen)
    assert opened.withdrawn(uuid(2), at=AT).due_at is None


@given(
    outcome=st.sampled_from(Outcome),
    entered=st.booleans(),
    believed=st.booleans(),
    decided=st.booleans(),
    by=st.sampled_from(Party),
)
def test_m12_default_never_contradicts_a_ruling_and_else_follows_the_code(
    outcome: Outcome, entered: bool, believed: bool, decided: bool, by: Party
) -> None:
    verdict = Verdict(outcome, Vnd(1_000) if outcome is Outcome.SPLIT else Vnd(0))
    dispute = replace(a_dispute(), code_entered=entered, benefit_of_doubt=believed, opened_by=by)
    if decided:
        ruled = dispute.decided(Ruling(verdict, "n", uuid(3), AT), timers=TIMERS)
        assert ruled.default_verdict == verdict
    elif believed and by is Party.USER:
        assert dispute.default_verdict.outcome is Outcome.REFUND
    else:
        expected = Outcome.RELEASE if entered else Outcome.REFUND
        assert dispute.default_verdict.outcome is expected


@given(
    facts=st.lists(st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=4)),
    minutes=st.integers(0, 10_000),
)
def test_frozen_evidence_is_intact_and_any_change_shows(
    facts: list[dict[str, str]], minutes: int
) -> None:
    items = [EvidenceItem("test", AT + timedelta(minutes=minutes), each) for each in facts]
    bundle = freeze_evidence(BookingId(uuid(1)), items, at=AT)

    assert bundle.is_intact
    assert freeze_evidence(BookingId(uuid(1)), items, at=AT) == bundle
    assert not replace(bundle, content=bundle.content + " ").is_intact
