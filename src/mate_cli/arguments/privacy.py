"""Commands about personal data: sealed fields and what people ask of us."""

from __future__ import annotations

from mate_cli.arguments.operations import add_acting, add_deciding
from mate_cli.arguments.parts import Commands, add_command, add_group


def add_to(commands: Commands) -> None:
    _fields(add_group(commands, "fields", short="fields that are encrypted in the database"))


def _fields(fields: Commands) -> None:
    status = add_command(
        fields,
        "status",
        "fields:status",
        short="how many rows each key has sealed",
        description=(
            "One line for each sealed field. Rows in the clear are from before it was sealed.\n"
            "A key under which no rows are left may be dropped from MATE_FIELD_KEYS."
        ),
        examples="mate fields status --as 0900000000",
    )
    add_acting(status)
    rotate = add_command(
        fields,
        "rotate",
        "fields:rotate",
        short="seal everything with the newest key",
        description=(
            "To rotate: put a new key in front of MATE_FIELD_KEYS (2027:<new>,2026:<old>), start\n"
            "every process again, run this, then drop the old key. Rows are sealed in batches,\n"
            "while the service runs; cut short, it goes on where it was when it is run again."
        ),
        examples=(
            "mate fields rotate --as 0900000000 --dry-run --reason yearly\n"
            "mate fields rotate --as 0900000000 --reason yearly --yes"
        ),
    )
    add_acting(rotate)
    add_deciding(rotate, dry_run=True)
