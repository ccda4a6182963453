"""Small runs of the simulated marketplace: what they prove, and that they repeat."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from mate_adapters.simulation import ALL_FAULTS, NO_FAULTS, Plan, replay, run, summarise
from mate_adapters.simulation.invariants.settlements import half_up
from mate_core.shared import money

TINY = Plan(users=40, partners=8, days=3, seed=3)


def test_without_faults_nothing_is_in_trouble_and_every_invariant_holds() -> None:
    finished = run(TINY)

    assert finished.violation is None
    troubles = {code for _, code in finished.stage.outcomes}
    assert not troubles & {"killed", "storage.away", "gateway.unavailable"}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_with_every_fault_the_invariants_hold_all_the_same(seed: int) -> None:
    finished = run(replace(TINY, seed=seed, faults=ALL_FAULTS))

    assert finished.violation is None, str(finished.violation)


def test_the_same_seed_gives_the_same_log_and_another_seed_another() -> None:
    plan = replace(TINY, faults=ALL_FAULTS)
    first, second, other = run(plan), run(plan), run(replace(plan, seed=4))

    assert first.stage.log.digest == second.stage.log.digest
    assert first.stage.log.digest != other.stage.log.digest


def test_a_replay_of_all_commands_ends_with_the_same_books() -> None:
    finished = run(replace(TINY, faults=ALL_FAULTS))

    assert replay(finished.plan, finished.stage.script) is None


def test_commands_run_in_the_order_of_time() -> None:
    script = run(replace(TINY, faults=ALL_FAULTS)).stage.script

    assert all(earlier.at <= later.at for earlier, later in pairwise(script))


def test_the_summary_explains_every_dong() -> None:
    summary = summarise(run(Plan(users=120, partners=15, days=5, seed=2, faults=NO_FAULTS)))

    assert summary.bookings == sum(summary.outcomes.values())
    assert sum(summary.accounts.values()) == 0
    settled = summary.fees + summary.taxes + summary.paid_to_partners + summary.refunded
    assert summary.turnover == settled
    assert summary.outcomes["completed"] > 0
    assert summary.fees == summary.accounts["revenue"]


def test_a_plan_without_people_is_refused() -> None:
    with pytest.raises(ValueError, match="one of each"):
        Plan(users=0)


@pytest.mark.parametrize("amount", [0, 1, 349_998, 699_997, 699_993])
@pytest.mark.parametrize("percent", [0, 2, 5, 50, 100])
def test_the_checker_rounds_as_the_core_does_though_it_is_written_otherwise(
    amount: int, percent: int
) -> None:
    assert half_up(amount, percent, 100) == money.half_up(amount, percent, 100)
