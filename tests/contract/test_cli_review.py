"""`mate review`: the queue, the file, a decision tried and made, and the proof of all ratings."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from mate_adapters.postgres.server import LocalPostgres
from mate_cli.arguments.reviews import FILTERS, PARTS
from mate_core.reviews.model import Content, Part
from mate_core.reviews.ports import ReviewFilter
from mate_core.reviews.ratings import Ratings
from tests.contract.cli_world import (
    ADMINISTRATOR,
    USER,
    CliWorld,
    actor_of,
    completed_booking,
    make_world,
)
from tests.unit.reviews.house import THREAT

pytestmark = pytest.mark.postgres
BY_ADMIN = ("--as", ADMINISTRATOR)
NOTHING = 3


async def held_review(world: CliWorld) -> str:
    """The user threatens the partner after their meeting, and tells us something besides."""
    async with world.inside() as runtime:
        booking_id = await completed_booking(runtime, hour=9)
        content = Content(Ratings(1), THREAT, safety_note="theo tôi về nhà")
        user = await actor_of(runtime, USER)
        own = await runtime.application.reviews.write(user, booking_id, content)
    return str(own.review.id)


async def test_reviews_are_listed_shown_decided_and_proved(
    postgres_server: LocalPostgres, tmp_path: Path
) -> None:
    world = await make_world(postgres_server, tmp_path)
    assert "No such reviews." in (await world.mate("review", "list", *BY_ADMIN)).out
    assert (await world.mate("review", "verify")).code == 0
    review_id = await held_review(world)

    [item] = (await world.mate("review", "list", *BY_ADMIN, "--json")).document["items"]
    assert (item["id"], item["flagCause"], item["hasSafetyNote"]) == (review_id, "extortion", True)
    assert "theo tôi" not in (await world.mate("review", "list", *BY_ADMIN)).out
    shown = (await world.mate("review", "show", review_id, *BY_ADMIN, "--json")).document
    assert shown["safetyNote"] == "theo tôi về nhà"
    assert "theo tôi về nhà" in (await world.mate("review", "show", review_id, *BY_ADMIN)).out

    deciding = (review_id, *BY_ADMIN, "--reason", "a threat")
    tried = await world.mate("review", "hide", *deciding, "--dry-run", "--json")
    assert (tried.document["state"], tried.document["dryRun"]) == ("HIDDEN", True)
    hidden = await world.mate("review", "hide", *deciding, "--yes", "--json")
    assert hidden.document["state"] == "HIDDEN", hidden.err
    refused = await world.mate("review", "release", *deciding, "--yes", "--json")
    assert refused.error["code"] == "review.nothing_to_decide"

    nobody = await world.mate("review", "show", str(uuid4()), *BY_ADMIN, "--json")
    assert nobody.code == NOTHING
    stranger = await world.mate("review", "list", "--as", USER, "--json")
    assert stranger.error["code"] in ("forbidden", "acting.not_staff")


async def test_ratings_that_differ_from_their_reviews_are_named(
    postgres_server: LocalPostgres, tmp_path: Path
) -> None:
    world = await make_world(postgres_server, tmp_path)
    with psycopg.connect(world.environ["DATABASE_URL"]) as connection:
        connection.execute(
            "UPDATE partner_profiles SET total_reviews = total_reviews + 1,"
            " rating_sum = rating_sum + 5 WHERE user_id = (SELECT min(user_id::text)::uuid"
            " FROM partner_profiles)"
        )
    proof = await world.mate("review", "verify", "--json")
    assert (proof.code, proof.document["ok"]) == (1, False)
    [mismatch] = proof.document["mismatches"]
    assert mismatch["counted"]["reviews"] + 1 == mismatch["profile"]["reviews"]
    assert "RATINGS DIFFER" in (await world.mate("review", "verify")).out


def test_choices_of_the_parser_are_those_of_the_core() -> None:
    assert set(FILTERS) == set(ReviewFilter)
    assert set(PARTS) == set(Part)
