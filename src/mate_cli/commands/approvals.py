"""`mate approvals`: deeds with money that wait for a second person."""

from __future__ import annotations

from argparse import Namespace

from mate_cli.console import Console
from mate_cli.exits import Exit
from mate_cli.opening import open_desk
from mate_cli.paging import collect
from mate_cli.tables import local, money, rfc3339, table
from mate_core.payments.deed import DeedRecord
from mate_core.shared.pages import Cursor, Page

Json = dict[str, object]


async def listing(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:

        async def page(after: Cursor | None, limit: int) -> Page[DeedRecord]:
            return await desk.application.approvals.waiting(desk.actor, after=after, limit=limit)

        found, more = await collect(page, args.limit)
    rows = [
        (
            each.action,
            each.subject_id,
            each.terms,
            money(each.amount),
            each.proposed_by,
            local(each.lapses_at),
            each.reason,
        )
        for each in found
    ]
    headers = ("ACTION", "SUBJECT", "TERMS", "AMOUNT", "PROPOSED BY", "LAPSES", "REASON")
    document = {"items": [_approval(each) for each in found], "more": more}
    console.answer(document, table(headers, rows, right=(3,)))
    return Exit.OK


def _approval(record: DeedRecord) -> Json:
    return {
        "id": str(record.id),
        "action": record.action,
        "subjectId": str(record.subject_id),
        "terms": record.terms,
        "amount": record.amount.amount,
        "beneficiaryId": str(record.beneficiary) if record.beneficiary else None,
        "reason": record.reason,
        "proposedBy": str(record.proposed_by),
        "proposedAt": rfc3339(record.proposed_at),
        "lapsesAt": rfc3339(record.lapses_at),
    }
