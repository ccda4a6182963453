"""`mate message`: what became of messages, and addresses that are left alone."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from mate_cli.console import Console
from mate_cli.exits import Exit
from mate_cli.opening import open_desk
from mate_cli.tables import local, rfc3339, table
from mate_core.messages.attempt import MessageAttempt, Suppression


async def trace(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        view = await desk.application.staff_messages.trace(desk.actor, args.address)
    document: dict[str, object] = {
        "attempts": [_attempt(each) for each in view.attempts],
        "suppressions": [_suppression(each) for each in view.suppressions],
    }
    console.answer(document, [*_attempt_lines(view.attempts), *_left_alone(view.suppressions)])
    return Exit.OK


async def lift(args: Namespace, console: Console) -> int:
    """Work it out first, so that what is confirmed is what will be done."""
    async with open_desk(args) as desk:
        staff = desk.application.staff_messages
        found = await staff.lift(desk.actor, args.address, reason=args.reason, dry_run=True)
        if not args.dry_run:
            console.confirm("Write to this address again?", assumed=args.yes)
            found = await staff.lift(desk.actor, args.address, reason=args.reason)
    document: dict[str, object] = {
        "lifted": [_suppression(each) for each in found],
        "dryRun": args.dry_run,
    }
    note = "Nothing was changed (--dry-run)." if args.dry_run else "It is written to again."
    console.answer(document, [*_left_alone(found), "", note])
    return Exit.OK


def _attempt(attempt: MessageAttempt) -> dict[str, object]:
    return {
        "messageId": str(attempt.message_id),
        "number": attempt.number,
        "at": rfc3339(attempt.started_at),
        "channel": attempt.channel.value,
        "vendor": attempt.vendor.value,
        "template": attempt.template,
        "status": attempt.status.value,
        "error": attempt.error,
        "vendorId": attempt.vendor_id,
    }


def _suppression(suppression: Suppression) -> dict[str, object]:
    return {
        "channel": suppression.channel.value,
        "cause": suppression.cause.value,
        "since": rfc3339(suppression.at),
    }


def _attempt_lines(attempts: Sequence[MessageAttempt]) -> list[str]:
    if not attempts:
        return ["Nothing was sent there in the last 90 days."]
    rows = [
        (
            local(each.started_at),
            each.channel,
            each.vendor,
            each.template,
            each.status,
            each.error or "",
        )
        for each in attempts
    ]
    return table(("WHEN", "CHANNEL", "VENDOR", "TEMPLATE", "STATUS", "CODE"), rows)


def _left_alone(suppressions: Sequence[Suppression]) -> list[str]:
    return [
        f"Left alone on {each.channel} since {local(each.at)}: {each.cause}."
        for each in suppressions
    ]
