"""`mate reconcile`: our books beside the gateways'."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from datetime import timedelta
from pathlib import Path

from mate_cli.console import Console
from mate_cli.exits import Exit, refused
from mate_cli.opening import open_desk
from mate_cli.tables import money, pairs, table
from mate_core.payments.books.reconciliation import Difference, Reconciliation
from mate_core.payments.books.reconciliation_service import Imported
from mate_core.payments.ledger import Provider
from mate_core.shared.time import local_day

Json = dict[str, object]


async def import_file(args: Namespace, console: Console) -> int:
    provider, path = _provider(args.provider), Path(args.file)
    try:
        raw = await asyncio.to_thread(path.read_bytes)
    except OSError as failure:
        raise refused(
            "file.unreadable",
            f"{path} cannot be read: {failure.strerror}.",
            exit_code=Exit.USAGE,
        ) from None
    async with open_desk(args) as desk:
        imported = await desk.application.reconciliation.import_file(
            desk.actor, provider, raw, name=path.name
        )
    console.answer(_import_document(imported), _import_lines(imported))
    return Exit.OK


def _provider(name: str) -> Provider:
    """Raises CommandFailed for a gateway that is not built in."""
    try:
        return Provider(name)
    except ValueError:
        raise refused(
            "provider.unknown", f"{name} is not offered here.", exit_code=Exit.USAGE
        ) from None


def _import_document(imported: Imported) -> Json:
    file, content = imported.file, imported.file.content
    return {
        "id": str(file.id),
        "provider": file.provider.value,
        "batch": content.batch,
        "digest": file.digest,
        "rows": len(content.rows),
        "gross": content.gross.amount,
        "fee": content.fee.amount,
        "net": content.net.amount,
        "fresh": imported.fresh,
    }


def _import_lines(imported: Imported) -> list[str]:
    content = imported.file.content
    told = pairs(
        [
            ("batch", f"{imported.file.provider}:{content.batch}"),
            ("rows", len(content.rows)),
            ("gross", f"{money(content.gross)} VND"),
            ("fee", f"{money(content.fee)} VND"),
            ("to our bank", f"{money(content.net)} VND"),
        ]
    )
    return told if imported.fresh else [*told, "", "This file was imported before; nothing new."]


async def run(args: Namespace, console: Console) -> int:
    provider = _provider(args.provider)
    async with open_desk(args) as desk:
        yesterday = local_day(desk.application.clock.now() - timedelta(days=1))
        outcome = await desk.application.reconciliation.run(
            desk.actor, provider, args.date or yesterday
        )
    console.answer(_run_document(outcome), _run_lines(outcome))
    return Exit.OK if outcome.ok else Exit.REFUSED


def _run_document(outcome: Reconciliation) -> Json:
    return {
        "ok": outcome.ok,
        "provider": outcome.provider.value,
        "date": outcome.day.isoformat(),
        "arrivals": outcome.arrivals,
        "rows": outcome.rows,
        "asked": outcome.asked,
        "difference": outcome.difference.amount,
        "differences": [_difference(each) for each in outcome.differences],
    }


def _difference(each: Difference) -> Json:
    return {
        "kind": each.kind.value,
        "source": each.source.value,
        "transaction": each.vendor_transaction,
        "ours": None if each.ours is None else each.ours.amount,
        "theirs": None if each.theirs is None else each.theirs.amount,
        "remark": each.remark,
    }


def _run_lines(outcome: Reconciliation) -> list[str]:
    counted = (
        f"{outcome.provider}, the days up to {outcome.day}: {outcome.arrivals} arrivals here, "
        f"{outcome.rows} rows there, {outcome.asked} attempts asked about."
    )
    if outcome.ok:
        return [counted, "No difference."]
    rows = [
        (each.kind, each.source, each.vendor_transaction, money(each.ours), money(each.theirs),
         each.remark)
        for each in outcome.differences
    ]  # fmt: skip
    headers = ("DIFFERENCE", "AGAINST", "TRANSACTION", "OURS", "THEIRS", "")
    return [*table(headers, rows, right=(3, 4)), "", counted,
            f"{len(rows)} DIFFERENCES, {money(outcome.difference)} VND in all."]  # fmt: skip
