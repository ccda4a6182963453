"""What must hold of the table of transitions, whatever stands in it (DEFECTS B6)."""

from __future__ import annotations

import pytest

from mate_core.bookings.errors import MoveRefused, NotYourStep
from mate_core.bookings.transitions import MOVES, Action, BookingStatus, Party, status_after

_S = BookingStatus
EVERY_MOVE = [(begin, action, by) for begin in BookingStatus for action in Action for by in Party]


@pytest.mark.parametrize("action", sorted(set(Action) - {Action.DISPUTE, Action.SAFETY_CANCEL}))
@pytest.mark.parametrize("by", Party)
def test_cancelled_booking_stays_cancelled_unless_it_is_disputed(action: Action, by: Party) -> None:
    with pytest.raises((MoveRefused, NotYourStep)):
        status_after(BookingStatus.CANCELLED, action, by)


def test_m12_every_way_out_of_a_dispute_leads_where_money_has_an_owner() -> None:
    ways = {action: move.to for (begin, action), move in MOVES.items() if begin is _S.DISPUTED}
    former = {begin for (begin, action), _ in MOVES.items() if action is Action.DISPUTE}

    assert ways[Action.RELEASE] is ways[Action.SPLIT] is BookingStatus.COMPLETED
    assert ways[Action.REFUND] is BookingStatus.CANCELLED
    assert former <= set(ways.values()), "a withdrawal leads back to where it came from"


@pytest.mark.parametrize("action", [Action.RELEASE, Action.SPLIT, Action.REFUND])
@pytest.mark.parametrize("by", [Party.USER, Party.PARTNER])
def test_no_party_executes_a_decision(action: Action, by: Party) -> None:
    with pytest.raises(NotYourStep):
        status_after(BookingStatus.DISPUTED, action, by)


def test_b6_every_status_can_be_reached_from_a_request() -> None:
    reached, waiting = {BookingStatus.PENDING}, [BookingStatus.PENDING]
    while waiting:
        status = waiting.pop()
        following = {move.to for (begin, _), move in MOVES.items() if begin is status} - reached
        reached |= following
        waiting.extend(following)

    assert reached == set(BookingStatus)


@pytest.mark.parametrize("status", sorted(set(BookingStatus) - {BookingStatus.CANCELLED}))
def test_every_other_status_has_a_way_out(status: BookingStatus) -> None:
    assert any(begin is status and move.to is not status for (begin, _), move in MOVES.items())


@pytest.mark.parametrize(
    "status",
    [
        BookingStatus.PENDING,
        BookingStatus.CONFIRMED,
        BookingStatus.PAID,
        BookingStatus.IN_PROGRESS,
        BookingStatus.DISPUTED,
    ],
)
def test_b7_clock_alone_can_end_whatever_waits_for_people(status: BookingStatus) -> None:
    assert any(
        begin is status and Party.SYSTEM in move.by and move.to is not status
        for (begin, _), move in MOVES.items()
    )


@pytest.mark.parametrize(("begin", "action", "by"), EVERY_MOVE)
def test_pair_outside_the_table_is_refused_for_every_party(
    begin: BookingStatus, action: Action, by: Party
) -> None:
    move = MOVES.get((begin, action))
    if move is not None and by in move.by:
        assert status_after(begin, action, by) is move.to
    else:
        with pytest.raises((MoveRefused, NotYourStep)):
            status_after(begin, action, by)


@pytest.mark.parametrize("status", BookingStatus)
@pytest.mark.parametrize("by", sorted(set(Party) - {Party.PARTNER}))
def test_b8_nobody_but_the_partner_starts_or_confirms(status: BookingStatus, by: Party) -> None:
    for action in (Action.START, Action.CONFIRM, Action.REJECT):
        with pytest.raises(NotYourStep):
            status_after(status, action, by)


@pytest.mark.parametrize("status", sorted(set(BookingStatus) - {BookingStatus.CONFIRMED}))
@pytest.mark.parametrize("by", [Party.USER, Party.SYSTEM])
def test_m5_only_a_confirmed_booking_can_be_paid(status: BookingStatus, by: Party) -> None:
    with pytest.raises(MoveRefused):
        status_after(status, Action.PAY, by)


@pytest.mark.parametrize("status", sorted(set(BookingStatus) - {BookingStatus.IN_PROGRESS}))
@pytest.mark.parametrize("by", [Party.USER, Party.PARTNER, Party.SYSTEM])
def test_b8_only_a_meeting_that_began_can_be_completed(status: BookingStatus, by: Party) -> None:
    with pytest.raises(MoveRefused):
        status_after(status, Action.COMPLETE, by)


def test_refusal_names_status_step_and_party() -> None:
    with pytest.raises(MoveRefused) as refused:
        status_after(BookingStatus.COMPLETED, Action.PAY, Party.USER)
    assert refused.value.facts == {"status": "COMPLETED", "action": "pay", "party": "user"}
