"""Vendors' settlement files: CSV, one layout for each provider (docs/reconciliation.md)."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from mate_core.payments.books.reconciliation import RowStatus, SettlementContent, SettlementRow
from mate_core.payments.ledger import Provider
from mate_core.shared.errors import InvalidInput
from mate_core.shared.money import Vnd

LARGEST_BYTES: Final = 64 * 1024 * 1024
_LONGEST_NAME: Final = 100
_OFFSET: Final = "+0700"


@dataclass(frozen=True, slots=True)
class Layout:
    """A provider's columns by what we call them, its words for a status, its form of instants.

    Instants are wall time of Viet Nam; amounts and fees whole dong, never negative.
    """

    batch: str
    vendor_transaction: str
    merchant_reference: str
    amount: str
    fee: str
    status: str
    happened_at: str
    instant: str
    statuses: Mapping[str, RowStatus]

    @property
    def columns(self) -> tuple[str, ...]:
        return (
            self.batch,
            self.vendor_transaction,
            self.merchant_reference,
            self.amount,
            self.fee,
            self.status,
            self.happened_at,
        )


LAYOUTS: Final[Mapping[str, Layout]] = MappingProxyType(
    {
        "vnpay": Layout(
            batch="SettlementBatch",
            vendor_transaction="TransactionNo",
            merchant_reference="TxnRef",
            amount="Amount",
            fee="Fee",
            status="TransactionStatus",
            happened_at="PayDate",
            instant="%Y%m%d%H%M%S",
            statuses={"00": RowStatus.PAID, "05": RowStatus.REFUNDED, "02": RowStatus.FAILED},
        ),
        "momo": Layout(
            batch="settlementId",
            vendor_transaction="transId",
            merchant_reference="orderId",
            amount="amount",
            fee="fee",
            status="status",
            happened_at="paidAt",
            instant="%Y-%m-%d %H:%M:%S",
            statuses={
                "SUCCESS": RowStatus.PAID,
                "REFUND": RowStatus.REFUNDED,
                "FAILED": RowStatus.FAILED,
            },
        ),
        "zalopay": Layout(
            batch="settlement_id",
            vendor_transaction="zp_trans_id",
            merchant_reference="app_trans_id",
            amount="amount",
            fee="fee",
            status="status",
            happened_at="paid_at",
            instant="%Y-%m-%d %H:%M:%S",
            statuses={
                "SUCCESS": RowStatus.PAID,
                "REFUND": RowStatus.REFUNDED,
                "FAILED": RowStatus.FAILED,
            },
        ),
    }
)


class CsvSettlementFiles:
    """Strict: a file of another layout, or with one odd line, is refused as a whole."""

    def read(self, provider: Provider, raw: bytes) -> SettlementContent:
        """Raises InvalidInput, naming the line, for what is not such a file."""
        layout = LAYOUTS[provider]
        if len(raw) > LARGEST_BYTES:
            raise _refused("too_large", f"A file may hold at most {LARGEST_BYTES} bytes.")
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise _refused("encoding", "The file must be text in UTF-8.") from None
        lines = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        try:
            missing = set(layout.columns) - set(lines.fieldnames or ())
            if missing:
                raise _refused("columns", f"Columns are missing: {', '.join(sorted(missing))}.")
            read = [(line[layout.batch], _row(layout, lines.line_num, line)) for line in lines]
        except csv.Error as malformed:
            raise _refused("malformed", f"Line {lines.line_num}: {malformed}.") from None
        batches = {batch for batch, _ in read}
        if len(batches) != 1 or not 0 < len(name := batches.pop()) <= _LONGEST_NAME:
            raise _refused("batch", f"All lines must name one batch in {layout.batch}.")
        return SettlementContent(name, [row for _, row in read])


def _row(layout: Layout, number: int, line: Mapping[str, str | None]) -> SettlementRow:
    values = {column: line.get(column) or "" for column in layout.columns}
    status = layout.statuses.get(values[layout.status])
    if status is None:
        raise _odd(number, layout.status, "is no status that we know")
    if not values[layout.vendor_transaction]:
        raise _odd(number, layout.vendor_transaction, "is empty")
    try:
        wall_time = f"{values[layout.happened_at]} {_OFFSET}"
        at = datetime.strptime(wall_time, f"{layout.instant} %z")
    except ValueError:
        raise _odd(number, layout.happened_at, f"must look like {layout.instant}") from None
    return SettlementRow(
        line_no=number,
        vendor_transaction=values[layout.vendor_transaction][:_LONGEST_NAME],
        merchant_reference=values[layout.merchant_reference][:_LONGEST_NAME],
        amount=_dong(values[layout.amount], number, layout.amount),
        fee=_dong(values[layout.fee], number, layout.fee),
        status=status,
        happened_at=at.astimezone(UTC),
    )


def _dong(text: str, number: int, column: str) -> Vnd:
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise _odd(number, column, "must be whole dong, digits only")
    return Vnd(int(text))


def _odd(number: int, column: str, what: str) -> InvalidInput:
    return _refused("line", f"Line {number}: {column} {what}.")


def _refused(code: str, detail: str) -> InvalidInput:
    return InvalidInput("file", f"settlement_file.{code}", detail)
