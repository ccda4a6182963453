"""`mate tax`: what was withheld, and paying it on."""

from __future__ import annotations

from argparse import Namespace

from mate_cli.console import Console
from mate_cli.exits import Exit
from mate_cli.opening import named, open_desk
from mate_cli.tables import local, money, pairs, rfc3339, table
from mate_core.payments.books.tax_service import Remittance
from mate_core.payments.books.taxes import TaxKind, TaxReport
from mate_core.payments.policies import Residency
from mate_core.shared.months import Month, day_period
from mate_http.spreadsheets import BYTE_ORDER_MARK, line

Json = dict[str, object]
_COLUMNS = ("partnerId", "settlements", "gross", "vat", "pit", "net")


async def report(args: Namespace, console: Console) -> int:
    month = Month.parsed(args.month)
    async with open_desk(args) as desk:
        told = await desk.application.taxes.report(desk.actor, month)
    if args.csv and not console.as_json:
        console.write(BYTE_ORDER_MARK + line(_COLUMNS))
        for row in _rows(told):
            console.write(line(row))
    else:
        console.answer(_document(told), _lines(told))
    return Exit.OK if told.equals_ledger else Exit.REFUSED


def _rows(told: TaxReport) -> list[tuple[str, int, int, int, int, int]]:
    return [
        (
            str(each.payee),
            each.settlements,
            each.gross.amount,
            each.vat.amount,
            each.pit.amount,
            each.net.amount,
        )
        for each in told.partners
    ]


def _document(told: TaxReport) -> Json:
    return {
        "month": str(told.month),
        "gross": told.gross.amount,
        "vat": told.vat.amount,
        "pit": told.pit.amount,
        "ledger": {"vat": told.posted_vat.amount, "pit": told.posted_pit.amount},
        "equalsLedger": told.equals_ledger,
        "partners": [dict(zip(_COLUMNS, row, strict=True)) for row in _rows(told)],
    }


def _lines(told: TaxReport) -> list[str]:
    rows = [
        (each.payee, each.settlements, money(each.gross), money(each.vat), money(each.pit),
         money(each.net))
        for each in told.partners
    ]  # fmt: skip
    headers = ("PARTNER", "SETTLED", "GROSS", "VAT", "PIT", "NET")
    verdict = "equals the ledger" if told.equals_ledger else "DIFFERS FROM THE LEDGER"
    return [
        *table(headers, rows, right=range(1, 6)),
        "",
        f"{told.month}: gross {money(told.gross)}, VAT {money(told.vat)}, "
        f"PIT {money(told.pit)} VND; {verdict} (VAT {money(told.posted_vat)}, "
        f"PIT {money(told.posted_pit)}).",
    ]


async def remit(args: Namespace, console: Console) -> int:
    """Work it out first, so that what is confirmed is what will be done."""
    month, kind = Month.parsed(args.month), TaxKind(args.kind)
    async with open_desk(args) as desk:
        taxes = desk.application.taxes
        planned = await taxes.remit(desk.actor, month, kind, reason=args.reason, dry_run=True)
        if not args.dry_run:
            question = f"Book {money(planned.amount)} VND of {kind} for {month} as paid?"
            console.confirm(question, assumed=args.yes)
            planned = await taxes.remit(desk.actor, month, kind, reason=args.reason)
    console.answer(_remittance(planned) | {"dryRun": args.dry_run}, _remitted(planned, args))
    return Exit.OK


def _remittance(planned: Remittance) -> Json:
    return {
        "month": str(planned.month),
        "kind": planned.kind.value,
        "amount": planned.amount.amount,
        "reference": planned.reference,
        "waitsForSecondPerson": planned.waits_for_second_person,
    }


def _remitted(planned: Remittance, args: Namespace) -> list[str]:
    if args.dry_run:
        needed = ["It needs a second person."] if planned.waits_for_second_person else []
        note = ["", *needed, "Nothing was changed (--dry-run)."]
    elif planned.waits_for_second_person:
        note = ["", "Proposed; nothing was booked. Another member of staff must repeat it."]
    else:
        note = []
    told = pairs([("reference", planned.reference), ("amount", f"{money(planned.amount)} VND")])
    return [*told, *note]


async def residency(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        person = await named(desk.application, args.person)
        record = await desk.application.taxes.record_residency(
            desk.actor,
            person.id,
            Residency(args.residency),
            since=day_period(args.first).start,
            reason=args.reason,
        )
    document: Json = {
        "userId": str(record.person),
        "residency": record.residency.value,
        "since": rfc3339(record.since),
    }
    lines = [("person", record.person), ("taxed as", record.residency.value),
             ("since", local(record.since))]  # fmt: skip
    console.answer(document, pairs(lines))
    return Exit.OK
