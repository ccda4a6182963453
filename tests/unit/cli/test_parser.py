"""The command line as a whole: what it accepts, and that every command leads somewhere."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator

import pytest

from mate_cli.__main__ import handler_of, main
from mate_cli.arguments import accounts, bans, disputes, operations, returns
from mate_cli.parser import build_parser
from mate_core.bookings.disputes.model import Outcome
from mate_core.bookings.disputes.ports import DisputeFilter
from mate_core.bookings.transitions import BookingStatus
from mate_core.moderation.ports import BansShown
from mate_core.payments.refunds.model import RefundStatus
from mate_core.shared.actor import Capability, Role


def leaves(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Every command that does something."""
    groups = [
        action
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)  # argparse has no public way to ask
    ]
    if not groups:
        yield parser
    for group in groups:
        for command in group.choices.values():
            yield from leaves(command)


COMMANDS = {command.prog: command for command in leaves(build_parser())}


def test_all_promised_commands_are_there() -> None:
    assert set(COMMANDS) == {
        f"mate {name}"
        for name in (
            *("serve", "worker", "migrate", "seed", "demo", "config", "doctor", "openapi"),
            "simulate",
            *("escrow list", "escrow show", "escrow release", "escrow refund"),
            *("escrow freeze", "escrow unfreeze"),
            *("ledger verify", "ledger balance", "ledger statement"),
            *("disputes list", "disputes show", "disputes resolve"),
            *("booking list", "booking show", "booking cancel"),
            *("partner verify", "partner calendar", "user show", "user role"),
            *("user ban", "user unban", "user bans", "user appeal"),
            *("user sessions", "user revoke", "user totp-reset", "keys list", "keys rotate"),
            *("approvals list", "withdrawals list", "withdrawals show", "withdrawals files"),
            *("withdrawals approve", "withdrawals reject", "withdrawals export"),
            *("withdrawals paid", "withdrawals failed", "withdrawals returned"),
            "withdrawals import",
            *("tax report", "tax remit", "tax residency"),
            *("reconcile import", "reconcile run", "report daily"),
            *("refund list", "refund show", "refund retry", "refund pay"),
            *("suspense list", "suspense show", "suspense clear", "suspense return"),
            *("fields status", "fields rotate"),
            *("message trace", "message lift"),
            *("privacy requests list", "privacy requests show", "privacy requests answer"),
            *("privacy consents", "privacy export", "privacy closings"),
            *("privacy close", "privacy hold", "privacy release"),
            *("chargeback list", "chargeback record", "chargeback write-off"),
            *("media list", "media show", "media purge"),
            *("moderation queue", "moderation show", "moderation claim"),
            *("moderation approve", "moderation reject", "moderation take-down"),
            *("moderation decide", "audit list", "audit verify", "audit seal"),
            *("kyc list", "kyc show", "kyc approve", "kyc reject", "kyc retry", "kyc revoke"),
            *("review list", "review show", "review hide", "review restore"),
            *("review release", "review verify", "search rebuild", "search verify"),
            "search trends",
        )
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_command_leads_to_a_function(name: str) -> None:
    assert callable(handler_of(COMMANDS[name].get_default("handler")))


@pytest.mark.parametrize("name", COMMANDS)
def test_help_shows_an_example_and_the_exit_codes(name: str) -> None:
    help_text = COMMANDS[name].format_help()
    assert f"examples:\n  {name}" in help_text
    assert "not permitted" in help_text
    assert "--json" in help_text


def test_choices_are_those_of_the_core() -> None:
    assert set(accounts.ROLES) == {role.value for role in Role}
    assert set(accounts.CAPABILITIES) == {each.value for each in Capability}
    assert set(disputes.FILTERS) == {each.value for each in DisputeFilter}
    assert set(disputes.OUTCOMES) == {each.value for each in Outcome}
    assert set(bans.SHOWN) == {shown.value for shown in BansShown}
    assert set(operations.BOOKING_STATES) == {status.value for status in BookingStatus}
    assert set(returns.REFUND_STATES) == {status.value for status in RefundStatus}


@pytest.mark.parametrize(
    "line",
    [
        "escrow release MATE-7K2M9QXA --as 0900000000",
        "escrow release MATE-7K2M9QXA --reason because",
        "escrow list",
        "booking list --as 0900000000 --limit 0",
        "booking list --as 0900000000 --limit many",
        "user role 0900000001 KING --reason because",
        "refund show R1 --as 0900000000",
        "nothing",
        "",
    ],
)
def test_incomplete_command_is_a_usage_error(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(line.split())
    assert ended.value.code == 2
    assert "usage: mate" in capsys.readouterr().err


def test_usage_error_follows_json(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["escrow", "list", "--json"])
    written = capsys.readouterr()
    assert written.out == ""
    assert json.loads(written.err)["error"]["code"] == "usage"


def test_abbreviated_option_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """`--y` must never come to mean `--yes` on a command that moves money."""
    with pytest.raises(SystemExit):
        main(["escrow", "refund", "x", "--as", "y", "--reason", "z", "--ye"])
    assert "--ye" in capsys.readouterr().err
