from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import Final

import pytest

from mate_adapters.postgres.bulk.order import Sown
from mate_core.search.checks import check
from mate_core.search.policies import SearchPolicy
from tests.bench.costs import Cost
from tests.bench.search.crowding import SEARCHERS, Filled
from tests.bench.search.measuring import Timed, WriteCost, first_searcher
from tests.bench.search.questions import ORIGINAL, QUESTIONS, Question
from tests.bench.search.report import OfOneSize
from tests.bench.search.run import FULL

NOW: Final = datetime(2026, 11, 28, 3, tzinfo=UTC)


def cost(cpu_ms: float, units: int = 10) -> Cost:
    return Cost(units, 1.0, cpu_ms * units / 2000, cpu_ms * units / 2000)


def timed(*took_ms: float, cpu_ms: float = 2.0) -> Timed:
    return Timed(cost(cpu_ms, len(took_ms)), took_ms, found=20 * len(took_ms))


def of_size(partners: int) -> OfOneSize:
    return OfOneSize(
        partners,
        Filled(Sown(partners, partners, 5), 12.3),
        services={question.name: timed(1, 2, 3) for question in QUESTIONS},
        original=timed(200, 200, 200, cpu_ms=130),
        over_http={"filters": timed(4, 5, 6)},
        writing=WriteCost(cost(3.0), cost(1.2)),
        sizes={"partner_search": 3 << 20},
    )


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_every_question_is_one_that_the_service_takes(question: Question) -> None:
    chance = Random(question.name)
    for _ in range(200):
        criteria, page = question.ask(chance, NOW)
        check(criteria, page, SearchPolicy(), at=NOW)


def test_questions_are_the_same_in_every_run() -> None:
    for question in QUESTIONS:
        first, again = (question.ask(Random(1), NOW) for _ in range(2))
        assert first == again


def test_nobody_asks_two_questions() -> None:
    """Who asks from one end of the country and then from the other is not believed."""
    most = max(scale.questions for scale in FULL) + 20
    starts = sorted(first_searcher(question) for question in QUESTIONS)
    ends = [*starts[1:], SEARCHERS]
    assert all(end - start >= most for start, end in zip(starts, ends, strict=True))


def test_shares_of_time_are_those_of_the_sorted_times() -> None:
    times = timed(*range(100, 0, -1))
    assert (times.share_ms(0.5), times.share_ms(0.95), times.share_ms(0.99)) == (51, 96, 100)


def test_figures_stand_under_keys_by_size() -> None:
    assert [of_size(partners).key for partners in (50_000, 100_000, 1_000_000)] == [
        "search50k",
        "search100k",
        "search1m",
    ]


def test_the_original_is_given_as_a_ratio_to_the_same_question() -> None:
    figures = of_size(100_000).figures()
    assert figures["originalCpuRatio"] == pytest.approx(65)
    assert figures["originalTimeRatio"] == pytest.approx(100)
    assert ORIGINAL.name in figures


def test_the_read_model_costs_the_difference_of_both_changes() -> None:
    assert of_size(100_000).figures()["write"]["refreshCpuUs"] == 1_800


def test_a_page_has_a_line_for_every_question() -> None:
    page = of_size(1_000_000).page()
    assert all(question.words in page for question in QUESTIONS)
    assert "partner_search 3 MiB" in page
