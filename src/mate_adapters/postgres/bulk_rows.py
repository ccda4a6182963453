"""Invented people as blocks of COPY, made from the core's values by the repositories' functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from mate_adapters.crowd.meetings import PastMeeting
from mate_adapters.crowd.people import InventedPartner, Person
from mate_adapters.postgres.bulk_search import NewEntries
from mate_adapters.postgres.copying import CopyTable
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
_BOOKINGS: Final = CopyTable(bookings)
_REVIEWS: Final = CopyTable(reviews)
_SUMMARIES: Final = CopyTable(review_summaries)
TABLES: Final = tuple(
    each.table
    for each in (
        *(_USERS, _PROFILES, _WALLETS, _PARTNERS, _CASES, _LOG, _HOURS, _SLOTS),
        *(_BOOKINGS, _REVIEWS, _SUMMARIES),
    )
)

Block = tuple[CopyTable, bytes]


@dataclass(frozen=True, slots=True)
class Writers:
    """What rows of partners need besides the partners."""

    seals: Seals
    entries: NewEntries


def of_people(people: Sequence[Person | InventedPartner]) -> list[Block]:
    return [
        (_USERS, _USERS.lines(values_of_user(each.user) for each in people)),
        (_PROFILES, _PROFILES.lines(values_of_profile(each.profile) for each in people)),
        (_WALLETS, _WALLETS.lines({"user_id": each.user.id} for each in people)),
    ]


def of_partners(partners: Sequence[InventedPartner], writers: Writers) -> list[Block]:
    """In the order of the foreign keys."""
    cases = [each.case for each in partners if each.case]
    entries = [each.entry for each in partners if each.entry]
    found = [entry_of(each.partner, each.profile, each.user) for each in partners]
    return [
        *of_people(partners),
        (_PARTNERS, _PARTNERS.lines(values_of_partner(each.partner) for each in partners)),
        (_CASES, _CASES.lines(values_of_case(case, writers.seals) for case in cases)),
        (_LOG, _LOG.lines(map(values_of_entry, entries))),
        (_HOURS, _HOURS.lines(values_of_rule(rule) for each in partners for rule in each.hours)),
        (_SLOTS, _SLOTS.lines(_slot_values(slot for each in partners for slot in each.slots))),
        (writers.entries.table, writers.entries.lines(entry for entry in found if entry)),
        *_of_meetings([meeting for each in partners for meeting in each.meetings], writers.seals),
        (_SUMMARIES, _SUMMARIES.lines(_summaries(partners))),
    ]


def _of_meetings(meetings: Sequence[PastMeeting], seals: Seals) -> list[Block]:
    nothing_due = {"due_at": None}
    return [
        (
            _BOOKINGS,
            _BOOKINGS.lines(all_values(meeting.booking) | nothing_due for meeting in meetings),
        ),
        (_REVIEWS, _REVIEWS.lines(values_of_review(each.review, seals) for each in meetings)),
    ]


def _summaries(partners: Iterable[InventedPartner]) -> Iterator[Mapping[str, Any]]:
    for each in partners:
        if each.meetings:
            summary = summary_of(meeting.review.ratings for meeting in each.meetings)
            yield values_of_summary(each.user.id, ReviewType.USER_TO_PARTNER, summary)


def _slot_values(slots: Iterable[Slot]) -> Iterator[Mapping[str, Any]]:
    for slot in slots:
        yield {
            "id": slot.id,
            "partner_id": slot.partner_id,
            "period": slot.period,
            "status": slot.kind,
            "created_at": slot.created_at,
        }
