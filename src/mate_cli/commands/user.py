"""`mate user`: people and their roles."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from mate_cli.commands.escrow_views import audit_lines, audit_record
from mate_cli.console import Console
from mate_cli.exits import CommandFailed, Exit, refused
from mate_cli.opening import acting, named, open_application, open_desk
from mate_cli.tables import local, pairs, rfc3339
from mate_core.identity.model import User
from mate_core.shared.actor import Capability, Role
from mate_core.shared.errors import Forbidden
from mate_core.shared.ports import AuditRecord


async def show(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        person = await named(desk.application, args.person)
        audit = await desk.application.staff_accounts.audit_of(desk.actor, person.id)
    document = _user(person) | {"audit": [audit_record(each) for each in audit]}
    console.answer(document, _lines(person, audit))
    return Exit.OK


async def role(args: Namespace, console: Console) -> int:
    """Without `--as` it is the bootstrap, which the core refuses once there is an administrator."""
    capabilities = frozenset(Capability(name) for name in args.capability)
    async with open_application(args) as application:
        actor = await acting(application, args.acting) if args.acting else None
        person = await named(application, args.person)
        question = f"Make {person.phone or person.email or person.id} {args.role}?"
        console.confirm(f"{question} It is {person.role} now.", assumed=args.yes)
        try:
            changed = await application.staff_accounts.change_role(
                actor, person.id, Role(args.role), capabilities, reason=args.reason
            )
        except Forbidden:
            raise _forbidden(is_bootstrap=actor is None) from None
    console.answer(_user(changed), _lines(changed, ()))
    return Exit.OK


def _forbidden(*, is_bootstrap: bool) -> CommandFailed:
    sentence = "Only an administrator changes roles."
    if is_bootstrap:
        sentence = "There is an administrator already: name one with --as."
    return refused("forbidden", sentence, exit_code=Exit.NOT_PERMITTED)


def _user(person: User) -> dict[str, object]:
    return {
        "userId": str(person.id),
        "phone": str(person.phone) if person.phone else None,
        "phoneVerified": person.phone_verified_at is not None,
        "email": str(person.email) if person.email else None,
        "emailVerified": person.email_verified_at is not None,
        "role": person.role.value,
        "capabilities": sorted(person.capabilities),
        "status": person.status.value,
        "kycStatus": person.kyc_status.value,
        "createdAt": rfc3339(person.created_at),
    }


def _lines(person: User, audit: Sequence[AuditRecord]) -> list[str]:
    lines = pairs(
        [
            ("person", person.id),
            ("phone", person.phone),
            ("e-mail", person.email),
            ("role", person.role),
            ("capabilities", ", ".join(sorted(person.capabilities)) or None),
            ("status", person.status),
            ("identity", person.kyc_status),
            ("since", local(person.created_at)),
        ]
    )
    return [*lines, *audit_lines(audit)]
