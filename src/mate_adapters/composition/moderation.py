"""Reports on everything that can be seen, and the audit log: what hears of every room."""

from __future__ import annotations

from dependency_injector import providers

from mate_adapters.composition.foundations import Foundations
from mate_adapters.composition.reviews import ReviewServices
from mate_core.bookings.reportable import ReportableBookings
from mate_core.moderation.audit.service import AuditService
from mate_core.moderation.reports.model import ReportedKind
from mate_core.moderation.reports.objects import ReportableMedia, ReportableUsers
from mate_core.moderation.reports.service import UserReportService
from mate_core.moderation.reports.staff_service import StaffReportService
from mate_core.partners.reportable import ReportableListings


class ModerationServices(ReviewServices):
    """`reportable` has a row for each kind of thing that can be reported."""

    reportable = providers.Dict(
        {
            ReportedKind.USER: providers.Singleton(ReportableUsers),
            ReportedKind.LISTING: providers.Singleton(ReportableListings),
            ReportedKind.MEDIA: providers.Singleton(ReportableMedia),
            ReportedKind.BOOKING: providers.Singleton(ReportableBookings),
        }
    )
    user_reports = providers.Singleton(
        UserReportService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        ids=Foundations.ids,
        objects=reportable,
        policy=Foundations.policies.provided.user_reports,
    )
    staff_user_reports = providers.Singleton(
        StaffReportService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        ids=Foundations.ids,
        policy=Foundations.policies.provided.user_reports,
    )
    audit = providers.Singleton(
        AuditService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        policy=Foundations.policies.provided.audit,
    )
