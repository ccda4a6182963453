"""Files to the bank and back: immutable orders, and the bank's answers line by line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from mate_core.payments.payouts.desk import PayoutDesk, Ruling
from mate_core.payments.payouts.errors import NothingToExport, ResultMismatch
from mate_core.payments.payouts.ports import PayoutGateway
from mate_core.payments.payouts.steps import save_moved
from mate_core.payments.payouts.withdrawal import (
    PayoutFile,
    PayoutOrder,
    PayoutResult,
    Withdrawal,
    WithdrawalStatus,
)
from mate_core.payments.policies import PaymentPolicy
from mate_core.payments.ports import PaymentsUow
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.auditing import audit_record, require_reason
from mate_core.shared.commands import command
from mate_core.shared.errors import Refusal
from mate_core.shared.ids import IdGenerator, PayoutFileId
from mate_core.shared.money import total
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class ImportedLine:
    """What one line of the bank's answer led to: a ruling, a refusal, or neither when known."""

    result: PayoutResult
    ruling: Ruling | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class PayoutExchange:
    open_uow: Callable[[], PaymentsUow]
    open_read: Callable[[], PaymentsUow]
    clock: Clock
    ids: IdGenerator
    gateway: PayoutGateway
    desk: PayoutDesk
    policy: PaymentPolicy

    @command
    async def export(self, actor: Actor, *, reason: str, dry_run: bool = False) -> PayoutFile:
        """Everything approved, oldest first, as one order that can never change again.

        The actor's own withdrawals wait for a colleague. Raises Forbidden, NothingToExport,
        InvalidInput.
        """
        actor.require(Capability.FINANCE)
        require_reason(reason)
        now = self.clock.now()
        async with self.open_uow() as uow:
            waiting = await uow.withdrawals.approved_for_change(
                but=actor.user_id, limit=self.policy.payouts.file_length, at=now
            )
            if not waiting:
                raise NothingToExport
            file = self._file(actor, waiting, at=now)
            await uow.payout_files.add(file)
            for withdrawal in waiting:
                await save_moved(uow, withdrawal.export(file.order.id), at=now)
            await self._audit(uow, actor, file.order, "withdrawal.export", reason, at=now)
            if not dry_run:
                await uow.commit()
        return file

    def _file(self, actor: Actor, waiting: Sequence[Withdrawal], *, at: datetime) -> PayoutFile:
        file_id = PayoutFileId(self.ids.uuid())
        content = self.gateway.order(file_id, waiting, at=at)
        order = PayoutOrder(
            id=file_id,
            created_at=at,
            created_by=actor.user_id,
            count=len(waiting),
            total=total(withdrawal.amount for withdrawal in waiting),
            digest=hashlib.sha256(content).hexdigest(),
        )
        return PayoutFile(order, content)

    async def orders(self, actor: Actor, *, after: Cursor | None, limit: int) -> Page[PayoutOrder]:
        """Newest first."""
        actor.require(Capability.FINANCE)
        async with self.open_read() as uow:
            return await uow.payout_files.page(after=after, limit=limit)

    @command
    async def file(self, actor: Actor, file_id: PayoutFileId) -> PayoutFile:
        """The same bytes as the first time; a look at account numbers, hence audited.

        Raises Forbidden, NotFound.
        """
        actor.require(Capability.FINANCE)
        async with self.open_uow() as uow:
            file = await uow.payout_files.get(file_id)
            await self._audit(
                uow, actor, file.order, "withdrawal.download", "download", at=self.clock.now()
            )
            await uow.commit()
        return file

    async def take_results(
        self, actor: Actor, raw: bytes, *, reason: str, dry_run: bool = False
    ) -> Sequence[ImportedLine]:
        """Write down what the bank says, each line by itself; again is no harm.

        Failures wait for a second person who imports the same file. Raises Forbidden, InvalidInput
        when the file cannot be read: then no line counts.
        """
        actor.require(Capability.FINANCE)
        require_reason(reason)
        results = self.gateway.read_results(raw)
        return [await self._take(actor, result, reason, dry_run) for result in results]

    async def _take(
        self, actor: Actor, result: PayoutResult, reason: str, dry_run: bool
    ) -> ImportedLine:
        try:
            if await self._is_known(result):
                return ImportedLine(result)
            write_down = self.desk.paid if result.paid else self.desk.failed
            ruling = await write_down(
                actor,
                result.withdrawal_id,
                bank_reference=result.bank_reference,
                reason=reason,
                dry_run=dry_run,
            )
        except Refusal as refusal:
            return ImportedLine(result, refusal=refusal)
        return ImportedLine(result, ruling)

    async def _is_known(self, result: PayoutResult) -> bool:
        """Raises NotFound, ResultMismatch."""
        async with self.open_read() as uow:
            withdrawal = await uow.withdrawals.get(result.withdrawal_id)
        if withdrawal.amount != result.amount:
            raise ResultMismatch(said=str(result.amount), known=str(withdrawal.amount))
        if withdrawal.bank_reference is None:
            return False
        said = WithdrawalStatus.PAID if result.paid else WithdrawalStatus.FAILED
        # what came back later was paid once, and the bank may say so again
        was_paid = withdrawal.status is not WithdrawalStatus.FAILED
        if was_paid is result.paid and withdrawal.bank_reference == result.bank_reference:
            return True
        raise ResultMismatch(
            said=f"{said} {result.bank_reference}",
            known=f"{withdrawal.status} {withdrawal.bank_reference}",
        )

    async def _audit(
        self,
        uow: PaymentsUow,
        actor: Actor,
        order: PayoutOrder,
        action: str,
        reason: str,
        *,
        at: datetime,
    ) -> None:
        await uow.audit.add(
            audit_record(
                self.ids,
                actor,
                action=action,
                subject_type="payout_file",
                subject_id=order.id,
                reason=reason,
                at=at,
                facts={
                    "count": str(order.count),
                    "total": str(order.total.amount),
                    "sha256": order.digest,
                },
            )
        )
