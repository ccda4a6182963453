"""Commands about accounts: people with their roles and sessions, keys of tokens."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from mate_cli.arguments import bans
from mate_cli.arguments.operations import add_acting, add_deciding, add_person
from mate_cli.arguments.parts import Commands, add_command, add_group

ROLES: Final = ("USER", "PARTNER", "SUPPORT", "ADMIN")
CAPABILITIES: Final = ("kyc", "finance")


def add_to(commands: Commands) -> None:
    user = add_group(commands, "user", short="people, their roles and bans")
    _user(user)
    bans.add_to(user)
    _keys(add_group(commands, "keys", short="keys that sign tokens"))


def _keys(keys: Commands) -> None:
    add_command(
        keys,
        "list",
        "keys:listing",
        short="which keys sign and verify; never the keys themselves",
        description="The first one signs, all of them verify.",
        examples="mate keys list\nmate keys list --json",
    )
    rotate = add_command(
        keys,
        "rotate",
        "keys:rotate",
        short="a new key in front of the ring; nobody is logged out",
        description=(
            "In development the ring under MATE_HOME is changed. Elsewhere the new one is\n"
            "printed, to be put into MATE_TOKEN_KEYS: mind where the output goes."
        ),
        examples="mate keys rotate --dry-run\nmate keys rotate --yes",
    )
    rotate.add_argument("--yes", action="store_true", help="do not ask")
    rotate.add_argument("--dry-run", action="store_true", help="only show the ids of the new ring")


def _user(user: Commands) -> None:
    show = add_command(
        user,
        "show",
        "user:show",
        short="one account with its audit records",
        description="PERSON is a phone number, an e-mail address or an id.",
        examples="mate user show 0900000001 --as 0900000000",
    )
    add_person(show)
    add_acting(show)
    role = add_command(
        user,
        "role",
        "user:role",
        short="give a person another role; his access tokens stop working",
        description=(
            "PERSON is a phone number, an e-mail address or an id.\n"
            "Without --as it names the first administrator, possible only while there is none.\n"
            "From two administrators on, one proposes and another one repeats the command."
        ),
        examples=(
            'mate user role 0900000001 ADMIN --reason "first administrator" --yes\n'
            "mate user role 0900000002 SUPPORT --capability finance --as 0900000001 "
            '--reason "new colleague"'
        ),
    )
    add_person(role)
    role.add_argument("role", choices=ROLES, metavar="ROLE", help=", ".join(ROLES))
    role.add_argument(
        "--capability",
        action="append",
        choices=CAPABILITIES,
        default=[],
        help="what a member of staff may touch; may be given twice",
    )
    add_acting(role, required=False)
    add_deciding(role)
    sessions = add_command(
        user,
        "sessions",
        "accounts:sessions",
        short="where a person is logged in",
        description="PERSON is a phone number, an e-mail address or an id. Oldest first.",
        examples="mate user sessions 0900000001 --as 0900000000",
    )
    add_person(sessions)
    add_acting(sessions)
    revoke = add_command(
        user,
        "revoke",
        "accounts:revoke",
        short="log a person out, of one session or of all; alarms stay possible",
        description=(
            "PERSON is a phone number, an e-mail address or an id.\n"
            "Effective within a second. What a device needs to raise an alarm only its owner ends."
        ),
        examples=(
            'mate user revoke 0900000001 --as 0900000000 --reason "phone stolen" --dry-run\n'
            "mate user revoke 0900000001 --session 0190f5b4-b052-7e74-8d52-61708f9eadbc"
            ' --as 0900000000 --reason "phone stolen" --yes'
        ),
    )
    add_person(revoke)
    revoke.add_argument("--session", type=UUID, metavar="ID", help="that one alone")
    add_acting(revoke)
    add_deciding(revoke, dry_run=True)
    reset = add_command(
        user,
        "totp-reset",
        "accounts:totp_reset",
        short="take away a lost second factor; the person enrolls another one",
        description=(
            "PERSON is a phone number, an e-mail address or an id. Only administrators do this.\n"
            "Be certain who asks: whoever has the password can enroll next. The person is told."
        ),
        examples='mate user totp-reset 0900000009 --as 0900000000 --reason "seen in person" --yes',
    )
    add_person(reset)
    add_acting(reset)
    add_deciding(reset, dry_run=True)
