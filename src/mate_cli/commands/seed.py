"""`mate seed`: demo people, or a crowd of invented ones."""

from __future__ import annotations

from argparse import Namespace

from mate_adapters.runtime import open_runtime
from mate_adapters.settings import Settings
from mate_cli.configuration import read_settings
from mate_cli.console import Console
from mate_cli.exits import Exit, refused
from mate_cli.logs import configure_logs
from mate_cli.seed.crowds import invent, wish_of
from mate_cli.seed.people import PASSWORD
from mate_cli.seed.planting import Planted, plant
from mate_cli.tables import money, table


def require_sandbox(settings: Settings) -> None:
    """Raises CommandFailed where real people are: a published password has no place there."""
    if not settings.sandbox:
        raise refused("seed.no_sandbox", "Demo people exist only in the sandbox (MATE_SANDBOX).")


async def seed(args: Namespace, console: Console) -> int:
    wish = wish_of(args)
    settings = read_settings(args)
    require_sandbox(settings)
    configure_logs(settings, quiet=True)
    if wish is not None:
        return await invent(settings, wish, console)
    async with open_runtime(settings) as runtime:
        planted = await plant(runtime)
    document = {"password": PASSWORD, "people": [_person(each) for each in planted]}
    rows = [
        (
            each.person.phone,
            each.person.name,
            each.person.what,
            money(each.balance),
            each.slots_added,
            "new" if each.is_new else "there",
        )
        for each in planted
    ]
    headers = ("PHONE", "NAME", "WHAT", "WALLET", "NEW SLOTS", "")
    console.answer(
        document, [*table(headers, rows, right=(3, 4)), "", f"The password of all: {PASSWORD}"]
    )
    return Exit.OK


def _person(planted: Planted) -> dict[str, object]:
    return {
        "userId": str(planted.user_id),
        "phone": planted.person.phone,
        "name": planted.person.name,
        "role": planted.role.value,
        "balance": planted.balance.amount,
        "slotsAdded": planted.slots_added,
        "isNew": planted.is_new,
    }
