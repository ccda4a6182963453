"""Our own CSV to the bank and back (docs/bank-file.md)."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from mate_core.payments.payouts.banks import bank_of
from mate_core.payments.payouts.withdrawal import PayoutResult, Withdrawal
from mate_core.shared.errors import InvalidInput
from mate_core.shared.ids import PayoutFileId, WithdrawalId
from mate_core.shared.money import Vnd, total
from mate_core.shared.time import to_local

COLUMNS: Final = (
    "line",
    "reference",
    "bank_bin",
    "bank_code",
    "account_number",
    "account_name",
    "amount_vnd",
    "description",
)
RESULT_COLUMNS: Final = ("reference", "amount_vnd", "result", "bank_reference")
LARGEST_ANSWER: Final = 4 * 1024 * 1024
"""Bytes; a thousand lines take a tenth of it."""
_OUTCOMES: Final = {"PAID": True, "FAILED": False}
_AMOUNT: Final = re.compile(r"[1-9][0-9]{0,14}")
_BANK_REFERENCE: Final = re.compile(r"[!-~][ -~]{0,62}[!-~]|[!-~]")


class BankFileGateway:
    """Writes ASCII that needs no quoting, so that every bank's portal reads the same."""

    def order(
        self, file_id: PayoutFileId, withdrawals: Sequence[Withdrawal], *, at: datetime
    ) -> bytes:
        rows = [
            ("MATE-PAYOUT", "1", str(file_id), to_local(at).isoformat(timespec="seconds")),
            COLUMNS,
            *(_row(number, each) for number, each in enumerate(withdrawals, start=1)),
        ]
        body = _lines(rows)
        amount = total(each.amount for each in withdrawals).amount
        digest = hashlib.sha256(body).hexdigest()
        return body + _lines([("TOTAL", str(len(withdrawals)), str(amount), digest)])

    def read_results(self, raw: bytes) -> Sequence[PayoutResult]:
        if len(raw) > LARGEST_ANSWER:
            raise _malformed(0, f"the file may hold at most {LARGEST_ANSWER} bytes")
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as unreadable:
            raise _malformed(0, "the file must be UTF-8") from unreadable
        results = list(_results(csv.reader(io.StringIO(text, newline=""), strict=True)))
        if len({result.withdrawal_id for result in results}) < len(results):
            raise _malformed(0, "a reference comes twice")
        return results


def _row(number: int, withdrawal: Withdrawal) -> tuple[str, ...]:
    details = withdrawal.details
    return (
        str(number),
        str(withdrawal.id),
        bank_of(details.bank_code).bin,
        details.bank_code,
        details.number,
        details.holder,
        str(withdrawal.amount.amount),
        f"MATE SOCIAL {withdrawal.id.hex}",
    )


def _lines(rows: Sequence[Sequence[str]]) -> bytes:
    return "".join(f"{','.join(row)}\r\n" for row in rows).encode("ascii")


def _results(rows: Iterator[list[str]]) -> Iterator[PayoutResult]:
    try:
        for number, row in enumerate(rows, start=1):
            if number == 1:
                if tuple(cell.strip() for cell in row) != RESULT_COLUMNS:
                    raise _malformed(1, f"expected the columns {','.join(RESULT_COLUMNS)}")
            elif row:
                yield _result(number, [cell.strip() for cell in row])
    except csv.Error as unreadable:
        raise _malformed(0, str(unreadable)) from unreadable


def _result(number: int, row: list[str]) -> PayoutResult:
    if len(row) != len(RESULT_COLUMNS):
        raise _malformed(number, f"expected {len(RESULT_COLUMNS)} columns")
    reference, amount, outcome, bank_reference = row
    try:
        withdrawal_id = WithdrawalId(UUID(reference))
    except ValueError as unreadable:
        raise _malformed(number, "the reference is not one of ours") from unreadable
    if not _AMOUNT.fullmatch(amount):
        raise _malformed(number, "the amount must be whole dong, digits only")
    if outcome not in _OUTCOMES:
        raise _malformed(number, "the result must be PAID or FAILED")
    if not _BANK_REFERENCE.fullmatch(bank_reference):
        raise _malformed(number, "the bank's reference must be 1 to 64 ASCII characters")
    return PayoutResult(withdrawal_id, Vnd(int(amount)), _OUTCOMES[outcome], bank_reference)


def _malformed(line: int, why: str) -> InvalidInput:
    place = f"line {line}: " if line else ""
    return InvalidInput("file", "bank_result.malformed", f"The bank's file: {place}{why}.")
