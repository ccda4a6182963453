"""`mate moderation` and `mate audit`: the queue, a case, a decision, the log and its proof."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from mate_adapters.postgres.server import LocalPostgres
from mate_cli.arguments.moderation import CATEGORIES, OUTCOMES
from mate_core.moderation.reports.model import Outcome, ReportedKind, ReportReason
from mate_core.moderation.screening.model import Category
from mate_core.partners.service import Offer
from tests.contract.cli_world import ADMINISTRATOR, FINANCE, PARTNER, USER, make_world

pytestmark = pytest.mark.postgres
BY_ADMIN = ("--as", ADMINISTRATOR)
NOTHING, REFUSED, NOT_PERMITTED = 3, 1, 4


async def test_listings_wait_and_are_decided(
    postgres_server: LocalPostgres, tmp_path: Path
) -> None:
    world = await make_world(postgres_server, tmp_path)
    assert "Nothing is there." in (await world.mate("moderation", "queue", *BY_ADMIN)).out
    deciding = (PARTNER, "--category", "drugs", *BY_ADMIN, "--reason", "sells")
    tried = await world.mate("moderation", "take-down", *deciding, "--dry-run", "--json")
    assert (tried.document["state"], tried.document["dryRun"]) == ("REJECTED", True)
    done = await world.mate("moderation", "take-down", *deciding, "--yes")
    assert "is REJECTED" in done.out
    again = await world.mate("moderation", "take-down", *deciding, "--yes", "--json")
    assert again.error["code"] == "moderation.case_decided"

    closed = await world.mate("moderation", "queue", "--closed", *BY_ADMIN, "--json")
    (case,) = closed.document["listings"]
    assert (case["cause"], case["category"]) == ("taken_down", "drugs")
    shown = await world.mate("moderation", "show", case["id"], *BY_ADMIN)
    assert "sells" in shown.out
    file = (await world.mate("moderation", "show", case["id"], *BY_ADMIN, "--json")).document
    assert file["listingStatus"] == "REJECTED"
    assert file["texts"]["displayName"]
    late = await world.mate("moderation", "claim", case["id"], *BY_ADMIN, "--json")
    assert late.error["code"] == "moderation.case_decided"
    for verb in (("approve",), ("reject", "--category", "drugs")):
        refused = await world.mate(
            "moderation", verb[0], case["id"], *verb[1:], *BY_ADMIN, "--reason", "x", "--json"
        )
        assert refused.error["code"] == "moderation.case_decided"
    unknown = "0190f5b9-4444-7e74-8d52-61708f9eadbc"
    nobody = await world.mate("moderation", "show", unknown, *BY_ADMIN, "--json")
    assert nobody.code == NOTHING
    stranger = await world.mate("moderation", "queue", "--as", USER, "--json")
    assert stranger.code == NOT_PERMITTED


async def test_what_waits_is_claimed_approved_and_decided(
    postgres_server: LocalPostgres, tmp_path: Path
) -> None:
    world = await make_world(postgres_server, tmp_path)
    async with world.inside() as runtime:
        app = runtime.application
        partner, user = [await app.staff_accounts.find(each) for each in (PARTNER, USER)]
        await app.user_reports.report(
            user.as_actor(), ReportedKind.LISTING, partner.id, ReportReason.FRAUD, "Đòi cọc trước."
        )
        await app.partners.change(partner.as_actor(), Offer(bio="Đi chơi, qua đêm cũng được."))
    told = (await world.mate("moderation", "queue", *BY_ADMIN)).out
    assert told.index("report: listing") < told.index("private_lodging"), "due first, first"
    waiting = (await world.mate("moderation", "queue", *BY_ADMIN, "--json")).document
    (listing,), (report,) = waiting["listings"], waiting["reports"]
    assert (waiting["overdue"], report["reports"]) == (0, 1)

    for case in (listing, report):
        claimed = await world.mate("moderation", "claim", case["id"], *BY_ADMIN)
        assert "It is yours until" in claimed.out
    shown = await world.mate("moderation", "show", report["id"], *BY_ADMIN)
    assert "Đòi cọc trước." in shown.out
    deciding = (*BY_ADMIN, "--reason", "a tour", "--yes")
    approved = await world.mate("moderation", "approve", listing["id"], *deciding, "--json")
    assert (approved.document["state"], approved.document["dryRun"]) == ("APPROVED", False)
    outcome = (report["id"], "--outcome", "no_action")
    decided = await world.mate("moderation", "decide", *outcome, *deciding)
    assert "is decided: no_action" in decided.out
    assert "Nothing is there." in (await world.mate("moderation", "queue", *BY_ADMIN)).out


async def test_audit_log_is_listed_sealed_and_proved(
    postgres_server: LocalPostgres, tmp_path: Path
) -> None:
    world = await make_world(postgres_server, tmp_path)
    listed = await world.mate("audit", "list", "--action", "partner", *BY_ADMIN, "--json")
    assert {each["action"] for each in listed.document["items"]} == {"partner.verify"}
    assert "partner.verify" in (await world.mate("audit", "list", *BY_ADMIN)).out
    record = listed.document["items"][0]
    about = ("--about", record["subjectId"], "--by", ADMINISTRATOR, "--from", "2020-01-01")
    found = await world.mate("audit", "list", *about, *BY_ADMIN, "--json")
    assert record["id"] in [each["id"] for each in found.document["items"]]
    stranger = await world.mate("audit", "list", "--as", FINANCE, "--json")
    assert stranger.error["code"] == "forbidden"

    assert (await world.mate("audit", "seal", "--json")).document["sealed"] >= 1
    proof = (await world.mate("audit", "verify", "--json")).document
    assert (proof["ok"], proof["broken"], proof["unsealed"]) == (True, None, 0)
    anchored = await world.mate("audit", "verify", "--anchor", proof["head"])
    assert "Nobody has changed" in anchored.out
    with psycopg.connect(world.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE audit_log SET reason = 'x' WHERE id = %s", [record["id"]])
    broken = await world.mate("audit", "verify", "--json")
    assert broken.code == REFUSED
    assert broken.document["broken"]["what"] == "record_changed"
    assert broken.document["broken"]["recordId"] == record["id"]
    assert record["id"] in (await world.mate("audit", "verify")).out


def test_choices_of_the_parser_are_those_of_the_core() -> None:
    assert set(CATEGORIES) == {each.value for each in Category}
    assert set(OUTCOMES) == {each.value for each in Outcome}
