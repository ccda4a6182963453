"""Money held between a payer and a payee, settled exactly once (MONEY, "Arithmetic" 2-5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from mate_core.payments.errors import EscrowClosed
from mate_core.payments.events import EscrowSettled
from mate_core.payments.ledger import REVENUE, TAX_PAYABLE, Posting, available, held, without_zeros
from mate_core.payments.policies import NO_TAX, TaxRates
from mate_core.shared.ids import EscrowId, UserId
from mate_core.shared.money import ZERO, Vnd, total


class EscrowStatus(StrEnum):
    HELD = "HELD"
    RELEASED = "RELEASED"
    REFUNDED = "REFUNDED"


class EscrowAction(StrEnum):
    RELEASE = "release"
    REFUND = "refund"


MOVES: Final[Mapping[tuple[EscrowStatus, EscrowAction], EscrowStatus]] = MappingProxyType(
    {
        (EscrowStatus.HELD, EscrowAction.RELEASE): EscrowStatus.RELEASED,
        (EscrowStatus.HELD, EscrowAction.REFUND): EscrowStatus.REFUNDED,
    }
)


def escrow_status_after(status: EscrowStatus, action: EscrowAction) -> EscrowStatus:
    """Where `action` leads; raises EscrowClosed for every pair that the table lacks."""
    moved = MOVES.get((status, action))
    if moved is None:
        raise EscrowClosed(status=status.value)
    return moved


@dataclass(frozen=True, slots=True)
class EscrowLine:
    """One hold: the booking itself, later each extension. Rounded alone, never as a whole."""

    subtotal: Vnd
    service_fee: Vnd

    @property
    def amount(self) -> Vnd:
        return self.subtotal + self.service_fee


@dataclass(frozen=True, slots=True)
class Shares:
    """Who gets what of one escrow; the five sums make up the whole."""

    payer: Vnd
    payee: Vnd
    fee: Vnd
    vat: Vnd
    pit: Vnd

    @property
    def gross(self) -> Vnd:
        """What the payee earned before tax."""
        return self.payee + self.vat + self.pit

    @property
    def tax(self) -> Vnd:
        return self.vat + self.pit


def _shares(payer: Vnd, gross: Vnd, fee: Vnd, rates: TaxRates) -> Shares:
    vat, pit = gross.percent(rates.vat), gross.percent(rates.pit)
    return Shares(payer=payer, payee=gross - vat - pit, fee=fee, vat=vat, pit=pit)


def refund_shares(subtotal: Vnd, fee: Vnd, percent: int, rates: TaxRates = NO_TAX) -> Shares:
    """`percent` of both lines goes back; what is kept is the remainder, never rounded itself."""
    if not 0 <= percent <= 100:
        raise ValueError(f"a refund is 0 to 100 percent, got {percent}")
    back, fee_back = subtotal.percent(percent), fee.percent(percent)
    return _shares(back + fee_back, subtotal - back, fee - fee_back, rates)


def split_shares(subtotal: Vnd, fee: Vnd, gross: Vnd, rates: TaxRates = NO_TAX) -> Shares:
    """The payee gets `gross` before tax, the platform its part of the fee, the payer the rest."""
    if not ZERO <= gross <= subtotal:
        raise ValueError(f"the payee's part must lie between zero and {subtotal}, got {gross}")
    kept_fee = fee.times(gross.amount, subtotal.amount)
    return _shares(subtotal + fee - gross - kept_fee, gross, kept_fee, rates)


class SettlementKind(StrEnum):
    RELEASE = "release"
    REFUND = "refund"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class Instruction:
    """What a settlement will do and when (UTC); replaced as often as needed until it is done.

    `refund_percent` goes with REFUND, `partner_amount` (gross) with SPLIT.
    """

    kind: SettlementKind
    due_at: datetime
    refund_percent: int = 0
    partner_amount: Vnd = ZERO

    def shares(self, subtotal: Vnd, fee: Vnd, rates: TaxRates) -> Shares:
        if self.kind is SettlementKind.SPLIT:
            return split_shares(subtotal, fee, self.partner_amount, rates)
        return refund_shares(subtotal, fee, self.refund_percent, rates)


def release_at(due_at: datetime) -> Instruction:
    """Everything to the payee, the fee to us."""
    return Instruction(SettlementKind.RELEASE, due_at)


def refund_at(due_at: datetime, percent: int = 100) -> Instruction:
    """`percent` back to the payer; zero percent is a release."""
    return Instruction(SettlementKind.REFUND, due_at, refund_percent=percent)


def split_at(due_at: datetime, partner_amount: Vnd) -> Instruction:
    """`partner_amount` (gross of tax, without fee) to the payee, the rest to the payer."""
    return Instruction(SettlementKind.SPLIT, due_at, partner_amount=partner_amount)


@dataclass(frozen=True, slots=True)
class Escrow:
    """Money of `payer` held for `reference`; without an instruction it waits, never due."""

    id: EscrowId
    reference: UUID
    payer: UserId
    payee: UserId
    lines: tuple[EscrowLine, ...]
    created_at: datetime
    status: EscrowStatus = EscrowStatus.HELD
    instruction: Instruction | None = None
    settled: Shares | None = None
    settled_at: datetime | None = None
    version: int = 0

    @property
    def subtotal(self) -> Vnd:
        return total(line.subtotal for line in self.lines)

    @property
    def service_fee(self) -> Vnd:
        return total(line.service_fee for line in self.lines)

    @property
    def amount(self) -> Vnd:
        return self.subtotal + self.service_fee

    @property
    def is_open(self) -> bool:
        return self.status is EscrowStatus.HELD

    @property
    def due_at(self) -> datetime | None:
        """When the pump should settle it; None when it is settled or waits for an instruction."""
        return self.instruction.due_at if self.is_open and self.instruction else None

    @property
    def pays_payee(self) -> bool:
        """Whether a settlement is under way that gives the payee anything."""
        if not self.is_open or self.instruction is None:
            return False
        return self.instruction.shares(self.subtotal, self.service_fee, NO_TAX).gross > ZERO

    def instructed(self, instruction: Instruction) -> Escrow:
        """Raises EscrowClosed once settled."""
        if not self.is_open:
            raise EscrowClosed(status=self.status.value)
        return replace(self, instruction=instruction)

    def with_line(self, line: EscrowLine) -> Escrow:
        """More is held for the same reference; raises EscrowClosed once settled."""
        if not self.is_open:
            raise EscrowClosed(status=self.status.value)
        return replace(self, lines=(*self.lines, line))

    def settle(self, *, rates: TaxRates, at: datetime) -> tuple[Escrow, EscrowSettled]:
        """Divide the money as instructed; raises EscrowClosed when settled before."""
        if self.instruction is None:
            raise ValueError(f"escrow {self.id} has no instruction")
        shares = self.instruction.shares(self.subtotal, self.service_fee, rates)
        action = EscrowAction.RELEASE if shares.gross else EscrowAction.REFUND
        status = escrow_status_after(self.status, action)
        event = EscrowSettled(
            escrow_id=self.id,
            reference=self.reference,
            payer=self.payer,
            payee=self.payee,
            payer_amount=shares.payer,
            payee_amount=shares.payee,
            fee=shares.fee,
            tax=shares.tax,
            at=at,
        )
        return replace(self, status=status, settled=shares, settled_at=at), event


def hold_reference(escrow_id: EscrowId, line: int) -> str:
    return f"hold:{escrow_id}:{line}"


def settlement_reference(escrow_id: EscrowId) -> str:
    """The one name under which an escrow can be closed, whatever the outcome."""
    return f"settle:{escrow_id}"


def settlement_postings(escrow: Escrow, shares: Shares) -> tuple[Posting, ...]:
    """Every dong that was held goes somewhere, in one entry."""
    return without_zeros(
        (
            Posting(held(escrow.payer), -escrow.amount),
            Posting(available(escrow.payer), shares.payer),
            Posting(available(escrow.payee), shares.payee),
            Posting(REVENUE, shares.fee),
            Posting(TAX_PAYABLE, shares.vat, "VAT"),
            Posting(TAX_PAYABLE, shares.pit, "PIT"),
        )
    )


class FreezeCause(StrEnum):
    STAFF = "STAFF"
    DISPUTE = "DISPUTE"
    BAN = "BAN"
    """The meeting of a person who was banned while it went on (RULES 17)."""


@dataclass(frozen=True, slots=True)
class Freeze:
    """While one is open the database itself refuses a settlement; the parties never see it."""

    id: UUID
    escrow_id: EscrowId
    cause: FreezeCause
    reason: str
    opened_at: datetime
    opened_by: UserId | None
    lifted_at: datetime | None = None
