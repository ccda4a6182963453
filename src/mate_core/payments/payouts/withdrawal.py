"""Earnings and refused refunds on their way to a bank (RULES 8, 20; MONEY, "Journal entries")."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from mate_core.payments.events import WithdrawalMoved
from mate_core.payments.ledger import (
    BANK,
    Account,
    EntryKind,
    Posting,
    available,
    withdrawing,
)
from mate_core.payments.payouts.bank_account import AccountDetails, BankAccount
from mate_core.payments.payouts.errors import WithdrawalMoveRefused
from mate_core.shared.ids import BankAccountId, PayoutFileId, RefundId, UserId, WithdrawalId
from mate_core.shared.money import Vnd
from mate_core.shared.time import local_day


class WithdrawalStatus(StrEnum):
    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    EXPORTED = "EXPORTED"
    PAID = "PAID"
    FAILED = "FAILED"
    RETURNED = "RETURNED"
    REJECTED = "REJECTED"
    CANCELLED = "CANCELLED"


class WithdrawalAction(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    CANCEL = "cancel"
    EXPORT = "export"
    PAY = "pay"
    FAIL = "fail"
    RETURN = "return"


_S, _A = WithdrawalStatus, WithdrawalAction
MOVES: Final[Mapping[tuple[WithdrawalStatus, WithdrawalAction], WithdrawalStatus]] = (
    MappingProxyType(
        {
            (_S.REQUESTED, _A.APPROVE): _S.APPROVED,
            (_S.REQUESTED, _A.REJECT): _S.REJECTED,
            (_S.REQUESTED, _A.CANCEL): _S.CANCELLED,
            (_S.APPROVED, _A.REJECT): _S.REJECTED,
            (_S.APPROVED, _A.CANCEL): _S.CANCELLED,
            (_S.APPROVED, _A.EXPORT): _S.EXPORTED,
            # from here on the bank has it: nobody can call it back, only the bank can say no
            (_S.EXPORTED, _A.PAY): _S.PAID,
            (_S.EXPORTED, _A.FAIL): _S.FAILED,
            (_S.PAID, _A.RETURN): _S.RETURNED,
        }
    )
)
OPEN: Final = frozenset({_S.REQUESTED, _S.APPROVED, _S.EXPORTED})
"""Money stands on the person's account `withdrawing`."""
GONE: Final = OPEN | {_S.PAID}
"""Money that left the wallet, for good or so far."""


def withdrawal_status_after(status: WithdrawalStatus, action: WithdrawalAction) -> WithdrawalStatus:
    """Where `action` leads; raises WithdrawalMoveRefused for every pair that the table lacks."""
    moved = MOVES.get((status, action))
    if moved is None:
        raise WithdrawalMoveRefused(status=status.value, action=action.value)
    return moved


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """`details` are those of the request: a later change of account does not redirect it.

    `bank_reference` is the bank's name of the payment or of its refusal, `return_reference` that
    of a payment which came back. With `refund_id` it pays out a refund that the vendor refused:
    staff asked for it, and it is none of the owner's earnings.
    """

    id: WithdrawalId
    owner: UserId
    account_id: BankAccountId
    details: AccountDetails
    amount: Vnd
    requested_at: datetime
    status: WithdrawalStatus = WithdrawalStatus.REQUESTED
    approved_at: datetime | None = None
    file_id: PayoutFileId | None = None
    bank_reference: str | None = None
    return_reference: str | None = None
    ended_at: datetime | None = None
    refund_id: RefundId | None = None
    version: int = 0

    @classmethod
    def to(
        cls,
        account: BankAccount,
        withdrawal_id: WithdrawalId,
        amount: Vnd,
        *,
        refund_id: RefundId | None = None,
        at: datetime,
    ) -> Withdrawal:
        return cls(
            withdrawal_id,
            account.owner,
            account.id,
            account.details,
            amount,
            at,
            refund_id=refund_id,
        )

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_undone(self) -> bool:
        """Ended, and the money is in the owner's wallet again."""
        return self.status not in GONE

    def approve(self, *, at: datetime) -> Withdrawal:
        return replace(self._after(WithdrawalAction.APPROVE), approved_at=at)

    def reject(self, *, at: datetime) -> Withdrawal:
        return replace(self._after(WithdrawalAction.REJECT), ended_at=at)

    def cancel(self, *, at: datetime) -> Withdrawal:
        return replace(self._after(WithdrawalAction.CANCEL), ended_at=at)

    def export(self, file_id: PayoutFileId) -> Withdrawal:
        return replace(self._after(WithdrawalAction.EXPORT), file_id=file_id)

    def pay(self, bank_reference: str, *, at: datetime) -> Withdrawal:
        moved = self._after(WithdrawalAction.PAY)
        return replace(moved, bank_reference=bank_reference, ended_at=at)

    def fail(self, bank_reference: str, *, at: datetime) -> Withdrawal:
        moved = self._after(WithdrawalAction.FAIL)
        return replace(moved, bank_reference=bank_reference, ended_at=at)

    def come_back(self, return_reference: str, *, at: datetime) -> Withdrawal:
        """The bank returned it after paying."""
        moved = self._after(WithdrawalAction.RETURN)
        return replace(moved, return_reference=return_reference, ended_at=at)

    def event(self, *, at: datetime) -> WithdrawalMoved:
        return WithdrawalMoved(
            withdrawal_id=self.id,
            owner=self.owner,
            amount=self.amount,
            status=self.status.value,
            refund_id=self.refund_id,
            at=at,
        )

    def _after(self, action: WithdrawalAction) -> Withdrawal:
        """Raises WithdrawalMoveRefused."""
        return replace(self, status=withdrawal_status_after(self.status, action))


@dataclass(frozen=True, slots=True)
class Step:
    """One of the entries of a withdrawal: `withdrawal:<id>:<suffix>`, its two accounts.

    A refund that goes by bank has kinds of its own, so that its owner can tell them apart.
    """

    suffix: str
    of_earnings: EntryKind
    of_refund: EntryKind
    source: Callable[[UserId], Account]
    sink: Callable[[UserId], Account]

    def reference(self, withdrawal: Withdrawal) -> str:
        return f"withdrawal:{withdrawal.id}:{self.suffix}"

    def kind(self, withdrawal: Withdrawal) -> EntryKind:
        return self.of_earnings if withdrawal.refund_id is None else self.of_refund

    def postings(self, withdrawal: Withdrawal) -> tuple[Posting, ...]:
        return (
            Posting(self.source(withdrawal.owner), -withdrawal.amount),
            Posting(self.sink(withdrawal.owner), withdrawal.amount),
        )


def _bank(_owner: UserId) -> Account:
    return BANK


_K = EntryKind
TAKEN_OUT: Final = Step("out", _K.WITHDRAWAL, _K.REFUND_PAYOUT, available, withdrawing)
PAID: Final = Step("end", _K.WITHDRAWAL_PAID, _K.REFUND_PAYOUT_PAID, withdrawing, _bank)
UNDONE: Final = Step("end", _K.WITHDRAWAL_UNDONE, _K.REFUND_PAYOUT_UNDONE, withdrawing, available)
"""The same reference as PAID, so that never both happen."""
CAME_BACK: Final = Step(
    "returned", _K.WITHDRAWAL_RETURNED, _K.REFUND_PAYOUT_RETURNED, _bank, available
)


@dataclass(frozen=True, slots=True)
class PayoutOrder:
    """What the bank was told to pay; `digest` is the SHA-256 (hex) of the bytes that told it."""

    id: PayoutFileId
    created_at: datetime
    created_by: UserId
    count: int
    total: Vnd
    digest: str

    @property
    def name(self) -> str:
        return f"mate-payout-{local_day(self.created_at):%Y%m%d}-{self.id.hex[-8:]}.csv"


@dataclass(frozen=True, slots=True)
class PayoutFile:
    """An order with the bytes as they were sent; never changed."""

    order: PayoutOrder
    content: bytes


@dataclass(frozen=True, slots=True)
class PayoutResult:
    """One line of the bank's answer: paid, or refused with its reference."""

    withdrawal_id: WithdrawalId
    amount: Vnd
    paid: bool
    bank_reference: str
