"""`mate disputes`: the list, the file, a decision tried and made."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio

from mate_adapters.postgres.server import LocalPostgres
from mate_core.bookings.disputes.model import DisputeReason
from mate_core.shared.ids import BookingId
from tests.contract.cli_world import (
    ADMINISTRATOR,
    FINANCE,
    USER,
    CliWorld,
    actor_of,
    completed_booking,
    make_world,
)

pytestmark = pytest.mark.postgres
BY_FINANCE = ("--as", FINANCE)
SPLIT = ("split", "--partner-amount", "400000", "--reason", "they met, and parted early")


@pytest_asyncio.fixture
async def world(postgres_server: LocalPostgres, tmp_path: Path) -> AsyncIterator[CliWorld]:
    yield await make_world(postgres_server, tmp_path)


@pytest_asyncio.fixture
async def booking(world: CliWorld) -> str:
    """Completed, and disputed by the user."""
    async with world.inside() as runtime:
        booking_id = await completed_booking(runtime, hour=9)
        await runtime.application.disputes.open(
            await actor_of(runtime, USER), booking_id, DisputeReason.LEFT_EARLY, "left early"
        )
    return str(booking_id)


async def test_list_and_file_show_it_and_the_look_is_recorded(
    world: CliWorld, booking: str
) -> None:
    listed = (await world.mate("disputes", "list", *BY_FINANCE, "--json")).document
    assert [item["bookingId"] for item in listed["items"]] == [booking]
    overdue = await world.mate("disputes", "list", "--filter", "overdue", *BY_FINANCE, "--json")
    assert overdue.document["items"] == []

    shown = (await world.mate("disputes", "show", booking, *BY_FINANCE, "--json")).document
    assert (shown["status"], shown["bookingStatus"]) == ("OPEN", "DISPUTED")
    assert shown["evidence"][0]["isIntact"]
    assert shown["audit"][-1]["action"] == "dispute.read"
    told = await world.mate("disputes", "show", booking, *BY_FINANCE)
    assert "intact" in told.out


async def test_split_is_tried_and_made_and_the_appeal_needs_somebody_else(
    world: CliWorld, booking: str
) -> None:
    command = ("disputes", "resolve", booking, *SPLIT, *BY_FINANCE, "--json")
    tried = (await world.mate(*command, "--dry-run")).document
    assert (tried["dryRun"], tried["shares"]["payee"]) == (True, 400_000)
    assert tried["shares"]["payer"] == 862_500 - 400_000 - 60_000
    unasked = await world.mate(*command)
    assert (unasked.code, unasked.error["code"]) == (2, "confirmation.missing")

    made = (await world.mate(*command, "--yes")).document
    assert (made["status"], made["executed"], made["waitsForSecondPerson"]) == (
        "DECIDED",
        False,
        False,
    )
    async with world.inside() as runtime:
        await runtime.application.disputes.appeal(
            await actor_of(runtime, USER), BookingId(UUID(booking)), "unfair"
        )
    again = await world.mate(*command, "--yes")
    assert (again.code, again.error["code"]) == (1, "dispute.same_decider")
    final = await world.mate(
        *("disputes", "resolve", booking, "refund", "--reason", "he is right"),
        *("--as", ADMINISTRATOR, "--yes", "--json"),
    )
    assert final.document["executed"] is True


async def test_amount_goes_with_a_split_alone(world: CliWorld, booking: str) -> None:
    for arguments in (("split",), ("refund", "--partner-amount", "1")):
        ended = await world.mate(
            *("disputes", "resolve", booking, *arguments, "--reason", "r"),
            *(*BY_FINANCE, "--yes", "--json"),
        )
        assert (ended.code, ended.error["code"]) == (2, "dispute.partner_amount")
