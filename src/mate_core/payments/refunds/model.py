"""Money on its way back to where it came from (MONEY, "refund to source"; RULES 8, 19, 21)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from mate_core.payments.errors import RefundMoveRefused
from mate_core.payments.ledger import (
    SUSPENSE,
    Posting,
    Provider,
    available,
    gateway,
    withdrawing,
)
from mate_core.payments.policies import RefundPolicy
from mate_core.shared.ids import CaptureId, IntentId, RefundId, UserId
from mate_core.shared.money import Vnd


class RefundStatus(StrEnum):
    """UNKNOWN is a call without an answer: the vendor may have paid, so it is asked first.

    BY_BANK was refused by the vendor, and is on its way to the payer's bank account or arrived.
    """

    REQUESTED = "REQUESTED"
    SENT = "SENT"
    UNKNOWN = "UNKNOWN"
    PENDING = "PENDING"
    DONE = "DONE"
    REFUSED = "REFUSED"
    BY_BANK = "BY_BANK"


class RefundAction(StrEnum):
    SEND = "send"
    LOSE = "lose"
    ACCEPT = "accept"
    CONFIRM = "confirm"
    REFUSE = "refuse"
    PAY_OUT = "pay_out"
    UNDO = "undo"


_S, _A = RefundStatus, RefundAction
OPEN: Final = frozenset({_S.REQUESTED, _S.SENT, _S.UNKNOWN, _S.PENDING})
CALLED: Final = frozenset({_S.SENT, _S.UNKNOWN, _S.PENDING})
"""The vendor may know of it."""
MOVES: Final[Mapping[tuple[RefundStatus, RefundAction], RefundStatus]] = MappingProxyType(
    {
        **{(any_, _A.SEND): _S.SENT for any_ in (_S.REQUESTED, _S.SENT, _S.UNKNOWN)},
        (_S.PENDING, _A.SEND): _S.PENDING,  # only asked about: the vendor has it
        **{(called, _A.LOSE): _S.UNKNOWN for called in (_S.SENT, _S.UNKNOWN)},
        (_S.PENDING, _A.LOSE): _S.PENDING,
        **{(called, _A.ACCEPT): _S.PENDING for called in CALLED},
        **{(called, _A.CONFIRM): _S.DONE for called in CALLED},
        **{(called, _A.REFUSE): _S.REFUSED for called in CALLED},
        (_S.REFUSED, _A.PAY_OUT): _S.BY_BANK,
        (_S.BY_BANK, _A.UNDO): _S.REFUSED,
    }
)


class RefundCause(StrEnum):
    """Why it goes back; SUSPENSE alone is paid from suspense and not from the wallet."""

    LATE_PAYMENT = "LATE_PAYMENT"
    DOUBLE_PAYMENT = "DOUBLE_PAYMENT"
    SETTLEMENT = "SETTLEMENT"
    PAYER_REQUEST = "PAYER_REQUEST"
    SUSPENSE = "SUSPENSE"


@dataclass(frozen=True, slots=True)
class Refund:
    """`amount` of one capture, going back to its payer by the gateway through which it came.

    `next_at` is when the vendor is called next; None when it has ended, or when the attempts are
    spent and a person must look.
    """

    id: RefundId
    capture_id: CaptureId
    intent_id: IntentId
    provider: Provider
    payer: UserId
    amount: Vnd
    cause: RefundCause
    requested_at: datetime
    next_at: datetime | None
    suspense_id: UUID | None = None
    status: RefundStatus = RefundStatus.REQUESTED
    attempts: int = 0
    vendor_refund: str | None = None
    vendor_code: str | None = None
    ended_at: datetime | None = None
    version: int = 0

    @property
    def reference(self) -> str:
        """Our name for it at the gateway, the same for every attempt."""
        return self.id.hex

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def may_be_known(self) -> bool:
        """Whether the vendor must be asked before it is sent (again)."""
        return self.status in CALLED

    @property
    def needs_staff(self) -> bool:
        """Refused: pay a name-matched account. Attempts spent: ask the vendor, then retry."""
        return self.status is RefundStatus.REFUSED or (self.is_open and self.next_at is None)

    def _moved(self, action: RefundAction) -> Refund:
        status = MOVES.get((self.status, action))
        if status is None:
            raise RefundMoveRefused(status=self.status.value)
        return replace(self, status=status)

    def attempted(self, policy: RefundPolicy, *, at: datetime) -> Refund:
        """About to call the vendor; nobody else calls before the pause is over."""
        attempts = self.attempts + 1
        next_at = policy.next_attempt(attempts, at=at)
        return replace(self._moved(RefundAction.SEND), attempts=attempts, next_at=next_at)

    def lost(self) -> Refund:
        """No answer: the outcome is unknown."""
        return self._moved(RefundAction.LOSE)

    def accepted(self, vendor_refund: str, vendor_code: str) -> Refund:
        """The vendor works on it."""
        moved = self._moved(RefundAction.ACCEPT)
        return replace(moved, vendor_refund=vendor_refund, vendor_code=vendor_code)

    def done(self, vendor_refund: str, vendor_code: str, *, at: datetime) -> Refund:
        return replace(
            self._moved(RefundAction.CONFIRM),
            vendor_refund=vendor_refund,
            vendor_code=vendor_code,
            next_at=None,
            ended_at=at,
        )

    def refused(self, vendor_code: str, *, at: datetime) -> Refund:
        moved = self._moved(RefundAction.REFUSE)
        return replace(moved, vendor_code=vendor_code, next_at=None, ended_at=at)

    def paid_out(self) -> Refund:
        """To a bank account in the payer's name; raises RefundMoveRefused unless it is REFUSED."""
        return self._moved(RefundAction.PAY_OUT)

    def not_paid_out(self) -> Refund:
        """The money did not reach the account: staff may try another."""
        return self._moved(RefundAction.UNDO)

    def retried(self, *, at: datetime) -> Refund:
        """Call the vendor as soon as possible; raises RefundMoveRefused once it has ended."""
        if not self.is_open:
            raise RefundMoveRefused(status=self.status.value)
        return replace(self, next_at=at)


def refund_out_reference(refund_id: RefundId) -> str:
    return f"refund:{refund_id}:out"


def refund_out_postings(payer: UserId, amount: Vnd) -> tuple[Posting, ...]:
    """Set aside, so that it cannot be spent while it travels."""
    return Posting(available(payer), -amount), Posting(withdrawing(payer), amount)


def end_reference(refund: Refund) -> str:
    """One name for both ways of ending, so never both."""
    if refund.suspense_id is not None:
        return suspense_end_reference(refund.suspense_id)
    return f"refund:{refund.id}:end"


def end_postings(refund: Refund) -> tuple[Posting, ...]:
    """Confirmed: out through the gateway. Refused: into the wallet, also from suspense."""
    source = SUSPENSE if refund.suspense_id is not None else withdrawing(refund.payer)
    is_done = refund.status is RefundStatus.DONE
    sink = gateway(refund.provider) if is_done else available(refund.payer)
    return Posting(source, -refund.amount), Posting(sink, refund.amount)


def suspense_end_reference(suspense_id: UUID) -> str:
    """The one name under which money leaves suspense, wherever it goes."""
    return f"suspense:{suspense_id}:end"


def suspense_cleared_postings(payer: UserId, amount: Vnd) -> tuple[Posting, ...]:
    """The suspicion was unfounded: the money is the payer's to spend."""
    return Posting(SUSPENSE, -amount), Posting(available(payer), amount)
