"""Examples of every shape of the API, by its name in the OpenAPI document."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from mate_http.examples.bookings import BOOKING_EXAMPLES
from mate_http.examples.books import BOOK_EXAMPLES
from mate_http.examples.calendars import CALENDAR_EXAMPLES
from mate_http.examples.common import COMMON_EXAMPLES
from mate_http.examples.discovery import DISCOVERY_EXAMPLES
from mate_http.examples.kyc import KYC_EXAMPLES
from mate_http.examples.moderation import MODERATION_EXAMPLES
from mate_http.examples.money import MONEY_EXAMPLES
from mate_http.examples.people import PEOPLE_EXAMPLES
from mate_http.examples.privacy import PRIVACY_EXAMPLES
from mate_http.examples.reviews import REVIEW_EXAMPLES
from mate_http.examples.screening import SCREENING_EXAMPLES

EXAMPLES: Final[Mapping[str, Any]] = MappingProxyType(
    {
        **PEOPLE_EXAMPLES,
        **CALENDAR_EXAMPLES,
        **DISCOVERY_EXAMPLES,
        **KYC_EXAMPLES,
        **PRIVACY_EXAMPLES,
        **MODERATION_EXAMPLES,
        **SCREENING_EXAMPLES,
        **BOOKING_EXAMPLES,
        **REVIEW_EXAMPLES,
        **MONEY_EXAMPLES,
        **BOOK_EXAMPLES,
        **COMMON_EXAMPLES,
    }
)
