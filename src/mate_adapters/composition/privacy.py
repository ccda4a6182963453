"""Consents, rights, copies and the end of accounts: hears of everyone's data."""

from __future__ import annotations

from dependency_injector import providers

from mate_adapters.composition.bookings import BookingServices
from mate_adapters.composition.foundations import Foundations
from mate_adapters.composition.identity import IdentityServices
from mate_adapters.composition.moderation import ModerationServices
from mate_core.bookings.closing import ClosingMeetings
from mate_core.bookings.personal_data import BookingData
from mate_core.housekeeping import Housekeeping
from mate_core.identity.personal_data import IdentityData
from mate_core.kyc.personal_data import KycData
from mate_core.media.personal_data import MediaData
from mate_core.moderation.personal_data import ModerationData
from mate_core.moderation.reports.personal_data import ReportData
from mate_core.moderation.screening.personal_data import ScreeningData
from mate_core.partners.personal_data import PartnerData
from mate_core.payments.closing import ClosingMoney
from mate_core.payments.payouts.steps import name_of_verified_partner
from mate_core.payments.personal_data import MoneyData
from mate_core.privacy.closing_service import ClosingService
from mate_core.privacy.consent_service import ConsentService
from mate_core.privacy.export_service import ExportService
from mate_core.privacy.field_service import FieldSealingService
from mate_core.privacy.personal_data import AccountData, PrivacyData, UploadData
from mate_core.privacy.rights_service import RightsService
from mate_core.profiles.personal_data import ProfileData
from mate_core.reviews.personal_data import ReviewData


class PrivacyServices(ModerationServices):
    """Privacy and housekeeping."""

    field_sealing = providers.Singleton(
        FieldSealingService,
        open_uow=Foundations.open_uow,
        fields=Foundations.store.provided.sealed_fields,
        clock=Foundations.clock,
        ids=Foundations.ids,
    )
    uploads = providers.Singleton(
        UploadData,
        providers.Singleton(
            MediaData,
            open_read=Foundations.open_read,
            storage=Foundations.ports.provided.media.objects,
        ),
    )
    kyc_data = providers.Singleton(
        KycData, open_read=Foundations.open_read, policy=Foundations.policies.provided.kyc
    )
    personal_data = providers.List(
        providers.Singleton(
            AccountData, providers.Singleton(IdentityData, open_read=Foundations.open_read)
        ),
        providers.Singleton(PrivacyData, open_read=Foundations.open_read),
        uploads,
        providers.Singleton(ModerationData, open_read=Foundations.open_read),
        providers.Singleton(ProfileData, open_read=Foundations.open_read),
        kyc_data,
        providers.Singleton(PartnerData, open_read=Foundations.open_read, clock=Foundations.clock),
        providers.Singleton(MoneyData, open_read=Foundations.open_read),
        providers.Singleton(BookingData, open_read=Foundations.open_read),
        providers.Singleton(ReviewData, open_read=Foundations.open_read),
        providers.Singleton(ScreeningData, open_read=Foundations.open_read),
        providers.Singleton(ReportData, open_read=Foundations.open_read),
    )
    consents = providers.Singleton(
        ConsentService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        ids=Foundations.ids,
    )
    rights = providers.Singleton(
        RightsService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        ids=Foundations.ids,
        policy=Foundations.policies.provided.privacy,
    )
    exports = providers.Singleton(
        ExportService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        ids=Foundations.ids,
        random=Foundations.random,
        hasher=Foundations.ports.provided.hasher,
        sources=personal_data,
        policy=Foundations.policies.provided.privacy,
        files=providers.List(uploads),
    )
    closing_money = providers.Singleton(
        ClosingMoney,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        bookkeeper=Foundations.bookkeeper,
        refunder=Foundations.refunder,
        verified_name=providers.Object(name_of_verified_partner),
        policy=Foundations.policies.provided.payments,
    )
    closing = providers.Singleton(
        ClosingService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        ids=Foundations.ids,
        proof=IdentityServices.proof,
        login=IdentityServices.login,
        hasher=Foundations.ports.provided.hasher,
        sources=personal_data,
        businesses=providers.List(
            providers.Singleton(
                ClosingMeetings, open_read=Foundations.open_read, meetings=BookingServices.meetings
            ),
            kyc_data,
            closing_money,
        ),
        policy=Foundations.policies.provided.privacy,
    )
    housekeeping = providers.Singleton(
        Housekeeping,
        open_uow=Foundations.open_uow,
        clock=Foundations.clock,
        closing=closing,
        money=closing_money,
    )
