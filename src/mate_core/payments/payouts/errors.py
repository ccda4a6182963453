"""Refusals about money that leaves for a bank."""

from __future__ import annotations

from mate_core.shared.errors import Conflict, RuleViolation


class BankUnknown(RuleViolation):
    code = "bank.unknown"
    message = "No bank of Viet Nam has the code {bank_code}."
    field = "bankCode"


class HolderNameMismatch(RuleViolation):
    code = "bank.name_mismatch"
    message = "The account must be held in the name that was verified for you."
    field = "accountName"


class AccountBarred(RuleViolation):
    """It is, or was, the account of somebody who is banned (RULES 17)."""

    code = "bank.account_barred"
    message = "This account cannot be used here; give another account of your own."
    field = "accountNumber"


class NotVerifiedPartner(RuleViolation):
    """Only earnings leave for a bank, and only those of verified partners (RULES 8)."""

    code = "withdrawal.not_verified"
    message = (
        "Only verified partners withdraw to a bank; money from a payment goes back the same way."
    )


class AccountNotRegistered(RuleViolation):
    code = "withdrawal.account_not_registered"
    message = "Money goes to your registered bank account only; change that account first."
    field = "accountNumber"


class WithdrawalOnHold(Conflict):
    code = "withdrawal.on_hold"
    message = "Your bank account or phone changed lately; withdraw again from {until} on."


class PasswordNeeded(RuleViolation):
    code = "withdrawal.password_needed"
    message = "Above {at_once} VND at once or {a_day} VND a day, give your password as well."
    field = "password"


class NotEarned(RuleViolation):
    code = "withdrawal.not_earned"
    message = "{withdrawable} VND of your earnings can be withdrawn."
    field = "amount"


class WithdrawalMoveRefused(Conflict):
    code = "withdrawal.move_refused"
    message = "A withdrawal that is {status} does not take the step “{action}”."


class NothingToExport(Conflict):
    code = "withdrawal.nothing_to_export"
    message = "No approved withdrawal waits for the bank."


class ResultMismatch(Conflict):
    """The bank's file speaks of another sum, or contradicts what it said before."""

    code = "withdrawal.result_mismatch"
    message = "The bank's line says {said}, the withdrawal {known}; ask the bank before going on."
