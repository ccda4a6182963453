"""Privacy at the command line and on PostgreSQL: requests, closings, copies, rotation."""

from __future__ import annotations

import io
import json
import zipfile
from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from mate_adapters.postgres.server import LocalPostgres
from mate_adapters.runtime import Runtime
from mate_cli.seed.people import PASSWORD
from mate_core.identity.model import UserStatus
from mate_core.payments.payouts.bank_account import AccountDetails
from mate_core.privacy.rights import RightsKind
from mate_core.profiles.personal_data import NOBODY
from mate_core.shared.actor import Actor
from mate_core.shared.ports import DueKind
from tests.contract.cli_world import (
    ADMINISTRATOR,
    PARTNER,
    USER,
    CliWorld,
    actor_of,
    completed_booking,
    make_world,
    move_clock,
)

DAY = timedelta(days=1)
pytestmark = pytest.mark.postgres
BY_ADMIN = ("--as", ADMINISTRATOR, "--json")
WHY = ("--reason", "ticket 4711", "--yes")


@pytest_asyncio.fixture
async def world(postgres_server: LocalPostgres, tmp_path: Path) -> AsyncIterator[CliWorld]:
    yield await make_world(postgres_server, tmp_path)


async def pump_closings(runtime: Runtime) -> None:
    at = runtime.clock.now()
    async with runtime.store.due_rows.claim(DueKind.CLOSURE, at=at, limit=10) as ids:
        for row in ids:
            await runtime.application.closing.act(row)


async def archive_of(runtime: Runtime, person: Actor) -> dict[str, list[dict[str, object]]]:
    link = await runtime.application.exports.request(person)
    pieces = await runtime.application.exports.open(link.token)
    raw = b"".join([piece async for piece in pieces])
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        return {name: json.loads(packed.read(name)) for name in packed.namelist()}


async def test_rule_18_account_with_money_is_closed_on_postgresql_once_all_is_settled(
    world: CliWorld,
) -> None:
    async with world.inside() as runtime:
        application = runtime.application
        await completed_booking(runtime, hour=9)
        partner = await actor_of(runtime, PARTNER)
        files = await archive_of(runtime, partner)
        assert files["account.json"][0]["phone"] == "+84900000003"
        assert files["bookings.json"][0]["status"] == "COMPLETED"

        closed = await world.mate("privacy", "close", PARTNER, *WHY, *BY_ADMIN)
        assert (closed.code, closed.document["status"]) == (0, "CLOSING")
        await pump_closings(runtime)
        queue = await world.mate("privacy", "closings", *BY_ADMIN)
        assert [each["stillOpen"] for each in queue.document["items"]] == [["escrow.open"]]

        await move_clock(runtime, runtime.clock.now() + DAY)
        admin = await actor_of(runtime, ADMINISTRATOR)
        page = await application.staff_bookings.escrows(admin, open_only=True, after=None, limit=10)
        for escrow in page.items:
            assert await application.payments.settle(escrow.id)
        await pump_closings(runtime)

        async with runtime.store.open_read() as uow:
            seen = await uow.users.get(partner.user_id)
            assert (seen.status, seen.phone) == (UserStatus.CLOSED, None)
            assert (await uow.profiles.get(partner.user_id)).full_name == NOBODY
            (booking,) = (await archive_of(runtime, partner))["bookings.json"]
            assert booking["note"] is None
        report = await application.ledger.verify()
        assert report.ok
        assert dict(report.books.accounts)["unclaimed"] == 750_000


async def test_requests_are_listed_and_answered_and_the_dry_run_changes_nothing(
    world: CliWorld,
) -> None:
    async with world.inside() as runtime:
        user = await actor_of(runtime, USER)
        request = await runtime.application.rights.ask(user, RightsKind.CORRECT, "Ánh")
        answer = ("privacy", "requests", "answer", str(request.id), "--text", "Đã sửa.", *WHY)

        tried = await world.mate(*answer, "--dry-run", *BY_ADMIN)
        assert (tried.code, tried.document["dryRun"]) == (0, True)
        listed = await world.mate("privacy", "requests", "list", *BY_ADMIN)
        assert [each["id"] for each in listed.document["items"]] == [str(request.id)]
        done = await world.mate(*answer, *BY_ADMIN)
        assert (done.code, done.document["status"]) == (0, "ANSWERED")
        assert (await runtime.application.rights.show_mine(user, request.id)).answer == "Đã sửa."


async def test_fr139_rotation_seals_what_an_older_key_has_sealed(world: CliWorld) -> None:
    async with world.inside() as runtime:
        partner = await actor_of(runtime, PARTNER)
        name = (await runtime.application.profiles.me(partner)).profile.full_name
        details = AccountDetails.parse("VCB", "0071001234567", name)
        await runtime.application.bank_accounts.change(partner, details, password=PASSWORD)
    own = (world.settings.home / "field-keys").read_text(encoding="utf-8").strip()
    ring = {"MATE_FIELD_KEYS": f"2:{b64encode(b'n' * 32).decode()},{own}"}

    tried = await world.mate("fields", "rotate", *WHY, "--dry-run", *BY_ADMIN, **ring)
    before = {each["field"]: each["rowsByKey"] for each in tried.document["fields"]}
    assert before["bank_account.number"] == {"1": 1}
    rotated = await world.mate("fields", "rotate", *WHY, *BY_ADMIN, **ring)

    assert rotated.code == 0
    assert rotated.document["sealed"] == sum(keys.get("1", 0) for keys in before.values())
    after = {each["field"]: each["rowsByKey"] for each in rotated.document["fields"]}
    assert after["bank_account.number"] == {"2": 1}
    assert not [field for field, keys in after.items() if "1" in keys]
