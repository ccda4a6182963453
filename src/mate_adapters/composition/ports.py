"""Everything from the world that the use cases need, and their numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from mate_adapters.media.inspector import ContainerInspector
from mate_adapters.memory.limiter import MemoryRateLimiter
from mate_adapters.payments.bank_file.gateway import BankFileGateway
from mate_core.bookings.disputes.evidence_contributors import NoPresenceKnown, PresenceEvidence
from mate_core.bookings.policies import BookingPolicy
from mate_core.housekeeping import HousekeepingUow
from mate_core.identity.policies import IdentityPolicy
from mate_core.identity.ports import KeyedHasher, PasswordBlocklist, PasswordHasher, TokenSigner
from mate_core.kyc.policies import KycPolicy
from mate_core.kyc.ports import IdentityVerifier
from mate_core.media.policies import MediaPolicy
from mate_core.media.ports import ImageWorkshop, LinkSigner, ObjectStorage, Spool, VideoInspector
from mate_core.messages.policies import LadderPolicy
from mate_core.messages.ports import Carriers
from mate_core.moderation.audit.policies import AuditPolicy
from mate_core.moderation.policies import ModerationPolicy
from mate_core.moderation.reports.policies import ReportPolicy
from mate_core.moderation.screening.policies import ScreeningPolicy
from mate_core.partners.policies import PartnerPolicy
from mate_core.payments.books.ports import Auditor
from mate_core.payments.books.reader import BookReader
from mate_core.payments.payouts.ports import PayoutGateway
from mate_core.payments.policies import PaymentPolicy, ReconciliationPolicy
from mate_core.payments.service import Gateways
from mate_core.privacy.policies import PrivacyPolicy
from mate_core.profiles.policies import ProfilePolicy
from mate_core.reviews.policies import ReviewPolicy
from mate_core.search.origins import LastOrigins, NoOrigins
from mate_core.search.policies import SearchPolicy
from mate_core.search.ports import PartnerDirectory
from mate_core.search.suggestions.policies import SuggestionPolicy
from mate_core.search.trends.policies import TrendPolicy
from mate_core.shared.addresses import AddressBook
from mate_core.shared.caching import Cache, CachePolicy, NoCache
from mate_core.shared.contact import PhoneReader, PlainPhoneReader
from mate_core.shared.events import Handlers
from mate_core.shared.ids import IdGenerator, Random
from mate_core.shared.limits import RateLimiter
from mate_core.shared.ports import AfterCommit, Clock, DueRows, FieldCipher, Outbox, TaskQueue
from mate_core.shared.sealing import SealedFields


class Store(Protocol):
    """The shape that the memory store and the PostgreSQL store share."""

    def open_uow(self) -> HousekeepingUow: ...
    def open_read(self) -> HousekeepingUow: ...
    @property
    def due_rows(self) -> DueRows: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def auditor(self) -> Auditor: ...
    @property
    def book_reader(self) -> BookReader: ...
    @property
    def directory(self) -> PartnerDirectory: ...
    @property
    def sealed_fields(self) -> SealedFields: ...


StoreFactory = Callable[[Handlers, AfterCommit], Store]


@dataclass(frozen=True, slots=True)
class MediaPorts:
    """Where uploads are kept, and who looks into them."""

    objects: ObjectStorage
    links: LinkSigner
    spool: Spool
    workshop: ImageWorkshop
    inspector: VideoInspector = field(default_factory=ContainerInspector)


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything from the world that the use cases need; `store` is made from the two tables."""

    store: StoreFactory
    clock: Clock
    ids: IdGenerator
    random: Random
    passwords: PasswordHasher
    blocklist: PasswordBlocklist
    hasher: KeyedHasher
    cipher: FieldCipher
    signer: TokenSigner
    carriers: Carriers
    queue: TaskQueue
    gateways: Gateways
    media: MediaPorts
    address_book: AddressBook
    verifiers: Sequence[IdentityVerifier] = ()
    """Asked in this order; without any, staff look at every case."""
    phones: PhoneReader = field(default_factory=PlainPhoneReader)
    presence: PresenceEvidence = field(default_factory=NoPresenceKnown)
    bank: PayoutGateway = field(default_factory=BankFileGateway)
    limiter: RateLimiter = field(default_factory=MemoryRateLimiter)
    origins: LastOrigins = field(default_factory=NoOrigins)
    """With none, no search counts as one from another place."""
    cache: Cache = field(default_factory=NoCache)
    """The store that `store` makes tells it what commits make untrue."""


@dataclass(frozen=True, slots=True)
class Policies:
    """The numbers of every context."""

    messages: LadderPolicy = field(default_factory=LadderPolicy)
    identity: IdentityPolicy = field(default_factory=IdentityPolicy)
    media: MediaPolicy = field(default_factory=MediaPolicy)
    moderation: ModerationPolicy = field(default_factory=ModerationPolicy)
    profiles: ProfilePolicy = field(default_factory=ProfilePolicy)
    kyc: KycPolicy = field(default_factory=KycPolicy)
    screening: ScreeningPolicy = field(default_factory=ScreeningPolicy)
    user_reports: ReportPolicy = field(default_factory=ReportPolicy)
    audit: AuditPolicy = field(default_factory=AuditPolicy)
    partners: PartnerPolicy = field(default_factory=PartnerPolicy)
    search: SearchPolicy = field(default_factory=SearchPolicy)
    suggestions: SuggestionPolicy = field(default_factory=SuggestionPolicy)
    trends: TrendPolicy = field(default_factory=TrendPolicy)
    caching: CachePolicy = field(default_factory=CachePolicy)
    payments: PaymentPolicy = field(default_factory=PaymentPolicy)
    bookings: BookingPolicy = field(default_factory=BookingPolicy)
    reviews: ReviewPolicy = field(default_factory=ReviewPolicy)
    privacy: PrivacyPolicy = field(default_factory=PrivacyPolicy)
    reconciliation: ReconciliationPolicy = field(default_factory=ReconciliationPolicy)
