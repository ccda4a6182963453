"""What every event makes untrue of what was read before: the one table behind the cache."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from mate_core.bookings.events import BookingMoved
from mate_core.bookings.transitions import Action, BookingStatus
from mate_core.moderation.events import UserBanned, UserBlocked, UserUnbanned, UserUnblocked
from mate_core.partners.events import (
    CalendarChanged,
    PartnerChanged,
    PartnerListingChanged,
    PartnerRated,
    PartnerRegistered,
    PartnerReliabilityChanged,
    PartnerUnverified,
    PartnerVerified,
)
from mate_core.privacy.events import AccountClosed, ClosingRequested, ClosingWithdrawn
from mate_core.profiles.events import ProfileChanged
from mate_core.shared.caching import (
    SEARCHES,
    SEARCHES_OF_FREE_TIME,
    Tag,
    blocks_of,
    calendar_of,
    person,
)
from mate_core.shared.events import Event

_UNCOUNTED: Final = frozenset({Action.START, Action.EXTEND, Action.AGREE_COMPLETION})
"""Moves in every meeting that no counter of the partner knows."""

Stale = Callable[[Any], tuple[Tag, ...]]


def _of_partner(event: PartnerChanged) -> tuple[Tag, ...]:
    return person(event.partner_id), SEARCHES


def _of_user(event: ProfileChanged) -> tuple[Tag, ...]:
    return person(event.user_id), SEARCHES


def _of_calendar(event: CalendarChanged) -> tuple[Tag, ...]:
    return calendar_of(event.person_id), SEARCHES_OF_FREE_TIME


def _of_booking(event: BookingMoved) -> tuple[Tag, ...]:
    """Its partner's counters: his page shows all of them, his card what he completed."""
    if event.action in _UNCOUNTED:
        return ()
    is_counted = BookingStatus.COMPLETED in (event.from_status, event.to_status)
    return (person(event.partner_id), *((SEARCHES,) if is_counted else ()))


def _of_block(event: UserBlocked) -> tuple[Tag, ...]:
    return blocks_of(event.blocker_id), blocks_of(event.blocked_id)


STALE: Final[Mapping[type[Event], Stale]] = MappingProxyType(
    {
        PartnerRegistered: _of_partner,
        PartnerChanged: _of_partner,
        PartnerVerified: _of_partner,
        PartnerUnverified: _of_partner,
        PartnerListingChanged: _of_partner,
        PartnerRated: _of_partner,
        PartnerReliabilityChanged: _of_partner,
        ProfileChanged: _of_user,
        ClosingRequested: _of_user,
        ClosingWithdrawn: _of_user,
        AccountClosed: _of_user,
        UserBanned: _of_user,
        UserUnbanned: _of_user,
        CalendarChanged: _of_calendar,
        BookingMoved: _of_booking,
        UserBlocked: _of_block,
        UserUnblocked: _of_block,
    }
)
"""An event that is not here changes nothing that is cached; a test asks about every new one."""


def tags_of(events: Iterable[Event]) -> frozenset[Tag]:
    """What nobody may be told any more once `events` are committed."""
    return frozenset(
        tag for event in events if (stale := STALE.get(type(event))) for tag in stale(event)
    )
