"""What happened to partners and their time."""

from __future__ import annotations

from dataclasses import dataclass

from mate_core.shared.events import Event
from mate_core.shared.ids import UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRegistered(Event):
    partner_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerChanged(Event):
    """Price, services, base area, buffer or the on/off switch changed."""

    partner_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerListingChanged(Event):
    """Approved, held or rejected: search and caches look again."""

    partner_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerVerified(Event):
    partner_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerUnverified(Event):
    partner_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRated(Event):
    """The number or the sum of the visible reviews changed."""

    partner_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerReliabilityChanged(Event):
    """How he deals with requests counts otherwise in the ranking from now on."""

    partner_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarChanged(Event):
    """Slots or reservations of a person changed."""

    person_id: UserId
