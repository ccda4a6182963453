"""One transaction over the memory store."""

from __future__ import annotations

from typing import Any, Self

from mate_adapters.freshness import Freshness
from mate_adapters.memory.attempts import (
    AttemptTables,
    MemoryCallbacks,
    MemoryIntents,
    MemoryReferences,
    MemorySuspense,
)
from mate_adapters.memory.bookings import BookingTables, MemoryBookingCodes, MemoryBookings
from mate_adapters.memory.books import BookTables, MemorySettlementFiles, MemoryTaxResidencies
from mate_adapters.memory.deeds import DeedTables, MemoryDeeds
from mate_adapters.memory.disputes import DisputeTables, MemoryDisputes, MemoryNoShows
from mate_adapters.memory.extensions import ExtensionTables, MemoryExtensions
from mate_adapters.memory.identity import (
    IdentityTables,
    MemoryChallenges,
    MemoryOutgoingMessages,
    MemoryRoleProposals,
    MemorySecondFactors,
    MemorySessions,
    MemoryTryCounters,
    MemoryUsers,
)
from mate_adapters.memory.kyc import KycTables, MemoryCardHashes, MemoryKycCases
from mate_adapters.memory.laziness import cached_property
from mate_adapters.memory.media import MediaTables, MemoryMedia
from mate_adapters.memory.message_attempts import (
    MemoryMessageAttempts,
    MemorySuppressions,
    MessageTables,
)
from mate_adapters.memory.moderation import (
    MemoryBannedMarks,
    MemoryBanProposals,
    MemoryBans,
    MemoryBlocks,
    ModerationTables,
)
from mate_adapters.memory.money import MemoryEscrows, MemoryJournal, MemoryWallets, MoneyTables
from mate_adapters.memory.outbox import MemoryOutbox, as_stored
from mate_adapters.memory.partners import (
    MemoryCalendarFeeds,
    MemoryPartners,
    MemoryReservations,
    MemorySlots,
    MemoryWeeklyHours,
    PartnerTables,
)
from mate_adapters.memory.payouts import (
    MemoryBankAccounts,
    MemoryPayoutFiles,
    MemoryWithdrawals,
    PayoutTables,
)
from mate_adapters.memory.privacy import (
    MemoryClosures,
    MemoryConsents,
    MemoryExports,
    MemoryRightsRequests,
    PrivacyTables,
)
from mate_adapters.memory.profiles import MemoryProfiles, ProfileTables
from mate_adapters.memory.records import (
    MemoryAuditLog,
    MemoryAuditSeals,
    MemoryIdempotencyKeys,
    RecordTables,
)
from mate_adapters.memory.refunds import (
    MemoryCaptures,
    MemoryChargebacks,
    MemoryRefunds,
    ReturnTables,
)
from mate_adapters.memory.reviews import (
    MemoryRatingSummaries,
    MemoryReviewReports,
    MemoryReviews,
    ReviewTables,
)
from mate_adapters.memory.screening import (
    MemoryListingCases,
    MemoryReportCases,
    MemoryReports,
    ScreeningTables,
)
from mate_adapters.memory.search import MemorySearchEntries, SearchTables
from mate_adapters.memory.tastes import MemoryTastes
from mate_adapters.memory.transaction import Transaction, WriterLock
from mate_adapters.memory.trends import (
    MemoryActivities,
    MemoryPartnerViews,
    MemoryTrends,
    TrendTables,
)
from mate_core.shared.events import Event, Handlers
from mate_core.shared.ports import Read


class MemoryTables:
    """All committed state, by context."""

    def __init__(self) -> None:
        self.messages = MessageTables()
        self.identity = IdentityTables()
        self.media = MediaTables()
        self.profiles = ProfileTables()
        self.kyc = KycTables()
        self.partners = PartnerTables()
        self.money = MoneyTables()
        self.attempts = AttemptTables()
        self.returns = ReturnTables()
        self.bookings = BookingTables()
        self.records = RecordTables()
        self.deeds = DeedTables()
        self.disputes = DisputeTables()
        self.payouts = PayoutTables()
        self.books = BookTables()
        self.extensions = ExtensionTables()
        self.privacy = PrivacyTables()
        self.trends = TrendTables()
        self.moderation = ModerationTables()
        self.search = SearchTables()
        self.reviews = ReviewTables()
        self.screening = ScreeningTables()


class MemoryUnitOfWork:
    """Satisfies the unit of work of every context by structure.

    Repositories are made when first asked for: most commands need three of twenty.
    """

    def __init__(
        self,
        tables: MemoryTables,
        lock: WriterLock,
        handlers: Handlers,
        outbox: MemoryOutbox,
        freshness: Freshness,
        *,
        read_only: bool = False,
    ) -> None:
        self._tables = tables
        self._transaction = Transaction(lock, read_only=read_only)
        self._handlers = handlers
        self._outbox = outbox
        self._freshness = freshness
        self._events: list[Event] = []

    async def __aenter__(self) -> Self:
        self._transaction.begin()
        return self

    async def __aexit__(self, *failure: object) -> None:
        self._transaction.end()
        held = self.__dict__
        for name in [name for name in held if name in _REPOSITORIES]:
            del held[name]  # asking again after the end is refused

    async def publish(self, *events: Event) -> None:
        for event in events:
            await self._transaction.lock()
            self._events.append(as_stored(event))
            for handle in self._handlers.get(type(event), ()):
                await handle(self, event)

    async def together(self, *reads: Read[Any]) -> tuple[Any, ...]:
        try:
            return tuple([await read for read in reads])
        finally:
            for read in reads:
                read.close()

    async def commit(self) -> None:
        self._transaction.commit()
        self._outbox.append(self._events)
        self._freshness.cache.forget(self._freshness.tags_of(self._events))

    @cached_property
    def message_attempts(self) -> MemoryMessageAttempts:
        return MemoryMessageAttempts(self._tables.messages, self._transaction)

    @cached_property
    def suppressions(self) -> MemorySuppressions:
        return MemorySuppressions(self._tables.messages, self._transaction)

    @cached_property
    def users(self) -> MemoryUsers:
        return MemoryUsers(self._tables.identity, self._transaction)

    @cached_property
    def challenges(self) -> MemoryChallenges:
        return MemoryChallenges(self._tables.identity, self._transaction)

    @cached_property
    def outgoing(self) -> MemoryOutgoingMessages:
        return MemoryOutgoingMessages(self._tables.identity, self._transaction)

    @cached_property
    def sessions(self) -> MemorySessions:
        return MemorySessions(self._tables.identity, self._transaction)

    @cached_property
    def media(self) -> MemoryMedia:
        return MemoryMedia(self._tables.media, self._transaction)

    @cached_property
    def profiles(self) -> MemoryProfiles:
        return MemoryProfiles(self._tables.profiles, self._transaction)

    @cached_property
    def kyc_cases(self) -> MemoryKycCases:
        return MemoryKycCases(self._tables.kyc, self._transaction)

    @cached_property
    def card_hashes(self) -> MemoryCardHashes:
        return MemoryCardHashes(self._tables.kyc, self._transaction)

    @cached_property
    def partners(self) -> MemoryPartners:
        return MemoryPartners(self._tables.partners, self._transaction)

    @cached_property
    def slots(self) -> MemorySlots:
        return MemorySlots(self._tables.partners, self._transaction)

    @cached_property
    def weekly_hours(self) -> MemoryWeeklyHours:
        return MemoryWeeklyHours(self._tables.partners, self._transaction)

    @cached_property
    def calendar_feeds(self) -> MemoryCalendarFeeds:
        return MemoryCalendarFeeds(self._tables.partners, self._transaction)

    @cached_property
    def booking_codes(self) -> MemoryBookingCodes:
        return MemoryBookingCodes(self._tables.bookings, self._transaction)

    @cached_property
    def reservations(self) -> MemoryReservations:
        return MemoryReservations(self._tables.partners, self._transaction)

    @cached_property
    def tries(self) -> MemoryTryCounters:
        return MemoryTryCounters(self._tables.identity, self._transaction)

    @cached_property
    def role_proposals(self) -> MemoryRoleProposals:
        return MemoryRoleProposals(self._tables.identity, self._transaction)

    @cached_property
    def second_factors(self) -> MemorySecondFactors:
        return MemorySecondFactors(self._tables.identity, self._transaction)

    @cached_property
    def partner_views(self) -> MemoryPartnerViews:
        tables = self._tables
        return MemoryPartnerViews(tables.trends, tables.partners, self._transaction)

    @cached_property
    def activities(self) -> MemoryActivities:
        return MemoryActivities(self._tables.trends, self._tables.bookings, self._transaction)

    @cached_property
    def trends(self) -> MemoryTrends:
        return MemoryTrends(self._tables.trends, self._transaction)

    @cached_property
    def tastes(self) -> MemoryTastes:
        tables = self._tables
        return MemoryTastes(tables.bookings, tables.reviews, self._transaction)

    @cached_property
    def wallets(self) -> MemoryWallets:
        return MemoryWallets(self._tables.money, self._tables.identity, self._transaction)

    @cached_property
    def journal(self) -> MemoryJournal:
        return MemoryJournal(self._tables.money, self._transaction)

    @cached_property
    def escrows(self) -> MemoryEscrows:
        return MemoryEscrows(self._tables.money, self._transaction)

    @cached_property
    def intents(self) -> MemoryIntents:
        return MemoryIntents(self._tables.attempts, self._transaction)

    @cached_property
    def callbacks(self) -> MemoryCallbacks:
        return MemoryCallbacks(self._tables.attempts, self._transaction)

    @cached_property
    def suspense(self) -> MemorySuspense:
        return MemorySuspense(self._tables.attempts, self._transaction)

    @cached_property
    def references(self) -> MemoryReferences:
        return MemoryReferences(self._transaction)

    @cached_property
    def deeds(self) -> MemoryDeeds:
        return MemoryDeeds(self._tables.deeds, self._transaction)

    @cached_property
    def bank_accounts(self) -> MemoryBankAccounts:
        return MemoryBankAccounts(self._tables.payouts, self._tables.moderation, self._transaction)

    @cached_property
    def withdrawals(self) -> MemoryWithdrawals:
        return MemoryWithdrawals(self._tables.payouts, self._tables.moderation, self._transaction)

    @cached_property
    def payout_files(self) -> MemoryPayoutFiles:
        return MemoryPayoutFiles(self._tables.payouts, self._transaction)

    @cached_property
    def tax_residencies(self) -> MemoryTaxResidencies:
        return MemoryTaxResidencies(self._tables.books, self._transaction)

    @cached_property
    def settlement_files(self) -> MemorySettlementFiles:
        return MemorySettlementFiles(self._tables.books, self._transaction)

    @cached_property
    def captures(self) -> MemoryCaptures:
        tables = self._tables
        return MemoryCaptures(tables.returns, tables.attempts, tables.money, self._transaction)

    @cached_property
    def refunds(self) -> MemoryRefunds:
        return MemoryRefunds(self._tables.returns, self._transaction)

    @cached_property
    def chargebacks(self) -> MemoryChargebacks:
        return MemoryChargebacks(self._tables.returns, self._transaction)

    @cached_property
    def reviews(self) -> MemoryReviews:
        return MemoryReviews(self._tables.reviews, self._transaction)

    @cached_property
    def review_reports(self) -> MemoryReviewReports:
        return MemoryReviewReports(self._tables.reviews, self._transaction)

    @cached_property
    def rating_summaries(self) -> MemoryRatingSummaries:
        tables = self._tables
        return MemoryRatingSummaries(tables.reviews, tables.partners, self._transaction)

    @cached_property
    def bookings(self) -> MemoryBookings:
        return MemoryBookings(self._tables.bookings, self._transaction)

    @cached_property
    def no_shows(self) -> MemoryNoShows:
        return MemoryNoShows(self._tables.disputes, self._transaction)

    @cached_property
    def disputes(self) -> MemoryDisputes:
        return MemoryDisputes(self._tables.disputes, self._transaction)

    @cached_property
    def consents(self) -> MemoryConsents:
        return MemoryConsents(self._tables.privacy, self._transaction)

    @cached_property
    def rights_requests(self) -> MemoryRightsRequests:
        return MemoryRightsRequests(self._tables.privacy, self._transaction)

    @cached_property
    def closures(self) -> MemoryClosures:
        return MemoryClosures(self._tables.privacy, self._transaction)

    @cached_property
    def exports(self) -> MemoryExports:
        return MemoryExports(self._tables.privacy, self._transaction)

    @cached_property
    def search_entries(self) -> MemorySearchEntries:
        tables = self._tables
        return MemorySearchEntries(
            tables.search, tables.partners, tables.profiles, tables.identity, self._transaction
        )

    @cached_property
    def bans(self) -> MemoryBans:
        return MemoryBans(self._tables.moderation, self._transaction)

    @cached_property
    def ban_proposals(self) -> MemoryBanProposals:
        return MemoryBanProposals(self._tables.moderation, self._transaction)

    @cached_property
    def banned_marks(self) -> MemoryBannedMarks:
        return MemoryBannedMarks(self._tables.moderation, self._transaction)

    @cached_property
    def blocks(self) -> MemoryBlocks:
        return MemoryBlocks(self._tables.moderation, self._transaction)

    @cached_property
    def listing_cases(self) -> MemoryListingCases:
        return MemoryListingCases(self._tables.screening, self._transaction)

    @cached_property
    def report_cases(self) -> MemoryReportCases:
        return MemoryReportCases(self._tables.screening, self._transaction)

    @cached_property
    def reports(self) -> MemoryReports:
        return MemoryReports(self._tables.screening, self._transaction)

    @cached_property
    def extensions(self) -> MemoryExtensions:
        return MemoryExtensions(self._tables.extensions, self._transaction)

    @cached_property
    def audit(self) -> MemoryAuditLog:
        return MemoryAuditLog(self._tables.records, self._transaction)

    @cached_property
    def audit_seals(self) -> MemoryAuditSeals:
        return MemoryAuditSeals(self._tables.records, self._transaction)

    @cached_property
    def idempotency(self) -> MemoryIdempotencyKeys:
        return MemoryIdempotencyKeys(self._tables.records, self._transaction)


_REPOSITORIES = frozenset(
    name for name, member in vars(MemoryUnitOfWork).items() if isinstance(member, cached_property)
)
