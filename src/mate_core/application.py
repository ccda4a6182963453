"""All use cases in one frozen object: what a driver holds, and the tables that join contexts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from mate_core.bookings.checkout_service import CheckoutService
from mate_core.bookings.disputes.safety_service import SafetyService
from mate_core.bookings.disputes.service import DisputeService
from mate_core.bookings.disputes.staff_service import StaffDisputeService
from mate_core.bookings.disputes.timer_service import DisputeTimerService
from mate_core.bookings.extensions.holding import ExtensionHolder
from mate_core.bookings.extensions.service import ExtensionService
from mate_core.bookings.meeting_service import MeetingService
from mate_core.bookings.no_shows.service import NoShowService
from mate_core.bookings.service import BookingService
from mate_core.bookings.staff_service import StaffBookingService
from mate_core.bookings.steps import BookingConductor
from mate_core.bookings.timer_service import BookingTimerService
from mate_core.housekeeping import Housekeeping
from mate_core.identity.address_service import AddressService
from mate_core.identity.delivery_service import MessageDelivery
from mate_core.identity.device_service import DeviceService
from mate_core.identity.events import MessageQueued, UserRegistered
from mate_core.identity.login_service import LoginService
from mate_core.identity.password_service import PasswordService
from mate_core.identity.second_factor_service import SecondFactorService
from mate_core.identity.service import RegistrationService
from mate_core.identity.session_service import SessionService
from mate_core.identity.staff_service import StaffAccountService
from mate_core.kyc.check_service import KycChecker
from mate_core.kyc.clerk import KycClerk
from mate_core.kyc.events import KycCheckWanted, KycRevoked, KycVerified
from mate_core.kyc.service import KycService
from mate_core.kyc.staff_service import StaffKycService
from mate_core.kyc.steps import ban_cards_of, unban_cards_of
from mate_core.kyc.timer_service import KycTimerService
from mate_core.media.custodian import MediaCustodian
from mate_core.media.events import MediaDeleted, MediaReady
from mate_core.media.intake import MediaIntake
from mate_core.media.service import MediaService
from mate_core.media.staff_service import StaffMediaService
from mate_core.messages.events import MessageAttemptFailed
from mate_core.messages.receipt_service import ReceiptService
from mate_core.messages.staff_service import StaffMessageService
from mate_core.moderation.audit.service import AuditService
from mate_core.moderation.ban_service import BanService
from mate_core.moderation.block_service import BlockService
from mate_core.moderation.events import UserBanned, UserBlocked, UserUnbanned
from mate_core.moderation.reports.events import ReportDecided
from mate_core.moderation.reports.service import UserReportService
from mate_core.moderation.reports.staff_service import StaffReportService
from mate_core.moderation.reports.steps import SuspensionDesk, remove_reported_media
from mate_core.moderation.screening.events import SuspensionProposed
from mate_core.moderation.staff_service import StaffBanService
from mate_core.moderation.timer_service import BanTimerService
from mate_core.partners.activities import ActivityBook
from mate_core.partners.calendar_service import CalendarService
from mate_core.partners.events import (
    PartnerChanged,
    PartnerListingChanged,
    PartnerRated,
    PartnerRegistered,
    PartnerReliabilityChanged,
    PartnerUnverified,
    PartnerVerified,
)
from mate_core.partners.feed_service import CalendarFeedService
from mate_core.partners.listing_service import ListingService
from mate_core.partners.listing_steps import ListingScreener
from mate_core.partners.service import PartnerService
from mate_core.partners.steps import unverify_partner, verify_partner
from mate_core.partners.weekly_service import WeeklyHoursService
from mate_core.payments.approval_service import ApprovalService
from mate_core.payments.books.reconciliation_service import ReconciliationService
from mate_core.payments.books.report_service import ReportService
from mate_core.payments.books.statement_service import StatementService
from mate_core.payments.books.tax_service import TaxService
from mate_core.payments.callback_service import CallbackService
from mate_core.payments.events import EscrowSettled, PaymentCaptured
from mate_core.payments.ledger_service import LedgerService
from mate_core.payments.payouts.bank_account_service import BankAccountService
from mate_core.payments.payouts.desk import PayoutDesk
from mate_core.payments.payouts.exchange import PayoutExchange
from mate_core.payments.payouts.refund_service import RefundPayoutService
from mate_core.payments.payouts.withdrawal_service import WithdrawalService
from mate_core.payments.question_service import QuestionService
from mate_core.payments.refunds.chargeback_service import ChargebackService
from mate_core.payments.refunds.sender import RefundSender
from mate_core.payments.refunds.service import RefundService
from mate_core.payments.refunds.suspense_service import SuspenseService
from mate_core.payments.service import PaymentService
from mate_core.payments.steps import create_wallet
from mate_core.privacy.closing_service import ClosingService
from mate_core.privacy.consent_service import ConsentService
from mate_core.privacy.events import (
    AccountClosed,
    ClosingRequested,
    ClosingWithdrawn,
    ConsentChanged,
)
from mate_core.privacy.export_service import ExportService
from mate_core.privacy.field_service import FieldSealingService
from mate_core.privacy.rights_service import RightsService
from mate_core.profiles.events import ProfileChanged
from mate_core.profiles.service import ProfileService
from mate_core.profiles.steps import create_profile, forget_location
from mate_core.reviews.reading_service import ReviewReadingService
from mate_core.reviews.response_service import ReviewResponseService
from mate_core.reviews.service import ReviewService
from mate_core.reviews.staff_service import StaffReviewService
from mate_core.reviews.timer_service import ReviewTimerService
from mate_core.search.index_service import SearchIndexService
from mate_core.search.service import SearchService
from mate_core.search.steps import refresh_partner, refresh_person
from mate_core.search.suggestions.service import SuggestionService
from mate_core.search.trends.service import TrendService
from mate_core.search.trends.views import ViewCounter
from mate_core.shared.addresses import AddressBook
from mate_core.shared.contact import AddressReader
from mate_core.shared.events import Event, Handlers
from mate_core.shared.ids import (
    BookingId,
    EscrowId,
    ExtensionId,
    IntentId,
    KycCaseId,
    RefundId,
    ReviewId,
)
from mate_core.shared.ports import (
    AfterCommit,
    Clock,
    DueBatchHandler,
    DueHandler,
    DueKind,
    TaskQueue,
)

DELIVER_MESSAGE = "deliver_message"
RENDER_MEDIA = "render_media"
REMOVE_MEDIA = "remove_media"
CHECK_KYC = "check_kyc"


@dataclass(frozen=True, slots=True)
class Application:
    clock: Clock
    reader: AddressReader
    address_book: AddressBook
    registration: RegistrationService
    passwords: PasswordService
    addresses: AddressService
    devices: DeviceService
    login: LoginService
    second_factors: SecondFactorService
    sessions: SessionService
    staff_accounts: StaffAccountService
    delivery: MessageDelivery
    media_intake: MediaIntake
    media: MediaService
    media_custodian: MediaCustodian
    staff_media: StaffMediaService
    receipts: ReceiptService
    staff_messages: StaffMessageService
    profiles: ProfileService
    blocks: BlockService
    bans: BanService
    staff_bans: StaffBanService
    ban_timers: BanTimerService
    kyc: KycService
    kyc_checker: KycChecker
    kyc_timers: KycTimerService
    staff_kyc: StaffKycService
    activities: ActivityBook
    partners: PartnerService
    listings: ListingService
    user_reports: UserReportService
    staff_user_reports: StaffReportService
    audit: AuditService
    calendars: CalendarService
    weekly_hours: WeeklyHoursService
    calendar_feeds: CalendarFeedService
    search: SearchService
    search_index: SearchIndexService
    suggestions: SuggestionService
    trends: TrendService
    views: ViewCounter
    payments: PaymentService
    callbacks: CallbackService
    approvals: ApprovalService
    bank_accounts: BankAccountService
    withdrawals: WithdrawalService
    payout_desk: PayoutDesk
    payout_exchange: PayoutExchange
    refund_payouts: RefundPayoutService
    ledger: LedgerService
    bookings: BookingService
    meetings: MeetingService
    checkout: CheckoutService
    timers: BookingTimerService
    staff_bookings: StaffBookingService
    no_shows: NoShowService
    safety: SafetyService
    disputes: DisputeService
    staff_disputes: StaffDisputeService
    dispute_timers: DisputeTimerService
    housekeeping: Housekeeping
    statements: StatementService
    taxes: TaxService
    reconciliation: ReconciliationService
    reports: ReportService
    extensions: ExtensionService
    reviews: ReviewService
    review_responses: ReviewResponseService
    review_pages: ReviewReadingService
    staff_reviews: StaffReviewService
    review_timers: ReviewTimerService
    questions: QuestionService
    refunds: RefundService
    refund_sender: RefundSender
    suspense: SuspenseService
    chargebacks: ChargebackService
    field_sealing: FieldSealingService
    consents: ConsentService
    rights: RightsService
    exports: ExportService
    closing: ClosingService

    def due_handlers(self) -> Mapping[DueKind, DueHandler]:
        """What the pump calls for each kind of due row."""

        async def booking(row: UUID) -> None:
            await self.timers.act(BookingId(row))

        async def escrow(row: UUID) -> None:
            await self.payments.settle(EscrowId(row))

        async def intent(row: UUID) -> None:
            await self.payments.expire_intent(IntentId(row))

        async def dispute(row: UUID) -> None:
            await self.dispute_timers.act(BookingId(row))

        async def extension(row: UUID) -> None:
            await self.extensions.lapse(ExtensionId(row))

        async def kyc(row: UUID) -> None:
            await self.kyc_timers.act(KycCaseId(row))

        async def question(row: UUID) -> None:
            await self.questions.ask(IntentId(row))

        async def suspense(row: UUID) -> None:
            await self.suspense.act(row)

        async def refund(row: UUID) -> None:
            await self.refund_sender.send(RefundId(row))

        async def review(row: UUID) -> None:
            await self.review_timers.act(ReviewId(row))

        return {
            DueKind.CALLBACK: self.callbacks.retry,
            DueKind.INTENT: intent,
            DueKind.BOOKING: booking,
            DueKind.DISPUTE: dispute,
            DueKind.ESCROW: escrow,
            DueKind.EXTENSION: extension,
            DueKind.KYC: kyc,
            DueKind.QUESTION: question,
            DueKind.SUSPENSE: suspense,
            DueKind.REFUND: refund,
            DueKind.CLOSURE: self.closing.act,
            DueKind.REVIEW: review,
            DueKind.BAN: self.ban_timers.act,
        }

    def due_batch_handlers(self) -> Mapping[DueKind, DueBatchHandler]:
        """What the pump calls first where many rows go together; the single ones mend trouble."""

        async def escrows(rows: Sequence[UUID]) -> int:
            return await self.payments.settle_due([EscrowId(row) for row in rows])

        return {DueKind.ESCROW: escrows}

    def tasks(self) -> Mapping[str, Callable[[UUID], Awaitable[None]]]:
        """What the task queue runs, by name."""

        async def remove_media(media_id: UUID) -> None:
            await self.profiles.forget_avatar(media_id)
            await self.reviews.forget_photo(media_id)
            await self.media_custodian.remove(media_id)

        return {
            DELIVER_MESSAGE: self.delivery.deliver,
            RENDER_MEDIA: self.media_custodian.render,
            REMOVE_MEDIA: remove_media,
            CHECK_KYC: self.kyc_checker.check,
        }


def in_transaction(
    conductor: BookingConductor,
    kyc: KycClerk,
    screener: ListingScreener,
    suspensions: SuspensionDesk,
) -> Handlers:
    """Steps that belong in the transaction of the event; a failure aborts the command."""
    steps: Handlers = {
        UserRegistered: (create_profile, create_wallet),
        PaymentCaptured: (
            conductor.hold_captured,
            ExtensionHolder(conductor).hold_captured,
        ),
        ConsentChanged: (forget_location, kyc.withdraw),
        KycVerified: (verify_partner,),
        KycRevoked: (unverify_partner,),
        # First of all that hears of a profile: what it refuses was never there.
        ProfileChanged: (screener.screen_profile,),
        ReportDecided: (remove_reported_media, screener.take_down_reported),
        SuspensionProposed: (suspensions.propose,),
        EscrowSettled: (conductor.refunder.return_settled,),
        UserBlocked: (conductor.part,),
        UserBanned: (ban_cards_of,),
        UserUnbanned: (unban_cards_of,),
    }
    # Search comes last: it reads what the others have made of it.
    return {
        event: (*steps.get(event, ()), *_SEARCH_AFTER.get(event, ()))
        for event in (*steps, *_SEARCH_AFTER)
    }


_SEARCH_AFTER: Final[Handlers] = {
    PartnerRegistered: (refresh_partner,),
    PartnerChanged: (refresh_partner,),
    PartnerListingChanged: (refresh_partner,),
    PartnerVerified: (refresh_partner,),
    PartnerUnverified: (refresh_partner,),
    PartnerRated: (refresh_partner,),
    PartnerReliabilityChanged: (refresh_partner,),
    ProfileChanged: (refresh_person,),
    ClosingRequested: (refresh_person,),
    ClosingWithdrawn: (refresh_person,),
    AccountClosed: (refresh_person,),
    UserBanned: (refresh_person,),
    UserUnbanned: (refresh_person,),
}
"""Everything that changes who is found, or what a card shows (`docs/search.md`)."""


_TASK_AFTER: Final[Mapping[type[Event], tuple[str, str]]] = {
    MessageQueued: (DELIVER_MESSAGE, "message_id"),
    # What failed on its way is sent on where it still waits; else nothing is found.
    MessageAttemptFailed: (DELIVER_MESSAGE, "message_id"),
    MediaReady: (RENDER_MEDIA, "media_id"),
    MediaDeleted: (REMOVE_MEDIA, "media_id"),
    KycCheckWanted: (CHECK_KYC, "case_id"),
}
"""Slow work that an event starts: the task, and the field that names its row."""


def after_commit(queue: TaskQueue) -> AfterCommit:
    """What happens once an event is certain; at least once each."""

    def enqueuing(task: str, field: str) -> Callable[[Event], Awaitable[None]]:
        async def enqueue(event: Event) -> None:
            await queue.enqueue(task, getattr(event, field))

        return enqueue

    return {event: (enqueuing(*work),) for event, work in _TASK_AFTER.items()}
