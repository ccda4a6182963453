"""No command makes a move that the table lacks, whoever calls it and in whatever state."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mate_core.bookings.disputes.model import DisputeReason, Outcome, Verdict
from mate_core.bookings.model import Booking, HistoryEntry
from mate_core.bookings.no_shows.model import NoShowClaim
from mate_core.bookings.transitions import MOVES, BookingStatus, Party
from mate_core.payments.ledger import Provider
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.errors import InvalidInput, Refusal
from mate_core.shared.money import Vnd
from tests.unit.bookings.machine import run
from tests.unit.world import DAY, HOUR, MINUTE, World

Command = Callable[[World, Actor, Booking], Awaitable[object]]
Reach = Callable[[World, Actor, Actor], Awaitable[Booking]]


def code_of(booking: Booking) -> str:
    return booking.meeting_code.digits if booking.meeting_code else "0000"


def gateway_payment(world: World, actor: Actor, booking: Booking) -> Awaitable[object]:
    return world.app.checkout.pay_by_gateway(
        actor, booking.id, Provider.VNPAY, payer_ip="203.0.113.7", key=world.key(actor)
    )


def resolve(verdict: Verdict) -> Command:
    return lambda w, a, b: w.app.staff_disputes.resolve(a, b.id, verdict, note="n")


COMMANDS: dict[str, Command] = {
    "confirm": lambda w, a, b: w.app.meetings.confirm(a, b.id),
    "reject": lambda w, a, b: w.app.meetings.reject(a, b.id, "r"),
    "pay": lambda w, a, b: w.app.checkout.pay_from_wallet(a, b.id, w.key(a)),
    "pay_by_gateway": gateway_payment,
    "cancel": lambda w, a, b: w.app.meetings.cancel(a, b.id, "r"),
    "start": lambda w, a, b: w.app.meetings.start(a, b.id, code_of(b)),
    "new_code": lambda w, a, b: w.app.meetings.new_code(a, b.id),
    "complete": lambda w, a, b: w.app.meetings.complete(a, b.id),
    "partner_absent": lambda w, a, b: w.app.no_shows.report(
        a, b.id, NoShowClaim.PARTNER_ABSENT, "d"
    ),
    "user_absent": lambda w, a, b: w.app.no_shows.report(a, b.id, NoShowClaim.USER_ABSENT, "d"),
    "contest": lambda w, a, b: w.app.no_shows.contest(a, b.id, "d"),
    "dispute": lambda w, a, b: w.app.disputes.open(a, b.id, DisputeReason.OTHER, "d"),
    "answer": lambda w, a, b: w.app.disputes.answer(a, b.id, "d"),
    "accept": lambda w, a, b: w.app.disputes.accept(a, b.id),
    "appeal": lambda w, a, b: w.app.disputes.appeal(a, b.id, "d"),
    "withdraw": lambda w, a, b: w.app.disputes.withdraw(a, b.id),
    "leave": lambda w, a, b: w.app.safety.cancel(a, b.id, DisputeReason.SAFETY, "d"),
    "open_as_staff": lambda w, a, b: w.app.staff_disputes.open(a, b.id, DisputeReason.OTHER, "d"),
    "resolve_release": resolve(Verdict(Outcome.RELEASE)),
    "resolve_refund": resolve(Verdict(Outcome.REFUND)),
    "resolve_split": resolve(Verdict(Outcome.SPLIT, Vnd(1_000))),
    "staff_cancel": lambda w, a, b: w.app.staff_bookings.cancel(a, b.id, reason="r"),
    "staff_refund": lambda w, a, b: w.app.staff_bookings.refund(a, b.id, reason="r"),
    "staff_release": lambda w, a, b: w.app.staff_bookings.release(a, b.id, reason="r"),
    "clock": lambda w, a, b: w.pump(),
}
WAITS = (0 * HOUR, 31 * MINUTE, 4 * HOUR, DAY + MINUTE, 3 * DAY)


async def disputed(world: World, user: Actor, partner: Actor) -> Booking:
    booking = await world.started(user, partner)
    await world.app.disputes.open(partner, booking.id, DisputeReason.OTHER, "d")
    return booking


async def cancelled(world: World, user: Actor, partner: Actor) -> Booking:
    booking = await world.paid(user, partner, start_in=10 * HOUR)
    await world.app.meetings.cancel(user, booking.id, "r")
    return booking


STATES: dict[BookingStatus, Reach] = {
    BookingStatus.PENDING: World.requested,
    BookingStatus.CONFIRMED: World.confirmed,
    BookingStatus.PAID: World.paid,
    BookingStatus.IN_PROGRESS: World.started,
    BookingStatus.COMPLETED: World.completed,
    BookingStatus.CANCELLED: cancelled,
    BookingStatus.DISPUTED: disputed,
}


async def history_of(world: World, booking: Booking) -> list[HistoryEntry]:
    async with world.store.open_read() as uow:
        return list(await uow.bookings.history(booking.id))


def assert_path(history: list[HistoryEntry], status: BookingStatus) -> None:
    """Every line is an edge of the table, by somebody who may take it, and they join."""
    request, *moves = history
    at = request.to_status
    for entry in moves:
        move = MOVES[at, entry.action]
        assert entry.from_status is at
        assert entry.to_status is move.to
        assert entry.party in move.by
        assert (entry.actor_id is None) == (entry.party is Party.SYSTEM)
        at = move.to
    assert at is status


async def play(begin: BookingStatus, steps: list[tuple[str, int, timedelta]], world: World) -> None:
    user, partner = await world.user(), await world.partner()
    staff = [await world.support(Capability.FINANCE) for _ in range(2)]
    people = [user, partner, *staff, await world.user()]
    await world.fund(user, Vnd(3_000_000))
    booking = await STATES[begin](world, user, partner)
    for name, who, wait in steps:
        world.pass_time(wait)
        before = await world.read(booking.id)
        lines = await history_of(world, booking)
        try:
            await COMMANDS[name](world, people[who], before)
        except (Refusal, InvalidInput):
            assert await world.read(booking.id) == before, f"{name} was refused and left a trace"
        after = await world.read(booking.id)
        if after.status is not before.status:
            assert len(await history_of(world, booking)) > len(lines)
        assert_path(await history_of(world, booking), after.status)
    await world.assert_books_are_clean()


@settings(derandomize=True)
@given(
    begin=st.sampled_from(sorted(STATES)),
    steps=st.lists(
        st.tuples(st.sampled_from(sorted(COMMANDS)), st.integers(0, 4), st.sampled_from(WAITS)),
        min_size=1,
        max_size=12,
    ),
)
def test_random_commands_by_everyone_move_along_the_table_only(
    begin: BookingStatus, steps: list[tuple[str, int, timedelta]]
) -> None:
    run(play(begin, steps, World()))


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"clock"}))
@pytest.mark.parametrize("begin", STATES)
def test_stranger_moves_nothing(begin: BookingStatus, name: str) -> None:
    async def attempt() -> None:
        world = World()
        user, partner, stranger = await world.user(), await world.partner(), await world.user()
        booking = await STATES[begin](world, user, partner)
        before = await world.read(booking.id)
        with pytest.raises(Refusal):
            await COMMANDS[name](world, stranger, before)
        assert await world.read(booking.id) == before

    run(attempt())
