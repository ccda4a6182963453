from __future__ import annotations

import pytest

from tests.bench.costs import BenchFailed
from tests.bench.recording import Batch, Sent
from tests.bench.script import replay_of


def a_unit(booking: str, *, at: str = "2026-01-31T02:00:00+00:00") -> list[Batch]:
    """A read, then two statements in one round trip."""
    return [
        (Sent("SELECT code FROM bookings WHERE id = $1::UUID", (booking,)),),
        (
            Sent("BEGIN", ()),
            Sent(
                "UPDATE bookings SET at = $1::TIMESTAMPTZ, note = $2::TEXT\nWHERE id = $3::UUID",
                (at, None, booking),
            ),
        ),
    ]


def test_values_that_differ_come_from_the_plan_and_equal_ones_are_one_variable() -> None:
    work = replay_of([a_unit("b1"), a_unit("b2")])

    assert work.columns == ["v0"]
    assert work.rows == [["0", "b1"], ["1", "b2"]]
    assert work.body.count(":v0") == 2


def test_values_that_never_differ_are_constants() -> None:
    work = replay_of([a_unit("b1"), a_unit("b2")])

    assert work.constants == {"v1": "2026-01-31T02:00:00+00:00"}


def test_nulls_are_written_out_because_pgbench_has_none() -> None:
    work = replay_of([a_unit("b1"), a_unit("b2")])

    assert "note = NULL::TEXT" in work.body


def test_statements_of_one_round_trip_become_one_pipeline() -> None:
    work = replay_of([a_unit("b1"), a_unit("b2")])

    assert work.body == (
        "SELECT code FROM bookings WHERE id = :v0::UUID;\n"
        "\\startpipeline\n"
        "BEGIN;\n"
        "UPDATE bookings SET at = :v1::TIMESTAMPTZ, note = NULL::TEXT WHERE id = :v0::UUID;\n"
        "\\endpipeline\n"
    )
    assert (work.round_trips, work.statements) == (2, 3)


def test_lookup_reads_the_changing_values_of_one_unit() -> None:
    work = replay_of([a_unit("b1"), a_unit("b2")])

    assert "SELECT v0 FROM bench_plan WHERE n = :n \\gset" in work.lookup


def test_units_of_another_shape_are_left_out() -> None:
    retried = [*a_unit("b3"), (Sent("ROLLBACK", ()),)]

    work = replay_of([a_unit("b1"), retried, a_unit("b2")])

    assert [row[1] for row in work.rows] == ["b1", "b2"]


def test_value_that_is_null_in_some_units_only_makes_another_shape() -> None:
    work = replay_of([a_unit("b1"), a_unit("b2"), [(Sent("SELECT $1::UUID", (None,)),)]])

    assert len(work.rows) == 2


def test_units_that_hardly_agree_are_refused() -> None:
    units = [[(Sent(f"SELECT {number}", ()),)] for number in range(3)]

    with pytest.raises(BenchFailed, match="1 of 3"):
        replay_of(units)


def test_text_that_pgbench_would_take_for_a_variable_is_refused() -> None:
    unit = [(Sent("SELECT 'a:b'", ()),)]

    with pytest.raises(BenchFailed, match="variable"):
        replay_of([unit, unit])
