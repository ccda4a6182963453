"""The application under simulation: one process, its vendors, and the people by number.

Commands name people, bookings and payments by numbers of their own (`Label`), never by the ids
that the application gave them, so that a list of commands can be replayed with some left out.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final
from uuid import UUID

from mate_adapters.composition.ports import MediaPorts, Ports
from mate_adapters.container import compose
from mate_adapters.freshness import Freshness
from mate_adapters.memory.addresses import few_addresses
from mate_adapters.memory.clock import VirtualClock
from mate_adapters.memory.crypto import (
    FastKeyedHasher,
    FastPasswordHasher,
    PlainFieldCipher,
    PlainTokenSigner,
    ShortBlocklist,
)
from mate_adapters.memory.objects import MemoryObjectStorage, MemorySpool, PlainLinkSigner
from mate_adapters.memory.payout_gateway import ScriptedBank
from mate_adapters.memory.queue import ImmediateQueue
from mate_adapters.memory.random import SeededRandom, SequentialIds
from mate_adapters.simulation.cache import PATIENT, SimulatedCache
from mate_adapters.simulation.faults import FaultSwitch
from mate_adapters.simulation.papers import TinyInspector, TinyWorkshop
from mate_adapters.simulation.plan import Plan
from mate_adapters.simulation.ports import SimulatedCarrier, SimulatedStore, providers
from mate_adapters.simulation.vendors import VendorBooks
from mate_adapters.simulation.verifiers import SimulatedVerifier
from mate_core.bookings.model import Booking
from mate_core.kyc.findings import KycProvider
from mate_core.messages.ports import Carriers
from mate_core.payments.intent import PaymentIntent
from mate_core.payments.ledger import Provider
from mate_core.shared.actor import Actor
from mate_core.shared.events import Handlers
from mate_core.shared.ids import BookingId, IntentId
from mate_core.shared.ports import AfterCommit, IdempotencyKey

Label = int

PROVIDERS: Final = tuple(Provider)


class Skipped(Exception):
    """The command needs somebody or something that this run does not have."""


class World:
    """Everything that commands act on."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.clock = VirtualClock(plan.start)
        self.switch = FaultSwitch()
        self.gateways = providers(self.switch, PROVIDERS)
        self.carrier = SimulatedCarrier(self.switch, self.clock)
        self.objects = MemoryObjectStorage(self.clock.now)
        self.verifiers = {
            provider: SimulatedVerifier(self.switch, self.clock, provider)
            for provider in (KycProvider.VNPT, KycProvider.FPT)
        }
        self.vendors = VendorBooks()
        self.bank = ScriptedBank()
        self._tasks: dict[str, Callable[[UUID], Awaitable[None]]] = {}
        self.queue = ImmediateQueue(self._tasks)
        self._cache = SimulatedCache(self.clock)
        stores: list[SimulatedStore] = []

        def open_store(in_tx: Handlers, after: AfterCommit) -> SimulatedStore:
            store = SimulatedStore(
                self.switch,
                in_transaction=in_tx,
                after_commit=after,
                freshness=Freshness(self._cache),
            )
            stores.append(store)
            return store

        self.app, _ = compose(
            Ports(
                store=open_store,
                clock=self.clock,
                ids=SequentialIds(self.clock),
                random=SeededRandom(plan.seed),
                blocklist=ShortBlocklist(),
                passwords=FastPasswordHasher(),
                hasher=FastKeyedHasher(),
                cipher=PlainFieldCipher(),
                signer=PlainTokenSigner(),
                carriers=Carriers(
                    sms=(self.carrier,), voice=(self.carrier,), email=(self.carrier,)
                ),
                queue=self.queue,
                gateways=self.gateways,
                address_book=few_addresses(),
                media=MediaPorts(
                    objects=self.objects,
                    links=PlainLinkSigner(),
                    spool=MemorySpool(),
                    workshop=TinyWorkshop(),
                    inspector=TinyInspector(),
                ),
                verifiers=tuple(self.verifiers.values()),
                bank=self.bank,
                cache=self._cache,
            ),
            replace(plan.policies, caching=PATIENT),
        )
        self.store = stores[0]
        self.tables = self.store.tables
        self.due_handlers = self.app.due_handlers()
        self.due_batch_handlers = self.app.due_batch_handlers()
        self._tasks.update(self.app.tasks())
        self._banned = self.tables.moderation.bans_in_force.keys
        """Persons whose ban holds, as storage knows them."""
        self._people: dict[int, Actor] = {}
        self._number_of_person: dict[UUID, int] = {}
        self._ids: dict[Label, UUID] = {}
        self._labels: dict[UUID, Label] = {}

    # People

    def enter(self, number: int, actor: Actor) -> None:
        """From now on commands of `number` are this person's."""
        self._people[number] = actor
        self._number_of_person[actor.user_id] = number

    def person(self, number: int) -> Actor:
        """As he would be authenticated now; raises Skipped for who never registered here."""
        actor = self._people.get(number)
        if actor is None:
            raise Skipped
        banned = self._banned
        return replace(actor, is_banned=True) if banned and actor.user_id in banned else actor

    def is_banned(self, number: int) -> bool:
        """Raises Skipped."""
        return self.person(number).is_banned

    def number_of(self, person: UUID) -> int | None:
        return self._number_of_person.get(person)

    # Things with a name of ours

    def name(self, label: Label, thing: UUID) -> None:
        self._ids[label] = thing
        self._labels[thing] = label

    def thing(self, label: Label) -> UUID:
        """Raises Skipped for what was never made here."""
        thing = self._ids.get(label)
        if thing is None:
            raise Skipped
        return thing

    def label_of(self, thing: UUID) -> Label | None:
        return self._labels.get(thing)

    def booking_id(self, label: Label) -> BookingId:
        return BookingId(self.thing(label))

    def booking(self, label: Label) -> Booking:
        """As it is stored; raises Skipped."""
        row = self.tables.bookings.bookings.rows.get(self.booking_id(label))
        if row is None:
            raise Skipped
        return row.booking

    def intent(self, label: Label) -> PaymentIntent:
        """As it is stored; raises Skipped."""
        intent = self.tables.attempts.intents.rows.get(IntentId(self.thing(label)))
        if intent is None:
            raise Skipped
        return intent

    def key(self, number: int, operation: str, label: Label) -> IdempotencyKey:
        """The same for every repetition of one command."""
        return IdempotencyKey(
            self.person(number).user_id, operation, f"key-{label}", f"digest-{label}"
        )

    def lose_memory(self) -> None:
        """The process died: what was only in its memory is gone; rows stay."""
        self.queue.forget()
        self._cache.clear()
