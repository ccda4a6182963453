"""Wallets, deposits, gateway pages and settlements."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from mate_core.payments.errors import (
    AmountOutOfRange,
    GatewayRefused,
    TopUpDisabled,
    UnknownProvider,
)
from mate_core.payments.escrow import Escrow, Shares
from mate_core.payments.intent import (
    IntentAction,
    IntentPurpose,
    IntentStatus,
    PaymentIntent,
    PaymentOrder,
)
from mate_core.payments.ledger import EntryKind, JournalEntry, Provider
from mate_core.payments.policies import PaymentPolicy, Residency
from mate_core.payments.ports import PaymentGateway, PaymentsUow
from mate_core.payments.steps import Bookkeeper, residencies
from mate_core.payments.transactions import OF_INTENT, Transaction, transaction_of
from mate_core.payments.wallet import Wallet
from mate_core.shared.actor import Actor
from mate_core.shared.commands import command
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import EntryId, EscrowId, IntentId
from mate_core.shared.money import Vnd
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.ports import Clock, IdempotencyKey

Gateways = Mapping[Provider, PaymentGateway]


@dataclass(frozen=True, slots=True)
class WalletView:
    """`incoming` is what is held for the person as a payee, before tax."""

    wallet: Wallet
    incoming: Vnd


@dataclass(frozen=True, slots=True)
class PaymentService:
    open_uow: Callable[[], PaymentsUow]
    open_read: Callable[[], PaymentsUow]
    clock: Clock
    bookkeeper: Bookkeeper
    gateways: Gateways
    policy: PaymentPolicy

    async def wallet(self, actor: Actor) -> WalletView:
        async with self.open_read() as uow:
            wallet, incoming = await uow.together(
                uow.wallets.get(actor.user_id), uow.escrows.incoming(actor.user_id)
            )
        return WalletView(wallet, incoming)

    async def transactions(
        self, actor: Actor, *, after: Cursor | None, limit: int
    ) -> Page[Transaction]:
        """Newest first."""
        async with self.open_read() as uow:
            page = await uow.journal.of_person(actor.user_id, after=after, limit=limit)
            items = [await self._transaction(uow, actor, entry) for entry in page.items]
        return Page(items, page.next)

    async def transaction(self, actor: Actor, entry_id: EntryId) -> Transaction:
        """Raises NotFound, also for entries that do not touch the actor."""
        async with self.open_read() as uow:
            entry = await uow.journal.get(entry_id)
            if all(posting.account.owner != actor.user_id for posting in entry.postings):
                raise NotFound
            return await self._transaction(uow, actor, entry)

    async def _transaction(
        self, uow: PaymentsUow, actor: Actor, entry: JournalEntry
    ) -> Transaction:
        reference: UUID | None = None
        if entry.kind in (EntryKind.HOLD, EntryKind.SETTLEMENT):
            reference = (await uow.escrows.get(EscrowId(entry.subject_id))).reference
        elif entry.kind in OF_INTENT:
            reference = (await uow.intents.get(IntentId(entry.subject_id))).reference
        return transaction_of(entry, actor.user_id, reference)

    def require_offered(self, provider: Provider) -> None:
        """Raises UnknownProvider when that gateway is not configured."""
        if provider not in self.gateways:
            raise UnknownProvider

    async def deposit(
        self, actor: Actor, amount: Vnd, provider: Provider, *, payer_ip: str, key: IdempotencyKey
    ) -> PaymentIntent:
        """Opens a gateway page for the actor's own wallet; the money comes by callback.

        Raises TopUpDisabled, AmountOutOfRange, UnknownProvider, GatewayRefused,
        GatewayUnavailable (call again with the same key).
        """
        if not self.policy.top_up_allowed:
            raise TopUpDisabled
        self.require_offered(provider)
        lowest, highest = self.policy.lowest_deposit, self.policy.highest_deposit
        if not lowest <= amount <= highest:
            raise AmountOutOfRange(lowest=lowest.amount, highest=highest.amount)
        intent_id = await self._remember_deposit(actor, amount, provider, payer_ip, key)
        return await self.open_page(intent_id)

    @command
    async def _remember_deposit(
        self, actor: Actor, amount: Vnd, provider: Provider, payer_ip: str, key: IdempotencyKey
    ) -> IntentId:
        now = self.clock.now()
        async with self.open_uow() as uow:
            done = await uow.idempotency.claim(key, at=now)
            if done is not None:
                return IntentId(UUID(done))
            intent = await self.bookkeeper.open_intent(
                uow,
                purpose=IntentPurpose.DEPOSIT,
                provider=provider,
                payer=actor.user_id,
                reference=None,
                amount=amount,
                payer_ip=payer_ip,
                policy=self.policy,
                at=now,
            )
            await uow.idempotency.store(key, str(intent.id))
            await uow.commit()
        return intent.id

    async def open_page(self, intent_id: IntentId) -> PaymentIntent:
        """The gateway's page of an attempt; asked for outside every transaction.

        Safe to repeat: a CREATED intent is registered again under the same name.
        Raises GatewayRefused (the intent has failed), GatewayUnavailable (it waits).
        """
        async with self.open_read() as uow:
            intent = await uow.intents.get(intent_id)
        if intent.status is IntentStatus.FAILED and intent.pay_url is None:
            raise GatewayRefused  # as it was told the first time
        if intent.status is not IntentStatus.CREATED:
            return intent
        order = PaymentOrder(
            merchant_reference=intent.merchant_reference,
            amount=intent.amount,
            description=f"Mate Social {intent.purpose.value.lower()} {intent.id.hex[-8:]}",
            payer_ip=intent.payer_ip,
            created_at=intent.created_at,
            expires_at=intent.expires_at,
        )
        try:
            checkout = await self.gateways[intent.provider].create(order)
        except GatewayRefused:
            await self._save_page(intent_id, None)
            raise
        return await self._save_page(intent_id, checkout.pay_url)

    @command
    async def _save_page(self, intent_id: IntentId, pay_url: str | None) -> PaymentIntent:
        async with self.open_uow() as uow:
            intent = await uow.intents.get_for_change(intent_id)
            if intent.status is not IntentStatus.CREATED:
                return intent
            moved = (
                intent.opened(pay_url)
                if pay_url is not None
                else intent.failed("refused", at=self.clock.now())
            )
            await uow.intents.save(moved)
            await uow.commit()
        return moved

    async def shares_of(self, escrow: Escrow) -> Shares:
        """How its instruction would divide it now; raises ValueError without one."""
        if escrow.instruction is None:
            raise ValueError(f"escrow {escrow.id} has no instruction")
        now, tax = self.clock.now(), self.policy.tax
        async with self.open_read() as uow:
            residency = await residencies(uow, [escrow], tax=tax, at=now)
        rates = tax.rates_at(now, residency.get(escrow.payee, Residency.RESIDENT))
        return escrow.instruction.shares(escrow.subtotal, escrow.service_fee, rates)

    @command
    async def settle(self, escrow_id: EscrowId) -> bool:
        """Settle an escrow whose time has come; False when there is nothing to do."""
        async with self.open_uow() as uow:
            done = await self.bookkeeper.settle(
                uow, escrow_id, tax=self.policy.tax, at=self.clock.now()
            )
            await uow.commit()
        return done

    @command
    async def settle_due(self, escrow_ids: Sequence[EscrowId]) -> int:
        """Settle those of a few hundred escrows whose time has come, in one transaction.

        Answers how many. One that meets trouble undoes all: then `settle` each by itself.
        """
        async with self.open_uow() as uow:
            done = await self.bookkeeper.settle_due(
                uow, escrow_ids, tax=self.policy.tax, at=self.clock.now()
            )
            await uow.commit()
        return done

    @command
    async def expire_intent(self, intent_id: IntentId) -> None:
        """Close an attempt whose page has closed; its money may still come (RULES 19)."""
        now = self.clock.now()
        async with self.open_uow() as uow:
            intent = await uow.intents.get_for_change(intent_id)
            if intent.expires_at > now or not intent.can(IntentAction.EXPIRE):
                return
            await uow.intents.save(intent.expired(at=now))
            await uow.commit()
