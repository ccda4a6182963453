"""`mate media`: what people uploaded."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from functools import partial

from mate_cli.console import Console
from mate_cli.exits import Exit
from mate_cli.opening import named, open_desk
from mate_cli.paging import collect
from mate_cli.tables import local, pairs, rfc3339, table
from mate_core.media.model import StoredMedia
from mate_core.shared.ids import MediaId
from mate_core.shared.pages import Cursor, Page

_MORE = "… and more; raise --limit."


async def listing(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        owner = (await named(desk.application, args.owner)).id if args.owner else None

        async def page(after: Cursor | None, limit: int) -> Page[StoredMedia]:
            return await desk.application.staff_media.listed(
                desk.actor, owner_id=owner, after=after, limit=limit
            )

        found, more = await collect(page, args.limit)
    document: dict[str, object] = {"items": [_document(each) for each in found], "more": more}
    console.answer(document, _table(found, more=more))
    return Exit.OK


async def show(args: Namespace, console: Console) -> int:
    media_id = MediaId(args.media)
    async with open_desk(args) as desk:
        staff = desk.application.staff_media
        found = await staff.show(desk.actor, media_id)
        link = None
        if args.look is not None:
            link = await staff.look(desk.actor, media_id, reason=args.look)
    told = ["", f"For two minutes: {link}"] if link else []
    console.answer(_document(found) | {"link": link}, [*_lines(found), *told])
    return Exit.OK


async def purge(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        run = partial(
            desk.application.staff_media.purge,
            desk.actor,
            MediaId(args.media),
            reason=args.reason,
        )
        found = await run(dry_run=True)
        if not args.dry_run:
            kind = found.kind.value
            console.confirm(f"Take this {kind} of {found.owner_id} down?", assumed=args.yes)
            found = await run()
    note = ["", "Nothing was changed (--dry-run)."] if args.dry_run else []
    console.answer(_document(found) | {"dryRun": args.dry_run}, [*_lines(found), *note])
    return Exit.OK


def _document(media: StoredMedia) -> dict[str, object]:
    facts = media.facts
    duration = facts.duration if facts else None
    return {
        "id": str(media.id),
        "ownerId": str(media.owner_id),
        "kind": media.kind.value,
        "bucket": media.bucket.value,
        "key": media.key,
        "state": media.state.value,
        "contentType": facts.content_type if facts else None,
        "bytes": facts.bytes if facts else None,
        "width": facts.width if facts else None,
        "height": facts.height if facts else None,
        "durationSeconds": duration.total_seconds() if duration else None,
        "smaller": [each.name for each in media.renditions],
        "createdAt": rfc3339(media.created_at),
        "changedAt": rfc3339(media.changed_at),
        "purgedAt": rfc3339(media.purged_at),
    }


def _table(found: Sequence[StoredMedia], *, more: bool) -> list[str]:
    headers = ("MEDIA", "KIND", "STATE", "BYTES", "OWNER", "SINCE")
    rows = [
        (
            each.id,
            each.kind,
            each.state,
            f"{each.facts.bytes:,}" if each.facts else "",
            each.owner_id,
            local(each.created_at),
        )
        for each in found
    ]
    return [*table(headers, rows, right=(3,)), *([_MORE] if more else [])]


def _lines(media: StoredMedia) -> list[str]:
    facts = media.facts
    size = f"{facts.width} × {facts.height}" if facts and facts.width else None
    return pairs(
        [
            ("media", media.id),
            ("owner", media.owner_id),
            ("kind", media.kind),
            ("state", media.state),
            ("bucket", media.bucket),
            ("key", media.key),
            ("type", facts.content_type if facts else None),
            ("bytes", f"{facts.bytes:,}" if facts else None),
            ("pixels", size),
            ("length", facts.duration if facts else None),
            ("smaller copies", ", ".join(each.name for each in media.renditions) or None),
            ("uploaded", local(media.created_at)),
            ("last move", local(media.changed_at)),
            ("objects gone", local(media.purged_at)),
        ]
    )
