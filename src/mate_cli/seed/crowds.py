"""A crowd of invented people, from the command line."""

from __future__ import annotations

import asyncio
import time
from argparse import Namespace
from dataclasses import dataclass
from typing import Final

from mate_adapters.crowd.numbers import SEEDS
from mate_adapters.postgres.bulk.order import AlreadySown, Order, Sown
from mate_adapters.postgres.bulk.sowing import Progress, sow
from mate_adapters.runtime import open_runtime, seal_keys_of
from mate_adapters.settings import Environment, Settings
from mate_cli.console import Console
from mate_cli.exits import Exit, refused
from mate_cli.seed.people import PASSWORD
from mate_cli.tables import table

MOST: Final = 2_000_000
"""Of each kind: more than that fills disks and proves nothing."""
_USUAL_SEED: Final = 1
_PARTNERS_TO_A_USER: Final = 5
_TELL_EVERY: Final = 10_000
"""People."""


@dataclass(frozen=True, slots=True)
class CrowdWish:
    partners: int
    users: int
    seed: int


def wish_of(args: Namespace) -> CrowdWish | None:
    """None when only the demo people are asked for; raises CommandFailed for absurd numbers."""
    if args.partners is None and args.users is None:
        if args.seed is not None:
            raise _usage("seed.nobody", "--seed goes with --partners or --users: how many?")
        return None
    partners = args.partners or 0
    users = partners // _PARTNERS_TO_A_USER if args.users is None else args.users
    wish = CrowdWish(partners, users, _USUAL_SEED if args.seed is None else args.seed)
    for option, count in (("--partners", wish.partners), ("--users", wish.users)):
        if not 0 <= count <= MOST:
            raise _usage("seed.count", f"{option} takes 0 to {MOST:,}.")
    if wish.partners + wish.users == 0:
        raise _usage("seed.nobody", "Nobody is asked for: give --partners or --users above 0.")
    if not 0 <= wish.seed < SEEDS:
        raise _usage("seed.seed", f"--seed takes 0 to {SEEDS - 1:,}.")
    return wish


def _usage(code: str, detail: str) -> Exception:
    return refused(code, detail, exit_code=Exit.USAGE)


async def invent(settings: Settings, wish: CrowdWish, console: Console) -> int:
    """Write the crowd; raises CommandFailed in production, and for a seed that was sown before."""
    if settings.environment is Environment.PRODUCTION:
        raise refused("seed.production", "Invented people have no place in production.")
    started = time.monotonic()
    async with open_runtime(settings) as runtime:
        application = runtime.application
        order = Order(
            seed=wish.seed,
            partners=wish.partners,
            users=wish.users,
            at=application.clock.now(),
            password_hash=await application.registration.passwords.hash(PASSWORD),
        )
        told = _teller(wish.partners + wish.users, console)
        book, seals = application.address_book, seal_keys_of(settings).seals
        try:
            sown = await asyncio.to_thread(sow, runtime.dsn, seals, book, order, told)
        except AlreadySown:
            raise refused(
                "seed.already_there",
                f"The people of seed {wish.seed} are there; another --seed adds others.",
            ) from None
    _answer(wish, sown, time.monotonic() - started, console)
    return Exit.OK


def _teller(total: int, console: Console) -> Progress:
    """Says every so many people how far it is; small crowds come without a word."""
    told = 0

    def tell(done: int) -> None:
        nonlocal told
        if done - told >= _TELL_EVERY:
            told = done
            console.note(f"{done:,} of {total:,} people")

    return tell


_WORDS: Final = {"weeklyHours": "weekly hours"}


def _answer(wish: CrowdWish, sown: Sown, seconds: float, console: Console) -> None:
    counts = {
        "partners": sown.partners,
        "verified": sown.verified,
        "users": sown.users,
        "weeklyHours": sown.weekly_hours,
        "slots": sown.slots,
        "reviews": sown.reviews,
    }
    document = {"seed": wish.seed, **counts, "seconds": round(seconds, 1), "password": PASSWORD}
    rows = [(_WORDS.get(name, name), f"{count:,}") for name, count in counts.items()]
    console.answer(
        document,
        [
            *table(("WHAT", "NEW"), rows, right=(1,)),
            "",
            f"Seed {wish.seed}, {seconds:.1f} s. The password of all: {PASSWORD}",
        ],
    )
