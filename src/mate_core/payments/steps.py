"""Steps with money inside somebody else's transaction.

Lock order: reference → intent → capture → refund → suspense → escrow → wallets by person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from mate_core.identity.events import UserRegistered
from mate_core.payments.escrow import (
    Escrow,
    EscrowLine,
    Instruction,
    hold_reference,
    settlement_postings,
    settlement_reference,
)
from mate_core.payments.events import EscrowSettled, MoneyHeld
from mate_core.payments.intent import IntentPurpose, PaymentIntent
from mate_core.payments.ledger import (
    EntryKind,
    JournalEntry,
    Posting,
    Provider,
    hold_postings,
)
from mate_core.payments.policies import PaymentPolicy, Residency, TaxPolicy
from mate_core.payments.ports import PaymentsUow
from mate_core.payments.wallet import Wallet, WalletChange, wallet_changes
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import (
    EntryId,
    EscrowId,
    IdGenerator,
    IntentId,
    Random,
    UserId,
    transaction_code,
)
from mate_core.shared.money import Vnd


@dataclass(frozen=True, slots=True)
class Bookkeeper:
    """Writes journal entries; ids and codes are its only needs."""

    ids: IdGenerator
    random: Random

    async def post(
        self,
        uow: PaymentsUow,
        reference: str,
        kind: EntryKind,
        postings: tuple[Posting, ...],
        *,
        subject_id: UUID,
        at: datetime,
    ) -> None:
        """One entry and the wallets that it moves, sorted by person.

        Raises InsufficientFunds, DuplicateReference; either may come at commit.
        """
        entry = self._entry(reference, kind, postings, subject_id=subject_id, at=at)
        await uow.wallets.apply(wallet_changes(postings))
        await uow.journal.add(entry)

    def _entry(
        self,
        reference: str,
        kind: EntryKind,
        postings: tuple[Posting, ...],
        *,
        subject_id: UUID,
        at: datetime,
    ) -> JournalEntry:
        return JournalEntry(
            id=EntryId(self.ids.uuid()),
            code=transaction_code(self.random),
            reference=reference,
            kind=kind,
            at=at,
            postings=postings,
            subject_id=subject_id,
        )

    async def hold(
        self,
        uow: PaymentsUow,
        *,
        reference: UUID,
        payer: UserId,
        payee: UserId,
        line: EscrowLine,
        at: datetime,
    ) -> Escrow:
        """Set the sum of `line` aside for `reference`; raises InsufficientFunds."""
        escrow = Escrow(
            id=EscrowId(self.ids.uuid()),
            reference=reference,
            payer=payer,
            payee=payee,
            lines=(line,),
            created_at=at,
        )
        wallet = await uow.wallets.get_for_change(payer)
        wallet.changed(WalletChange(payer, available=-line.amount, held=line.amount))
        await uow.escrows.add(escrow)
        await self._post_hold(uow, escrow, at=at)
        return escrow

    async def hold_more(
        self, uow: PaymentsUow, reference: UUID, line: EscrowLine, *, at: datetime
    ) -> Escrow:
        """Set the sum of one more line aside in the escrow of `reference`.

        Raises NotFound when nothing is held for it, EscrowClosed, InsufficientFunds.
        """
        escrow = await uow.escrows.of_reference_for_change(reference)
        if escrow is None:
            raise NotFound
        longer = escrow.with_line(line)
        wallet = await uow.wallets.get_for_change(escrow.payer)
        wallet.changed(WalletChange(escrow.payer, available=-line.amount, held=line.amount))
        await uow.escrows.save(longer)
        await self._post_hold(uow, longer, at=at)
        return replace(longer, version=longer.version + 1)

    async def _post_hold(self, uow: PaymentsUow, escrow: Escrow, *, at: datetime) -> None:
        """The entry and the event of the escrow's newest line."""
        amount = escrow.lines[-1].amount
        await self.post(
            uow,
            hold_reference(escrow.id, len(escrow.lines) - 1),
            EntryKind.HOLD,
            hold_postings(escrow.payer, amount),
            subject_id=escrow.id,
            at=at,
        )
        await uow.publish(
            MoneyHeld(
                escrow_id=escrow.id,
                reference=escrow.reference,
                payer=escrow.payer,
                payee=escrow.payee,
                amount=amount,
                at=at,
            )
        )

    async def settle(
        self, uow: PaymentsUow, escrow_id: EscrowId, *, tax: TaxPolicy, at: datetime
    ) -> bool:
        """Divide an escrow whose time has come; False when it is not due, frozen or done.

        The status, the one reference and the freeze guard of the database each make a second
        settlement impossible on their own. What gateways took for it is locked first: part of the
        payer's share may go on to its source in this transaction, and captures come before wallets.
        """
        await uow.captures.lock_of_escrows([escrow_id])
        escrow = await uow.escrows.get_for_change(escrow_id)
        if escrow.due_at is None or escrow.due_at > at:
            return False
        if await uow.escrows.open_freezes(escrow_id):
            return False
        await self._divide(uow, [escrow], tax=tax, at=at)
        return True

    async def settle_due(
        self, uow: PaymentsUow, ids: Sequence[EscrowId], *, tax: TaxPolicy, at: datetime
    ) -> int:
        """Divide those of `ids` whose time has come, all together; answers how many they were.

        What is not due, frozen, done or in somebody else's hands is left alone.
        """
        await uow.captures.lock_of_escrows(ids)
        due = await uow.escrows.due_for_change(ids, at=at)
        if due:
            await self._divide(uow, due, tax=tax, at=at)
        return len(due)

    async def _divide(
        self, uow: PaymentsUow, escrows: Sequence[Escrow], *, tax: TaxPolicy, at: datetime
    ) -> None:
        """Settle locked escrows: one is a batch of one, so there is one rule.

        Wallets are moved once each, in the order of persons, however many escrows they are in.
        """
        settled: list[Escrow] = []
        entries: list[JournalEntry] = []
        events: list[EscrowSettled] = []
        residency = await residencies(uow, escrows, tax=tax, at=at)
        for escrow in escrows:
            rates = tax.rates_at(at, residency.get(escrow.payee, Residency.RESIDENT))
            after, event = escrow.settle(rates=rates, at=at)
            if after.settled is None:
                raise ValueError(f"escrow {escrow.id} was settled without shares")
            settled.append(after)
            events.append(event)
            entries.append(
                self._entry(
                    settlement_reference(escrow.id),
                    EntryKind.SETTLEMENT,
                    settlement_postings(escrow, after.settled),
                    subject_id=escrow.id,
                    at=at,
                )
            )
        await uow.escrows.save_settled(settled)
        await uow.wallets.apply(
            wallet_changes(posting for entry in entries for posting in entry.postings)
        )
        await uow.journal.add_all(entries)
        await uow.publish(*events)

    async def open_intent(
        self,
        uow: PaymentsUow,
        *,
        purpose: IntentPurpose,
        provider: Provider,
        payer: UserId,
        reference: UUID | None,
        amount: Vnd,
        payer_ip: str,
        policy: PaymentPolicy,
        at: datetime,
        part: UUID | None = None,
        until: datetime | None = None,
    ) -> PaymentIntent:
        """Remember an attempt before the gateway hears of it; `until` closes its page earlier."""
        intent_id = IntentId(self.ids.uuid())
        closes = at + policy.attempt_lifetime
        intent = PaymentIntent(
            id=intent_id,
            purpose=purpose,
            provider=provider,
            payer=payer,
            reference=reference,
            amount=amount,
            merchant_reference=intent_id.hex,
            payer_ip=payer_ip,
            created_at=at,
            expires_at=min(closes, until) if until else closes,
            part=part,
            next_query_at=policy.next_question(at, after=at),
        )
        await uow.intents.add(intent)
        return intent


async def residencies(
    uow: PaymentsUow, escrows: Sequence[Escrow], *, tax: TaxPolicy, at: datetime
) -> Mapping[UserId, Residency]:
    """How the payees are taxed, asked only where it makes a difference."""
    if not tax.non_resident_rates:
        return {}
    payees = sorted({escrow.payee for escrow in escrows})
    return await uow.tax_residencies.in_force(payees, at=at)


async def create_wallet(uow: PaymentsUow, event: UserRegistered) -> None:
    """Every account has a wallet from its first moment."""
    await uow.wallets.add(Wallet(event.user_id))


async def supersede_attempt(uow: PaymentsUow, reference: UUID, *, at: datetime) -> None:
    """Close the waiting attempt for `reference`, if there is one; its money may still come."""
    waiting = await uow.intents.waiting_for(reference)
    if waiting is not None:
        await uow.intents.save(waiting.superseded(at=at))


async def instruct_escrow(
    uow: PaymentsUow, reference: UUID, instruction: Instruction
) -> Escrow | None:
    """Say how and when the escrow of `reference` is to be settled; None when nothing is held.

    Replaces an earlier instruction. Raises EscrowClosed.
    """
    escrow = await uow.escrows.of_reference_for_change(reference)
    if escrow is None:
        return None
    instructed = escrow.instructed(instruction)
    await uow.escrows.save(instructed)
    return replace(instructed, version=instructed.version + 1)
