"""Files, profiles, identity checks, partners, and the search for them."""

from __future__ import annotations

from dependency_injector import providers

from mate_adapters.composition.foundations import Foundations
from mate_adapters.composition.identity import IdentityServices
from mate_core.kyc.check_service import KycChecker
from mate_core.kyc.service import KycService
from mate_core.kyc.staff_service import StaffKycService
from mate_core.kyc.timer_service import KycTimerService
from mate_core.media.custodian import MediaCustodian
from mate_core.media.intake import MediaIntake
from mate_core.media.service import MediaService
from mate_core.media.staff_service import StaffMediaService
from mate_core.moderation.ban_service import BanService
from mate_core.moderation.block_service import BlockService
from mate_core.moderation.hidden import HiddenPeople
from mate_core.moderation.staff_service import StaffBanService
from mate_core.partners.calendar_service import CalendarService
from mate_core.partners.feed_service import CalendarFeedService
from mate_core.partners.listing_service import ListingService
from mate_core.partners.service import PartnerService
from mate_core.partners.weekly_service import WeeklyHoursService
from mate_core.profiles.avatars import Avatars
from mate_core.profiles.service import ProfileService
from mate_core.profiles.steps import shown_name
from mate_core.search.index_service import SearchIndexService
from mate_core.search.origins import OriginGuard
from mate_core.search.service import SearchService
from mate_core.search.suggestions.service import SuggestionService
from mate_core.search.trends.service import TrendService
from mate_core.search.trends.views import ViewCounter


class PeopleServices(IdentityServices):
    """Media, profiles, KYC, partners and search."""

    hidden = providers.Singleton(
        HiddenPeople,
        open_read=Foundations.open_read,
        cache=Foundations.ports.provided.cache,
        policy=Foundations.policies.provided.caching,
    )
    media_intake = providers.Singleton(
        MediaIntake,
        open_uow=Foundations.open_uow,
        clock=Foundations.clock,
        ids=Foundations.ids,
        random=Foundations.random,
        spool=Foundations.ports.provided.media.spool,
        workshop=Foundations.ports.provided.media.workshop,
        inspector=Foundations.ports.provided.media.inspector,
        storage=Foundations.ports.provided.media.objects,
        policy=Foundations.policies.provided.media,
    )
    media = providers.Singleton(
        MediaService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        storage=Foundations.ports.provided.media.objects,
        signer=Foundations.ports.provided.media.links,
        policy=Foundations.policies.provided.media,
    )
    media_custodian = providers.Singleton(
        MediaCustodian,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        spool=Foundations.ports.provided.media.spool,
        workshop=Foundations.ports.provided.media.workshop,
        storage=Foundations.ports.provided.media.objects,
        policy=Foundations.policies.provided.media,
    )
    staff_media = providers.Singleton(
        StaffMediaService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        ids=Foundations.ids,
        storage=Foundations.ports.provided.media.objects,
        policy=Foundations.policies.provided.media,
    )
    profiles = providers.Singleton(
        ProfileService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        policy=Foundations.policies.provided.profiles,
        avatars=providers.Singleton(
            Avatars, public_url=Foundations.policies.provided.media.public_url
        ),
        address_book=Foundations.ports.provided.address_book,
    )
    blocks = providers.Singleton(
        BlockService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        shown_name=providers.Object(shown_name),
        policy=Foundations.policies.provided.moderation,
    )
    bans = providers.Singleton(
        BanService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        policy=Foundations.policies.provided.moderation,
    )
    staff_bans = providers.Singleton(
        StaffBanService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        ids=Foundations.ids,
        marker=IdentityServices.marker,
        policy=Foundations.policies.provided.moderation,
    )
    kyc = providers.Singleton(
        KycService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        ids=Foundations.ids,
        intake=media_intake,
        clerk=Foundations.kyc_clerk,
        policy=Foundations.policies.provided.kyc,
    )
    kyc_checker = providers.Singleton(
        KycChecker,
        open_uow=Foundations.open_uow,
        clock=Foundations.clock,
        storage=Foundations.ports.provided.media.objects,
        verifiers=Foundations.ports.provided.verifiers,
        clerk=Foundations.kyc_clerk,
        policy=Foundations.policies.provided.kyc,
    )
    kyc_timers = providers.Singleton(
        KycTimerService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        storage=Foundations.ports.provided.media.objects,
        clerk=Foundations.kyc_clerk,
        policy=Foundations.policies.provided.kyc,
    )
    staff_kyc = providers.Singleton(
        StaffKycService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        ids=Foundations.ids,
        storage=Foundations.ports.provided.media.objects,
        clerk=Foundations.kyc_clerk,
        policy=Foundations.policies.provided.kyc,
        media=Foundations.policies.provided.media,
    )
    partners = providers.Singleton(
        PartnerService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        ids=Foundations.ids,
        clerk=Foundations.kyc_clerk,
        policy=Foundations.policies.provided.partners,
        address_book=Foundations.ports.provided.address_book,
        screener=Foundations.screener,
        hidden=hidden,
        cache=Foundations.ports.provided.cache,
        caching=Foundations.policies.provided.caching,
    )
    listings = providers.Singleton(
        ListingService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        ids=Foundations.ids,
        screener=Foundations.screener,
        policy=Foundations.policies.provided.screening,
    )
    calendars = providers.Singleton(
        CalendarService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        ids=Foundations.ids,
        policy=Foundations.policies.provided.partners,
        hidden=hidden,
        cache=Foundations.ports.provided.cache,
        caching=Foundations.policies.provided.caching,
    )
    weekly_hours = providers.Singleton(
        WeeklyHoursService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        policy=Foundations.policies.provided.partners,
    )
    calendar_feeds = providers.Singleton(
        CalendarFeedService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        random=Foundations.random,
        hasher=Foundations.ports.provided.hasher,
    )
    search = providers.Singleton(
        SearchService,
        directory=Foundations.store.provided.directory,
        origins=providers.Singleton(
            OriginGuard,
            limiter=Foundations.ports.provided.limiter,
            origins=Foundations.ports.provided.origins,
            hasher=Foundations.ports.provided.hasher,
            clock=Foundations.clock,
            policy=Foundations.policies.provided.search,
        ),
        clock=Foundations.clock,
        address_book=Foundations.ports.provided.address_book,
        policy=Foundations.policies.provided.search,
        cache=Foundations.ports.provided.cache,
        caching=Foundations.policies.provided.caching,
    )
    search_index = providers.Singleton(
        SearchIndexService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        directory=Foundations.store.provided.directory,
    )
    suggestions = providers.Singleton(
        SuggestionService,
        open_read=Foundations.open_read,
        directory=Foundations.store.provided.directory,
        address_book=Foundations.ports.provided.address_book,
        search=Foundations.policies.provided.search,
        policy=Foundations.policies.provided.suggestions,
    )
    trends = providers.Singleton(
        TrendService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        address_book=Foundations.ports.provided.address_book,
        policy=Foundations.policies.provided.trends,
    )
    views = providers.Singleton(
        ViewCounter,
        open_uow=Foundations.open_uow,
        clock=Foundations.clock,
        hasher=Foundations.ports.provided.hasher,
        policy=Foundations.policies.provided.trends,
    )
