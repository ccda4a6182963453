"""Reviews: written, answered, read, decided upon by staff, and revealed by the clock."""

from __future__ import annotations

from dependency_injector import providers

from mate_adapters.composition.bookings import BookingServices
from mate_adapters.composition.foundations import Foundations
from mate_core.reviews.photos import ReviewPhotos
from mate_core.reviews.reading_service import ReviewReadingService
from mate_core.reviews.response_service import ReviewResponseService
from mate_core.reviews.service import ReviewService
from mate_core.reviews.staff_service import StaffReviewService
from mate_core.reviews.steps import ReviewDesk
from mate_core.reviews.timer_service import ReviewTimerService


class ReviewServices(BookingServices):
    """Reviews."""

    review_desk = providers.Singleton(
        ReviewDesk, ids=Foundations.ids, policy=Foundations.policies.provided.reviews
    )
    reviews = providers.Singleton(
        ReviewService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        ids=Foundations.ids,
        desk=review_desk,
        photos=providers.Singleton(
            ReviewPhotos,
            public_url=Foundations.policies.provided.media.public_url,
            most=Foundations.policies.provided.reviews.photos,
        ),
    )
    review_responses = providers.Singleton(
        ReviewResponseService,
        open_uow=Foundations.open_uow,
        clock=Foundations.clock,
        ids=Foundations.ids,
        desk=review_desk,
    )
    review_pages = providers.Singleton(ReviewReadingService, open_read=Foundations.open_read)
    staff_reviews = providers.Singleton(
        StaffReviewService,
        open_uow=Foundations.open_uow,
        open_read=Foundations.open_read,
        clock=Foundations.clock,
        ids=Foundations.ids,
        desk=review_desk,
    )
    review_timers = providers.Singleton(
        ReviewTimerService,
        open_uow=Foundations.open_uow,
        clock=Foundations.clock,
        desk=review_desk,
    )
