"""Bookings, their disputes, no-shows and extensions."""

from __future__ import annotations

from dependency_injector import providers

from mate_adapters.composition.foundations import Foundations
from mate_adapters.composition.payments import PaymentServices
from mate_core.bookings.banning import BannedMeetings
from mate_core.bookings.checkout_service import CheckoutService
from mate_core.bookings.disputes.evidence_contributors import (
    HistoryEvidence,
    MeetingCodeEvidence,
    NoShowEvidence,
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
from mate_core.bookings.service import BookingService
from mate_core.bookings.staff_service import StaffBookingService
from mate_core.bookings.timer_service import BookingTimerService
from mate_core.moderation.timer_service import BanTimerService
from mate_core.payments.banning import BannedMoney


class BookingServices(PaymentServices):
    """Bookings."""

    dispute_conductor = providers.Singleton(
        DisputeConductor,
        conductor=Foundations.conductor,
        contributors=providers.List(
            providers.Singleton(HistoryEvidence),
            providers.Singleton(MeetingCodeEvidence),
            providers.Singleton(NoShowEvidence),
        ),
    )
    no_show_conductor = providers.Singleton(
        NoShowConductor,
        conductor=Foundations.conductor,
        disputes=dispute_conductor,
        presence=Foundations.ports.provided.presence,
    )
    bookings = providers.Singleton(
        BookingService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        conductor=Foundations.conductor,
    )
    meetings = providers.Singleton(
        MeetingService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        conductor=Foundations.conductor,
    )
    checkout = providers.Singleton(
        CheckoutService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        conductor=Foundations.conductor,
        payments=PaymentServices.payments,
    )
    timers = providers.Singleton(
        BookingTimerService,
        open_uow=Foundations.open_uow,
        clock=Foundations.clock,
        conductor=Foundations.conductor,
        no_shows=no_show_conductor,
    )
    no_shows = providers.Singleton(
        NoShowService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        no_shows=no_show_conductor,
    )
    safety = providers.Singleton(
        SafetyService,
        open_uow=Foundations.open_uow,
        clock=Foundations.clock,
        disputes=dispute_conductor,
    )
    disputes = providers.Singleton(
        DisputeService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        disputes=dispute_conductor,
    )
    staff_disputes = providers.Singleton(
        StaffDisputeService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        disputes=dispute_conductor,
        payments=Foundations.policies.provided.payments,
    )
    dispute_timers = providers.Singleton(
        DisputeTimerService,
        open_uow=Foundations.open_uow,
        clock=Foundations.clock,
        disputes=dispute_conductor,
    )
    ban_timers = providers.Singleton(
        BanTimerService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        businesses=providers.List(
            providers.Singleton(
                BannedMeetings,
                open_uow=Foundations.open_uow,
                open_read=Foundations.open_read,
                clock=Foundations.clock,
                conductor=Foundations.conductor,
            ),
            providers.Singleton(
                BannedMoney,
                open_uow=Foundations.open_uow,
                open_read=Foundations.open_read,
                clock=Foundations.clock,
                policy=Foundations.policies.provided.payments,
            ),
        ),
    )
    staff_bookings = providers.Singleton(
        StaffBookingService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        conductor=Foundations.conductor,
        payments=PaymentServices.payments,
    )
    extensions = providers.Singleton(
        ExtensionService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        conductor=Foundations.conductor,
        payments=PaymentServices.payments,
    )
