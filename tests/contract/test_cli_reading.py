"""Commands that look: their JSON, their exit codes, and what they keep to themselves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio

from mate_adapters.postgres.server import LocalPostgres
from mate_cli.seed.people import PASSWORD
from mate_core.identity.origin import Origin
from tests.contract.cli_world import (
    ADMINISTRATOR,
    FINANCE,
    PARTNER,
    USER,
    CliWorld,
    make_world,
    paid_booking,
)

pytestmark = pytest.mark.postgres


@pytest_asyncio.fixture(scope="module")
async def world(
    postgres_server: LocalPostgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[CliWorld]:
    """The demo people; one of them has a paid booking."""
    world = await make_world(postgres_server, tmp_path_factory.mktemp("home"))
    async with world.inside() as runtime:
        await paid_booking(runtime, hour=9)
    yield world


async def test_ledger_verify_proves_the_books(world: CliWorld) -> None:
    ended = await world.mate("ledger", "verify", "--json")
    assert ended.code == 0
    assert ended.document == {
        "ok": True,
        "difference": 0,
        "entries": 3,
        "postings": 6,
        "escrows": 1,
        "accounts": {"available": 7_137_500, "gateway:vnpay": -8_000_000, "held": 862_500},
        "findings": [],
    }


async def test_ledger_verify_tells_people_that_the_books_balance(world: CliWorld) -> None:
    ended = await world.mate_process("ledger", "verify")
    assert ended.code == 0
    assert "862,500" in ended.out
    assert ended.out.endswith("The books balance.\n")


async def test_partner_calendar_shows_what_is_open_booked_and_free(world: CliWorld) -> None:
    asked = ("partner", "calendar", PARTNER, "--as", FINANCE)
    ended = await world.mate(*asked, "--json")
    (reserved,) = ended.document["reserved"]
    assert (ended.code, reserved["role"]) == (0, "partner")
    assert reserved["bookingCode"].startswith("MATE-")
    assert all(each["endsAt"] <= reserved["startsAt"] or each["startsAt"] >= reserved["endsAt"]
               for each in ended.document["free"])  # fmt: skip

    told = await world.mate(*asked)
    assert f"booking {reserved['bookingCode']} as partner" in told.out


async def test_partner_calendar_of_reversed_days_is_bad_input(world: CliWorld) -> None:
    days = ("--from", "2026-12-02", "--to", "2026-12-01")
    ended = await world.mate("partner", "calendar", PARTNER, "--as", FINANCE, *days, "--json")
    assert (ended.code, ended.error["field"]) == (2, "to")


async def test_sessions_are_listed_and_ending_them_can_be_tried(world: CliWorld) -> None:
    async with world.inside() as runtime:
        await runtime.application.login.login(USER, PASSWORD, Origin(device="Firefox"))
    by_admin = ("--as", ADMINISTRATOR, "--json")
    (session,) = (await world.mate("user", "sessions", USER, *by_admin)).document["items"]
    assert (session["device"], session["state"]) == ("Firefox", "open")

    why = ("--reason", "phone stolen")
    tried = await world.mate("user", "revoke", USER, *by_admin, *why, "--dry-run")
    assert tried.document["ended"] == [session["id"]]
    done = await world.mate("user", "revoke", USER, *by_admin, *why, "--yes")
    assert done.document["ended"] == [session["id"]]
    (session,) = (await world.mate("user", "sessions", USER, *by_admin)).document["items"]
    assert session["state"] == "logged out"

    missing = await world.mate("user", "totp-reset", FINANCE, *by_admin, *why, "--yes")
    assert (missing.code, missing.error["code"]) == (1, "auth.no_second_factor")


async def test_keys_are_told_by_their_names_alone(world: CliWorld) -> None:
    seen = await world.mate("keys", "list", "--json")
    assert seen.document["keys"] == [{"id": "1", "signs": True}]
    tried = await world.mate("keys", "rotate", "--dry-run", "--json")
    assert [key["signs"] for key in tried.document["keys"]] == [True, False]
    assert (await world.mate("keys", "list", "--json")).document == seen.document


async def test_ledger_that_does_not_balance_fails(
    postgres_server: LocalPostgres, tmp_path: Path
) -> None:
    """A wallet changed behind the ledger's back is found, named, and ends with 1."""
    world = await make_world(postgres_server, tmp_path)
    with psycopg.connect(world.environ["DATABASE_URL"], autocommit=True) as connection:
        changed = connection.execute("UPDATE wallets SET balance = balance + 1 WHERE balance > 0")
        assert changed.rowcount == 2
    ended = await world.mate_process("ledger", "verify", "--json")
    assert ended.code == 1
    assert ended.document["ok"] is False
    assert len(ended.document["findings"]) == 2


async def test_statement_and_balance_of_a_person(world: CliWorld) -> None:
    ended = await world.mate("ledger", "statement", USER, "--as", FINANCE, "--json")
    assert ended.code == 0
    statement = ended.document
    assert (statement["available"], statement["held"]) == (4_137_500, 862_500)
    assert [item["type"] for item in statement["items"]] == ["ESCROW_HOLD", "DEPOSIT"]
    assert [item["amount"] for item in statement["items"]] == [-862_500, 5_000_000]
    shorter = await world.mate(
        "ledger", "statement", USER, "--as", FINANCE, "--limit", "1", "--json"
    )
    assert [item["type"] for item in shorter.document["items"]] == ["ESCROW_HOLD"]
    assert shorter.document["more"] is True


async def test_a_persons_money_needs_somebody_who_looks(world: CliWorld) -> None:
    ended = await world.mate("ledger", "balance", USER, "--json")
    assert (ended.code, ended.error["code"]) == (2, "acting.missing")


@pytest.mark.parametrize("person", [USER, "0900000099", "00000000-0000-7000-8000-000000000000"])
async def test_acting_as_nobody_of_staff_is_not_permitted(world: CliWorld, person: str) -> None:
    ended = await world.mate("escrow", "list", "--as", person, "--json")
    assert (ended.code, ended.error["code"]) == (4, "acting.not_staff")


async def test_escrow_and_booking_are_found_by_each_of_their_names(world: CliWorld) -> None:
    listed = (await world.mate("escrow", "list", "--as", FINANCE, "--open", "--json")).document
    (escrow,) = listed["items"]
    assert (escrow["status"], escrow["amount"], listed["more"]) == ("HELD", 862_500, False)
    booking = await world.mate("booking", "list", "--as", FINANCE, "--status", "PAID", "--json")
    (item,) = booking.document["items"]
    for name in (escrow["escrowId"], item["bookingId"], item["bookingCode"].lower()):
        shown = await world.mate("booking", "show", name, "--as", FINANCE, "--json")
        assert shown.document["bookingCode"] == item["bookingCode"]
    assert [each["to"] for each in shown.document["statusHistory"]] == [
        "PENDING",
        "CONFIRMED",
        "PAID",
    ]
    assert "meetingCode" not in shown.document
    escrow_shown = await world.mate("escrow", "show", item["bookingCode"], "--as", FINANCE)
    assert "862,500 VND" in escrow_shown.out


async def test_unknown_booking_is_not_found(world: CliWorld) -> None:
    ended = await world.mate("escrow", "show", "MATE-22222222", "--as", FINANCE, "--json")
    assert (ended.code, ended.error["code"]) == (3, "not_found")


async def test_account_is_shown_without_its_secrets(world: CliWorld) -> None:
    ended = await world.mate("user", "show", USER, "--as", ADMINISTRATOR, "--json")
    assert ended.code == 0
    assert ended.document["phone"] == "+84900000001"
    assert "argon2" not in ended.out


async def test_config_shows_every_kind_of_setting_to_people(world: CliWorld) -> None:
    ended = await world.mate("config", MATE_RIGHTS_DAYS="1,9,14,19", MATE_TAX_WITHHOLDING="true")
    assert ended.code == 0, ended.err
    lines = {line.split()[0]: line for line in ended.out.splitlines() if "MATE_" in line}
    assert " 1, 9, 14, 19 " in lines["MATE_RIGHTS_DAYS"]
    assert " true " in lines["MATE_TAX_WITHHOLDING"]


async def test_config_hides_secrets_and_names_sources(world: CliWorld) -> None:
    secret = "a-secret-that-must-not-show-anywhere"
    ended = await world.mate("config", "--json", MATE_SECRET_KEY=secret, MATE_PORT="8123")
    assert ended.code == 0
    by_name = {each["name"]: each for each in ended.document["settings"]}
    assert (by_name["MATE_PORT"]["value"], by_name["MATE_PORT"]["source"]) == (8123, "environment")
    assert by_name["MATE_SERVICE_FEE_PERCENT"]["value"] == 15
    assert by_name["MATE_SECRET_KEY"]["value"] == by_name["DATABASE_URL"]["value"] == "(hidden)"
    assert ended.document["embeddedDatabase"] is None
    assert secret not in ended.out + ended.err


async def test_wrong_setting_is_refused_by_name(world: CliWorld) -> None:
    ended = await world.mate("ledger", "verify", "--json", MATE_PROT="8123")
    assert (ended.code, ended.error["code"]) == (2, "settings.unusable")
    assert "MATE_PROT" in ended.error["detail"]
    assert "MATE_PORT" in ended.error["detail"]


async def test_database_that_is_away_is_unavailable(world: CliWorld) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=2"
    ended = await world.mate_process("ledger", "verify", "--json", DATABASE_URL=nowhere)
    assert (ended.code, ended.error["code"]) == (5, "unavailable")


async def test_migrations_are_up_to_date(world: CliWorld) -> None:
    ended = await world.mate("migrate", "--check", "--json")
    assert (ended.code, ended.document["pending"]) == (0, [])


async def test_pending_migrations_fail_the_check_until_they_ran(
    postgres_server: LocalPostgres, world: CliWorld
) -> None:
    postgres_server.create_database("cli_fresh")
    fresh = {"DATABASE_URL": postgres_server.dsn("cli_fresh")}
    before = await world.mate("migrate", "--check", "--json", **fresh)
    assert before.code == 1
    assert before.document["pending"]
    ran = await world.mate("migrate", "--json", **fresh)
    assert (ran.code, ran.document["applied"]) == (0, before.document["pending"])
    assert (await world.mate("migrate", "--check", **fresh)).code == 0


async def test_doctor_finds_all_well(world: CliWorld) -> None:
    ended = await world.mate("doctor", "--json")
    assert ended.code == 0
    health = {each["name"]: each["health"] for each in ended.document["checks"]}
    assert health["database"] == health["migrations"] == health["pump"] == health["queue"] == "ok"


async def test_doctor_names_what_production_lacks(world: CliWorld) -> None:
    ended = await world.mate("doctor", "--json", MATE_ENVIRONMENT="production")
    assert ended.code == 1
    details = [each["detail"] for each in ended.document["checks"]]
    assert any("MATE_SECRET_KEY" in detail for detail in details)
    assert any("licence" in detail for detail in details)


async def test_openapi_is_the_contract_of_the_code(world: CliWorld, tmp_path: Path) -> None:
    target = tmp_path / "openapi.json"
    ended = await world.mate("openapi", "--output", str(target), "--json")
    assert ended.code == 0
    assert ended.document["paths"] > 20
    assert '"3.1.0"' in target.read_text("utf-8")


async def test_seeding_again_changes_nothing(world: CliWorld) -> None:
    ended = await world.mate("seed", "--json")
    assert ended.code == 0
    assert not any(person["isNew"] for person in ended.document["people"])
    assert not any(person["slotsAdded"] for person in ended.document["people"])
    proof = await world.mate("ledger", "verify", "--json")
    assert proof.document["entries"] == 3


async def test_seeding_without_a_sandbox_is_refused(world: CliWorld) -> None:
    ended = await world.mate("seed", "--json", MATE_SANDBOX="false")
    assert (ended.code, ended.error["code"]) == (1, "seed.no_sandbox")
