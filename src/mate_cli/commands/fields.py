"""`mate fields`: which keys sealed what, and sealing it again with the newest."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from mate_cli.console import Console
from mate_cli.exits import Exit
from mate_cli.opening import open_desk
from mate_cli.tables import table
from mate_core.shared.sealing import SealedField


async def status(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        seen = await desk.application.field_sealing.status(desk.actor)
        current = desk.application.field_sealing.current_key
    console.answer({"currentKey": current, "fields": _items(seen)}, _lines(seen, current))
    return Exit.OK


async def rotate(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        service = desk.application.field_sealing
        seen = await service.status(desk.actor)
        stale = _stale(seen, service.current_key)
        if not args.dry_run:
            console.confirm(f"Seal {stale} rows with key {service.current_key}?", assumed=args.yes)
            await service.rotate(
                desk.actor,
                reason=args.reason,
                progress=lambda field, looked_at, sealed: console.note(
                    f"{field}: {looked_at} rows looked at, {sealed} sealed"
                ),
            )
            seen = await service.status(desk.actor)
    document = {
        "currentKey": service.current_key,
        "sealed": 0 if args.dry_run else stale,
        "fields": _items(seen),
        "dryRun": args.dry_run,
    }
    console.answer(document, _lines(seen, service.current_key))
    return Exit.OK


def _stale(seen: Sequence[SealedField], current: str) -> int:
    return sum(
        field.clear + sum(rows for key, rows in field.rows_by_key.items() if key != current)
        for field in seen
    )


def _items(seen: Sequence[SealedField]) -> list[dict[str, object]]:
    return [
        {"field": each.name, "rowsByKey": dict(each.rows_by_key), "clear": each.clear}
        for each in seen
    ]


def _lines(seen: Sequence[SealedField], current: str) -> list[str]:
    rows = [
        (field.name, "newest" if key == current else "to be replaced", key, str(count))
        for field in seen
        for key, count in field.rows_by_key.items()
    ]
    rows += [(each.name, "in the clear", "", str(each.clear)) for each in seen if each.clear]
    if not rows:
        return ["Nothing that is sealed is stored yet."]
    return table(("field", "state", "key", "rows"), rows, right=[3])
