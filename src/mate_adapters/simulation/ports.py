"""Ports that can fail: the memory adapters, with the switch of faults in their way."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from mate_adapters.freshness import Freshness
from mate_adapters.memory.clock import VirtualClock
from mate_adapters.memory.gateway import GatewayCall, GatewayTrouble, ScriptedGateway
from mate_adapters.memory.messages import RecordedMessage
from mate_adapters.memory.outbox import MemoryOutbox
from mate_adapters.memory.store import MemoryStore
from mate_adapters.memory.transaction import Changes, WriterLock
from mate_adapters.memory.unit_of_work import MemoryTables, MemoryUnitOfWork
from mate_adapters.simulation.faults import FaultKind, FaultSwitch, HandlerFailed
from mate_core.messages.attempt import MessageVendor
from mate_core.messages.catalogue import template_of
from mate_core.messages.errors import DeliveryNotTaken, DeliveryRefused, DeliveryUnavailable
from mate_core.messages.template import Message
from mate_core.payments.intent import (
    Acknowledgement,
    Checkout,
    NoticeOutcome,
    PaymentNotice,
    PaymentOrder,
)
from mate_core.payments.ledger import Provider
from mate_core.payments.vendor import PaymentQuestion, RefundAnswer, RefundOrder
from mate_core.shared.events import Event, Handlers
from mate_core.shared.ports import AfterCommit

_TROUBLE_AT_GATEWAY: Final[Mapping[FaultKind, GatewayTrouble]] = MappingProxyType(
    {
        FaultKind.VENDOR_REFUSES: GatewayTrouble.REFUSED,
        FaultKind.REQUEST_LOST: GatewayTrouble.REQUEST_LOST,
        FaultKind.REPLY_LOST: GatewayTrouble.REPLY_LOST,
    }
)

_REFUSABLE: Final = frozenset({GatewayCall.CREATE, GatewayCall.REFUND})


class SimulatedStore(MemoryStore):
    """The memory store whose commits may fail, and which remembers what each one changed."""

    def __init__(
        self,
        switch: FaultSwitch,
        *,
        in_transaction: Handlers,
        after_commit: AfterCommit,
        freshness: Freshness,
    ) -> None:
        super().__init__(
            in_transaction=in_transaction,
            after_commit=_shaken(switch, after_commit),
            freshness=freshness,
        )
        self.switch = switch
        self.committed: list[Changes] = []
        """What was changed since somebody last looked, a commit at a time; they empty it."""

    def open_uow(self) -> MemoryUnitOfWork:
        return _SimulatedUnitOfWork(
            self._tables,
            self._lock,
            self._in_transaction,
            self.outbox,
            self._freshness,
            switch=self.switch,
            committed=self.committed,
        )


class _SimulatedUnitOfWork(MemoryUnitOfWork):
    def __init__(
        self,
        tables: MemoryTables,
        lock: WriterLock,
        handlers: Handlers,
        outbox: MemoryOutbox,
        freshness: Freshness,
        *,
        switch: FaultSwitch,
        committed: list[Changes],
    ) -> None:
        super().__init__(tables, lock, handlers, outbox, freshness)
        self._switch = switch
        self._committed = committed

    async def commit(self) -> None:
        self._switch.before_commit()
        changes = self._transaction.changes()
        await super().commit()
        if changes:
            self._committed.append(changes)
        self._switch.after_commit()


def _shaken(switch: FaultSwitch, after_commit: AfterCommit) -> AfterCommit:
    """The same handlers, each behind the switch."""

    def shaken(handle: Callable[[Event], Awaitable[None]]) -> Callable[[Event], Awaitable[None]]:
        async def deliver(event: Event) -> None:
            kind = switch.at_event()
            if kind is FaultKind.HANDLER_FAILS:
                raise HandlerFailed
            await handle(event)
            if kind is FaultKind.EVENT_TWICE:
                await handle(event)

        return deliver

    return MappingProxyType(
        {kind: [shaken(handle) for handle in handlers] for kind, handlers in after_commit.items()}
    )


class SimulatedGateway(ScriptedGateway):
    """A gateway that meets the trouble of the armed fault, whoever calls it."""

    def __init__(self, switch: FaultSwitch, provider: Provider) -> None:
        super().__init__(provider=provider)
        self._switch = switch

    async def create(self, order: PaymentOrder) -> Checkout:
        self._script_fault(GatewayCall.CREATE)
        return await super().create(order)

    async def query(self, question: PaymentQuestion) -> PaymentNotice | None:
        self._script_fault(GatewayCall.QUERY)
        return await super().query(question)

    async def refund(self, order: RefundOrder) -> RefundAnswer:
        self._script_fault(GatewayCall.REFUND)
        return await super().refund(order)

    async def query_refund(self, order: RefundOrder) -> RefundAnswer | None:
        self._script_fault(GatewayCall.QUERY_REFUND)
        return await super().query_refund(order)

    def _script_fault(self, call: GatewayCall) -> None:
        """The fault of the running command becomes the trouble of this call; else all goes well."""
        kind = self._switch.at_vendor()
        trouble = _TROUBLE_AT_GATEWAY.get(kind) if kind is not None else None
        if trouble is GatewayTrouble.REFUSED and call not in _REFUSABLE:
            trouble = GatewayTrouble.UNKNOWN
        self.meets(trouble, call=call)

    def outcome_of(self, answer: Acknowledgement) -> NoticeOutcome:
        """What we told the vendor."""
        return NoticeOutcome(json.loads(answer.body)["outcome"])


class SimulatedCarrier:
    """SmsSender, VoiceCaller and EmailSender that keep the last text to each address."""

    def __init__(self, switch: FaultSwitch, clock: VirtualClock) -> None:
        self._switch = switch
        self._clock = clock
        self.down_until = clock.now()
        self.lost_codes: dict[tuple[str, str], None] = {}
        """Codes that never arrived, by address and text."""
        self._last: dict[str, RecordedMessage] = {}
        self._sent = 0

    def last_to(self, address: str) -> RecordedMessage | None:
        return self._last.get(address)

    @property
    def vendor(self) -> MessageVendor:
        return MessageVendor.SANDBOX

    async def call(self, *, to: str, message: Message, reference: str) -> str:
        """Reads out what an SMS would say."""
        return await self.send(to=to, message=message, reference=reference)

    async def send(self, *, to: str, message: Message, reference: str) -> str:
        template, subject = template_of(message), ""
        if "@" in to:
            content = template.email_content(message)
            subject, text = content.subject, content.body
        else:
            text = template.sms_text(message)
        if template.is_code:
            self.lost_codes[to, text] = None  # until it has arrived
        if self._clock.now() < self.down_until:
            raise DeliveryNotTaken(reference)
        kind = self._switch.at_vendor()
        if kind is FaultKind.VENDOR_REFUSES:
            raise DeliveryRefused(reference)
        if kind is FaultKind.REQUEST_LOST:
            raise DeliveryUnavailable(reference)
        self._sent += 1
        recorded = RecordedMessage(to, text, reference, f"carrier-{self._sent}", subject)
        if not self._switch.loses_message():
            self._last[to] = recorded
            self.lost_codes.pop((to, text), None)
        if kind is FaultKind.REPLY_LOST:
            raise DeliveryUnavailable(reference)
        return recorded.vendor_id


def providers(switch: FaultSwitch, offered: Sequence[Provider]) -> dict[Provider, SimulatedGateway]:
    """One gateway for each provider that the run offers."""
    return {provider: SimulatedGateway(switch, provider) for provider in offered}
