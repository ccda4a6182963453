"""Reviews, blocks and bans in small runs: they happen, and come to their end."""

from __future__ import annotations

from statistics import mean

import pytest

from mate_adapters.simulation import ALL_FAULTS, Plan, run, summarise
from mate_adapters.simulation.run import Run
from mate_core.reviews.states import ReviewState

PLAN = Plan(users=120, partners=16, days=9, seed=3, faults=ALL_FAULTS)


@pytest.fixture(scope="module")
def finished() -> Run:
    ended = run(PLAN)
    assert ended.violation is None, str(ended.violation)
    return ended


def test_people_review_each_other_and_in_the_end_nothing_is_sealed(finished: Run) -> None:
    reviews = finished.stage.world.tables.reviews.reviews.rows.values()
    told = summarise(finished).reviews

    assert told["written"] == len(reviews) > 20
    assert 0 < told["revealed"] <= told["written"]
    assert not [review for review in reviews if review.state is ReviewState.SEALED]


def test_who_was_quarrelled_with_gets_fewer_stars(finished: Run) -> None:
    tables = finished.stage.world.tables
    disputed = tables.disputes.disputes.rows.keys() | tables.disputes.reports.rows.keys()
    stars: dict[bool, list[int]] = {True: [], False: []}
    for review in tables.reviews.reviews.rows.values():
        stars[review.booking_id in disputed].append(review.ratings.overall)

    assert mean(stars[True]) < mean(stars[False])


def test_people_try_what_is_not_theirs_to_review_or_comes_late_or_twice(finished: Run) -> None:
    refused = {code for name, code in finished.stage.outcomes if name == "WriteReview"}

    assert "review.not_eligible" in refused
    assert refused & {"review.window_closed", "review.exists"}


def test_people_block_each_other_and_forgive(finished: Run) -> None:
    blocks = summarise(finished).blocks

    assert blocks["made"] > blocks["standing"] > 0
    assert finished.stage.outcomes["LookAtPartner", "not_found"] > 0


def test_staff_ban_people_who_go_on_trying(finished: Run) -> None:
    bans = summarise(finished).bans

    assert bans["made"] > 0
    assert finished.stage.outcomes["Deposit", "account.banned"] > 0


def test_the_document_counts_reviews_blocks_and_bans(finished: Run) -> None:
    document = summarise(finished).document()

    assert {"reviews", "blocks", "bans"} <= document.keys()
