"""Refunds and captures by themselves: the table of moves, and money that is taken back once."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_core.payments.capture import Capture
from mate_core.payments.errors import RefundAboveCaptured, RefundMoveRefused
from mate_core.payments.ledger import Provider
from mate_core.payments.policies import RefundPolicy
from mate_core.payments.refunds.model import (
    CALLED,
    MOVES,
    OPEN,
    Refund,
    RefundAction,
    RefundCause,
    RefundStatus,
)
from mate_core.shared.ids import CaptureId, IntentId, RefundId, UserId
from mate_core.shared.money import ZERO, Vnd

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ENDED = sorted(set(RefundStatus) - OPEN)
BY_BANK = {RefundAction.PAY_OUT, RefundAction.UNDO}


def a_refund(status: RefundStatus) -> Refund:
    return Refund(
        id=RefundId(UUID(int=1)),
        capture_id=CaptureId(UUID(int=2)),
        intent_id=IntentId(UUID(int=3)),
        provider=Provider.VNPAY,
        payer=UserId(UUID(int=4)),
        amount=Vnd(804_997),
        cause=RefundCause.PAYER_REQUEST,
        requested_at=NOW,
        next_at=NOW,
        status=status,
    )


def a_capture(amount: int) -> Capture:
    return Capture(
        id=CaptureId(UUID(int=2)),
        intent_id=IntentId(UUID(int=3)),
        provider=Provider.VNPAY,
        vendor_transaction="14226112",
        payer=UserId(UUID(int=4)),
        amount=Vnd(amount),
        captured_at=NOW,
    )


def move(refund: Refund, action: RefundAction) -> Refund:
    match action:
        case RefundAction.SEND:
            return refund.attempted(RefundPolicy(), at=NOW)
        case RefundAction.LOSE:
            return refund.lost()
        case RefundAction.ACCEPT:
            return refund.accepted("R1", "1")
        case RefundAction.CONFIRM:
            return refund.done("R1", "0", at=NOW)
        case RefundAction.REFUSE:
            return refund.refused("95", at=NOW)
        case RefundAction.PAY_OUT:
            return refund.paid_out()
        case RefundAction.UNDO:
            return refund.not_paid_out()


@pytest.mark.parametrize("status", RefundStatus)
@pytest.mark.parametrize("action", RefundAction)
def test_move_follows_the_table_or_is_refused(status: RefundStatus, action: RefundAction) -> None:
    refund = a_refund(status)
    if (status, action) in MOVES:
        assert move(refund, action).status is MOVES[status, action]
    else:
        with pytest.raises(RefundMoveRefused):
            move(refund, action)


@pytest.mark.parametrize("status", ENDED)
@pytest.mark.parametrize("action", sorted(set(RefundAction) - BY_BANK))
def test_vendor_never_moves_an_ended_refund_again(
    status: RefundStatus, action: RefundAction
) -> None:
    with pytest.raises(RefundMoveRefused):
        move(a_refund(status), action)


def test_nothing_ends_before_the_vendor_was_called() -> None:
    reached = {to for (begin, _), to in MOVES.items() if begin is RefundStatus.REQUESTED}

    assert reached == {RefundStatus.SENT}


@pytest.mark.parametrize("status", sorted(CALLED))
def test_every_called_refund_can_end_both_ways(status: RefundStatus) -> None:
    assert move(a_refund(status), RefundAction.CONFIRM).status is RefundStatus.DONE
    assert move(a_refund(status), RefundAction.REFUSE).status is RefundStatus.REFUSED


def test_what_the_vendor_works_on_is_never_sent_again() -> None:
    asked = move(a_refund(RefundStatus.PENDING), RefundAction.SEND)

    assert asked.status is move(asked, RefundAction.LOSE).status is RefundStatus.PENDING


def test_ended_refund_is_never_due() -> None:
    sent = a_refund(RefundStatus.SENT)

    assert sent.done("R1", "0", at=NOW).next_at is None
    assert sent.refused("95", at=NOW).next_at is None


@given(st.integers(1, 50_000_000), st.lists(st.tuples(st.integers(-5, 60_000_000), st.booleans())))
def test_rule_08_what_is_taken_back_never_exceeds_what_came(
    amount: int, wishes: list[tuple[int, bool]]
) -> None:
    """Any sequence of refunds, some of which the vendor refuses."""
    capture, standing = a_capture(amount), 0
    for wish, is_refused in wishes:
        before = capture
        try:
            capture = capture.taken_back(Vnd(wish))
        except RefundAboveCaptured:
            assert wish <= 0 or standing + wish > amount
            assert capture is before
            continue
        if is_refused:
            capture = capture.kept_after_all(Vnd(wish))
        else:
            standing += wish
        assert capture.returned == Vnd(standing)
        assert ZERO <= capture.refundable <= capture.amount


def test_more_cannot_stay_than_was_to_go_back() -> None:
    with pytest.raises(ValueError, match="cannot stay"):
        a_capture(100).taken_back(Vnd(50)).kept_after_all(Vnd(51))
