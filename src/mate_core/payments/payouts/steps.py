"""Steps of withdrawals inside somebody else's transaction.

Lock order: capture → refund → withdrawal → deeds of staff → wallets.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, time

from mate_core.kyc.steps import verified_name
from mate_core.payments.payouts.bank_account import BankAccount
from mate_core.payments.payouts.withdrawal import Step, Withdrawal
from mate_core.payments.policies import PayoutPolicy
from mate_core.payments.ports import PaymentsUow, PayoutsUow
from mate_core.payments.steps import Bookkeeper
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import UserId, WithdrawalId
from mate_core.shared.money import Vnd
from mate_core.shared.time import from_local, local_day

VerifiedName = Callable[[PayoutsUow, UserId], Awaitable[str | None]]
"""The name in which a person's identity was verified, None while it was not: KYC's to answer."""


async def name_of_verified_partner(uow: PayoutsUow, person: UserId) -> str | None:
    """The name on the card; of partners verified before cards were checked, that of the profile."""
    try:
        partner = await uow.partners.get(person)
    except NotFound:
        return None
    if not partner.is_verified:
        return None
    return await verified_name(uow, person) or (await uow.profiles.get(person)).full_name


async def free_from(uow: PaymentsUow, account: BankAccount, policy: PayoutPolicy) -> datetime:
    """When a withdrawal to `account` is possible: a day after what a thief would change first."""
    user = await uow.users.get(account.owner)
    changes = (account.created_at, user.phone_verified_at, user.password_changed_at)
    return max(each for each in changes if each is not None) + policy.hold_after_change


async def withdrawable(uow: PaymentsUow, owner: UserId) -> Vnd:
    """What of the wallet is earnings: what gateways brought in never leaves for a bank (RULES 8).

    Spending takes gateway money first; so no more than was earned ever leaves.
    """
    wallet = await uow.wallets.get(owner)
    left = await uow.escrows.earned(owner) - await uow.withdrawals.gone(owner)
    return min(wallet.available, max(left, Vnd(0)))


async def asked_today(uow: PaymentsUow, owner: UserId, *, at: datetime) -> Vnd:
    """The sum of the requests of this day in Viet Nam that were not undone."""
    return await uow.withdrawals.gone(owner, since=from_local(local_day(at), time()))


async def post_step(
    uow: PaymentsUow, bookkeeper: Bookkeeper, step: Step, withdrawal: Withdrawal, *, at: datetime
) -> None:
    """Book one step; raises DuplicateReference when it, or its opposite, is booked already."""
    await bookkeeper.post(
        uow,
        step.reference(withdrawal),
        step.kind(withdrawal),
        step.postings(withdrawal),
        subject_id=withdrawal.id,
        at=at,
    )


async def lock_withdrawal(uow: PaymentsUow, withdrawal_id: WithdrawalId) -> Withdrawal:
    """Lock it, with the refund that it pays out and the capture behind that; raises NotFound."""
    refund_id = (await uow.withdrawals.get(withdrawal_id)).refund_id
    if refund_id is not None:
        await uow.captures.get_for_change((await uow.refunds.get(refund_id)).capture_id)
        await uow.refunds.get_for_change(refund_id)
    return await uow.withdrawals.get_for_change(withdrawal_id)


async def undo_refund(uow: PaymentsUow, undone: Withdrawal) -> None:
    """The refund that it was to pay out may be paid out again, and may go back to its source."""
    if undone.refund_id is None:
        return
    refund = (await uow.refunds.get_for_change(undone.refund_id)).not_paid_out()
    await uow.refunds.save(refund)
    capture = await uow.captures.get_for_change(refund.capture_id)
    await uow.captures.save(capture.kept_after_all(undone.amount))


async def save_moved(uow: PaymentsUow, moved: Withdrawal, *, at: datetime) -> None:
    """Save it with its event."""
    await uow.withdrawals.save(moved)
    await uow.publish(moved.event(at=at))
