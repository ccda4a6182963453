"""From exceptions to exit codes."""

from __future__ import annotations

import psycopg
import pytest

from mate_adapters.postgres.server import ServerNotStarted
from mate_adapters.settings import SettingsError
from mate_cli.exits import Exit, refused
from mate_cli.failures import failure_of
from mate_core.identity.errors import SessionEnded
from mate_core.payments.errors import EscrowClosed, GatewayUnavailable
from mate_core.shared.errors import (
    ConcurrencyConflict,
    Forbidden,
    InvalidInput,
    NotFound,
    StorageUnavailable,
)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (EscrowClosed(status="RELEASED"), Exit.REFUSED),
        (InvalidInput("reason", "reason.missing", "Say why."), Exit.USAGE),
        (SettingsError(["MATE_PROT is not a setting."]), Exit.USAGE),
        (NotFound(), Exit.NOT_FOUND),
        (Forbidden(), Exit.NOT_PERMITTED),
        (SessionEnded(), Exit.NOT_PERMITTED),
        (PermissionError(13, "denied"), Exit.NOT_PERMITTED),
        (StorageUnavailable("away"), Exit.UNAVAILABLE),
        (ConcurrencyConflict("again"), Exit.UNAVAILABLE),
        (GatewayUnavailable("away"), Exit.UNAVAILABLE),
        (psycopg.OperationalError("refused\nmore"), Exit.UNAVAILABLE),
        (ServerNotStarted("no room"), Exit.UNAVAILABLE),
        (refused("x", "y", exit_code=Exit.NOT_FOUND), Exit.NOT_FOUND),
    ],
)
def test_each_family_has_its_exit_code(error: Exception, expected: Exit) -> None:
    failure = failure_of(error)
    assert failure is not None
    assert failure.exit is expected
    assert failure.detail


def test_a_bug_is_no_failure() -> None:
    assert failure_of(RuntimeError("surprise")) is None


def test_refusal_keeps_its_code_and_facts() -> None:
    failure = failure_of(EscrowClosed(status="RELEASED"))
    assert failure is not None
    assert failure.code == "escrow.closed"
    assert failure.facts == {"status": "RELEASED"}
    assert "RELEASED" in failure.detail


def test_of_trouble_at_the_database_only_the_first_line_is_told() -> None:
    failure = failure_of(psycopg.OperationalError("refused\nmore"))
    assert failure is not None
    assert failure.detail.endswith("refused")
