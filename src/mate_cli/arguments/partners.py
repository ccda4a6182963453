"""Commands about partners."""

from __future__ import annotations

from mate_cli.arguments.operations import add_acting, add_days, add_deciding, add_person
from mate_cli.arguments.parts import Commands, add_command, add_group


def add_to(commands: Commands) -> None:
    partner = add_group(commands, "partner", short="partners")
    verify = add_command(
        partner,
        "verify",
        "partner:verify",
        short="vouch for a partner's identity; from then on he is found and booked",
        description="PERSON is a phone number, an e-mail address or an id.",
        examples='mate partner verify 0900000005 --as 0900000000 --reason "card seen in person"',
    )
    add_person(verify)
    add_acting(verify)
    add_deciding(verify)
    calendar = add_command(
        partner,
        "calendar",
        "partner:calendar",
        short="when a partner is open, booked and free",
        description=(
            "Slots, weekly hours, bookings (the way on included) and what is left for others;\n"
            "the coming week without --from and --to, at most 92 days. PERSON is a phone number,\n"
            "an e-mail address or an id."
        ),
        examples=(
            "mate partner calendar 0900000005 --as 0900000000\n"
            "mate partner calendar 0900000005 --as 0900000000 --from 2026-12-01 --to 2026-12-24"
        ),
    )
    add_person(calendar)
    add_acting(calendar)
    add_days(calendar)
