"""The inbox of gateways: stored as it came first, understood second (RULES 7)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field, replace
from uuid import UUID

from mate_core.payments.errors import (
    CallbackTooLarge,
    NoticeForged,
    NoticeUnreadable,
    UnknownProvider,
)
from mate_core.payments.flood import FloodGuard
from mate_core.payments.intent import (
    Acknowledgement,
    Callback,
    IntentStatus,
    NoticeOutcome,
    PaymentIntent,
)
from mate_core.payments.ledger import Provider
from mate_core.payments.notices import NoticeTaker
from mate_core.payments.policies import PaymentPolicy
from mate_core.payments.ports import PaymentGateway, PaymentsUow
from mate_core.payments.service import Gateways
from mate_core.shared.commands import command
from mate_core.shared.errors import MateError, NotFound
from mate_core.shared.ids import IdGenerator
from mate_core.shared.money import Vnd
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class ReturnView:
    """What the payer's browser is told; nothing was changed to say it."""

    status: IntentStatus
    amount: Vnd
    reference: UUID | None


@dataclass(frozen=True, slots=True)
class CallbackService:
    open_uow: Callable[[], PaymentsUow]
    open_read: Callable[[], PaymentsUow]
    clock: Clock
    ids: IdGenerator
    gateways: Gateways
    taker: NoticeTaker
    policy: PaymentPolicy
    flood: FloodGuard = field(default_factory=FloodGuard)

    async def receive(
        self,
        provider: Provider,
        raw: bytes,
        *,
        source: str = "",
        limit: AbstractAsyncContextManager[object] | None = None,
    ) -> Acknowledgement:
        """Store, understand, take effect once; answers in the vendor's words.

        Trouble on our side is told as such, so that the vendor may call again. What is stored by
        then is looked at again by the pump, and told apart, because MoMo asks for nothing more.
        `limit` raises TimeoutError when understanding takes longer than the vendor waits.
        `source` is the caller's address: one that floods us with forgeries gets its answer without
        another row. Raises UnknownProvider, CallbackTooLarge.
        """
        gateway = self._gateway(provider)
        if len(raw) > self.policy.callback_bytes:
            raise CallbackTooLarge(limit=self.policy.callback_bytes)
        if self.flood.is_flooding(source, at=self.clock.now()) and _is_forged(gateway, raw):
            return gateway.acknowledge(NoticeOutcome.FORGED)
        try:
            callback_id = await self._store(provider, raw)
        except MateError:
            return gateway.acknowledge(NoticeOutcome.TROUBLE)
        try:
            async with limit or nullcontext():
                outcome = await self.process(callback_id)
        except (MateError, TimeoutError):
            forged = _is_forged(gateway, raw)
            outcome = NoticeOutcome.FORGED if forged else NoticeOutcome.DEFERRED
        if outcome is NoticeOutcome.FORGED:
            self.flood.count(source, at=self.clock.now())
        return gateway.acknowledge(outcome)

    @command
    async def _store(self, provider: Provider, raw: bytes) -> UUID:
        now = self.clock.now()
        async with self.open_uow() as uow:
            stored = await uow.callbacks.receive(
                Callback(
                    id=self.ids.uuid(),
                    provider=provider,
                    digest=hashlib.sha256(raw).hexdigest(),
                    raw=raw,
                    received_at=now,
                    due_at=now + self.policy.callback_retry,
                )
            )
            await uow.commit()
        return stored.id

    @command
    async def process(self, callback_id: UUID) -> NoticeOutcome:
        """Take a stored callback into the books; asked again, it says what stands."""
        now = self.clock.now()
        async with self.open_uow() as uow:
            callback = await uow.callbacks.get_for_change(callback_id)
            outcome = await self._take(uow, callback)
            if callback.processed_at is None:
                await uow.callbacks.save(
                    replace(callback, processed_at=now, due_at=None, outcome=outcome)
                )
            await uow.commit()
        return outcome

    async def _take(self, uow: PaymentsUow, callback: Callback) -> NoticeOutcome:
        gateway = self._gateway(callback.provider)
        try:
            notice = gateway.read_notice(callback.raw)
        except NoticeForged:
            return NoticeOutcome.FORGED
        except NoticeUnreadable:
            return NoticeOutcome.UNREADABLE
        return await self.taker.take(uow, callback.provider, notice, at=self.clock.now())

    async def retry(self, callback_id: UUID) -> None:
        """The pump's second look at a callback that met trouble; later each time.

        Raises what went wrong, after the next look is set, until attempts run out.
        """
        await self._count_attempt(callback_id)
        await self.process(callback_id)

    @command
    async def _count_attempt(self, callback_id: UUID) -> None:
        async with self.open_uow() as uow:
            callback = await uow.callbacks.get_for_change(callback_id)
            attempts = callback.attempts + 1
            exhausted = attempts >= self.policy.callback_attempts
            pause = self.policy.callback_retry * 2 ** min(attempts, 8)
            next_look = None if exhausted else self.clock.now() + pause
            await uow.callbacks.save(replace(callback, attempts=attempts, due_at=next_look))
            await uow.commit()

    async def look_up_return(self, provider: Provider, raw: bytes) -> ReturnView:
        """What to show to a browser that comes back; the signature is checked, nothing changes.

        Raises NotFound for a forged or unknown return.
        """
        try:
            reference = self._gateway(provider).read_return(raw)
        except (NoticeForged, NoticeUnreadable) as wrong:
            raise NotFound from wrong
        async with self.open_read() as uow:
            intent: PaymentIntent | None = await uow.intents.find(provider, reference)
        if intent is None:
            raise NotFound
        return ReturnView(intent.status, intent.amount, intent.reference)

    def _gateway(self, provider: Provider) -> PaymentGateway:
        gateway = self.gateways.get(provider)
        if gateway is None:
            raise UnknownProvider
        return gateway


def _is_forged(gateway: PaymentGateway, raw: bytes) -> bool:
    try:
        gateway.read_notice(raw)
    except NoticeForged:
        return True
    except NoticeUnreadable:
        return False  # signed: worth a row
    return False
