"""The real services on memory adapters, under a virtual clock."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from mate_adapters.composition.ports import MediaPorts, Policies, Ports
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
from mate_adapters.memory.evidence import RecordedPresence
from mate_adapters.memory.gateway import ScriptedGateway
from mate_adapters.memory.kyc import ScriptedVerifier
from mate_adapters.memory.messages import RecordingEmail, RecordingSms, RecordingVoice
from mate_adapters.memory.objects import MemoryObjectStorage, MemorySpool, PlainLinkSigner
from mate_adapters.memory.origins import MemoryLastOrigins
from mate_adapters.memory.payout_gateway import ScriptedBank
from mate_adapters.memory.queue import ImmediateQueue
from mate_adapters.memory.random import SeededRandom, SequentialIds
from mate_adapters.memory.store import MemoryStore
from mate_adapters.memory.workshop import HeaderWorkshop
from mate_core.application import Application
from mate_core.kyc.findings import KycProvider
from mate_core.messages.ports import Carriers
from mate_core.payments.ledger import Provider
from mate_core.payments.service import Gateways
from mate_core.shared.caching import Cache, NoCache
from mate_core.shared.events import Handlers
from mate_core.shared.ports import AfterCommit, Clock


def memory_media(clock: Clock) -> MediaPorts:
    """All of it in memory."""
    return MediaPorts(
        objects=MemoryObjectStorage(clock.now),
        links=PlainLinkSigner(),
        spool=MemorySpool(),
        workshop=HeaderWorkshop(),
    )


@dataclass(frozen=True, slots=True)
class MemoryWorld:
    """The whole application in one process, with everything that it touches at hand."""

    application: Application
    store: MemoryStore
    clock: VirtualClock
    sms: RecordingSms
    voice: RecordingVoice
    email: RecordingEmail
    queue: ImmediateQueue
    gateway: ScriptedGateway
    """The one of VNPay."""
    gateways: Mapping[Provider, ScriptedGateway]
    presence: RecordedPresence
    bank: ScriptedBank
    objects: MemoryObjectStorage
    verifier: ScriptedVerifier
    """The one of VNPT, asked first."""
    second_verifier: ScriptedVerifier
    """The one of FPT.AI."""


def memory_world(
    *,
    seed: int = 0,
    policies: Policies | None = None,
    real_gateways: Callable[[Clock], Gateways] | None = None,
    real_carriers: Callable[[Clock], Carriers] | None = None,
    real_cache: Callable[[Clock], Cache] | None = None,
) -> MemoryWorld:
    """The real services on memory adapters, under a virtual clock; the same seed, the same run.

    `real_gateways` and `real_carriers` make adapters that stand in the place of the scripted ones;
    without `real_cache` nothing is cached.
    """
    clock, presence = VirtualClock(), RecordedPresence()
    gateways = {provider: ScriptedGateway(provider=provider) for provider in Provider}
    sms, voice, email = RecordingSms(), RecordingVoice(), RecordingEmail()
    bank = ScriptedBank()
    verifiers = ScriptedVerifier(KycProvider.VNPT), ScriptedVerifier(KycProvider.FPT)
    objects = MemoryObjectStorage(clock.now)
    media = replace(memory_media(clock), objects=objects)
    tasks: dict[str, Callable[[UUID], Awaitable[None]]] = {}
    queue = ImmediateQueue(tasks)  # filled below, read when tasks run
    stores: list[MemoryStore] = []
    cache = real_cache(clock) if real_cache else NoCache()

    def open_store(in_tx: Handlers, after: AfterCommit) -> MemoryStore:
        stores.append(
            MemoryStore(in_transaction=in_tx, after_commit=after, freshness=Freshness(cache))
        )
        return stores[-1]

    application, _ = compose(
        Ports(
            store=open_store,
            clock=clock,
            ids=SequentialIds(clock),
            random=SeededRandom(seed),
            passwords=FastPasswordHasher(),
            blocklist=ShortBlocklist(),
            hasher=FastKeyedHasher(),
            cipher=PlainFieldCipher(),
            signer=PlainTokenSigner(),
            carriers=real_carriers(clock)
            if real_carriers
            else Carriers(sms=(sms,), voice=(voice,), email=(email,)),
            queue=queue,
            gateways=real_gateways(clock) if real_gateways else gateways,
            media=media,
            address_book=few_addresses(),
            verifiers=verifiers,
            presence=presence,
            bank=bank,
            cache=cache,
            origins=MemoryLastOrigins(clock),
        ),
        policies,
    )
    tasks.update(application.tasks())
    return MemoryWorld(
        application,
        stores[0],
        clock,
        sms,
        voice,
        email,
        queue,
        gateways[Provider.VNPAY],
        gateways,
        presence,
        bank,
        objects,
        *verifiers,
    )
