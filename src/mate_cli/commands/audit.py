"""`mate audit`: the audit log, its seals, and the proof that nobody changed it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from mate_cli.console import Console
from mate_cli.exits import Exit
from mate_cli.opening import named, open_application, open_desk
from mate_cli.paging import collect
from mate_cli.tables import local, pairs, rfc3339, table
from mate_core.moderation.audit.report import ChainReport
from mate_core.shared.months import day_period
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.ports import AuditFilter, AuditRecord


async def listing(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        by = (await named(desk.application, args.by)).id if args.by else None
        wanted = AuditFilter(
            actor_id=by,
            action=args.action,
            subject_id=args.about,
            since=day_period(args.first).start if args.first else None,
            until=day_period(args.last).end if args.last else None,
        )

        async def page(after: Cursor | None, limit: int) -> Page[AuditRecord]:
            return await desk.application.audit.listed(desk.actor, wanted, after=after, limit=limit)

        found, more = await collect(page, args.limit)
    document = {"items": [_record(each) for each in found], "more": more}
    console.answer(document, _table(found, more=more))
    return Exit.OK


async def verify(args: Namespace, console: Console) -> int:
    async with open_application(args) as application:
        report = await application.audit.verify(anchor=args.anchor)
    console.answer(_report(report), _report_lines(report))
    return Exit.OK if report.ok else Exit.REFUSED


async def seal(args: Namespace, console: Console) -> int:
    async with open_application(args) as application:
        records = await application.audit.seal()
    console.answer({"sealed": records}, [f"{records:,} records are sealed."])
    return Exit.OK


def _record(found: AuditRecord) -> dict[str, object]:
    return {
        "id": str(found.id),
        "at": rfc3339(found.at),
        "actorId": str(found.actor_id) if found.actor_id else None,
        "action": found.action,
        "subjectType": found.subject_type,
        "subjectId": str(found.subject_id),
        "reason": found.reason,
        "facts": dict(found.facts),
    }


def _table(found: Sequence[AuditRecord], *, more: bool) -> list[str]:
    if not found:
        return ["No such records."]
    rows = [
        (
            local(each.at),
            each.actor_id or "system",
            each.action,
            f"{each.subject_type} {each.subject_id}",
            each.reason,
        )
        for each in found
    ]
    lines = table(("AT", "BY", "ACTION", "ABOUT", "REASON"), rows)
    return [*lines, *(["… and more; raise --limit."] if more else [])]


def _report(report: ChainReport) -> dict[str, object]:
    broken = report.broken
    return {
        "ok": report.ok,
        "seals": report.seals,
        "records": report.records,
        "unsealed": report.unsealed,
        "head": report.head,
        "broken": broken
        and {
            "what": broken.what.value,
            "seal": broken.seal,
            "recordId": str(broken.record_id) if broken.record_id else None,
            "detail": broken.detail,
        },
    }


def _report_lines(report: ChainReport) -> list[str]:
    facts: list[tuple[str, object]] = [
        ("good seals", f"{report.seals:,}"),
        ("records under them", f"{report.records:,}"),
        ("waiting for a seal", f"{report.unsealed:,}"),
        ("head", report.head),
    ]
    broken = report.broken
    if broken is None:
        return [*pairs(facts), "", "Nobody has changed the audit log."]
    facts += [
        ("BROKEN", broken.what),
        ("seal", broken.seal or "-"),
        ("record", broken.record_id or "-"),
        ("what", broken.detail),
    ]
    return pairs(facts)
