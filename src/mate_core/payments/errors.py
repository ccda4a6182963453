"""Refusals about money."""

from __future__ import annotations

from mate_core.shared.errors import Conflict, Forbidden, MateError, RuleViolation


class InsufficientFunds(RuleViolation):
    code = "wallet.insufficient_funds"
    message = (
        "The wallet holds {available} VND and {needed} VND are needed; top up or pay otherwise."
    )


class EscrowClosed(Conflict):
    code = "escrow.closed"
    message = "This escrow is settled already ({status})."


class EscrowIsFrozen(Conflict):
    """The database's guard: a freeze was open at the moment of settling."""

    code = "escrow.frozen"
    message = "This escrow is frozen; lift the freeze first."


class IntentMoveRefused(Conflict):
    code = "payment.intent_closed"
    message = "This payment attempt is {status}."


class TopUpDisabled(RuleViolation):
    code = "wallet.top_up_disabled"
    message = "Topping up a wallet is switched off; pay each booking by itself."


class AmountOutOfRange(RuleViolation):
    code = "payment.amount_out_of_range"
    message = "The amount must lie between {lowest} and {highest} VND."
    field = "amount"


class DuplicateReference(Conflict):
    """The journal holds this effect already: somebody else booked it first."""

    code = "ledger.duplicate_reference"
    message = "This was booked already."


class NoticeForged(MateError):
    """The signature does not fit, names another merchant, or a parameter comes twice."""


class NoticeUnreadable(MateError):
    """The signature fits, the content does not make sense."""


class CallbackTooLarge(RuleViolation):
    code = "payment.callback_too_large"
    message = "A callback may hold at most {limit} bytes."


class GatewayRefused(Conflict):
    """Final: this attempt cannot be paid there."""

    code = "payment.gateway_refused"
    message = "The payment service refuses this payment; choose another method."


class GatewayUnavailable(MateError):
    """Outcome unknown: ask again later, with the same merchant reference."""


class UnknownProvider(RuleViolation):
    code = "payment.method_unknown"
    message = "This payment method is not offered here."
    field = "method"


class OwnCase(Forbidden):
    """Nobody of staff acts on a case of his own, or of somebody who is perhaps himself."""

    code = "staff.own_case"
    message = "You are a party to this case, or share a phone or account with one; ask a colleague."


class SecondPersonNeeded(Conflict):
    """Told after the proposal was stored, by commands that have no other way to say so."""

    code = "staff.second_person_needed"
    message = "Proposed; a second member of staff must repeat the same command before {lapses_at}."


class MonthNotOver(Conflict):
    """Settlements of this month may still withhold tax."""

    code = "tax.month_not_over"
    message = "{month} is not over yet; pay its tax on in the next month."


class NothingToRemit(Conflict):
    code = "tax.nothing_to_remit"
    message = "No {kind} was withheld in {month}."


class TaxRemitted(Conflict):
    code = "tax.remitted"
    message = "The {kind} of {month} was paid on already."


class BatchImported(Conflict):
    """Another file, with other bytes, says the same of itself."""

    code = "reconciliation.batch_imported"
    message = "A different file for batch {batch} was imported already."


class RefundAboveCaptured(RuleViolation):
    """Never more than came in by that payment and has not gone back (RULES 8)."""

    code = "refund.above_captured"
    message = "Of this payment {refundable} VND can still go back to where it came from."
    field = "amount"


class RefundMoveRefused(Conflict):
    code = "refund.closed"
    message = "This refund is {status}."


class RefundMoneySpent(Conflict):
    """A refund is paid out whole: a part of it would need a refund of its own."""

    code = "refund.money_spent"
    message = (
        "The payer's wallet holds {available} VND of the {needed} VND of this refund; "
        "it can only be paid out whole."
    )


class PayerNameMismatch(RuleViolation):
    code = "refund.name_mismatch"
    message = "The account must be held in the payer's own name."
    field = "accountName"


class SuspenseClosed(Conflict):
    code = "suspense.closed"
    message = "This money has found its place already."


class SuspenseReturning(Conflict):
    code = "suspense.return_under_way"
    message = "This money is on its way back to its source; wait for the vendor's answer."


class ChargebackRecorded(Conflict):
    code = "chargeback.recorded"
    message = "A chargeback with that reference of the vendor is recorded already."


class ChargebackAboveCaptured(RuleViolation):
    code = "chargeback.above_captured"
    message = "Of this payment the vendor can take back {refundable} VND at most."
    field = "amount"


class ChargebackWrittenOff(Conflict):
    code = "chargeback.nothing_owed"
    message = "Nothing is owed for this chargeback any more."
