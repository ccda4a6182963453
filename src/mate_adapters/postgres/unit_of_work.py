"""One transaction over all repositories."""

from __future__ import annotations

from typing import Any, Final, Self

import sqlalchemy as sa

from mate_adapters.freshness import Freshness
from mate_adapters.postgres import codec
from mate_adapters.postgres.repositories.audit import PostgresAuditLog, PostgresAuditSeals
from mate_adapters.postgres.repositories.bans import (
    PostgresBannedMarks,
    PostgresBanProposals,
    PostgresBans,
)
from mate_adapters.postgres.repositories.blocks import PostgresBlocks
from mate_adapters.postgres.repositories.bookings import (
    PostgresBookingCodes,
    PostgresBookings,
    PostgresReferences,
)
from mate_adapters.postgres.repositories.books import (
    PostgresSettlementFiles,
    PostgresTaxResidencies,
)
from mate_adapters.postgres.repositories.calendar import PostgresReservations, PostgresSlots
from mate_adapters.postgres.repositories.calendar_feeds import PostgresCalendarFeeds
from mate_adapters.postgres.repositories.callbacks import PostgresCallbacks, PostgresSuspense
from mate_adapters.postgres.repositories.captures import PostgresCaptures
from mate_adapters.postgres.repositories.challenges import (
    PostgresChallenges,
    PostgresOutgoingMessages,
)
from mate_adapters.postgres.repositories.chargebacks import PostgresChargebacks
from mate_adapters.postgres.repositories.deeds import PostgresDeeds
from mate_adapters.postgres.repositories.disputes import PostgresDisputes, PostgresNoShows
from mate_adapters.postgres.repositories.escrows import PostgresEscrows
from mate_adapters.postgres.repositories.extensions import PostgresExtensions
from mate_adapters.postgres.repositories.housekeeping import PostgresIdempotencyKeys
from mate_adapters.postgres.repositories.intents import PostgresIntents
from mate_adapters.postgres.repositories.journal import PostgresJournal
from mate_adapters.postgres.repositories.kyc import PostgresCardHashes, PostgresKycCases
from mate_adapters.postgres.repositories.listing_cases import PostgresListingCases
from mate_adapters.postgres.repositories.media import PostgresMedia
from mate_adapters.postgres.repositories.messages import (
    PostgresMessageAttempts,
    PostgresSuppressions,
)
from mate_adapters.postgres.repositories.partners import PostgresPartners
from mate_adapters.postgres.repositories.payouts import (
    PostgresBankAccounts,
    PostgresPayoutFiles,
)
from mate_adapters.postgres.repositories.privacy import (
    PostgresClosures,
    PostgresConsents,
    PostgresExports,
    PostgresRightsRequests,
)
from mate_adapters.postgres.repositories.profiles import PostgresProfiles
from mate_adapters.postgres.repositories.rating_summaries import PostgresRatingSummaries
from mate_adapters.postgres.repositories.refunds import PostgresRefunds
from mate_adapters.postgres.repositories.reports import PostgresReportCases, PostgresReports
from mate_adapters.postgres.repositories.reviews import PostgresReviewReports, PostgresReviews
from mate_adapters.postgres.repositories.role_proposals import PostgresRoleProposals
from mate_adapters.postgres.repositories.search import PostgresSearchEntries
from mate_adapters.postgres.repositories.second_factors import PostgresSecondFactors
from mate_adapters.postgres.repositories.sessions import PostgresSessions
from mate_adapters.postgres.repositories.tastes import PostgresTastes
from mate_adapters.postgres.repositories.trends import (
    PostgresActivities,
    PostgresPartnerViews,
    PostgresTrends,
)
from mate_adapters.postgres.repositories.tries import PostgresTryCounters
from mate_adapters.postgres.repositories.users import PostgresUsers
from mate_adapters.postgres.repositories.wallets import PostgresWallets
from mate_adapters.postgres.repositories.weekly_hours import PostgresWeeklyHours
from mate_adapters.postgres.repositories.withdrawals import PostgresWithdrawals
from mate_adapters.postgres.seals import Seals
from mate_adapters.postgres.session import Session
from mate_adapters.postgres.stale import NOTIFY, written
from mate_adapters.postgres.statement import Statement, query
from mate_adapters.postgres.tables.columns import BOOLEANS, INSTANTS, TEXTS
from mate_core.shared.events import Event, Handlers
from mate_core.shared.ports import AfterCommit, Read

WAKE_CHANNEL: Final = "mate_due"
_PUBLISH: Final = Statement(
    query(
        """
        INSERT INTO outbox (type, body, created_at, due_at, done_at)
        SELECT type, body::jsonb, at, CASE WHEN waits THEN at END, CASE WHEN NOT waits THEN at END
        FROM unnest(:types, :bodies, :instants, :waiting) AS event (type, body, at, waits)
        """,
        types=TEXTS,
        bodies=TEXTS,
        instants=INSTANTS,
        waiting=BOOLEANS,
    )
)
_WAKE: Final = Statement(sa.text(f"SELECT pg_notify('{WAKE_CHANNEL}', '')"))


class PostgresUnitOfWork:
    """See the port; refusals of the database come with the next read or with the commit."""

    def __init__(
        self,
        session: Session,
        seals: Seals,
        in_transaction: Handlers,
        after_commit: AfterCommit,
        freshness: Freshness,
    ) -> None:
        self._session = session
        self._freshness = freshness
        self._seals = seals
        self._in_transaction = in_transaction
        self._after_commit = after_commit
        self._events: list[Event] = []

    async def __aenter__(self) -> Self:
        await self._session.open()
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self._session.close()

    async def publish(self, *events: Event) -> None:
        self._session.require_open(writing=True)
        for event in events:
            self._events.append(event)
            for step in self._in_transaction.get(type(event), ()):
                await step(self, event)

    async def together(self, *reads: Read[Any]) -> tuple[Any, ...]:
        return tuple(await self._session.together(reads))

    async def commit(self) -> None:
        self._session.require_open(writing=True)
        if self._events:
            self._store_events(self._events)
        stale = self._freshness.tags_of(self._events)
        if stale:
            payload = written(self._freshness.source, stale)
            self._session.write(NOTIFY, {"payload": payload})
        try:
            await self._session.commit()
        finally:
            # Also when nobody knows how the commit ended: to read once more is never wrong.
            self._freshness.cache.forget(stale)

    def _store_events(self, events: list[Event]) -> None:
        coded = [codec.encode(event) for event in events]
        waiting = [bool(self._after_commit.get(type(event))) for event in events]
        self._session.write(
            _PUBLISH,
            {
                "types": [name for name, _ in coded],
                "bodies": [body for _, body in coded],
                "instants": [event.at for event in events],
                "waiting": waiting,
            },
        )
        if any(waiting) or self._session.is_due(by=max(event.at for event in events)):
            self._session.write(_WAKE)

    @property
    def message_attempts(self) -> PostgresMessageAttempts:
        return PostgresMessageAttempts(self._session)

    @property
    def suppressions(self) -> PostgresSuppressions:
        return PostgresSuppressions(self._session)

    @property
    def users(self) -> PostgresUsers:
        return PostgresUsers(self._session)

    @property
    def challenges(self) -> PostgresChallenges:
        return PostgresChallenges(self._session)

    @property
    def outgoing(self) -> PostgresOutgoingMessages:
        return PostgresOutgoingMessages(self._session)

    @property
    def sessions(self) -> PostgresSessions:
        return PostgresSessions(self._session)

    @property
    def tries(self) -> PostgresTryCounters:
        return PostgresTryCounters(self._session)

    @property
    def role_proposals(self) -> PostgresRoleProposals:
        return PostgresRoleProposals(self._session)

    @property
    def second_factors(self) -> PostgresSecondFactors:
        return PostgresSecondFactors(self._session, self._seals)

    @property
    def media(self) -> PostgresMedia:
        return PostgresMedia(self._session)

    @property
    def profiles(self) -> PostgresProfiles:
        return PostgresProfiles(self._session)

    @property
    def kyc_cases(self) -> PostgresKycCases:
        return PostgresKycCases(self._session, self._seals)

    @property
    def card_hashes(self) -> PostgresCardHashes:
        return PostgresCardHashes(self._session)

    @property
    def partners(self) -> PostgresPartners:
        return PostgresPartners(self._session)

    @property
    def slots(self) -> PostgresSlots:
        return PostgresSlots(self._session)

    @property
    def weekly_hours(self) -> PostgresWeeklyHours:
        return PostgresWeeklyHours(self._session)

    @property
    def calendar_feeds(self) -> PostgresCalendarFeeds:
        return PostgresCalendarFeeds(self._session)

    @property
    def booking_codes(self) -> PostgresBookingCodes:
        return PostgresBookingCodes(self._session)

    @property
    def reservations(self) -> PostgresReservations:
        return PostgresReservations(self._session)

    @property
    def search_entries(self) -> PostgresSearchEntries:
        return PostgresSearchEntries(self._session)

    @property
    def partner_views(self) -> PostgresPartnerViews:
        return PostgresPartnerViews(self._session)

    @property
    def activities(self) -> PostgresActivities:
        return PostgresActivities(self._session)

    @property
    def trends(self) -> PostgresTrends:
        return PostgresTrends(self._session)

    @property
    def tastes(self) -> PostgresTastes:
        return PostgresTastes(self._session)

    @property
    def wallets(self) -> PostgresWallets:
        return PostgresWallets(self._session)

    @property
    def journal(self) -> PostgresJournal:
        return PostgresJournal(self._session)

    @property
    def escrows(self) -> PostgresEscrows:
        return PostgresEscrows(self._session)

    @property
    def intents(self) -> PostgresIntents:
        return PostgresIntents(self._session)

    @property
    def callbacks(self) -> PostgresCallbacks:
        return PostgresCallbacks(self._session)

    @property
    def suspense(self) -> PostgresSuspense:
        return PostgresSuspense(self._session)

    @property
    def references(self) -> PostgresReferences:
        return PostgresReferences(self._session)

    @property
    def deeds(self) -> PostgresDeeds:
        return PostgresDeeds(self._session)

    @property
    def bank_accounts(self) -> PostgresBankAccounts:
        return PostgresBankAccounts(self._session, self._seals)

    @property
    def withdrawals(self) -> PostgresWithdrawals:
        return PostgresWithdrawals(self._session, self._seals)

    @property
    def payout_files(self) -> PostgresPayoutFiles:
        return PostgresPayoutFiles(self._session, self._seals)

    @property
    def tax_residencies(self) -> PostgresTaxResidencies:
        return PostgresTaxResidencies(self._session)

    @property
    def settlement_files(self) -> PostgresSettlementFiles:
        return PostgresSettlementFiles(self._session)

    @property
    def captures(self) -> PostgresCaptures:
        return PostgresCaptures(self._session)

    @property
    def refunds(self) -> PostgresRefunds:
        return PostgresRefunds(self._session)

    @property
    def chargebacks(self) -> PostgresChargebacks:
        return PostgresChargebacks(self._session)

    @property
    def bookings(self) -> PostgresBookings:
        return PostgresBookings(self._session)

    @property
    def no_shows(self) -> PostgresNoShows:
        return PostgresNoShows(self._session)

    @property
    def disputes(self) -> PostgresDisputes:
        return PostgresDisputes(self._session)

    @property
    def consents(self) -> PostgresConsents:
        return PostgresConsents(self._session)

    @property
    def rights_requests(self) -> PostgresRightsRequests:
        return PostgresRightsRequests(self._session)

    @property
    def closures(self) -> PostgresClosures:
        return PostgresClosures(self._session)

    @property
    def exports(self) -> PostgresExports:
        return PostgresExports(self._session)

    @property
    def bans(self) -> PostgresBans:
        return PostgresBans(self._session)

    @property
    def ban_proposals(self) -> PostgresBanProposals:
        return PostgresBanProposals(self._session)

    @property
    def banned_marks(self) -> PostgresBannedMarks:
        return PostgresBannedMarks(self._session)

    @property
    def blocks(self) -> PostgresBlocks:
        return PostgresBlocks(self._session)

    @property
    def listing_cases(self) -> PostgresListingCases:
        return PostgresListingCases(self._session)

    @property
    def report_cases(self) -> PostgresReportCases:
        return PostgresReportCases(self._session)

    @property
    def reports(self) -> PostgresReports:
        return PostgresReports(self._session)

    @property
    def extensions(self) -> PostgresExtensions:
        return PostgresExtensions(self._session)

    @property
    def reviews(self) -> PostgresReviews:
        return PostgresReviews(self._session, self._seals)

    @property
    def review_reports(self) -> PostgresReviewReports:
        return PostgresReviewReports(self._session)

    @property
    def rating_summaries(self) -> PostgresRatingSummaries:
        return PostgresRatingSummaries(self._session)

    @property
    def audit(self) -> PostgresAuditLog:
        return PostgresAuditLog(self._session)

    @property
    def audit_seals(self) -> PostgresAuditSeals:
        return PostgresAuditSeals(self._session)

    @property
    def idempotency(self) -> PostgresIdempotencyKeys:
        return PostgresIdempotencyKeys(self._session)
