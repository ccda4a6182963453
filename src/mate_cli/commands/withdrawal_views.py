"""Withdrawals for machines and for people; account numbers stay masked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mate_cli.commands.escrow_views import audit_lines, audit_record
from mate_cli.tables import local, money, pairs, rfc3339, table
from mate_core.payments.payouts.desk import Ruling, WithdrawalFile
from mate_core.payments.payouts.exchange import ImportedLine
from mate_core.payments.payouts.withdrawal import PayoutOrder, Withdrawal

Json = dict[str, object]
_MORE = "… and more; raise --limit."


def withdrawal(found: Withdrawal) -> Json:
    return {
        "withdrawalId": str(found.id),
        "ownerId": str(found.owner),
        "refundId": str(found.refund_id) if found.refund_id else None,
        "amount": found.amount.amount,
        "status": found.status.value,
        "bankCode": found.details.bank_code,
        "accountNumber": found.details.masked_number,
        "accountName": found.details.holder,
        "requestedAt": rfc3339(found.requested_at),
        "approvedAt": rfc3339(found.approved_at),
        "fileId": str(found.file_id) if found.file_id else None,
        "bankReference": found.bank_reference,
        "returnReference": found.return_reference,
        "endedAt": rfc3339(found.ended_at),
    }


def withdrawal_table(found: Sequence[Withdrawal], *, more: bool) -> list[str]:
    rows = [
        (
            each.id,
            each.status,
            money(each.amount),
            each.details.bank_code,
            each.details.masked_number,
            each.details.holder,
            local(each.requested_at),
        )
        for each in found
    ]
    headers = ("WITHDRAWAL", "STATUS", "AMOUNT", "BANK", "ACCOUNT", "HOLDER", "REQUESTED")
    return [*table(headers, rows, right=(2,)), *([_MORE] if more else [])]


def withdrawal_lines(found: Withdrawal) -> list[str]:
    return pairs(
        [
            ("withdrawal", found.id),
            ("owner", found.owner),
            ("pays out refund", found.refund_id),
            ("status", found.status),
            ("amount", f"{money(found.amount)} VND"),
            ("bank", found.details.bank_code),
            ("account", found.details.masked_number),
            ("holder", found.details.holder),
            ("requested", local(found.requested_at)),
            ("approved", local(found.approved_at)),
            ("file", found.file_id),
            ("bank reference", found.bank_reference),
            ("return reference", found.return_reference),
            ("ended", local(found.ended_at)),
        ]
    )


def dossier(seen: WithdrawalFile) -> Json:
    return withdrawal(seen.withdrawal) | {"audit": [audit_record(each) for each in seen.audit]}


def dossier_lines(seen: WithdrawalFile) -> list[str]:
    return [*withdrawal_lines(seen.withdrawal), *audit_lines(seen.audit)]


def ruling(made: Ruling) -> Json:
    return withdrawal(made.withdrawal) | {"waitsForSecondPerson": made.waits_for_second_person}


def ruling_lines(made: Ruling, *, dry_run: bool) -> list[str]:
    lines = [*withdrawal_lines(made.withdrawal), ""]
    if dry_run:
        needed = ["It needs a second person."] if made.waits_for_second_person else []
        return [*lines, *needed, "Nothing was changed (--dry-run)."]
    if made.waits_for_second_person:
        return [*lines, "Proposed; nothing has moved. Another member of staff must repeat this."]
    return [*lines, "Done."]


def payout_file(order: PayoutOrder, written: Path | None) -> Json:
    return {
        "fileId": str(order.id),
        "name": order.name,
        "count": order.count,
        "total": order.total.amount,
        "sha256": order.digest,
        "createdAt": rfc3339(order.created_at),
        "createdBy": str(order.created_by),
        "writtenTo": str(written) if written else None,
    }


def payout_file_lines(order: PayoutOrder, written: Path | None, *, dry_run: bool) -> list[str]:
    lines = pairs(
        [
            ("withdrawals", order.count),
            ("total", f"{money(order.total)} VND"),
            *([] if dry_run else [("file", order.id), ("SHA-256", order.digest)]),
        ]
    )
    end = "Nothing was changed (--dry-run)." if dry_run else f"Written to {written}."
    return [*lines, "", end]


def payout_file_table(found: Sequence[PayoutOrder], *, more: bool) -> list[str]:
    rows = [
        (each.id, each.count, money(each.total), local(each.created_at), each.created_by)
        for each in found
    ]
    headers = ("FILE", "COUNT", "TOTAL", "CREATED", "BY")
    return [*table(headers, rows, right=(1, 2)), *([_MORE] if more else [])]


def imported(line: ImportedLine) -> Json:
    refusal = line.refusal
    return {
        "withdrawalId": str(line.result.withdrawal_id),
        "amount": line.result.amount.amount,
        "result": _said(line),
        "bankReference": line.result.bank_reference,
        "outcome": _outcome(line),
        "error": {"code": refusal.code, "detail": refusal.detail} if refusal else None,
    }


def imported_lines(lines: Sequence[ImportedLine], *, dry_run: bool) -> list[str]:
    rows = [
        (
            each.result.withdrawal_id,
            money(each.result.amount),
            _said(each),
            _outcome(each),
            each.refusal.detail if each.refusal else None,
        )
        for each in lines
    ]
    made = table(("WITHDRAWAL", "AMOUNT", "BANK SAYS", "OUTCOME", "WHY"), rows, right=(1,))
    return [*made, *(["", "Nothing was changed (--dry-run)."] if dry_run else [])]


def _said(line: ImportedLine) -> str:
    return "PAID" if line.result.paid else "FAILED"


def _outcome(line: ImportedLine) -> str:
    if line.refusal is not None:
        return "refused"
    if line.ruling is None:
        return "known"
    return "waitsForSecondPerson" if line.ruling.waits_for_second_person else "done"
