"""What has come in, gone back and is owed, recomputed in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from mate_adapters.memory.money import MoneyTables
from mate_adapters.memory.refunds import ReturnTables
from mate_core.payments.ledger import AccountKind, EntryKind
from mate_core.payments.refunds.model import RefundStatus
from mate_core.shared.ids import CaptureId, UserId

_ARRIVALS = frozenset({EntryKind.DEPOSIT, EntryKind.SUSPENSE})
_RETURNS = frozenset({EntryKind.REFUND_DONE, EntryKind.SUSPENSE_RETURNED, EntryKind.CHARGEBACK})


def open_refunds(returns: ReturnTables) -> Iterator[tuple[UserId, int]]:
    """What refunds hold of each payer's `withdrawing`; money in suspense is none of it."""
    for refund in returns.refunds.rows.values():
        if refund.is_open and refund.suspense_id is None:
            yield refund.payer, refund.amount.amount


def owed_chargebacks(returns: ReturnTables) -> Iterator[tuple[UserId, int]]:
    """`receivable` is an asset: minus when it grows."""
    for chargeback in returns.chargebacks.rows.values():
        yield chargeback.payer, -chargeback.still_owed.amount


@dataclass(slots=True)
class _Flow:
    """Of one attempt, in dong: what the journal and what the captures say."""

    posted_in: int = 0
    posted_out: int = 0
    captured: int = 0


def capture_differences(money: MoneyTables, returns: ReturnTables) -> list[str]:
    """Captures that differ from the journal or from the rows that took money back."""
    return [*_against_journal(money, returns), *_against_rows(returns)]


def _against_journal(money: MoneyTables, returns: ReturnTables) -> Iterator[str]:
    flows: dict[UUID, _Flow] = {}
    for entry in money.journal.rows.values():
        if entry.kind not in _ARRIVALS | _RETURNS:
            continue
        through = sum(
            posting.amount.amount
            for posting in entry.postings
            if posting.account.kind is AccountKind.GATEWAY
        )
        flow = flows.setdefault(entry.subject_id, _Flow())
        if entry.kind in _ARRIVALS:
            flow.posted_in -= through
        else:
            flow.posted_out += through
    for capture in returns.captures.rows.values():
        flows.setdefault(capture.intent_id, _Flow()).captured += capture.amount.amount
    for intent_id, flow in flows.items():
        if flow.captured != flow.posted_in or flow.posted_out > flow.posted_in:
            yield (
                f"attempt {intent_id}: captures of {flow.captured} VND, "
                f"{flow.posted_in} VND came, {flow.posted_out} VND went back"
            )


def _against_rows(returns: ReturnTables) -> Iterator[str]:
    taken: Counter[CaptureId] = Counter()
    for refund in returns.refunds.rows.values():
        if refund.status is not RefundStatus.REFUSED:
            taken[refund.capture_id] += refund.amount.amount
    for chargeback in returns.chargebacks.rows.values():
        taken[chargeback.capture_id] += chargeback.amount.amount
    for capture in returns.captures.rows.values():
        if capture.returned.amount != taken[capture.id] or capture.returned > capture.amount:
            yield (
                f"capture {capture.id} of {capture.amount.amount} VND shows "
                f"{capture.returned.amount} VND going back, "
                f"its refunds and chargebacks sum to {taken[capture.id]} VND"
            )
