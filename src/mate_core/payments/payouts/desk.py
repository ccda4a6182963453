"""What staff decide about withdrawals, and what they write down of the bank's word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from mate_core.payments.approvals import FREELY, Authorization, authorize, refuse_own_case
from mate_core.payments.deed import StaffDeed
from mate_core.payments.payouts.steps import (
    lock_withdrawal,
    post_step,
    save_moved,
    undo_refund,
)
from mate_core.payments.payouts.withdrawal import (
    CAME_BACK,
    PAID,
    UNDONE,
    Step,
    Withdrawal,
    WithdrawalStatus,
)
from mate_core.payments.policies import PaymentPolicy, StaffLimits
from mate_core.payments.ports import PaymentsUow
from mate_core.payments.steps import Bookkeeper
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.auditing import audit_record, require_reason
from mate_core.shared.commands import command
from mate_core.shared.errors import InvalidInput
from mate_core.shared.ids import WithdrawalId
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.ports import AuditRecord, Clock

REFERENCE_LENGTH: Final = 64


@dataclass(frozen=True, slots=True)
class Ruling:
    """The withdrawal as it stands; unchanged while the deed waits for a second person."""

    withdrawal: Withdrawal
    authorization: Authorization

    @property
    def waits_for_second_person(self) -> bool:
        return not self.authorization.granted


@dataclass(frozen=True, slots=True)
class WithdrawalFile:
    """A withdrawal with what staff did to it."""

    withdrawal: Withdrawal
    audit: Sequence[AuditRecord]


@dataclass(frozen=True, slots=True)
class _Deed:
    """One command: the move, the entry that goes with it, and whether two people are asked."""

    action: str
    move: Callable[[Withdrawal, datetime], Withdrawal]
    entry: Step | None = None
    limits: StaffLimits | None = None
    terms: str = ""


@dataclass(frozen=True, slots=True)
class PayoutDesk:
    """Every command leaves an audit record; with `dry_run` nothing changes.

    Each raises Forbidden, OwnCase, NotFound, WithdrawalMoveRefused, InvalidInput.
    """

    open_uow: Callable[[], PaymentsUow]
    open_read: Callable[[], PaymentsUow]
    clock: Clock
    bookkeeper: Bookkeeper
    policy: PaymentPolicy

    async def page(
        self, actor: Actor, *, status: WithdrawalStatus | None, after: Cursor | None, limit: int
    ) -> Page[Withdrawal]:
        """Everyone's, newest first."""
        actor.require(Capability.FINANCE)
        async with self.open_read() as uow:
            return await uow.withdrawals.page(None, status=status, after=after, limit=limit)

    async def show(self, actor: Actor, withdrawal_id: WithdrawalId) -> WithdrawalFile:
        actor.require(Capability.FINANCE)
        async with self.open_read() as uow:
            withdrawal = await uow.withdrawals.get(withdrawal_id)
            return WithdrawalFile(withdrawal, await uow.audit.about(withdrawal_id))

    async def approve(
        self, actor: Actor, withdrawal_id: WithdrawalId, *, reason: str, dry_run: bool = False
    ) -> Ruling:
        """Let it go to the bank: alone or by two people, as RULES 16 has it."""
        deed = _Deed(
            "withdrawal.approve",
            lambda seen, at: seen.approve(at=at),
            limits=self.policy.staff,
            terms="approve",
        )
        return await self._do(actor, withdrawal_id, deed, reason, dry_run)

    async def reject(
        self, actor: Actor, withdrawal_id: WithdrawalId, *, reason: str, dry_run: bool = False
    ) -> Ruling:
        """The money is the owner's again, as long as the bank has no order."""
        deed = _Deed("withdrawal.reject", lambda seen, at: seen.reject(at=at), UNDONE)
        return await self._do(actor, withdrawal_id, deed, reason, dry_run)

    async def paid(
        self,
        actor: Actor,
        withdrawal_id: WithdrawalId,
        *,
        bank_reference: str,
        reason: str,
        dry_run: bool = False,
    ) -> Ruling:
        """The bank has paid."""
        said = _checked(bank_reference)
        deed = _Deed("withdrawal.paid", lambda seen, at: seen.pay(said, at=at), PAID)
        return await self._do(actor, withdrawal_id, deed, reason, dry_run)

    async def failed(
        self,
        actor: Actor,
        withdrawal_id: WithdrawalId,
        *,
        bank_reference: str,
        reason: str,
        dry_run: bool = False,
    ) -> Ruling:
        """The bank refused the order: always two people, with the bank's reference (RULES 20)."""
        said = _checked(bank_reference)
        deed = _Deed(
            "withdrawal.failed",
            lambda seen, at: seen.fail(said, at=at),
            UNDONE,
            limits=self.policy.staff.never_alone(),
            terms=f"failed:{said}",
        )
        return await self._do(actor, withdrawal_id, deed, reason, dry_run)

    async def returned(
        self,
        actor: Actor,
        withdrawal_id: WithdrawalId,
        *,
        bank_reference: str,
        reason: str,
        dry_run: bool = False,
    ) -> Ruling:
        """The bank paid and the money came back: two people, as for a failure."""
        said = _checked(bank_reference)
        deed = _Deed(
            "withdrawal.returned",
            lambda seen, at: seen.come_back(said, at=at),
            CAME_BACK,
            limits=self.policy.staff.never_alone(),
            terms=f"returned:{said}",
        )
        return await self._do(actor, withdrawal_id, deed, reason, dry_run)

    @command
    async def _do(
        self, actor: Actor, withdrawal_id: WithdrawalId, deed: _Deed, reason: str, dry_run: bool
    ) -> Ruling:
        """Locks the withdrawal, asks for a second person where the deed needs one, then moves."""
        actor.require(Capability.FINANCE)
        require_reason(reason)
        at = self.clock.now()
        async with self.open_uow() as uow:
            seen = await lock_withdrawal(uow, withdrawal_id)
            moved = deed.move(seen, at)
            authorization = await self._authorize(uow, actor, seen, deed, reason=reason, at=at)
            if authorization.granted:
                await save_moved(uow, moved, at=at)
                if moved.is_undone:
                    await undo_refund(uow, moved)
                if deed.entry is not None:
                    await post_step(uow, self.bookkeeper, deed.entry, moved, at=at)
                await self._audit(uow, actor, moved, deed, reason=reason, at=at)
            if not dry_run:
                await uow.commit()
        if not authorization.granted:
            return Ruling(seen, authorization)
        return Ruling(replace(moved, version=moved.version + 1), authorization)

    async def _authorize(
        self,
        uow: PaymentsUow,
        actor: Actor,
        withdrawal: Withdrawal,
        deed: _Deed,
        *,
        reason: str,
        at: datetime,
    ) -> Authorization:
        if deed.limits is None:
            await refuse_own_case(uow, actor, (withdrawal.owner,))
            return FREELY
        return await authorize(
            uow,
            actor,
            StaffDeed(
                action=deed.action,
                subject_id=withdrawal.id,
                terms=deed.terms,
                amount=withdrawal.amount,
                beneficiary=withdrawal.owner,
                parties=frozenset((withdrawal.owner,)),
            ),
            policy=deed.limits,
            ids=self.bookkeeper.ids,
            reason=reason,
            at=at,
        )

    async def _audit(
        self,
        uow: PaymentsUow,
        actor: Actor,
        moved: Withdrawal,
        deed: _Deed,
        *,
        reason: str,
        at: datetime,
    ) -> None:
        said = moved.return_reference or moved.bank_reference
        facts = {"amount": str(moved.amount.amount)} | ({"bankReference": said} if said else {})
        await uow.audit.add(
            audit_record(
                self.bookkeeper.ids,
                actor,
                action=deed.action,
                subject_type="withdrawal",
                subject_id=moved.id,
                reason=reason,
                at=at,
                facts=facts,
            )
        )


def _checked(bank_reference: str) -> str:
    """Raises InvalidInput for an empty reference, or one that no bank would give."""
    said = bank_reference.strip()
    if not 1 <= len(said) <= REFERENCE_LENGTH or not said.isprintable():
        raise InvalidInput(
            "bankReference",
            "bank_reference.length",
            f"Give the bank's reference, 1 to {REFERENCE_LENGTH} characters.",
        )
    return said
