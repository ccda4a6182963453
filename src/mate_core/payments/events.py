"""What happened to money. Sums are in dong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from mate_core.shared.events import Event
from mate_core.shared.ids import (
    CaptureId,
    ChargebackId,
    EscrowId,
    IntentId,
    RefundId,
    UserId,
    WithdrawalId,
)
from mate_core.shared.money import Vnd


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCaptured(Event):
    """Money for a reference reached the payer's wallet; who waits for it may hold it now.

    The handler runs in the same transaction, under the lock of the reference, and sends back to
    its source what it does not hold (RULES 19).
    """

    intent_id: IntentId
    capture_id: CaptureId
    reference: UUID
    payer: UserId
    amount: Vnd
    part: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositReceived(Event):
    intent_id: IntentId
    payer: UserId
    amount: Vnd


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFailed(Event):
    intent_id: IntentId
    reference: UUID | None
    payer: UserId
    failure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspenseOpened(Event):
    """Money came that could not be credited: wrong amount, or suspected of fraud."""

    intent_id: IntentId
    payer: UserId
    amount: Vnd
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyHeld(Event):
    escrow_id: EscrowId
    reference: UUID
    payer: UserId
    payee: UserId
    amount: Vnd


@dataclass(frozen=True, slots=True, kw_only=True)
class EscrowSettled(Event):
    escrow_id: EscrowId
    reference: UUID
    payer: UserId
    payee: UserId
    payer_amount: Vnd
    payee_amount: Vnd
    fee: Vnd
    tax: Vnd


@dataclass(frozen=True, slots=True, kw_only=True)
class EscrowFrozen(Event):
    escrow_id: EscrowId
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EscrowUnfrozen(Event):
    escrow_id: EscrowId


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondPersonAwaited(Event):
    """A member of staff proposed to move money; another one must agree (RULES 16)."""

    deed_id: UUID
    action: str
    subject_id: UUID
    amount: Vnd
    proposed_by: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccountChanged(Event):
    """Earnings go to another account from now on; the owner must hear of it."""

    owner: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalMoved(Event):
    """A withdrawal was requested, or moved on to `status`.

    With `refund_id` it is no earning, but a refund that its vendor refused.
    """

    withdrawal_id: WithdrawalId
    owner: UserId
    amount: Vnd
    status: str
    refund_id: RefundId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciliationDiffered(Event):
    """A vendor's books and ours do not agree; `day` is the last one compared, in Viet Nam."""

    provider: str
    day: date
    differences: int
    amount: Vnd


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspenseEscalated(Event):
    """Money could not be given back in time: a person must look (RULES 21)."""

    suspense_id: UUID
    payer: UserId
    amount: Vnd


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspenseEnded(Event):
    """Money in suspense found its place; `returned` tells source from wallet."""

    suspense_id: UUID
    payer: UserId
    amount: Vnd
    returned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRequested(Event):
    """Money was set aside to go back to where it came from."""

    refund_id: RefundId
    intent_id: IntentId
    payer: UserId
    amount: Vnd
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundSent(Event):
    """The vendor is called for the first time; from here on it may have paid."""

    refund_id: RefundId
    payer: UserId
    amount: Vnd


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundDone(Event):
    refund_id: RefundId
    payer: UserId
    amount: Vnd


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRefused(Event):
    """The vendor will not pay it back; the money is in the wallet, and staff are to pay it out."""

    refund_id: RefundId
    payer: UserId
    amount: Vnd
    vendor_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundStalled(Event):
    """The last attempt is spent and the outcome unknown: staff ask the vendor."""

    refund_id: RefundId
    payer: UserId
    amount: Vnd


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargebackTaken(Event):
    """The vendor took money back from us; `owed` is what the payer's wallet did not hold."""

    chargeback_id: ChargebackId
    intent_id: IntentId
    payer: UserId
    amount: Vnd
    owed: Vnd


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivableWrittenOff(Event):
    chargeback_id: ChargebackId
    payer: UserId
    amount: Vnd
