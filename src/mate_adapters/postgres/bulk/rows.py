"""Invented people as blocks of COPY, made from the core's values by the repositories' functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from mate_adapters.crowd.people import InventedPartner, Person
from mate_adapters.postgres.bulk.copying import CopyTable
from mate_adapters.postgres.bulk.order import Sown
from mate_adapters.postgres.bulk.search import Vocabulary
from mate_adapters.postgres.repositories.booking_rows import all_values
from mate_adapters.postgres.repositories.kyc_rows import values_of_case, values_of_entry
from mate_adapters.postgres.repositories.partners import values_of_partner
from mate_adapters.postgres.repositories.profiles import values_of_profile
from mate_adapters.postgres.repositories.rating_summaries import values_of_summary
from mate_adapters.postgres.repositories.review_rows import values_of_review
from mate_adapters.postgres.repositories.users import values_of_user
from mate_adapters.postgres.repositories.weekly_hours import values_of_rule
from mate_adapters.postgres.seals import Seals
from mate_adapters.postgres.tables.bookings import bookings
from mate_adapters.postgres.tables.identity import profiles, users
from mate_adapters.postgres.tables.kyc import kyc_cases, kyc_log
from mate_adapters.postgres.tables.partners import (
    availability_slots,
    partner_profiles,
    weekly_hours,
)
from mate_adapters.postgres.tables.payments import wallets
from mate_adapters.postgres.tables.reviews import review_summaries, reviews
from mate_adapters.postgres.tables.search import partner_search
from mate_core.partners.calendar import Slot
from mate_core.reviews.ratings import ReviewType, summary_of
from mate_core.search.entry import entry_of

_USERS: Final = CopyTable(users)
_PROFILES: Final = CopyTable(profiles)
_WALLETS: Final = CopyTable(wallets, ["user_id"])  # a new one is empty
_PARTNERS: Final = CopyTable(partner_profiles)
_CASES: Final = CopyTable(kyc_cases)
_LOG: Final = CopyTable(kyc_log)
_HOURS: Final = CopyTable(weekly_hours)
_SLOTS: Final = CopyTable(availability_slots)
_ENTRIES: Final = CopyTable(partner_search)
_BOOKINGS: Final = CopyTable(bookings)
_REVIEWS: Final = CopyTable(reviews)
_SUMMARIES: Final = CopyTable(review_summaries)
TABLES: Final[Mapping[str, CopyTable]] = {
    each.name: each
    for each in (
        *(_USERS, _PROFILES, _WALLETS, _PARTNERS, _CASES, _LOG, _HOURS, _SLOTS, _ENTRIES),
        *(_BOOKINGS, _REVIEWS, _SUMMARIES),
    )
}
"""In the order of the foreign keys."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Lines of COPY by table, in the order of `TABLES`; what they hold, and what they share."""

    lines: Mapping[str, bytes]
    sown: Sown
    vocabulary: Vocabulary


def rows_of_people(people: Sequence[Person], *, users: int) -> Rows:
    return Rows(_lines_of_people(people), Sown(users=users), Vocabulary())


def rows_of_partners(partners: Sequence[InventedPartner], seals: Seals) -> Rows:
    cases = [each.case for each in partners if each.case]
    entries = [each.entry for each in partners if each.entry]
    hours = [rule for each in partners for rule in each.hours]
    slots = [slot for each in partners for slot in each.slots]
    meetings = [meeting for each in partners for meeting in each.meetings]
    found = [entry_of(each.partner, each.profile, each.user) for each in partners]
    vocabulary = Vocabulary()
    lines = {
        **_lines_of_people(partners),
        _PARTNERS.name: _PARTNERS.lines(values_of_partner(each.partner) for each in partners),
        _CASES.name: _CASES.lines(values_of_case(case, seals) for case in cases),
        _LOG.name: _LOG.lines(map(values_of_entry, entries)),
        _HOURS.name: _HOURS.lines(map(values_of_rule, hours)),
        _SLOTS.name: _SLOTS.lines(map(_slot_values, slots)),
        _ENTRIES.name: _ENTRIES.lines(vocabulary.rows(entry for entry in found if entry)),
        _BOOKINGS.name: _BOOKINGS.lines(all_values(each.booking) | _SETTLED for each in meetings),
        _REVIEWS.name: _REVIEWS.lines(values_of_review(each.review, seals) for each in meetings),
        _SUMMARIES.name: _SUMMARIES.lines(_summaries(partners)),
    }
    sown = Sown(
        partners=len(partners),
        verified=len(cases),
        weekly_hours=len(hours),
        slots=len(slots),
        reviews=len(meetings),
    )
    return Rows(lines, sown, vocabulary)


_SETTLED: Final[dict[str, Any]] = {"due_at": None}


def _lines_of_people(people: Sequence[Person | InventedPartner]) -> Mapping[str, bytes]:
    return {
        _USERS.name: _USERS.lines(values_of_user(each.user) for each in people),
        _PROFILES.name: _PROFILES.lines(values_of_profile(each.profile) for each in people),
        _WALLETS.name: _WALLETS.lines({"user_id": each.user.id} for each in people),
    }


def _summaries(partners: Iterable[InventedPartner]) -> Iterator[Mapping[str, Any]]:
    for each in partners:
        if each.meetings:
            summary = summary_of(meeting.review.ratings for meeting in each.meetings)
            yield values_of_summary(each.user.id, ReviewType.USER_TO_PARTNER, summary)


def _slot_values(slot: Slot) -> Mapping[str, Any]:
    return {
        "id": slot.id,
        "partner_id": slot.partner_id,
        "period": slot.period,
        "status": slot.kind,
        "created_at": slot.created_at,
    }
