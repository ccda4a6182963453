"""`mate kyc`: the list, the file, a decision tried and made."""

from __future__ import annotations

from pathlib import Path

import pytest

from mate_adapters.postgres.server import LocalPostgres
from mate_cli.arguments.kyc import REASONS
from mate_core.kyc.findings import REJECTIONS
from tests.contract.cli_world import ADMINISTRATOR, FINANCE, PARTNER, USER, make_world

pytestmark = pytest.mark.postgres
BY_ADMIN = ("--as", ADMINISTRATOR)
NOTHING = 3


async def test_cases_are_listed_shown_and_decided_by_two(
    postgres_server: LocalPostgres, tmp_path: Path
) -> None:
    world = await make_world(postgres_server, tmp_path)
    assert "No such cases." in (await world.mate("kyc", "list", *BY_ADMIN)).out
    everything = await world.mate("kyc", "list", "--filter", "verified", *BY_ADMIN, "--json")
    assert len(everything.document["items"]) >= 1

    shown = (await world.mate("kyc", "show", PARTNER, *BY_ADMIN, "--json")).document
    assert (shown["state"], shown["declared"], shown["pictures"]) == ("VERIFIED", None, {})
    assert shown["log"][-1]["signedBy"] == "staff"
    told = await world.mate("kyc", "show", PARTNER, *BY_ADMIN)
    assert "VERIFIED" in told.out

    deciding = (PARTNER, *BY_ADMIN, "--reason", "card reported stolen")
    tried = await world.mate("kyc", "revoke", *deciding, "--dry-run", "--json")
    assert (tried.document["granted"], tried.document["dryRun"]) == (False, True)
    proposed = await world.mate("kyc", "revoke", *deciding, "--yes", "--json")
    assert proposed.error["code"] == "kyc.second_person_needed"
    refused = await world.mate("kyc", "approve", *deciding, "--yes", "--json")
    assert refused.error["code"] == "kyc.move_refused"

    nobody = await world.mate("kyc", "show", USER, *BY_ADMIN, "--json")
    assert nobody.code == NOTHING
    stranger = await world.mate("kyc", "list", "--as", FINANCE, "--json")
    assert stranger.error["code"] == "forbidden"


def test_reasons_of_the_parser_are_those_of_the_core() -> None:
    assert set(REASONS) == REJECTIONS
