"""What a search must find, worked out naively from the truth: no index, no read model, no terms.

Written without the code under test, but for values and the interval algebra of the calendar.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from mate_core.identity.model import User, UserStatus
from mate_core.moderation.blocks import Block
from mate_core.partners.calendar import Calendar, Reservation, Slot
from mate_core.partners.model import Partner
from mate_core.partners.weekly_hours import WeeklyHours
from mate_core.profiles.model import Profile
from mate_core.search.criteria import Criteria, Sort
from mate_core.shared.ids import UserId
from mate_core.shared.time import Period


def plain_words(text: str | None) -> list[str]:
    apart = unicodedata.normalize("NFD", (text or "").lower().replace("đ", "d"))
    return re.findall("[a-z0-9]+", "".join(s for s in apart if not unicodedata.combining(s)))


def joined(text: str | None) -> str:
    return " ".join(plain_words(text))


def pieces(word: str) -> set[str]:
    padded = f"  {word} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}


@dataclass(frozen=True, slots=True)
class Someone:
    user: User
    profile: Profile
    partner: Partner

    @property
    def id(self) -> UserId:
        return self.partner.id

    @property
    def is_public(self) -> bool:
        partner = self.partner
        return (
            partner.verified_at is not None
            and partner.is_available
            and partner.base_area is not None
            and self.user.status is UserStatus.ACTIVE
        )

    @property
    def name(self) -> str:
        return self.profile.display_name or self.profile.full_name.split()[-1]

    @property
    def bio(self) -> str | None:
        return self.partner.bio or self.profile.bio

    @property
    def city(self) -> str | None:
        return self.partner.city or self.profile.city

    @property
    def words(self) -> set[str]:
        texts = (self.name, self.bio, self.city, *self.profile.interests)
        return {word for text in texts for word in plain_words(text)}

    @property
    def rank(self) -> int:
        return (1_000 * self.partner.rating_sum + 42_000) // (self.partner.total_reviews + 10)


@dataclass
class Truth:
    people: list[Someone] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    weekly_hours: list[WeeklyHours] = field(default_factory=list)
    reservations: list[Reservation] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def found(self, viewer: UserId, wish: Criteria) -> list[Someone]:
        """Everybody, in the order in which they are shown."""
        meant = self._meant(wish.text)
        hits = [each for each in self.people if self._fits(viewer, each, wish, meant)]
        return sorted(hits, key=lambda each: self._key(each, wish, meant))

    def _meant(self, text: str | None) -> list[tuple[set[str], str | None]]:
        """For every word of the text the words that count, and how the last one may begin."""
        spoken = plain_words(text)
        vocabulary = {word for each in self.people if each.is_public for word in each.words}
        meant: list[tuple[set[str], str | None]] = []
        for index, word in enumerate(spoken):
            begins = index == len(spoken) - 1 and len(word) >= 2
            known = any(w.startswith(word) for w in vocabulary) if begins else word in vocabulary
            like = set() if known else self._alike(word, vocabulary)
            meant.append(({word} | like, word if begins else None))
        return meant

    @staticmethod
    def _alike(word: str, vocabulary: set[str]) -> set[str]:
        if not re.fullmatch("[a-z]{3,}", word):
            return set()
        shares = [
            (-len(pieces(word) & pieces(each)) / len(pieces(word) | pieces(each)), each)
            for each in vocabulary
            if re.fullmatch("[a-z]{3,}", each)
        ]
        return {each for share, each in sorted(shares)[:5] if share <= -0.3}

    def _fits(
        self,
        viewer: UserId,
        each: Someone,
        wish: Criteria,
        meant: Sequence[tuple[set[str], str | None]],
    ) -> bool:
        partner, profile = each.partner, each.profile
        if not each.is_public or each.id == viewer or self._blocked(viewer, each.id):
            return False
        assert partner.base_area is not None
        mean = partner.rating_sum / partner.total_reviews if partner.total_reviews else 0.0
        tags = {joined(tag) for tag in profile.languages}, {joined(t) for t in profile.interests}
        return (
            wish.origin.distance_km(partner.base_area) <= wish.radius_km
            and (wish.min_rate is None or partner.hourly_rate >= wish.min_rate)
            and (wish.max_rate is None or partner.hourly_rate <= wish.max_rate)
            and (wish.min_rating is None or mean >= float(wish.min_rating))
            and (wish.gender is None or profile.gender is wish.gender)
            and (not wish.service_types or bool(wish.service_types & partner.service_types))
            and (not wish.languages or bool(tags[0] & {joined(t) for t in wish.languages}))
            and (not wish.interests or bool(tags[1] & {joined(t) for t in wish.interests}))
            and (wish.city is None or joined(each.city) == joined(wish.city))
            and has_all(each.words, meant)
            and (wish.free_at is None or self._free(each, wish.free_at))
        )

    def _blocked(self, one: UserId, other: UserId) -> bool:
        return any({b.blocker_id, b.blocked_id} == {one, other} for b in self.blocks)

    def _free(self, each: Someone, at: Any) -> bool:
        start: datetime = at.start
        half_hours = max(at.half_hours, each.partner.minimum_half_hours, 6)
        meeting = Period(start, start + half_hours * timedelta(minutes=30))
        calendar = Calendar.of(
            Period(start - timedelta(days=9), start + timedelta(days=30)),
            [slot for slot in self.slots if slot.partner_id == each.id],
            [rule for rule in self.weekly_hours if rule.partner_id == each.id],
            [taken for taken in self.reservations if taken.person_id == each.id],
        )
        home = Period(start, meeting.end + each.partner.travel_buffer)
        return calendar.offers(meeting) and not calendar.is_taken(home)

    @staticmethod
    def _key(
        each: Someone, wish: Criteria, meant: Sequence[tuple[set[str], str | None]]
    ) -> tuple[Any, ...]:
        assert each.partner.base_area is not None
        last = (-each.rank, each.id)
        if wish.sort is Sort.DISTANCE:
            return wish.origin.distance_km(each.partner.base_area), *last
        if wish.sort is Sort.PRICE:
            return each.partner.hourly_rate, *last
        if wish.sort is Sort.RELEVANCE and wish.text is not None:
            whole = joined(each.name) == joined(wish.text)
            named = has_all(set(plain_words(each.name)), meant)
            return 0 if whole else 1 if named else 2, *last
        return last


def has_all(words: set[str], meant: Sequence[tuple[set[str], str | None]]) -> bool:
    return all(
        bool(words & alternatives)
        or (begins is not None and any(word.startswith(begins) for word in words))
        for alternatives, begins in meant
    )
