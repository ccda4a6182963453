"""`mate search`: the read model of search."""

from __future__ import annotations

from argparse import Namespace

from mate_cli.console import Console
from mate_cli.exits import Exit
from mate_cli.opening import open_application
from mate_core.search.index_service import Rebuilt, Verified

_SHOWN = 20


async def rebuild(args: Namespace, console: Console) -> int:
    done = Rebuilt()
    async with open_application(args) as application:
        async for done in application.search_index.rebuild():
            console.note(f"{done.partners:,} partners looked at, {done.entries:,} can be found")
    console.answer(
        {"partners": done.partners, "entries": done.entries},
        [f"Search was made anew: {done.entries:,} of {done.partners:,} partners can be found."],
    )
    return Exit.OK


async def trends(args: Namespace, console: Console) -> int:
    async with open_application(args) as application:
        scored = await application.trends.recompute()
    console.answer({"partners": scored}, [f"{scored:,} partners are on the rise."])
    return Exit.OK


async def verify(args: Namespace, console: Console) -> int:
    async with open_application(args) as application:
        found = await application.search_index.verify()
    console.answer(_document(found), _lines(found))
    return Exit.OK if found.is_clean else Exit.REFUSED


def _document(found: Verified) -> dict[str, object]:
    return {
        "ok": found.is_clean,
        "partners": found.partners,
        "stale": [str(each) for each in found.stale],
        "leftOver": [str(each) for each in found.left_over],
        "miscountedTerms": found.miscounted_terms,
    }


def _lines(found: Verified) -> list[str]:
    if found.is_clean:
        return [f"Search says what is true of {found.partners:,} partners."]
    told = [
        f"{found.partners:,} partners looked at: {len(found.stale):,} entries missing or wrong, "
        f"{len(found.left_over):,} that ought to be gone, "
        f"{found.miscounted_terms:,} words miscounted."
    ]
    wrong = [*found.stale, *found.left_over]
    told.extend(f"  {each}" for each in wrong[:_SHOWN])
    if len(wrong) > _SHOWN:
        told.append(f"  … and {len(wrong) - _SHOWN:,} more; --json tells all.")
    return [*told, "`mate search rebuild` mends it."]
