"""The routes of the API, once for the application and for the document about it."""

from __future__ import annotations

from collections.abc import Sequence

from litestar import Router
from litestar.types import ControllerRouterHandler

from mate_http.controllers.account import AccountController
from mate_http.controllers.activities import ActivitiesController
from mate_http.controllers.addresses import AddressesController
from mate_http.controllers.admin import AdminController
from mate_http.controllers.admin_audit import AdminAuditController
from mate_http.controllers.admin_bans import AdminBansController
from mate_http.controllers.admin_disputes import AdminDisputesController
from mate_http.controllers.admin_kyc import AdminKycController
from mate_http.controllers.admin_moderation import (
    AdminListingsController,
    AdminUserReportsController,
)
from mate_http.controllers.admin_privacy import AdminPrivacyController
from mate_http.controllers.admin_refunds import AdminRefundsController
from mate_http.controllers.admin_reviews import AdminReviewsController
from mate_http.controllers.approvals import ApprovalsController
from mate_http.controllers.auth import AuthController
from mate_http.controllers.bans import BansController
from mate_http.controllers.blacklist import BlacklistController
from mate_http.controllers.bookings import BookingsController
from mate_http.controllers.calendar_feeds import FeedController, OwnFeedController
from mate_http.controllers.calendars import CalendarsController
from mate_http.controllers.discovery import DiscoveryController
from mate_http.controllers.disputes import DisputesController, NoShowsController
from mate_http.controllers.extensions import ExtensionsController
from mate_http.controllers.gateways import GatewaysController
from mate_http.controllers.health import HealthController
from mate_http.controllers.kyc import KycController
from mate_http.controllers.media import MediaController
from mate_http.controllers.messages import MessagesController
from mate_http.controllers.partners import PartnersController
from mate_http.controllers.payments import PaymentsController
from mate_http.controllers.payouts import PayoutsController
from mate_http.controllers.privacy import (
    ExportsController,
    OwnDataController,
    PrivacyController,
    ReopeningController,
)
from mate_http.controllers.refunds import RefundsController
from mate_http.controllers.reports import ReportsController
from mate_http.controllers.reviews import ReviewsController
from mate_http.controllers.search import SearchController
from mate_http.controllers.second_factor import SecondFactorController
from mate_http.controllers.suspense import SuspenseController
from mate_http.controllers.uploads import UploadsController
from mate_http.controllers.user_reports import UserReportsController
from mate_http.controllers.users import UsersController
from mate_http.controllers.weekly_hours import WeeklyHoursController
from mate_http.controllers.withdrawals import WithdrawalsController

CONTROLLERS = (
    AuthController,
    SecondFactorController,
    UsersController,
    AccountController,
    PartnersController,
    CalendarsController,
    WeeklyHoursController,
    OwnFeedController,
    ActivitiesController,
    SearchController,
    DiscoveryController,
    AddressesController,
    BlacklistController,
    BansController,
    BookingsController,
    PaymentsController,
    GatewaysController,
    MessagesController,
    AdminController,
    NoShowsController,
    DisputesController,
    AdminDisputesController,
    ApprovalsController,
    WithdrawalsController,
    PayoutsController,
    ReportsController,
    ExtensionsController,
    ReviewsController,
    AdminReviewsController,
    RefundsController,
    AdminRefundsController,
    SuspenseController,
    UploadsController,
    KycController,
    AdminKycController,
    PrivacyController,
    OwnDataController,
    ReopeningController,
    ExportsController,
    AdminPrivacyController,
    UserReportsController,
    AdminListingsController,
    AdminUserReportsController,
    AdminAuditController,
    AdminBansController,
)


def api_routes() -> Sequence[ControllerRouterHandler]:
    """Everything that the OpenAPI document describes."""
    return [
        Router("/api/v1", route_handlers=CONTROLLERS),
        MediaController,
        FeedController,
        HealthController,
    ]
