"""Held money: worked out again from what happened, by the arithmetic of MONEY."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from mate_adapters.memory.unit_of_work import MemoryTables
from mate_adapters.simulation.invariants.bans import BanWatch
from mate_adapters.simulation.invariants.violation import Violated
from mate_core.bookings.disputes.model import Dispute, DisputeStatus, Outcome
from mate_core.bookings.model import Booking, CancellationCode
from mate_core.bookings.policies import BookingPolicy
from mate_core.bookings.transitions import BookingStatus, Party
from mate_core.payments.escrow import Escrow
from mate_core.payments.ledger import AccountKind, EntryKind, JournalEntry
from mate_core.payments.policies import PaymentPolicy

_PARTNER_IS_PAID: Final = frozenset({CancellationCode.USER_NO_SHOW, CancellationCode.CODE_REFUSED})
_ENDED: Final = frozenset({BookingStatus.CANCELLED, BookingStatus.COMPLETED})


def half_up(amount: int, numerator: int, denominator: int) -> int:
    """MONEY's one way of rounding, written down a second time on purpose."""
    whole, rest = divmod(amount * numerator, denominator)
    return whole + (2 * rest >= denominator)


@dataclass(slots=True)
class _Moved:
    """What the journal says of one escrow, in dong."""

    held: int = 0
    settled: int = 0
    settlements: int = 0
    postings: dict[str, int] = field(default_factory=dict)


class SettlementWatch:
    """`bookings` of an escrow's reference decide what its settlement has to come to."""

    def __init__(
        self,
        tables: MemoryTables,
        bans: BanWatch,
        bookings: BookingPolicy,
        payments: PaymentPolicy,
    ) -> None:
        self._bookings = tables.bookings.bookings.rows
        self._escrows = tables.money.escrows.rows
        self._freezes = tables.money.open_freezes
        self._audit = tables.records
        self._disputes = tables.disputes.disputes.rows
        self._bans = bans
        self._policy = bookings
        self._tax = payments.tax
        self._moved: dict[UUID, _Moved] = {}
        self._of_booking: dict[UUID, UUID] = {}
        self._touched: dict[UUID, None] = {}

    def of_booking(self, booking_id: UUID) -> UUID | None:
        return self._of_booking.get(booking_id)

    def entries(self, changes: Mapping[Any, JournalEntry | None]) -> None:
        for entry in changes.values():
            if entry is None or entry.kind not in (EntryKind.HOLD, EntryKind.SETTLEMENT):
                continue
            moved = self._moved.setdefault(entry.subject_id, _Moved())
            sums: dict[str, int] = {}
            for posting in entry.postings:
                account = posting.account
                name = f"{account.kind}:{account.owner or posting.memo}"
                sums[name] = sums.get(name, 0) + posting.amount.amount
            change = sum(
                posting.amount.amount
                for posting in entry.postings
                if posting.account.kind is AccountKind.HELD
            )
            if entry.kind is EntryKind.HOLD:
                moved.held += change
            else:
                moved.settled -= change
                moved.settlements += 1
                moved.postings = sums
            self._touched[entry.subject_id] = None

    def escrows(self, changes: Mapping[Any, Escrow | None]) -> None:
        for escrow_id, escrow in changes.items():
            if escrow is None:
                raise Violated("no escrow disappears", "its row was removed", escrow_id)
            other = self._of_booking.setdefault(escrow.reference, escrow.id)
            if other != escrow.id:
                raise Violated("one escrow a booking", "a second one", escrow.reference)
            self._touched[escrow_id] = None

    def touch(self, booking_id: UUID) -> None:
        escrow_id = self._of_booking.get(booking_id)
        if escrow_id is not None:
            self._touched[escrow_id] = None

    def look_at_touched(self) -> None:
        for escrow_id in self._touched:
            escrow = self._escrows.get(escrow_id)  # type: ignore[call-overload]  # an id is a UUID
            if escrow is None:
                raise Violated("no money without an owner", "postings of no escrow", escrow_id)
            self._look_at(escrow)
        self._touched.clear()

    def _look_at(self, escrow: Escrow) -> None:
        moved = self._moved.get(escrow.id, _Moved())
        amount = escrow.amount.amount
        closed = (0, 0) if escrow.is_open else (amount, 1)
        if moved.held != amount or (moved.settled, moved.settlements) != closed:
            raise Violated(
                "an escrow is held once and settled once",
                f"{amount} VND {escrow.status}: held {moved.held}, "
                f"settled {moved.settled} in {moved.settlements}",
                escrow.reference,
            )
        row = self._bookings.get(escrow.reference)  # type: ignore[call-overload]  # a UUID
        if row is None:
            raise Violated("no money without an owner", "held for no booking", escrow.reference)
        booking: Booking = row.booking
        if not escrow.is_open:
            self._look_at_shares(escrow, booking, moved)
        elif booking.status in _ENDED and escrow.due_at is None:
            raise Violated("no state without an exit", "held and never due", booking.id)

    def _look_at_shares(self, escrow: Escrow, booking: Booking, moved: _Moved) -> None:
        dispute = self._disputes.get(booking.id)
        if dispute is not None and dispute.is_unsettled:
            raise Violated("money waits for the decision", f"{dispute.status}", booking.id)
        if dispute is not None and dispute.status is DisputeStatus.EXECUTED:
            kept, kept_fee = _by_verdict(escrow, dispute)
        else:
            percent = self._refund_of(booking)
            kept, kept_fee = _by_percent(escrow, percent)
        wanted = self._postings(escrow, booking, kept=kept, kept_fee=kept_fee)
        if moved.postings != wanted:
            raise Violated(
                "settlements follow MONEY",
                f"{booking.status}, {moved.postings} instead of {wanted}",
                booking.id,
            )
        if dispute is None or dispute.status is not DisputeStatus.EXECUTED:
            self._look_at_time(escrow, booking)

    def _look_at_time(self, escrow: Escrow, booking: Booking) -> None:
        """Whatever pays the partner waits for the dispute time, unless staff acted."""
        ended = booking.cancellation
        over = ended.at if ended else booking.completed_at
        acted = escrow.id in self._audit.audit_by_subject.keys
        if acted or over is None or escrow.settled_at is None or self._refund_of(booking) == 100:
            return
        if booking.status is BookingStatus.COMPLETED:
            over = max(over, booking.period.end)
        if escrow.settled_at < over + self._policy.timers.dispute_time:
            raise Violated(
                "nobody is paid before disputes can be opened",
                f"over at {over}, settled at {escrow.settled_at}",
                booking.id,
            )

    def _postings(
        self, escrow: Escrow, booking: Booking, *, kept: int, kept_fee: int
    ) -> dict[str, int]:
        if escrow.settled_at is None:
            raise Violated("a settled escrow says when", "no instant", booking.id)
        rates = self._tax.rates_at(escrow.settled_at)
        vat, pit = half_up(kept, rates.vat, 100), half_up(kept, rates.pit, 100)
        whole = escrow.amount.amount
        wanted = {
            f"held:{booking.user_id}": -whole,
            f"available:{booking.user_id}": whole - kept - kept_fee,
            f"available:{booking.partner_id}": kept - vat - pit,
            "revenue:": kept_fee,
            "tax_payable:VAT": vat,
            "tax_payable:PIT": pit,
        }
        return {name: sum_ for name, sum_ in wanted.items() if sum_}

    def _refund_of(self, booking: Booking) -> int:
        """What goes back, in percent, by the rules of who ended it and when."""
        if booking.status is BookingStatus.COMPLETED:
            return 0
        ended = booking.cancellation
        if ended is None:
            raise Violated("money waits for the end", f"settled while {booking.status}", booking.id)
        if ended.code in _PARTNER_IS_PAID:
            return 0
        if ended.code is CancellationCode.BAN:
            return self._refund_of_ban(booking, ended.refund_percent)
        if ended.code is not CancellationCode.BY_USER:
            return 100
        notice = booking.period.start - ended.at
        tier = max((t.percent for t in booking.terms.tiers if notice >= t.before), default=0)
        capped = self._policy.limits.capped_refund_percent
        return capped if tier == 100 and ended.refund_percent == capped else tier

    def _refund_of_ban(self, booking: Booking, given: int | None) -> int:
        """Where both were banned, what either ban would give."""
        possible = self._bans.refunds_of(booking, self._policy.limits.capped_refund_percent)
        return given if given in possible else max(possible)

    def all_are_settled(self) -> None:
        """When time went on without anybody, no money is held any more."""
        for escrow in self._escrows.values():
            if escrow.is_open:
                raise Violated("everything ends by itself", "still held", escrow.reference)


def _lines(escrow: Escrow) -> tuple[int, int]:
    subtotal = sum(line.subtotal.amount for line in escrow.lines)
    return subtotal, sum(line.service_fee.amount for line in escrow.lines)


def _by_percent(escrow: Escrow, percent: int) -> tuple[int, int]:
    """What the partner earns before tax and what we keep, when `percent` goes back."""
    subtotal, fee = _lines(escrow)
    return subtotal - half_up(subtotal, percent, 100), fee - half_up(fee, percent, 100)


def _by_verdict(escrow: Escrow, dispute: Dispute) -> tuple[int, int]:
    """The same by the last decision of staff, or by default when there was none."""
    subtotal, fee = _lines(escrow)
    if dispute.rulings:
        verdict = dispute.rulings[-1].verdict
        if verdict.outcome is Outcome.SPLIT:
            kept = verdict.partner_amount.amount
            return kept, half_up(fee, kept, subtotal)
        released = verdict.outcome is Outcome.RELEASE
    else:
        believed = dispute.benefit_of_doubt and dispute.opened_by is Party.USER
        released = dispute.code_entered and not believed
    return (subtotal, fee) if released else (0, 0)
