"""Bank accounts, withdrawals and files; account numbers leave masked."""

from __future__ import annotations

from mate_core.payments.payouts.bank_account_service import BankAccountView
from mate_core.payments.payouts.banks import bank_of
from mate_core.payments.payouts.desk import Ruling, WithdrawalFile
from mate_core.payments.payouts.withdrawal import PayoutOrder
from mate_core.payments.payouts.withdrawal import Withdrawal as Found
from mate_core.shared.money import Vnd
from mate_core.shared.pages import Page
from mate_http import cursors
from mate_http.presenters.payments import audit_entry
from mate_http.schemas.payouts import (
    BankAccount,
    PayoutFile,
    PayoutFiles,
    StaffWithdrawal,
    StaffWithdrawals,
    Withdrawal,
    WithdrawalDossier,
    Withdrawals,
)
from mate_http.times import local, local_or_none


def bank_account(view: BankAccountView) -> BankAccount:
    details = view.account.details
    return BankAccount(
        bank_code=details.bank_code,
        bank_name=bank_of(details.bank_code).name,
        account_number=details.masked_number,
        account_name=details.holder,
        since=local(view.account.created_at),
        withdrawals_from=local(view.free_from),
    )


def withdrawal(found: Found) -> Withdrawal:
    return Withdrawal(
        id=found.id,
        amount=found.amount.amount,
        status=found.status,
        bank_code=found.details.bank_code,
        account_number=found.details.masked_number,
        account_name=found.details.holder,
        requested_at=local(found.requested_at),
        ended_at=local_or_none(found.ended_at),
    )


def withdrawals(page: Page[Found], withdrawable: Vnd) -> Withdrawals:
    return Withdrawals(
        items=[withdrawal(found) for found in page.items],
        withdrawable=withdrawable.amount,
        next_cursor=cursors.written(page.next),
    )


def staff_withdrawal(found: Found, *, waits: bool = False) -> StaffWithdrawal:
    return StaffWithdrawal(
        id=found.id,
        owner_id=found.owner,
        refund_id=found.refund_id,
        amount=found.amount.amount,
        status=found.status,
        bank_code=found.details.bank_code,
        account_number=found.details.masked_number,
        account_name=found.details.holder,
        requested_at=local(found.requested_at),
        approved_at=local_or_none(found.approved_at),
        file_id=found.file_id,
        bank_reference=found.bank_reference,
        return_reference=found.return_reference,
        ended_at=local_or_none(found.ended_at),
        waits_for_second_person=waits,
    )


def ruling(made: Ruling) -> StaffWithdrawal:
    return staff_withdrawal(made.withdrawal, waits=made.waits_for_second_person)


def staff_withdrawals(page: Page[Found]) -> StaffWithdrawals:
    return StaffWithdrawals(
        items=[staff_withdrawal(found) for found in page.items],
        next_cursor=cursors.written(page.next),
    )


def dossier(seen: WithdrawalFile) -> WithdrawalDossier:
    return WithdrawalDossier(
        withdrawal=staff_withdrawal(seen.withdrawal),
        audit=[audit_entry(record) for record in seen.audit],
    )


def payout_file(order: PayoutOrder) -> PayoutFile:
    return PayoutFile(
        id=order.id,
        name=order.name,
        count=order.count,
        total=order.total.amount,
        digest=order.digest,
        created_at=local(order.created_at),
        created_by=order.created_by,
    )


def payout_files(page: Page[PayoutOrder]) -> PayoutFiles:
    return PayoutFiles(
        items=[payout_file(order) for order in page.items], next_cursor=cursors.written(page.next)
    )
