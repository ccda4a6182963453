"""The composition root: from ports to use cases.

Every driver starts here: the server and the command line by `runtime.py`, tests and simulations
by `memory_world`. They differ only in the ports that they put in.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Final, Protocol
from uuid import UUID

from dependency_injector import containers, providers

from mate_adapters.media.inspector import ContainerInspector
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
from mate_adapters.memory.payout_gateway import ScriptedBank
from mate_adapters.memory.queue import ImmediateQueue
from mate_adapters.memory.random import SeededRandom, SequentialIds
from mate_adapters.memory.store import MemoryStore
from mate_adapters.memory.workshop import HeaderWorkshop
from mate_adapters.payments.bank_file.gateway import BankFileGateway
from mate_adapters.payments.settlement_files import CsvSettlementFiles
from mate_core.application import Application, after_commit, in_transaction
from mate_core.bookings.checkout_service import CheckoutService
from mate_core.bookings.closing import ClosingMeetings
from mate_core.bookings.disputes.evidence_contributors import (
    HistoryEvidence,
    MeetingCodeEvidence,
    NoPresenceKnown,
    NoShowEvidence,
    PresenceEvidence,
)
from mate_core.bookings.disputes.safety_service import SafetyService
from mate_core.bookings.disputes.service import DisputeService
from mate_core.bookings.disputes.staff_service import StaffDisputeService
from mate_core.bookings.disputes.steps import DisputeConductor
from mate_core.bookings.disputes.timer_service import DisputeTimerService
from mate_core.bookings.extensions.service import ExtensionService
from mate_core.bookings.meeting_service import MeetingService
from mate_core.bookings.no_shows.service import NoShowService
from mate_core.bookings.no_shows.steps import NoShowConductor
from mate_core.bookings.personal_data import BookingData
from mate_core.bookings.policies import BookingPolicy
from mate_core.bookings.ports import BookingsUow
from mate_core.bookings.service import BookingService
from mate_core.bookings.staff_service import StaffBookingService
from mate_core.bookings.steps import BookingConductor
from mate_core.bookings.timer_service import BookingTimerService
from mate_core.housekeeping import Housekeeping
from mate_core.identity.address_service import AddressService
from mate_core.identity.codes import CodeDesk
from mate_core.identity.delivery_service import MessageDelivery
from mate_core.identity.device_service import DeviceService
from mate_core.identity.login_service import LoginService
from mate_core.identity.origin import KnownDevices
from mate_core.identity.password_service import PasswordService
from mate_core.identity.passwords import PasswordProof, PasswordRules
from mate_core.identity.personal_data import IdentityData
from mate_core.identity.policies import IdentityPolicy
from mate_core.identity.ports import KeyedHasher, PasswordBlocklist, PasswordHasher, TokenSigner
from mate_core.identity.second_factor_service import SecondFactorService
from mate_core.identity.second_steps import SecondStepDesk
from mate_core.identity.service import RegistrationService
from mate_core.identity.session_service import SessionService
from mate_core.identity.session_tokens import SessionDesk
from mate_core.identity.staff_service import StaffAccountService
from mate_core.kyc.check_service import KycChecker
from mate_core.kyc.clerk import KycClerk
from mate_core.kyc.findings import KycProvider
from mate_core.kyc.personal_data import KycData
from mate_core.kyc.policies import KycPolicy
from mate_core.kyc.ports import IdentityVerifier
from mate_core.kyc.service import KycService
from mate_core.kyc.staff_service import StaffKycService
from mate_core.kyc.timer_service import KycTimerService
from mate_core.media.custodian import MediaCustodian
from mate_core.media.intake import MediaIntake
from mate_core.media.personal_data import MediaData
from mate_core.media.policies import MediaPolicy
from mate_core.media.ports import (
    ImageWorkshop,
    LinkSigner,
    ObjectStorage,
    Spool,
    VideoInspector,
)
from mate_core.media.service import MediaService
from mate_core.media.staff_service import StaffMediaService
from mate_core.messages.dispatch_service import MessageDispatcher
from mate_core.messages.policies import LadderPolicy
from mate_core.messages.ports import Carriers
from mate_core.messages.receipt_service import ReceiptService
from mate_core.messages.staff_service import StaffMessageService
from mate_core.partners.calendar_service import CalendarService
from mate_core.partners.personal_data import PartnerData
from mate_core.partners.policies import PartnerPolicy
from mate_core.partners.service import PartnerService
from mate_core.payments.approval_service import ApprovalService
from mate_core.payments.books.ports import Auditor
from mate_core.payments.books.reader import BookReader
from mate_core.payments.books.reconciliation_service import ReconciliationService, ask_gateways
from mate_core.payments.books.report_service import ReportService
from mate_core.payments.books.statement_service import StatementService
from mate_core.payments.books.tax_service import TaxService
from mate_core.payments.callback_service import CallbackService
from mate_core.payments.closing import ClosingMoney
from mate_core.payments.ledger import Provider
from mate_core.payments.ledger_service import LedgerService
from mate_core.payments.notices import NoticeTaker
from mate_core.payments.payouts.bank_account_service import BankAccountService
from mate_core.payments.payouts.desk import PayoutDesk
from mate_core.payments.payouts.exchange import PayoutExchange
from mate_core.payments.payouts.ports import PayoutGateway
from mate_core.payments.payouts.steps import name_of_verified_partner
from mate_core.payments.payouts.withdrawal_service import WithdrawalService
from mate_core.payments.personal_data import MoneyData
from mate_core.payments.policies import PaymentPolicy, ReconciliationPolicy
from mate_core.payments.question_service import QuestionService
from mate_core.payments.refunds.chargeback_service import ChargebackService
from mate_core.payments.refunds.sender import RefundSender
from mate_core.payments.refunds.service import RefundService
from mate_core.payments.refunds.steps import Refunder
from mate_core.payments.refunds.suspense_service import SuspenseService
from mate_core.payments.service import Gateways, PaymentService
from mate_core.payments.steps import Bookkeeper
from mate_core.privacy.closing_service import ClosingService
from mate_core.privacy.consent_service import ConsentService
from mate_core.privacy.export_service import ExportService
from mate_core.privacy.field_service import FieldSealingService
from mate_core.privacy.personal_data import AccountData, PrivacyData, UploadData
from mate_core.privacy.policies import PrivacyPolicy
from mate_core.privacy.rights_service import RightsService
from mate_core.profiles.avatars import Avatars
from mate_core.profiles.personal_data import ProfileData
from mate_core.profiles.policies import ProfilePolicy
from mate_core.profiles.service import ProfileService
from mate_core.search.policies import SearchPolicy
from mate_core.search.ports import PartnerDirectory
from mate_core.search.service import SearchService
from mate_core.shared.contact import AddressReader, PhoneReader, PlainPhoneReader
from mate_core.shared.events import Handlers
from mate_core.shared.ids import IdGenerator, Random
from mate_core.shared.ports import (
    AfterCommit,
    Clock,
    DueRows,
    FieldCipher,
    Outbox,
    TaskQueue,
)
from mate_core.shared.sealing import SealedFields


class Store(Protocol):
    """The shape that the memory store and the PostgreSQL store share."""

    def open_uow(self) -> BookingsUow: ...
    def open_read(self) -> BookingsUow: ...
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


def memory_media(clock: Clock) -> MediaPorts:
    """All of it in memory."""
    return MediaPorts(
        objects=MemoryObjectStorage(clock.now),
        links=PlainLinkSigner(),
        spool=MemorySpool(),
        workshop=HeaderWorkshop(),
    )


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
    verifiers: Sequence[IdentityVerifier] = ()
    """Asked in this order; without any, staff look at every case."""
    phones: PhoneReader = field(default_factory=PlainPhoneReader)
    presence: PresenceEvidence = field(default_factory=NoPresenceKnown)
    bank: PayoutGateway = field(default_factory=BankFileGateway)


@dataclass(frozen=True, slots=True)
class Policies:
    """The numbers of every context."""

    messages: LadderPolicy = field(default_factory=LadderPolicy)
    identity: IdentityPolicy = field(default_factory=IdentityPolicy)
    media: MediaPolicy = field(default_factory=MediaPolicy)
    profiles: ProfilePolicy = field(default_factory=ProfilePolicy)
    kyc: KycPolicy = field(default_factory=KycPolicy)
    partners: PartnerPolicy = field(default_factory=PartnerPolicy)
    search: SearchPolicy = field(default_factory=SearchPolicy)
    payments: PaymentPolicy = field(default_factory=PaymentPolicy)
    bookings: BookingPolicy = field(default_factory=BookingPolicy)
    privacy: PrivacyPolicy = field(default_factory=PrivacyPolicy)
    reconciliation: ReconciliationPolicy = field(default_factory=ReconciliationPolicy)


class Container(containers.DeclarativeContainer):
    """How the use cases are put together, once for all drivers."""

    ports = providers.Dependency(instance_of=Ports)
    policies = providers.Dependency(instance_of=Policies, default=Policies())

    clock = ports.provided.clock
    ids = ports.provided.ids
    random = ports.provided.random

    bookkeeper = providers.Singleton(Bookkeeper, ids=ids, random=random)
    refunder = providers.Singleton(
        Refunder, bookkeeper=bookkeeper, policy=policies.provided.payments
    )
    conductor = providers.Singleton(
        BookingConductor,
        ids=ids,
        random=random,
        bookkeeper=bookkeeper,
        refunder=refunder,
        policy=policies.provided.bookings,
    )
    store = providers.Singleton(
        lambda ports, conductor: ports.store(in_transaction(conductor), after_commit(ports.queue)),
        ports,
        conductor,
    )
    open_uow = store.provided.open_uow
    open_read = store.provided.open_read

    dispute_conductor = providers.Singleton(
        DisputeConductor,
        conductor=conductor,
        contributors=providers.List(
            providers.Singleton(HistoryEvidence),
            providers.Singleton(MeetingCodeEvidence),
            providers.Singleton(NoShowEvidence),
        ),
    )
    no_show_conductor = providers.Singleton(
        NoShowConductor,
        conductor=conductor,
        disputes=dispute_conductor,
        presence=ports.provided.presence,
    )

    reader = providers.Singleton(AddressReader, phones=ports.provided.phones)
    codes = providers.Singleton(
        CodeDesk,
        ids=ids,
        random=random,
        hasher=ports.provided.hasher,
        policy=policies.provided.identity,
    )
    password_rules = providers.Singleton(
        PasswordRules,
        policy=policies.provided.identity,
        blocklist=ports.provided.blocklist,
    )
    proof = providers.Singleton(
        PasswordProof,
        open_uow=open_uow,
        clock=clock,
        passwords=ports.provided.passwords,
        hasher=ports.provided.hasher,
        policy=policies.provided.identity,
    )
    known_devices = providers.Singleton(KnownDevices, hasher=ports.provided.hasher, ids=ids)
    session_desk = providers.Singleton(
        SessionDesk,
        ids=ids,
        random=random,
        hasher=ports.provided.hasher,
        signer=ports.provided.signer,
        devices=known_devices,
        policy=policies.provided.identity,
    )
    second_steps = providers.Singleton(
        SecondStepDesk,
        hasher=ports.provided.hasher,
        codes=codes,
        policy=policies.provided.identity,
    )
    login = providers.Singleton(
        LoginService,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        passwords=ports.provided.passwords,
        hasher=ports.provided.hasher,
        devices=known_devices,
        desk=session_desk,
        second=second_steps,
        reader=reader,
        policy=policies.provided.identity,
    )
    second_factors = providers.Singleton(
        SecondFactorService,
        open_uow=open_uow,
        clock=clock,
        random=random,
        proof=proof,
        second=second_steps,
        policy=policies.provided.identity,
    )
    registration = providers.Singleton(
        RegistrationService,
        open_uow=open_uow,
        clock=clock,
        ids=ids,
        passwords=ports.provided.passwords,
        codes=codes,
        rules=password_rules,
        policy=policies.provided.identity,
    )
    passwords = providers.Singleton(
        PasswordService,
        open_uow=open_uow,
        clock=clock,
        passwords=ports.provided.passwords,
        codes=codes,
        rules=password_rules,
        proof=proof,
    )
    addresses = providers.Singleton(
        AddressService, open_uow=open_uow, clock=clock, codes=codes, proof=proof
    )
    sessions = providers.Singleton(
        SessionService,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        desk=session_desk,
        signer=ports.provided.signer,
        policy=policies.provided.identity,
    )
    devices = providers.Singleton(
        DeviceService,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        signer=ports.provided.signer,
    )
    staff_accounts = providers.Singleton(
        StaffAccountService,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        ids=ids,
        second=second_steps,
        reader=reader,
        policy=policies.provided.identity,
    )
    dispatcher = providers.Singleton(
        MessageDispatcher,
        open_uow=open_uow,
        clock=clock,
        ids=ids,
        hasher=ports.provided.hasher,
        carriers=ports.provided.carriers,
        policy=policies.provided.messages,
    )
    delivery = providers.Singleton(
        MessageDelivery,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        dispatcher=dispatcher,
    )
    staff_messages = providers.Singleton(
        StaffMessageService,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        ids=ids,
        hasher=ports.provided.hasher,
    )
    receipts = providers.Singleton(
        ReceiptService, open_uow=open_uow, clock=clock, carriers=ports.provided.carriers
    )
    media_intake = providers.Singleton(
        MediaIntake,
        open_uow=open_uow,
        clock=clock,
        ids=ids,
        random=random,
        spool=ports.provided.media.spool,
        workshop=ports.provided.media.workshop,
        inspector=ports.provided.media.inspector,
        storage=ports.provided.media.objects,
        policy=policies.provided.media,
    )
    media = providers.Singleton(
        MediaService,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        storage=ports.provided.media.objects,
        signer=ports.provided.media.links,
        policy=policies.provided.media,
    )
    media_custodian = providers.Singleton(
        MediaCustodian,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        spool=ports.provided.media.spool,
        workshop=ports.provided.media.workshop,
        storage=ports.provided.media.objects,
        policy=policies.provided.media,
    )
    staff_media = providers.Singleton(
        StaffMediaService,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        ids=ids,
        storage=ports.provided.media.objects,
        policy=policies.provided.media,
    )
    profiles = providers.Singleton(
        ProfileService,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        policy=policies.provided.profiles,
        avatars=providers.Singleton(Avatars, public_url=policies.provided.media.public_url),
    )
    kyc_clerk = providers.Singleton(
        KycClerk, ids=ids, hasher=ports.provided.hasher, policy=policies.provided.kyc
    )
    kyc = providers.Singleton(
        KycService,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        ids=ids,
        intake=media_intake,
        clerk=kyc_clerk,
        policy=policies.provided.kyc,
    )
    kyc_checker = providers.Singleton(
        KycChecker,
        open_uow=open_uow,
        clock=clock,
        storage=ports.provided.media.objects,
        verifiers=ports.provided.verifiers,
        clerk=kyc_clerk,
        policy=policies.provided.kyc,
    )
    kyc_timers = providers.Singleton(
        KycTimerService,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        storage=ports.provided.media.objects,
        clerk=kyc_clerk,
        policy=policies.provided.kyc,
    )
    staff_kyc = providers.Singleton(
        StaffKycService,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        ids=ids,
        storage=ports.provided.media.objects,
        clerk=kyc_clerk,
        policy=policies.provided.kyc,
        media=policies.provided.media,
    )
    partners = providers.Singleton(
        PartnerService,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        ids=ids,
        clerk=kyc_clerk,
        policy=policies.provided.partners,
    )
    calendars = providers.Singleton(
        CalendarService,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        ids=ids,
        policy=policies.provided.partners,
    )
    search = providers.Singleton(
        SearchService, directory=store.provided.directory, policy=policies.provided.search
    )
    payments = providers.Singleton(
        PaymentService,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        bookkeeper=bookkeeper,
        gateways=ports.provided.gateways,
        policy=policies.provided.payments,
    )
    taker = providers.Singleton(
        NoticeTaker,
        bookkeeper=bookkeeper,
        policy=policies.provided.payments,
        refunder=refunder,
    )
    callbacks = providers.Singleton(
        CallbackService,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        ids=ids,
        gateways=ports.provided.gateways,
        taker=taker,
        policy=policies.provided.payments,
    )
    bank_accounts = providers.Singleton(
        BankAccountService,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        ids=ids,
        proof=proof,
        verified_name=providers.Object(name_of_verified_partner),
        policy=policies.provided.payments,
    )
    withdrawals = providers.Singleton(
        WithdrawalService,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        bookkeeper=bookkeeper,
        proof=proof,
        verified_name=providers.Object(name_of_verified_partner),
        policy=policies.provided.payments,
    )
    payout_desk = providers.Singleton(
        PayoutDesk,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        bookkeeper=bookkeeper,
        policy=policies.provided.payments,
    )
    payout_exchange = providers.Singleton(
        PayoutExchange,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        ids=ids,
        gateway=ports.provided.bank,
        desk=payout_desk,
        policy=policies.provided.payments,
    )
    approvals = providers.Singleton(ApprovalService, open_read=open_read, clock=clock)
    ledger = providers.Singleton(LedgerService, open_read=open_read, auditor=store.provided.auditor)
    bookings = providers.Singleton(
        BookingService, open_uow=open_uow, open_read=open_read, clock=clock, conductor=conductor
    )
    meetings = providers.Singleton(
        MeetingService, open_uow=open_uow, open_read=open_read, clock=clock, conductor=conductor
    )
    checkout = providers.Singleton(
        CheckoutService,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        conductor=conductor,
        payments=payments,
    )
    timers = providers.Singleton(
        BookingTimerService,
        open_uow=open_uow,
        clock=clock,
        conductor=conductor,
        no_shows=no_show_conductor,
    )
    no_shows = providers.Singleton(
        NoShowService,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        no_shows=no_show_conductor,
    )
    safety = providers.Singleton(
        SafetyService, open_uow=open_uow, clock=clock, disputes=dispute_conductor
    )
    disputes = providers.Singleton(
        DisputeService,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        disputes=dispute_conductor,
    )
    staff_disputes = providers.Singleton(
        StaffDisputeService,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        disputes=dispute_conductor,
        payments=policies.provided.payments,
    )
    dispute_timers = providers.Singleton(
        DisputeTimerService, open_uow=open_uow, clock=clock, disputes=dispute_conductor
    )
    staff_bookings = providers.Singleton(
        StaffBookingService,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        conductor=conductor,
        payments=payments,
    )
    extensions = providers.Singleton(
        ExtensionService,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        conductor=conductor,
        payments=payments,
    )

    statements = providers.Singleton(StatementService, open_read=open_read)
    taxes = providers.Singleton(
        TaxService,
        open_uow=open_uow,
        open_read=open_read,
        reader=store.provided.book_reader,
        clock=clock,
        bookkeeper=bookkeeper,
    )
    reconciliation = providers.Singleton(
        ReconciliationService,
        open_uow=open_uow,
        open_read=open_read,
        reader=store.provided.book_reader,
        clock=clock,
        bookkeeper=bookkeeper,
        files=providers.Singleton(CsvSettlementFiles),
        policy=policies.provided.reconciliation,
        ask=providers.Callable(ask_gateways, ports.provided.gateways, clock),
    )
    reports = providers.Singleton(
        ReportService,
        open_read=open_read,
        reader=store.provided.book_reader,
        ledger=ledger,
        clock=clock,
    )
    questions = providers.Singleton(
        QuestionService,
        open_uow=open_uow,
        clock=clock,
        gateways=ports.provided.gateways,
        taker=taker,
        policy=policies.provided.payments,
    )
    refunds = providers.Singleton(
        RefundService, open_uow=open_uow, open_read=open_read, clock=clock, refunder=refunder
    )
    refund_sender = providers.Singleton(
        RefundSender,
        open_uow=open_uow,
        clock=clock,
        gateways=ports.provided.gateways,
        refunder=refunder,
        policy=policies.provided.payments,
    )
    suspense = providers.Singleton(
        SuspenseService, open_uow=open_uow, open_read=open_read, clock=clock, refunder=refunder
    )
    chargebacks = providers.Singleton(
        ChargebackService,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        bookkeeper=bookkeeper,
        limits=policies.provided.payments.staff,
    )

    field_sealing = providers.Singleton(
        FieldSealingService,
        open_uow=open_uow,
        fields=store.provided.sealed_fields,
        clock=clock,
        ids=ids,
    )

    uploads = providers.Singleton(
        UploadData,
        providers.Singleton(MediaData, open_read=open_read, storage=ports.provided.media.objects),
    )
    kyc_data = providers.Singleton(KycData, open_read=open_read, policy=policies.provided.kyc)
    personal_data = providers.List(
        providers.Singleton(AccountData, providers.Singleton(IdentityData, open_read=open_read)),
        providers.Singleton(PrivacyData, open_read=open_read),
        uploads,
        providers.Singleton(ProfileData, open_read=open_read),
        kyc_data,
        providers.Singleton(PartnerData, open_read=open_read, clock=clock),
        providers.Singleton(MoneyData, open_read=open_read),
        providers.Singleton(BookingData, open_read=open_read),
    )
    consents = providers.Singleton(
        ConsentService, open_uow=open_uow, open_read=open_read, clock=clock, ids=ids
    )
    rights = providers.Singleton(
        RightsService,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        ids=ids,
        policy=policies.provided.privacy,
    )
    exports = providers.Singleton(
        ExportService,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        ids=ids,
        random=random,
        hasher=ports.provided.hasher,
        sources=personal_data,
        policy=policies.provided.privacy,
        files=providers.List(uploads),
    )
    closing_money = providers.Singleton(
        ClosingMoney,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        bookkeeper=bookkeeper,
        refunder=refunder,
        verified_name=providers.Object(name_of_verified_partner),
        policy=policies.provided.payments,
    )
    closing = providers.Singleton(
        ClosingService,
        open_uow=open_uow,
        open_read=open_read,
        clock=clock,
        ids=ids,
        proof=proof,
        login=login,
        hasher=ports.provided.hasher,
        sources=personal_data,
        businesses=providers.List(
            providers.Singleton(ClosingMeetings, open_read=open_read, meetings=meetings),
            kyc_data,
            closing_money,
        ),
        policy=policies.provided.privacy,
    )

    housekeeping = providers.Singleton(
        Housekeeping, open_uow=open_uow, clock=clock, closing=closing, money=closing_money
    )

    application = providers.Singleton(
        Application,
        clock=clock,
        reader=reader,
        registration=registration,
        passwords=passwords,
        addresses=addresses,
        devices=devices,
        login=login,
        second_factors=second_factors,
        sessions=sessions,
        staff_accounts=staff_accounts,
        delivery=delivery,
        media_intake=media_intake,
        media=media,
        media_custodian=media_custodian,
        staff_media=staff_media,
        receipts=receipts,
        staff_messages=staff_messages,
        profiles=profiles,
        kyc=kyc,
        kyc_checker=kyc_checker,
        kyc_timers=kyc_timers,
        staff_kyc=staff_kyc,
        partners=partners,
        calendars=calendars,
        search=search,
        payments=payments,
        callbacks=callbacks,
        approvals=approvals,
        bank_accounts=bank_accounts,
        withdrawals=withdrawals,
        payout_desk=payout_desk,
        payout_exchange=payout_exchange,
        ledger=ledger,
        bookings=bookings,
        meetings=meetings,
        checkout=checkout,
        timers=timers,
        staff_bookings=staff_bookings,
        no_shows=no_shows,
        safety=safety,
        disputes=disputes,
        staff_disputes=staff_disputes,
        dispute_timers=dispute_timers,
        housekeeping=housekeeping,
        statements=statements,
        taxes=taxes,
        reconciliation=reconciliation,
        reports=reports,
        extensions=extensions,
        questions=questions,
        refunds=refunds,
        refund_sender=refund_sender,
        suspense=suspense,
        chargebacks=chargebacks,
        field_sealing=field_sealing,
        consents=consents,
        rights=rights,
        exports=exports,
        closing=closing,
    )


_container: Final = Container()
"""One for all: to copy its providers takes longer than to put an application together."""
_composing: Final = Lock()


def compose(ports: Ports, policies: Policies | None = None) -> tuple[Application, Store]:
    """The use cases over these ports, and the store that stands behind them; new at every call."""
    with (
        _composing,
        _container.override_providers(ports=ports, policies=policies or Policies()),
        _container.reset_singletons(),
    ):
        application: Application = _container.application()
        store: Store = _container.store()
    return application, store


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
) -> MemoryWorld:
    """The real services on memory adapters, under a virtual clock; the same seed, the same run.

    `real_gateways` and `real_carriers` make adapters that stand in the place of the scripted ones.
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

    def open_store(in_tx: Handlers, after: AfterCommit) -> MemoryStore:
        stores.append(MemoryStore(in_transaction=in_tx, after_commit=after))
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
            verifiers=verifiers,
            presence=presence,
            bank=bank,
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
