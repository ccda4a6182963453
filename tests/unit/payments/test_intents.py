"""The states of an attempt to pay (RULES 19)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from mate_core.payments.errors import IntentMoveRefused
from mate_core.payments.intent import (
    MOVES,
    WAITING,
    IntentAction,
    IntentPurpose,
    IntentStatus,
    PaymentIntent,
)
from mate_core.payments.ledger import Provider
from mate_core.shared.ids import IntentId, UserId
from mate_core.shared.money import Vnd

NOW = datetime(2026, 3, 2, tzinfo=UTC)
CLOSED = (IntentStatus.FAILED, IntentStatus.SUPERSEDED, IntentStatus.EXPIRED)


def attempt(status: IntentStatus) -> PaymentIntent:
    return PaymentIntent(
        id=IntentId(UUID(int=1)),
        purpose=IntentPurpose.DEPOSIT,
        provider=Provider.VNPAY,
        payer=UserId(UUID(int=2)),
        reference=None,
        amount=Vnd(804_997),
        merchant_reference="1",
        payer_ip="203.0.113.7",
        created_at=NOW,
        expires_at=NOW,
        status=status,
    )


def move(intent: PaymentIntent, action: IntentAction) -> PaymentIntent:
    match action:
        case IntentAction.OPEN:
            return intent.opened("https://pay.test")
        case IntentAction.SUPERSEDE:
            return intent.superseded(at=NOW)
        case IntentAction.EXPIRE:
            return intent.expired(at=NOW)
        case IntentAction.FAIL:
            return intent.failed("24", at=NOW)
        case IntentAction.CAPTURE:
            return intent.captured("14226112", at=NOW)
        case IntentAction.SUSPECT:
            return intent.suspected("14226112", at=NOW)
        case IntentAction.REJECT:
            return intent.rejected(at=NOW)


@pytest.mark.parametrize("status", IntentStatus)
@pytest.mark.parametrize("action", IntentAction)
def test_move_follows_the_table_or_is_refused(status: IntentStatus, action: IntentAction) -> None:
    intent = attempt(status)
    if intent.can(action):
        assert move(intent, action).status is MOVES[status, action]
    else:
        with pytest.raises(IntentMoveRefused):
            move(intent, action)


@pytest.mark.parametrize("status", sorted({*WAITING, *CLOSED, IntentStatus.REVIEW}))
def test_rule_19_closed_ends_asking_and_not_accepting(status: IntentStatus) -> None:
    captured = attempt(status).captured("14226112", at=NOW)

    assert captured.status is IntentStatus.SUCCEEDED
    assert captured.vendor_transaction == "14226112"


@pytest.mark.parametrize("action", IntentAction)
def test_succeeded_attempt_never_changes_again(action: IntentAction) -> None:
    with pytest.raises(IntentMoveRefused):
        move(attempt(IntentStatus.SUCCEEDED), action)


@pytest.mark.parametrize("status", CLOSED)
def test_closed_attempt_never_waits_again(status: IntentStatus) -> None:
    reached = {MOVES[status, action] for action in IntentAction if (status, action) in MOVES}

    assert not reached & WAITING


@pytest.mark.parametrize("status", sorted(set(IntentStatus) - {IntentStatus.SUCCEEDED}))
def test_every_attempt_that_is_not_paid_has_a_way_out(status: IntentStatus) -> None:
    assert any((status, action) in MOVES for action in IntentAction)


def test_every_status_can_be_reached_from_a_new_attempt() -> None:
    reached, waiting = {IntentStatus.CREATED}, [IntentStatus.CREATED]
    while waiting:
        status = waiting.pop()
        following = {to for (begin, _), to in MOVES.items() if begin is status} - reached
        reached |= following
        waiting.extend(following)

    assert reached == set(IntentStatus)


def test_moves_leave_the_version_to_the_store() -> None:
    intent = replace(attempt(IntentStatus.CREATED), version=4)

    assert intent.opened("https://pay.test").version == 4


@pytest.mark.parametrize("action", [IntentAction.FAIL, IntentAction.CAPTURE, IntentAction.SUSPECT])
def test_the_vendors_own_word_ends_the_asking(action: IntentAction) -> None:
    asked = replace(attempt(IntentStatus.OPEN), next_query_at=NOW)

    assert move(asked, action).next_query_at is None


@pytest.mark.parametrize("action", [IntentAction.EXPIRE, IntentAction.SUPERSEDE])
def test_rule_19_an_attempt_closed_by_us_is_still_asked_for(action: IntentAction) -> None:
    asked = replace(attempt(IntentStatus.OPEN), next_query_at=NOW)

    assert move(asked, action).next_query_at == NOW
