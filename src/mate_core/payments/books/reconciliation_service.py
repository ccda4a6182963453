"""Importing vendors' settlement files, and the daily comparison three ways."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from mate_core.payments.books.reader import Arrival, BookReader
from mate_core.payments.books.reconciliation import (
    Difference,
    Reconciliation,
    SettlementContent,
    SettlementFile,
    against_answers,
    against_file,
    settlement_batch_postings,
    settlement_batch_reference,
)
from mate_core.payments.errors import BatchImported, GatewayUnavailable
from mate_core.payments.events import ReconciliationDiffered
from mate_core.payments.intent import PaymentIntent, PaymentNotice
from mate_core.payments.ledger import EntryKind, Provider
from mate_core.payments.policies import ReconciliationPolicy
from mate_core.payments.ports import PaymentsUow
from mate_core.payments.service import Gateways
from mate_core.payments.steps import Bookkeeper
from mate_core.payments.vendor import PaymentQuestion
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.auditing import audit_record
from mate_core.shared.commands import command
from mate_core.shared.ids import IntentId
from mate_core.shared.months import day_period
from mate_core.shared.ports import Clock
from mate_core.shared.time import Period


class SettlementFiles(Protocol):
    """Reads the files of every provider."""

    def read(self, provider: Provider, raw: bytes) -> SettlementContent:
        """Raises InvalidInput, naming the line, for what is not such a file."""
        ...


AskVendor = Callable[[PaymentIntent], Awaitable[PaymentNotice | None]]
"""The vendor's verified word on an attempt; None while it knows nothing final of it.

Raises GatewayUnavailable.
"""


def ask_gateways(gateways: Gateways, clock: Clock) -> AskVendor:
    """Asks the gateway that an attempt was made at; one that is not offered any more knows
    nothing."""

    async def ask(attempt: PaymentIntent) -> PaymentNotice | None:
        gateway = gateways.get(attempt.provider)
        if gateway is None:
            return None
        return await gateway.query(
            PaymentQuestion(
                merchant_reference=attempt.merchant_reference,
                amount=attempt.amount,
                created_at=attempt.created_at,
                asked_at=clock.now(),
                vendor_transaction=attempt.vendor_transaction,
            )
        )

    return ask


@dataclass(frozen=True, slots=True)
class Imported:
    """`fresh` is False when these very bytes had been imported before; then nothing was done."""

    file: SettlementFile
    fresh: bool


@dataclass(frozen=True, slots=True)
class ReconciliationService:
    open_uow: Callable[[], PaymentsUow]
    open_read: Callable[[], PaymentsUow]
    reader: BookReader
    clock: Clock
    bookkeeper: Bookkeeper
    files: SettlementFiles
    policy: ReconciliationPolicy
    ask: AskVendor

    @command
    async def import_file(
        self, actor: Actor, provider: Provider, raw: bytes, *, name: str
    ) -> Imported:
        """Store a settlement file for good and book its batch: gateway, bank, vendor's fee.

        Raises BatchImported when another file had the same batch, InvalidInput.
        """
        actor.require(Capability.FINANCE)
        digest = hashlib.sha256(raw).hexdigest()
        content = self.files.read(provider, raw)
        async with self.open_uow() as uow:
            twin = await uow.settlement_files.by_digest(provider, digest)
            if twin is not None:
                return Imported(twin, fresh=False)
            reference = settlement_batch_reference(provider, content.batch)
            if await uow.journal.has(reference):
                raise BatchImported(batch=content.batch)
            file = SettlementFile(
                id=self.bookkeeper.ids.uuid(),
                provider=provider,
                digest=digest,
                name=name,
                content=content,
                imported_at=self.clock.now(),
                imported_by=actor.user_id,
            )
            await uow.settlement_files.add(file)
            await self._book(uow, actor, file, reference)
            await uow.commit()
        return Imported(file, fresh=True)

    async def _book(
        self, uow: PaymentsUow, actor: Actor, file: SettlementFile, reference: str
    ) -> None:
        postings = settlement_batch_postings(file.provider, file.content)
        if postings:
            await self.bookkeeper.post(
                uow,
                reference,
                EntryKind.VENDOR_SETTLEMENT,
                postings,
                subject_id=file.id,
                at=file.imported_at,
            )
        record = audit_record(
            self.bookkeeper.ids,
            actor,
            action="reconcile.import",
            subject_type="settlement_file",
            subject_id=file.id,
            reason=f"settlement file {file.name}"[:500],
            at=file.imported_at,
            facts={
                "provider": file.provider.value,
                "batch": file.content.batch,
                "gross": str(file.content.gross.amount),
                "fee": str(file.content.fee.amount),
            },
        )
        await uow.audit.add(record)

    async def run(self, actor: Actor, provider: Provider, day: date) -> Reconciliation:
        """Compare everything up to the end of that day of Viet Nam, seven days back (RULES 19).

        Whatever differs is published as an event, for whoever is on duty.
        """
        actor.require(Capability.FINANCE)
        end = day_period(day).end
        period = Period(end - self.policy.look_back, end)
        # A vendor's clock and ours may differ by a while, and so may the days that they name.
        around = Period(period.start - _SLACK, period.end + _SLACK)
        known = await self.reader.arrivals(provider, around)
        arrivals = [each for each in known if period.start <= each.at < period.end]
        async with self.open_read() as uow:
            rows = await uow.settlement_files.rows(provider, around)
        names = {each.vendor_transaction for each in arrivals}
        looked_at = [
            row
            for row in rows
            if row.vendor_transaction in names or period.start <= row.happened_at < period.end
        ]
        settled = {row.vendor_transaction for row in looked_at}
        compared = [each for each in known if each.vendor_transaction in names | settled]
        differences = against_file(
            provider,
            compared,
            looked_at,
            overdue_before=min(end, self.clock.now()) - self.policy.settles_within,
            policy=self.policy,
        )
        asked, of_answers = await self._against_vendor(provider, period, known)
        outcome = Reconciliation(
            provider, day, len(arrivals), len(looked_at), asked, [*differences, *of_answers]
        )
        if not outcome.ok:
            await self._alarm(outcome)
        return outcome

    async def _against_vendor(
        self, provider: Provider, period: Period, arrivals: Sequence[Arrival]
    ) -> tuple[int, list[Difference]]:
        """Outside every transaction; a vendor that does not answer now is asked in the next run."""
        async with self.open_read() as uow:
            attempts = await uow.intents.opened_within(provider, period)
        answers: dict[IntentId, PaymentNotice] = {}
        asked = 0
        for attempt in attempts:
            try:
                answer = await self.ask(attempt)
            except GatewayUnavailable:
                continue
            asked += 1
            if answer is not None:
                answers[attempt.id] = answer
        return asked, against_answers(arrivals, attempts, answers)

    @command
    async def _alarm(self, outcome: Reconciliation) -> None:
        async with self.open_uow() as uow:
            await uow.publish(
                ReconciliationDiffered(
                    provider=outcome.provider.value,
                    day=outcome.day,
                    differences=len(outcome.differences),
                    amount=outcome.difference,
                    at=self.clock.now(),
                )
            )
            await uow.commit()


_SLACK = timedelta(days=1)
