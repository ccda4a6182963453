"""Statements: balances that run, filters that leave nothing out of them, months (FEATURES 77)."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mate_core.payments.books.statements import EARLIEST, LATEST, StatementLine, StatementWish
from mate_core.payments.transactions import TransactionType
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.errors import Forbidden, InvalidInput, NotFound
from mate_core.shared.ids import EntryId
from mate_core.shared.money import ZERO, Vnd
from mate_core.shared.months import Month
from tests.unit.world import DAY, HOUR, TOTAL, World

EVERYTHING = StatementWish()


async def all_lines(world: World, actor: Actor, wish: StatementWish) -> list[StatementLine]:
    return [line async for line in world.app.statements.my_lines(actor, wish)]


async def settled_pair(world: World) -> tuple[Actor, Actor]:
    """A user who deposited, paid and met; the partner has his money."""
    user, partner = await world.user(), await world.partner()
    await world.completed(user, partner)
    world.pass_time(25 * HOUR)
    await world.pump()
    return user, partner


async def test_m28_both_sides_of_a_settlement_are_on_their_statements(world: World) -> None:
    user, partner = await settled_pair(world)

    payers, payees = (
        await all_lines(world, user, EVERYTHING),
        await all_lines(world, partner, EVERYTHING),
    )
    assert [(line.movement.type, line.movement.amount, line.movement.held) for line in payers] == [
        (TransactionType.ESCROW_RELEASE, ZERO, -TOTAL),
        (TransactionType.ESCROW_HOLD, -TOTAL, TOTAL),
        (TransactionType.DEPOSIT, TOTAL, ZERO),
    ]
    assert [line.movement.amount for line in payees] == [Vnd(699_997)]


async def test_each_row_opens_with_the_balance_that_the_one_before_closed_with(
    world: World,
) -> None:
    user, _ = await settled_pair(world)
    await world.fund(user, Vnd(50_000))

    lines = await all_lines(world, user, EVERYTHING)

    assert [(line.opening, line.closing) for line in lines] == [
        (ZERO, Vnd(50_000)),
        (ZERO, ZERO),
        (TOTAL, ZERO),
        (ZERO, TOTAL),
    ]
    assert lines[0].closing == (await world.wallet(user)).available


async def test_type_that_is_asked_for_leaves_the_balances_true(world: World) -> None:
    user, _ = await settled_pair(world)
    await world.fund(user, Vnd(50_000))
    wish = StatementWish(types=frozenset({TransactionType.DEPOSIT}))

    page = await world.app.statements.mine(user, wish, after=None, limit=10)

    assert [(line.opening, line.closing) for line in page.items] == [
        (ZERO, Vnd(50_000)),
        (ZERO, TOTAL),
    ]
    assert (page.opening, page.closing, page.next) == (ZERO, Vnd(50_000), None)


async def test_days_that_are_asked_for_open_with_what_was_there_before(world: World) -> None:
    user = await world.user()
    await world.fund(user, Vnd(100_000))
    since = world.pass_time(DAY)
    await world.fund(user, Vnd(50_000))
    until = world.pass_time(DAY)
    await world.fund(user, Vnd(20_000))

    page = await world.app.statements.mine(
        user, StatementWish(since=since, until=until), after=None, limit=10
    )

    assert (page.opening, page.closing) == (Vnd(100_000), Vnd(150_000))
    assert [line.movement.amount for line in page.items] == [Vnd(50_000)]


async def test_days_without_movements_open_and_close_with_the_same_balance(world: World) -> None:
    user = await world.user()
    await world.fund(user, Vnd(100_000))
    since = world.pass_time(DAY)

    page = await world.app.statements.mine(user, StatementWish(since=since), after=None, limit=10)

    assert (page.items, page.opening, page.closing) == ([], Vnd(100_000), Vnd(100_000))


@pytest.mark.parametrize("types", [(), (TransactionType.DEPOSIT,)])
async def test_pages_join_without_a_gap(world: World, types: tuple[TransactionType, ...]) -> None:
    user, _ = await settled_pair(world)
    for amount in range(10_000, 10_007):
        await world.fund(user, Vnd(amount))
        world.pass_time(HOUR)
    wish = StatementWish(types=frozenset(types))
    whole = await all_lines(world, user, wish)

    joined: list[StatementLine] = []
    after = None
    while True:
        page = await world.app.statements.mine(user, wish, after=after, limit=3)
        if joined and page.items:
            assert page.closing == page.items[0].closing
        joined += page.items
        after = page.next
        if after is None:
            break
    assert joined == whole


async def test_month_adds_up_from_its_first_midnight_in_viet_nam(world: World) -> None:
    user = await world.user()
    month = Month.of(world.now).next
    world.clock.set(month.period.start - timedelta(microseconds=1))
    await world.fund(user, Vnd(300_000))
    world.clock.set(month.period.start)
    await world.fund(user, Vnd(20_000))
    world.clock.set(month.period.end)
    await world.fund(user, Vnd(1_000_000))

    told = await world.app.statements.of_month(user, month, after=None, limit=10)

    turnover = told.turnover
    assert (turnover.opening, turnover.credits, turnover.debits, turnover.closing) == (
        Vnd(300_000),
        Vnd(20_000),
        ZERO,
        Vnd(320_000),
    )
    assert [line.movement.amount for line in told.page.items] == [Vnd(20_000)]


async def test_one_movement_tells_its_booking_and_balances(world: World) -> None:
    user, partner = await world.user(), await world.partner()
    booking = await world.paid(user, partner)
    (hold, _) = await all_lines(world, user, EVERYTHING)

    found = await world.app.statements.one(user, hold.movement.id)

    assert found == hold
    assert found.movement.reference == booking.id


async def test_somebody_elses_movement_is_not_found(world: World) -> None:
    user = await world.user()
    await world.fund(user, Vnd(10_000))
    (line,) = await all_lines(world, user, EVERYTHING)

    with pytest.raises(NotFound):
        await world.app.statements.one(await world.user(), line.movement.id)
    with pytest.raises(NotFound):
        await world.app.statements.one(user, EntryId(user.user_id))


async def test_rule_16_anybodys_statement_needs_finance(world: World) -> None:
    user = await world.user()
    await world.fund(user, Vnd(10_000))
    with pytest.raises(Forbidden):
        world.app.statements.lines_of(await world.support(), user.user_id, EVERYTHING)

    finance = await world.support(Capability.FINANCE)
    lines = [
        line async for line in world.app.statements.lines_of(finance, user.user_id, EVERYTHING)
    ]
    assert [line.movement.amount for line in lines] == [Vnd(10_000)]


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.integers(10_000, 5_000_000), st.integers(0, 3)), min_size=1, max_size=12)
)
async def test_balances_run_from_zero_to_the_wallet_whatever_happened(
    moves: list[tuple[int, int]],
) -> None:
    world = World()
    user = await world.user()
    for amount, hours in moves:
        world.pass_time(hours * HOUR)
        await world.fund(user, Vnd(amount))

    lines = await all_lines(world, user, EVERYTHING)

    assert lines[-1].opening == ZERO
    assert lines[0].closing == (await world.wallet(user)).available
    for newer, older in pairwise(lines):
        assert newer.opening == older.closing
    assert all(line.closing == line.opening + line.movement.amount for line in lines)


class TestMonth:
    def test_months_follow_one_another_over_the_year(self) -> None:
        assert Month(2026, 12).next == Month(2027, 1)
        assert Month(2026, 11).period.end == Month(2026, 12).period.start

    def test_month_is_written_as_it_is_read(self) -> None:
        assert str(Month.parsed("2026-09")) == "2026-09"

    @pytest.mark.parametrize(
        "text", ["2026", "2026-13", "2026-00", "26-11", "2026-1", "2026-11-01", "", "٢٠٢٦-11"]
    )
    def test_anything_else_is_no_month(self, text: str) -> None:
        with pytest.raises(InvalidInput):
            Month.parsed(text)

    def test_all_of_time_contains_every_month(self) -> None:
        assert EARLIEST < Month(2000, 1).period.start < Month(2200, 12).period.end < LATEST
