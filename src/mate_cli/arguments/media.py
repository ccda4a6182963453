"""Commands about what people uploaded."""

from __future__ import annotations

from uuid import UUID

from mate_cli.arguments.operations import add_acting, add_deciding, add_limit
from mate_cli.arguments.parts import Commands, Parser, add_command, add_group


def add_to(commands: Commands) -> None:
    media = add_group(commands, "media", short="what people uploaded")
    listing = add_command(
        media,
        "list",
        "media:listing",
        short="uploads, newest first",
        description="With --owner those of one person: an id, a verified phone or e-mail address.",
        examples=(
            "mate media list --as 0900000000\nmate media list --as 0900000000 --owner 0912345678"
        ),
    )
    listing.add_argument("--owner", metavar="WHO", help="only what this person uploaded")
    add_acting(listing)
    add_limit(listing)
    show = add_command(
        media,
        "show",
        "media:show",
        short="one upload: its state, its objects, and a link to look at it",
        description=(
            "MEDIA is the id that `mate media list` shows.\n"
            "With --look a link of two minutes is made; that leaves an audit record, so it takes\n"
            "a reason, and papers need the capability kyc."
        ),
        examples=(
            "mate media show 0190f5b3-9e30-7c52-8b30-4f5e6d7c8b9a --as 0900000000\n"
            "mate media show 0190f5b3-9e30-7c52-8b30-4f5e6d7c8b9a --as 0900000000 "
            '--look "reported as nude"'
        ),
    )
    _add_id(show)
    show.add_argument("--look", metavar="REASON", help="make a link to it; why you look")
    add_acting(show)
    purge = add_command(
        media,
        "purge",
        "media:purge",
        short="take something down, also what is in use; it does not come back",
        description=(
            "MEDIA is the id that `mate media list` shows. Nobody sees it from then on, a profile\n"
            "that shows it shows nothing, and a worker removes its objects until they are gone.\n"
            "Papers need the capability kyc. What is done leaves an audit record."
        ),
        examples=(
            "mate media purge 0190f5b3-9e30-7c52-8b30-4f5e6d7c8b9a --as 0900000000 "
            '--reason "nude" --dry-run\n'
            "mate media purge 0190f5b3-9e30-7c52-8b30-4f5e6d7c8b9a --as 0900000000 "
            '--reason "nude" --yes'
        ),
    )
    _add_id(purge)
    add_acting(purge)
    add_deciding(purge, dry_run=True)


def _add_id(command: Parser) -> None:
    command.add_argument("media", type=UUID, metavar="MEDIA", help="id")
