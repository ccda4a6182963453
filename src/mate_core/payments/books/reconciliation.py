"""Our journal, the vendor's word and the vendor's settlement file, laid side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from mate_core.payments.books.reader import Arrival
from mate_core.payments.intent import NoticeResult, PaymentIntent, PaymentNotice
from mate_core.payments.ledger import (
    Account,
    AccountKind,
    Posting,
    Provider,
    gateway,
    without_zeros,
)
from mate_core.payments.policies import ReconciliationPolicy
from mate_core.shared.ids import IntentId, UserId
from mate_core.shared.money import ZERO, Vnd, total


class RowStatus(StrEnum):
    """What a settlement file says of a payment; only PAID and REFUNDED move money."""

    PAID = "PAID"
    REFUNDED = "REFUNDED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class SettlementRow:
    """One line of a vendor's file. `amount` is never negative, `fee` is what the vendor keeps."""

    line_no: int
    vendor_transaction: str
    merchant_reference: str
    amount: Vnd
    fee: Vnd
    status: RowStatus
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class SettlementContent:
    """A file as it was read: the vendor's name of the batch and its lines."""

    batch: str
    rows: Sequence[SettlementRow]

    @property
    def gross(self) -> Vnd:
        """Payments less refunds: by so much the vendor owes us less after this batch."""
        paid = total(row.amount for row in self.rows if row.status is RowStatus.PAID)
        return paid - total(row.amount for row in self.rows if row.status is RowStatus.REFUNDED)

    @property
    def fee(self) -> Vnd:
        return total(row.fee for row in self.rows)

    @property
    def net(self) -> Vnd:
        """What reaches our bank."""
        return self.gross - self.fee


@dataclass(frozen=True, slots=True)
class SettlementFile:
    """An imported file; it and its rows never change. Unique by digest, and by batch."""

    id: UUID
    provider: Provider
    digest: str
    name: str
    content: SettlementContent
    imported_at: datetime
    imported_by: UserId


def settlement_batch_reference(provider: Provider, batch: str) -> str:
    """A vendor's batch reaches the books once."""
    return f"settlement:{provider}:{batch}"


def settlement_batch_postings(
    provider: Provider, content: SettlementContent
) -> tuple[Posting, ...]:
    """The vendor owes us less, the bank holds more, the vendor's fee is spent."""
    return without_zeros(
        (
            Posting(gateway(provider), content.gross),
            Posting(Account(AccountKind.BANK), -content.net),
            Posting(Account(AccountKind.FEES_PAID), -content.fee),
        )
    )


class DifferenceKind(StrEnum):
    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"
    AMOUNT_DIFFERS = "amount_differs"
    FEE_DIFFERS = "fee_differs"
    STATUS_DIFFERS = "status_differs"


class Source(StrEnum):
    """Against what our journal was held."""

    FILE = "file"
    VENDOR = "vendor"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not agree; `ours` and `theirs` are sums, or None for nothing."""

    kind: DifferenceKind
    source: Source
    vendor_transaction: str
    ours: Vnd | None
    theirs: Vnd | None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The outcome of a run over the days up to `day`; no differences, or an alarm."""

    provider: Provider
    day: date
    arrivals: int
    rows: int
    asked: int
    differences: Sequence[Difference]

    @property
    def ok(self) -> bool:
        return not self.differences

    @property
    def difference(self) -> Vnd:
        """Our sums less theirs, over everything that does not agree about money."""
        return total(
            (each.ours or ZERO) - (each.theirs or ZERO)
            for each in self.differences
            if each.kind is not DifferenceKind.STATUS_DIFFERS
        )


def against_file(
    provider: Provider,
    arrivals: Sequence[Arrival],
    rows: Sequence[SettlementRow],
    *,
    overdue_before: datetime,
    policy: ReconciliationPolicy,
) -> list[Difference]:
    """Journal against settlement rows. An arrival since `overdue_before` may still be settled."""
    ours = {arrival.vendor_transaction: arrival for arrival in arrivals}
    paid: dict[str, list[SettlementRow]] = {}
    failed: set[str] = set()
    for row in rows:
        if row.status is RowStatus.PAID:
            paid.setdefault(row.vendor_transaction, []).append(row)
        elif row.status is RowStatus.FAILED:
            failed.add(row.vendor_transaction)
    found: list[Difference] = []
    for name in sorted(ours.keys() | paid.keys()):
        arrival, settled = ours.get(name), paid.get(name)
        if arrival is None or settled is None:
            found += _one_sided(arrival, settled or [], name in failed, overdue_before)
        else:
            found += _of_sums(provider, arrival, settled, policy)
    return found


def _one_sided(
    arrival: Arrival | None, paid: Sequence[SettlementRow], has_failed: bool, overdue: datetime
) -> list[Difference]:
    if arrival is None:
        name, amount = paid[0].vendor_transaction, total(row.amount for row in paid)
        return [Difference(DifferenceKind.MISSING_HERE, Source.FILE, name, None, amount)]
    name = arrival.vendor_transaction
    if has_failed:
        remark = "booked here, failed there"
        return [
            Difference(
                DifferenceKind.STATUS_DIFFERS, Source.FILE, name, arrival.amount, None, remark
            )
        ]
    if arrival.at < overdue:
        return [Difference(DifferenceKind.MISSING_THERE, Source.FILE, name, arrival.amount, None)]
    return []


def _of_sums(
    provider: Provider,
    arrival: Arrival,
    paid: Sequence[SettlementRow],
    policy: ReconciliationPolicy,
) -> list[Difference]:
    name, kinds = arrival.vendor_transaction, DifferenceKind
    amount, fee = total(row.amount for row in paid), total(row.fee for row in paid)
    found = []
    if amount != arrival.amount:
        remark = f"settled {len(paid)} times" if len(paid) > 1 else ""
        found.append(
            Difference(kinds.AMOUNT_DIFFERS, Source.FILE, name, arrival.amount, amount, remark)
        )
    agreed = policy.fee_of(provider, amount)
    if agreed is not None and agreed != fee:
        found.append(Difference(kinds.FEE_DIFFERS, Source.FILE, name, agreed, fee))
    return found


def against_answers(
    arrivals: Sequence[Arrival],
    attempts: Sequence[PaymentIntent],
    answers: Mapping[IntentId, PaymentNotice],
) -> list[Difference]:
    """Journal against what the vendor answers of each attempt."""
    ours: dict[IntentId, list[Arrival]] = {}
    for arrival in arrivals:
        ours.setdefault(arrival.intent_id, []).append(arrival)
    found = []
    for attempt in attempts:
        answer = answers.get(attempt.id)
        if answer is not None:
            found += _of_answer(ours.get(attempt.id, []), answer)
    return found


def _of_answer(booked: Sequence[Arrival], answer: PaymentNotice) -> list[Difference]:
    name, kinds = answer.vendor_transaction, DifferenceKind
    same = next((each for each in booked if each.vendor_transaction == name), None)
    if answer.result is NoticeResult.FAILED:
        return [
            Difference(kinds.STATUS_DIFFERS, Source.VENDOR, each.vendor_transaction, each.amount,
                       None, f"booked here, the vendor answers {answer.vendor_code}")
            for each in booked
        ]  # fmt: skip
    if same is None:
        return [Difference(kinds.MISSING_HERE, Source.VENDOR, name, None, answer.amount)]
    if same.amount != answer.amount:
        return [Difference(kinds.AMOUNT_DIFFERS, Source.VENDOR, name, same.amount, answer.amount)]
    return []
