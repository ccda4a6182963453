"""Withdrawals and approvals at the command line: two people, one file, the bank's answer."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from mate_adapters.postgres.server import LocalPostgres
from mate_adapters.runtime import Runtime
from mate_cli.seed.people import PASSWORD
from mate_core.payments.payouts.bank_account import AccountDetails
from mate_core.shared.actor import Actor
from mate_core.shared.ids import EscrowId
from mate_core.shared.money import Vnd
from mate_core.shared.ports import IdempotencyKey
from tests.contract.cli_world import (
    ADMINISTRATOR,
    FINANCE,
    PARTNER,
    USER,
    CliWorld,
    actor_of,
    completed_booking,
    make_world,
    move_clock,
)

pytestmark = pytest.mark.postgres
WHY = ("--reason", "ticket 4711", "--json")
BY_FINANCE, BY_ADMIN = ("--as", FINANCE), ("--as", ADMINISTRATOR)
REFERENCE = ("--bank-reference", "RT26073000123")
DAY = timedelta(days=1)


@pytest_asyncio.fixture
async def world(postgres_server: LocalPostgres, tmp_path: Path) -> AsyncIterator[CliWorld]:
    """One demo partner has earned 750,000 VND and has a bank account, a day old."""
    world = await make_world(postgres_server, tmp_path)
    async with world.inside() as runtime:
        await completed_booking(runtime, hour=9)
        await move_clock(runtime, runtime.clock.now() + DAY)
        for escrow_id in await open_escrows(runtime):
            assert await runtime.application.payments.settle(escrow_id)
        partner = await actor_of(runtime, PARTNER)
        await runtime.application.bank_accounts.change(
            partner, await details(runtime, partner), password=PASSWORD
        )
        await move_clock(runtime, runtime.clock.now() + DAY)
    yield world


async def open_escrows(runtime: Runtime) -> list[EscrowId]:
    admin = await actor_of(runtime, ADMINISTRATOR)
    page = await runtime.application.staff_bookings.escrows(
        admin, open_only=True, after=None, limit=10
    )
    return [escrow.id for escrow in page.items]


async def details(runtime: Runtime, partner: Actor) -> AccountDetails:
    me = await runtime.application.profiles.me(partner)
    return AccountDetails.parse("VCB", "0123456789", me.profile.full_name)


async def request(world: CliWorld, amount: int = 300_000) -> str:
    """The partner asks; answers the id."""
    async with world.inside() as runtime:
        partner = await actor_of(runtime, PARTNER)
        made = await runtime.application.withdrawals.request(
            partner,
            Vnd(amount),
            await details(runtime, partner),
            password=None,
            key=IdempotencyKey(partner.user_id, "withdraw", str(uuid4()), "same"),
        )
    return str(made.id)


async def available(world: CliWorld, phone: str = PARTNER) -> int:
    async with world.inside() as runtime:
        actor = await actor_of(runtime, phone)
        return (await runtime.application.payments.wallet(actor)).wallet.available.amount


async def test_from_approval_to_the_banks_answer(world: CliWorld, tmp_path: Path) -> None:
    wanted = await request(world)
    listed = await world.mate("withdrawals", "list", *BY_FINANCE, "--status", "REQUESTED", "--json")
    (item,) = listed.document["items"]
    assert (item["withdrawalId"], item["accountNumber"]) == (wanted, "•••• 6789")

    approve = ("withdrawals", "approve", wanted, *BY_FINANCE, *WHY)
    tried = await world.mate(*approve, "--dry-run")
    assert (tried.document["status"], tried.document["dryRun"]) == ("APPROVED", True)
    unasked = await world.mate(*approve)
    assert (unasked.code, unasked.error["code"]) == (2, "confirmation.missing")
    done = await world.mate(*approve, "--yes")
    assert (done.code, done.document["waitsForSecondPerson"]) == (0, False)

    output = tmp_path / "pay.csv"
    export = ("withdrawals", "export", "--output", str(output), *BY_FINANCE, *WHY)
    assert (await world.mate(*export, "--dry-run")).document["writtenTo"] is None
    exported = await world.mate(*export, "--yes")
    assert (exported.document["count"], exported.document["total"]) == (1, 300_000)
    content = output.read_bytes()
    assert hashlib.sha256(content).hexdigest() == exported.document["sha256"]
    assert b",970436,VCB,0123456789," in content
    nothing = await world.mate(*export, "--yes")
    assert (nothing.code, nothing.error["code"]) == (1, "withdrawal.nothing_to_export")

    file_id, again = exported.document["fileId"], tmp_path / "again.csv"
    fetched = await world.mate(
        *("withdrawals", "export", file_id, "--output", str(again), *BY_FINANCE, *WHY)
    )
    assert (fetched.code, again.read_bytes()) == (0, content)
    files = (await world.mate("withdrawals", "files", *BY_FINANCE, "--json")).document["items"]
    assert [each["fileId"] for each in files] == [file_id]

    results = tmp_path / "results.csv"
    results.write_text(f"reference,amount_vnd,result,bank_reference\n{wanted},300000,PAID,FT1\n")
    take_in = ("withdrawals", "import", str(results), *BY_FINANCE, *WHY)
    assert (await world.mate(*take_in, "--dry-run")).document["items"][0]["outcome"] == "done"
    first = await world.mate(*take_in, "--yes")
    second = await world.mate(*take_in, "--yes")
    assert [each.document["items"][0]["outcome"] for each in (first, second)] == ["done", "known"]
    shown = (await world.mate("withdrawals", "show", wanted, *BY_FINANCE, "--json")).document
    assert (shown["status"], shown["bankReference"]) == ("PAID", "FT1")
    assert [each["action"] for each in shown["audit"]] == [
        "withdrawal.approve",
        "withdrawal.paid",
    ]
    assert (await world.mate("ledger", "verify")).code == 0


async def test_failure_waits_for_a_second_person_and_is_listed(
    world: CliWorld, tmp_path: Path
) -> None:
    wanted = await request(world)
    await world.mate("withdrawals", "approve", wanted, *BY_FINANCE, *WHY, "--yes")
    output = ("--output", str(tmp_path / "pay.csv"))
    await world.mate("withdrawals", "export", *output, *BY_FINANCE, *WHY, "--yes")
    failed = ("withdrawals", "failed", wanted, *REFERENCE, *WHY, "--yes")

    first = await world.mate(*failed, *BY_FINANCE)
    assert (first.code, first.document["waitsForSecondPerson"]) == (0, True)
    (waiting,) = (await world.mate("approvals", "list", *BY_ADMIN, "--json")).document["items"]
    assert (waiting["action"], waiting["subjectId"]) == ("withdrawal.failed", wanted)
    assert await available(world) == 450_000

    second = await world.mate(*failed, *BY_ADMIN)
    assert (second.document["status"], second.document["waitsForSecondPerson"]) == (
        "FAILED",
        False,
    )
    assert await available(world) == 750_000
    assert (await world.mate("approvals", "list", *BY_ADMIN, "--json")).document["items"] == []


async def test_rejected_one_is_the_owners_again_and_leaves_the_table(world: CliWorld) -> None:
    wanted = await request(world)
    rejected = await world.mate("withdrawals", "reject", wanted, *BY_FINANCE, *WHY, "--yes")
    paid = await world.mate(
        *("withdrawals", "paid", wanted, "--bank-reference", "FT1", *BY_FINANCE, *WHY, "--yes")
    )

    assert rejected.document["status"] == "REJECTED"
    assert await available(world) == 750_000
    assert (paid.code, paid.error["code"]) == (1, "withdrawal.move_refused")


async def test_line_that_is_refused_makes_the_exit_code_1(world: CliWorld, tmp_path: Path) -> None:
    wanted, results = await request(world), tmp_path / "results.csv"
    results.write_text(f"reference,amount_vnd,result,bank_reference\n{wanted},300000,PAID,FT1\n")
    refused = await world.mate("withdrawals", "import", str(results), *BY_FINANCE, *WHY, "--yes")
    results.write_text("nonsense")
    unreadable = await world.mate(
        *("withdrawals", "import", str(results), *BY_FINANCE, *WHY, "--yes")
    )
    missing = await world.mate(
        *("withdrawals", "import", str(tmp_path / "no.csv"), *BY_FINANCE, *WHY, "--yes")
    )

    assert refused.code == 1
    assert refused.document["items"][0]["error"]["code"] == "withdrawal.move_refused"
    assert (unreadable.code, unreadable.error["code"]) == (2, "bank_result.malformed")
    assert (missing.code, missing.error["code"]) == (2, "file.unreadable")


async def test_names_that_cannot_be_are_told_apart(world: CliWorld) -> None:
    nonsense = await world.mate("withdrawals", "show", "WD-1", *BY_FINANCE, "--json")
    unknown = await world.mate("withdrawals", "show", str(uuid4()), *BY_FINANCE, "--json")
    nobody = await world.mate("withdrawals", "list", "--as", USER, "--json")

    assert (nonsense.code, nonsense.error["code"]) == (2, "id.malformed")
    assert (unknown.code, unknown.error["code"]) == (3, "not_found")
    assert nobody.code == 4
