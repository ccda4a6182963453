"""`mate user sessions`, `revoke` and `totp-reset`: what staff do with logins."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime

from mate_cli.console import Console
from mate_cli.exits import Exit, refused
from mate_cli.opening import named, open_desk
from mate_cli.tables import local, rfc3339, table
from mate_core.identity.model import Session
from mate_core.shared.ids import SessionId


async def sessions(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        person = await named(desk.application, args.person)
        kept = await desk.application.staff_accounts.sessions_of(desk.actor, person.id)
        now = desk.application.clock.now()
    rows = [
        (
            each.id,
            each.device[:40],
            local(each.created_at),
            local(each.last_used_at or each.created_at),
            _state(each, now),
        )
        for each in kept
    ]
    headers = ("SESSION", "DEVICE", "SINCE", "LAST USED", "STATE")
    console.answer({"items": [_session(each, now) for each in kept]}, table(headers, rows))
    return Exit.OK


async def revoke(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        accounts = desk.application.staff_accounts
        person = await named(desk.application, args.person)
        session_id = SessionId(args.session) if args.session else None
        now = desk.application.clock.now()
        kept = await accounts.sessions_of(desk.actor, person.id)
        found = [each for each in kept if session_id in (None, each.id) and each.is_open(at=now)]
        if not args.dry_run:
            who = person.phone or person.email or person.id
            console.confirm(f"Log {who} out of {len(found)} sessions?", assumed=args.yes)
            await accounts.end_sessions(desk.actor, person.id, session_id, reason=args.reason)
    document = {
        "userId": str(person.id),
        "ended": [str(each.id) for each in found],
        "dryRun": args.dry_run,
    }
    told = "would be logged out" if args.dry_run else "logged out"
    console.answer(document, [f"{len(found)} sessions {told}."])
    return Exit.OK


async def totp_reset(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        person = await named(desk.application, args.person)
        if person.second_factor_at is None and args.dry_run:
            raise refused("auth.no_second_factor", "That person has no second factor.")
        if not args.dry_run:
            who = person.phone or person.email or person.id
            console.confirm(f"Take the second factor of {who} away?", assumed=args.yes)
            await desk.application.staff_accounts.reset_second_factor(
                desk.actor, person.id, reason=args.reason
            )
    document = {"userId": str(person.id), "reset": not args.dry_run, "dryRun": args.dry_run}
    told = "It would be taken away." if args.dry_run else "It is gone; every session has ended."
    console.answer(document, [told])
    return Exit.OK


def _state(session: Session, now: datetime) -> str:
    if session.is_open(at=now):
        return "open"
    return "logged out" if session.revoked_at else "run out"


def _session(session: Session, now: datetime) -> dict[str, object]:
    return {
        "id": str(session.id),
        "device": session.device,
        "createdAt": rfc3339(session.created_at),
        "lastUsedAt": rfc3339(session.last_used_at or session.created_at),
        "state": _state(session, now),
    }
