"""Commands about accounts: keys of tokens, sessions of people, second factors of staff."""

from __future__ import annotations

from mate_cli.arguments.parts import Commands, add_command, add_group


def add_to(commands: Commands) -> None:
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
