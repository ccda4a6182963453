"""Who is taxed how, what was withheld, and paying it on; for staff with `finance`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from mate_core.payments.approvals import authorize
from mate_core.payments.books.reader import BookReader
from mate_core.payments.books.taxes import (
    ResidencyRecord,
    TaxKind,
    TaxReport,
    remittance_postings,
    remittance_reference,
    remittance_subject,
)
from mate_core.payments.deed import StaffDeed
from mate_core.payments.errors import MonthNotOver, NothingToRemit, TaxRemitted
from mate_core.payments.ledger import EntryKind
from mate_core.payments.policies import Residency, StaffLimits
from mate_core.payments.ports import PaymentsUow
from mate_core.payments.steps import Bookkeeper
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.auditing import audit_record, require_reason
from mate_core.shared.commands import command
from mate_core.shared.ids import UserId
from mate_core.shared.money import ZERO, Vnd
from mate_core.shared.months import Month
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class Remittance:
    """What is, or would be, paid on to the state."""

    month: Month
    kind: TaxKind
    amount: Vnd
    reference: str
    waits_for_second_person: bool = False


@dataclass(frozen=True, slots=True)
class TaxService:
    open_uow: Callable[[], PaymentsUow]
    open_read: Callable[[], PaymentsUow]
    reader: BookReader
    clock: Clock
    bookkeeper: Bookkeeper
    limits: StaffLimits

    async def report(self, actor: Actor, month: Month) -> TaxReport:
        """Per partner gross, VAT and PIT of the settlements in that month of Viet Nam."""
        actor.require(Capability.FINANCE)
        posted = await self.reader.taxes_posted(month.period)
        return TaxReport(
            month,
            await self.reader.taxes(month.period),
            posted.get(TaxKind.VAT, ZERO),
            posted.get(TaxKind.PIT, ZERO),
        )

    @command
    async def remit(
        self, actor: Actor, month: Month, kind: TaxKind, *, reason: str, dry_run: bool = False
    ) -> Remittance:
        """Book that the month's tax of that kind was paid to the state, once.

        Alone or by two people, as for any money that leaves (RULES 16); while it waits for the
        second nothing is booked.
        Raises MonthNotOver (more may be withheld), NothingToRemit, TaxRemitted.
        """
        actor.require(Capability.FINANCE)
        require_reason(reason)
        now = self.clock.now()
        if now < month.period.end:
            raise MonthNotOver(month=str(month))
        posted = await self.reader.taxes_posted(month.period)
        amount = posted.get(kind, ZERO)
        if not amount:
            raise NothingToRemit(month=str(month), kind=kind.value)
        remittance = Remittance(month, kind, amount, remittance_reference(month, kind))
        async with self.open_uow() as uow:
            await uow.deeds.lock()  # whoever comes second sees what the first has booked
            if await uow.journal.has(remittance.reference):
                raise TaxRemitted(month=str(month), kind=kind.value)
            authorization = await authorize(
                uow,
                actor,
                _deed(remittance),
                policy=self.limits,
                ids=self.bookkeeper.ids,
                reason=reason,
                at=now,
            )
            if authorization.granted:
                await self._post(uow, actor, remittance, reason=reason, at=now)
            if not dry_run:
                await uow.commit()
        return replace(remittance, waits_for_second_person=not authorization.granted)

    async def _post(
        self, uow: PaymentsUow, actor: Actor, remittance: Remittance, *, reason: str, at: datetime
    ) -> None:
        subject_id = remittance_subject(remittance.month, remittance.kind)
        await self.bookkeeper.post(
            uow,
            remittance.reference,
            EntryKind.TAX,
            remittance_postings(remittance.kind, remittance.amount),
            subject_id=subject_id,
            at=at,
        )
        record = audit_record(
            self.bookkeeper.ids,
            actor,
            action="tax.remit",
            subject_type="tax",
            subject_id=subject_id,
            reason=reason,
            at=at,
            facts={
                "reference": remittance.reference,
                "amount": str(remittance.amount.amount),
            },
        )
        await uow.audit.add(record)

    @command
    async def record_residency(
        self, actor: Actor, person: UserId, residency: Residency, *, since: datetime, reason: str
    ) -> ResidencyRecord:
        """How that person is taxed in settlements from `since` (UTC) on; nothing is taxed anew.

        Raises NotFound for nobody.
        """
        actor.require(Capability.FINANCE)
        require_reason(reason)
        now = self.clock.now()
        record = ResidencyRecord(person, residency, since, now, actor.user_id, reason)
        async with self.open_uow() as uow:
            await uow.wallets.get(person)
            await uow.tax_residencies.add(record)
            audit = audit_record(
                self.bookkeeper.ids,
                actor,
                action="tax.residency",
                subject_type="user",
                subject_id=person,
                reason=reason,
                at=now,
                facts={"residency": residency.value, "since": since.isoformat()},
            )
            await uow.audit.add(audit)
            await uow.commit()
        return record


def _deed(remittance: Remittance) -> StaffDeed:
    """Nobody's case: the money of all partners of a month, and the state gets it."""
    return StaffDeed(
        action="tax.remit",
        subject_id=remittance_subject(remittance.month, remittance.kind),
        terms=remittance.reference,
        amount=remittance.amount,
        beneficiary=None,
        parties=frozenset(),
    )
