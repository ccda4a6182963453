"""`mate partner`: partners."""

from __future__ import annotations

from argparse import Namespace

from mate_cli.console import Console
from mate_cli.exits import Exit
from mate_cli.opening import named, open_desk
from mate_cli.tables import local, rfc3339


async def verify(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        person = await named(desk.application, args.person)
        question = f"Vouch for {person.phone or person.email or person.id} as a verified partner?"
        console.confirm(question, assumed=args.yes)
        partner = await desk.application.partners.verify(desk.actor, person.id, reason=args.reason)
    document: dict[str, object] = {
        "partnerId": str(partner.id),
        "verifiedAt": rfc3339(partner.verified_at),
        "isAvailable": partner.is_available,
    }
    console.answer(
        document, [f"Partner {partner.id} is verified since {local(partner.verified_at)}."]
    )
    return Exit.OK
