"""Commands by which staff act: refusals, dry runs, effects, and the audit they leave."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from mate_adapters.postgres.server import LocalPostgres
from mate_core.shared.actor import Role
from tests.contract.cli_world import (
    ADMINISTRATOR,
    FINANCE,
    PARTNER,
    USER,
    CliWorld,
    actor_of,
    completed_booking,
    make_world,
    paid_booking,
)

pytestmark = pytest.mark.postgres
WHY = ("--reason", "ticket 4711")
BY_FINANCE = ("--as", FINANCE)


@pytest_asyncio.fixture
async def world(postgres_server: LocalPostgres, tmp_path: Path) -> AsyncIterator[CliWorld]:
    yield await make_world(postgres_server, tmp_path)


async def available(world: CliWorld, phone: str) -> int:
    async with world.inside() as runtime:
        actor = await actor_of(runtime, phone)
        return (await runtime.application.payments.wallet(actor)).wallet.available.amount


async def test_release_is_tried_refused_and_done_once(world: CliWorld) -> None:
    async with world.inside() as runtime:
        booking = str(await completed_booking(runtime, hour=9))
    command = ("escrow", "release", booking, *BY_FINANCE, *WHY, "--json")

    unasked = await world.mate(*command)
    assert (unasked.code, unasked.error["code"]) == (2, "confirmation.missing")

    tried = await world.mate(*command, "--dry-run")
    assert tried.code == 0
    assert tried.document["shares"] == {
        "payer": 0,
        "payee": 750_000,
        "fee": 112_500,
        "vat": 0,
        "pit": 0,
    }
    assert (tried.document["settled"], tried.document["dryRun"]) == (False, True)
    shown = (await world.mate("escrow", "show", booking, *BY_FINANCE, "--json")).document
    assert (shown["status"], shown["audit"]) == ("HELD", [])
    assert await available(world, PARTNER) == 0

    done = await world.mate_process(*command, "--yes")
    assert (done.code, done.document["settled"]) == (0, True)
    assert await available(world, PARTNER) == 750_000
    shown = (await world.mate("escrow", "show", booking, *BY_FINANCE, "--json")).document
    (record,) = shown["audit"]
    assert (shown["status"], record["action"]) == ("RELEASED", "escrow.release")
    assert record["reason"] == "ticket 4711"
    async with world.inside() as runtime:
        assert record["actorId"] == str((await actor_of(runtime, FINANCE)).user_id)

    again = await world.mate(*command, "--yes")
    assert (again.code, again.error["code"]) == (1, "escrow.closed")
    assert await available(world, PARTNER) == 750_000


async def test_release_before_the_payer_confirmed_is_refused(world: CliWorld) -> None:
    async with world.inside() as runtime:
        booking = str(await paid_booking(runtime, hour=9))
    ended = await world.mate("escrow", "release", booking, *BY_FINANCE, *WHY, "--yes", "--json")
    assert (ended.code, ended.error["code"]) == (1, "escrow.not_confirmed_by_payer")
    assert await available(world, PARTNER) == 0


async def test_refund_gives_everything_back_and_ends_the_booking(world: CliWorld) -> None:
    async with world.inside() as runtime:
        booking = str(await paid_booking(runtime, hour=9))
    command = ("escrow", "refund", booking, *BY_FINANCE, *WHY, "--json")
    tried = await world.mate(*command, "--dry-run")
    assert (tried.code, tried.document["shares"]["payer"]) == (0, 862_500)
    assert await available(world, USER) == 4_137_500
    done = await world.mate(*command, "--yes")
    assert (done.code, done.document["settled"]) == (0, True)
    assert await available(world, USER) == 5_000_000
    shown = (await world.mate("booking", "show", booking, *BY_FINANCE, "--json")).document
    assert shown["status"] == "CANCELLED"
    assert shown["cancellation"]["by"] == "staff"
    assert (await world.mate("ledger", "verify")).code == 0


async def test_freeze_holds_a_release_until_it_is_lifted(world: CliWorld) -> None:
    async with world.inside() as runtime:
        booking = str(await completed_booking(runtime, hour=9))
    tail = (booking, *BY_FINANCE, *WHY, "--json")
    tried = await world.mate("escrow", "freeze", *tail, "--dry-run")
    assert (tried.code, tried.document["freezes"]) == (0, [])
    frozen = await world.mate("escrow", "freeze", *tail, "--yes")
    assert [each["cause"] for each in frozen.document["freezes"]] == ["STAFF"]
    released = await world.mate("escrow", "release", *tail, "--yes")
    assert (released.code, released.document["settled"]) == (0, False)
    assert await available(world, PARTNER) == 0
    lifted = await world.mate("escrow", "unfreeze", *tail, "--yes")
    assert (lifted.code, lifted.document["freezes"]) == (0, [])
    actions = [each["action"] for each in lifted.document["audit"]]
    assert actions[0] == "escrow.freeze"
    assert actions[-1] == "escrow.unfreeze"


async def test_booking_is_cancelled_for_both_sides(world: CliWorld) -> None:
    async with world.inside() as runtime:
        booking = str(await paid_booking(runtime, hour=9))
    command = ("booking", "cancel", booking, "--as", ADMINISTRATOR, *WHY, "--json")
    tried = await world.mate(*command, "--dry-run")
    assert (tried.document["status"], tried.document["dryRun"]) == ("CANCELLED", True)
    shown = await world.mate("booking", "show", booking, *BY_FINANCE, "--json")
    assert shown.document["status"] == "PAID"
    done = await world.mate(*command, "--yes")
    assert (done.code, done.document["cancellation"]["refundPercent"]) == (0, 100)
    again = await world.mate(*command, "--yes")
    assert (again.code, again.error["code"]) == (1, "booking.move_refused")


async def test_reason_of_blanks_is_bad_input(world: CliWorld) -> None:
    async with world.inside() as runtime:
        booking = str(await paid_booking(runtime, hour=9))
    ended = await world.mate(
        "escrow", "refund", booking, *BY_FINANCE, "--reason", "  ", "--yes", "--json"
    )
    assert (ended.code, ended.error["field"]) == (2, "reason")


async def test_staff_without_the_capability_are_not_permitted(world: CliWorld) -> None:
    ended = await world.mate("partner", "verify", PARTNER, *BY_FINANCE, *WHY, "--yes", "--json")
    assert (ended.code, ended.error["code"]) == (4, "forbidden")


async def test_administrator_names_staff_with_an_audit_record(world: CliWorld) -> None:
    promoted = await world.mate(
        *("user", "role", USER, "SUPPORT", "--capability", "kyc", "--as", ADMINISTRATOR),
        *(*WHY, "--yes", "--json"),
    )
    assert (promoted.code, promoted.document["capabilities"]) == (0, ["kyc"])
    shown = await world.mate("user", "show", USER, "--as", USER, "--json")
    assert [each["action"] for each in shown.document["audit"]] == ["user.role"]


async def test_bootstrap_is_refused_once_there_is_an_administrator(world: CliWorld) -> None:
    ended = await world.mate("user", "role", USER, "ADMIN", *WHY, "--yes", "--json")
    assert (ended.code, ended.error["code"]) == (4, "forbidden")
    assert "--as" in ended.error["detail"]
    async with world.inside() as runtime:
        assert (await actor_of(runtime, USER)).role is Role.USER


async def test_bootstrap_names_an_unknown_person(
    postgres_server: LocalPostgres, tmp_path: Path
) -> None:
    world = await make_world(postgres_server, tmp_path, people=False)
    ended = await world.mate("user", "role", USER, "ADMIN", *WHY, "--yes", "--json")
    assert (ended.code, ended.error["code"]) == (3, "person.unknown")
