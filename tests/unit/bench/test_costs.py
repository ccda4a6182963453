from __future__ import annotations

import pytest

from tests.bench.costs import Cost, Split, one_after_another


def test_cost_is_given_per_unit_in_milliseconds() -> None:
    cost = Cost(units=200, wall_s=4.0, app_s=1.0, postgres_s=0.6)

    assert cost.rate_per_s == 50
    assert cost.app_ms == 5
    assert cost.postgres_ms == pytest.approx(3)
    assert cost.cpu_ms == pytest.approx(8)


def test_steps_of_one_unit_add_up_even_when_one_step_counted_more_units() -> None:
    step = Cost(units=100, wall_s=1.0, app_s=0.2, postgres_s=0.1)
    release = Cost(units=200, wall_s=1.0, app_s=0.2, postgres_s=0.1)

    whole = one_after_another([step, release])

    assert whole.app_ms == pytest.approx(step.app_ms + release.app_ms)
    assert whole.postgres_ms == pytest.approx(step.postgres_ms + release.postgres_ms)
    assert whole.rate_per_s == pytest.approx(1000 / 15)  # 10 ms and 5 ms of wall time each


def test_no_steps_are_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        one_after_another([])


def test_what_a_run_spends_on_starting_is_taken_off() -> None:
    starting_s, each_s = 0.5, 0.01
    warming = Cost(10, starting_s + 10 * each_s, 0, starting_s + 10 * each_s)
    whole = Cost(110, starting_s + 110 * each_s, 0, starting_s + 110 * each_s)

    assert whole.beyond(warming).postgres_ms == pytest.approx(1000 * each_s)


def test_cost_of_a_part_is_taken_off_per_unit() -> None:
    whole = Cost(units=100, wall_s=2.0, app_s=1.0, postgres_s=1.0)
    part = Cost(units=50, wall_s=0.5, app_s=0.1, postgres_s=0.2)

    rest = whole.less_per_unit(part)

    assert rest == Cost(units=100, wall_s=1.0, app_s=0.8, postgres_s=0.6)


def test_noise_never_makes_a_cost_negative() -> None:
    small, large = Cost(10, 1.0, 0.0, 0.1), Cost(10, 2.0, 1.0, 0.2)

    assert small.less_per_unit(large).postgres_s == 0
    assert small.less_per_unit(large).rate_per_s > 0


def test_split_adds_up_to_what_the_unit_costs_over_http() -> None:
    split = Split(
        http=Cost(100, 1.0, 0.5, 0.4),
        services=Cost(100, 1.0, 0.25, 0.35),
        sql=Cost(100, 1.0, 0.1, 0.3),
    )

    assert split.http_ms == pytest.approx(3)
    assert split.service_ms == pytest.approx(3)
    assert split.sql_ms == pytest.approx(3)
    assert split.http_ms + split.service_ms + split.sql_ms == pytest.approx(split.http.cpu_ms)
    assert split.ratio == pytest.approx(3)
