"""Whom somebody might like: each suggestion is the sum of its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import quantiles

from mate_core.partners.model import ServiceType
from mate_core.search.entry import SearchEntry
from mate_core.search.ranking import RANKING
from mate_core.search.suggestions.policies import SuggestionPolicy
from mate_core.search.text import as_one
from mate_core.shared.geo import Coordinates, distance_band_km
from mate_core.shared.ids import UserId
from mate_core.shared.money import Vnd


class ReasonCode(StrEnum):
    """Why somebody is suggested; of reasons with equal points the first one is told first."""

    LIKED = "liked"
    USUAL_SERVICE = "usual_service"
    SHARED_INTERESTS = "shared_interests"
    USUAL_PRICE = "usual_price"
    NEAR = "near"
    SAME_PROVINCE = "same_province"
    WELL_RATED = "well_rated"
    SHARED_LANGUAGES = "shared_languages"
    NEW = "new"


_ORDER = {code: number for number, code in enumerate(ReasonCode)}


@dataclass(frozen=True, slots=True)
class Reason:
    """`words` are what is in common, as the seeker wrote it, or the services that are meant."""

    code: ReasonCode
    points: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`reasons` weigh less and less, and there is at least one."""

    entry: SearchEntry
    reasons: tuple[Reason, ...]

    @property
    def score(self) -> int:
        return sum(reason.points for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Taste:
    """What somebody's past says: of bookings that took place or will, and of his own reviews.

    `services` counts bookings; `rates` are what he paid for an hour, one for each booking.
    """

    services: Mapping[ServiceType, int] = field(default_factory=dict)
    rates: tuple[Vnd, ...] = ()
    ratings: Mapping[UserId, int] = field(default_factory=dict)
    """The last stars that he gave each partner, 1 to 5."""

    def price_band(self, policy: SuggestionPolicy) -> tuple[Vnd, Vnd] | None:
        """The lowest and the highest rate that is usual for him; None without bookings."""
        if not self.rates:
            return None
        paid = sorted(rate.amount for rate in self.rates)
        low, high = paid[0], paid[-1]
        if len(paid) > 1:
            low, _, high = (round(cut) for cut in quantiles(paid, n=4, method="inclusive"))
        margin = policy.price_margin_percent
        return Vnd(low * (100 - margin) // 100), Vnd(high * (100 + margin) // 100)

    def liked(self, policy: SuggestionPolicy) -> frozenset[UserId]:
        return frozenset(who for who, stars in self.ratings.items() if stars >= policy.liked_stars)

    def disliked(self, policy: SuggestionPolicy) -> frozenset[UserId]:
        return frozenset(
            who for who, stars in self.ratings.items() if stars <= policy.disliked_stars
        )


@dataclass(frozen=True, slots=True)
class Seeker:
    """Who looks for company. `cell` is the centre of his own 1 km cell, where he told his place."""

    user_id: UserId
    cell: Coordinates | None = None
    province_code: str | None = None
    languages: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    taste: Taste = field(default_factory=Taste)


def suggest(
    seeker: Seeker, entries: Iterable[SearchEntry], policy: SuggestionPolicy
) -> list[Suggestion]:
    """Those for whom anything speaks, the highest score first, ties by id; never himself, nor
    whom he did not like."""
    out = seeker.taste.disliked(policy) | {seeker.user_id}
    weighed = Weighing(seeker, policy)
    found = [
        Suggestion(entry, reasons)
        for entry in entries
        if entry.partner_id not in out and (reasons := weighed.reasons_for(entry))
    ]
    return sorted(found, key=lambda each: (-each.score, each.entry.partner_id))


class Weighing:
    """One seeker's view of partners: what is worked out once for all of them."""

    def __init__(self, seeker: Seeker, policy: SuggestionPolicy) -> None:
        self._seeker = seeker
        self._policy = policy
        self._liked = seeker.taste.liked(policy)
        self._price_band = seeker.taste.price_band(policy)
        self._interests = {as_one(each): each for each in seeker.interests}
        self._languages = {as_one(each): each for each in seeker.languages}
        self._bookings = sum(seeker.taste.services.values())

    def reasons_for(self, entry: SearchEntry) -> tuple[Reason, ...]:
        reasons = [
            reason
            for reason in (
                *self._past(entry),
                *self._in_common(entry),
                *self._place(entry),
                *self._standing(entry),
            )
            if reason.points > 0
        ]
        return tuple(sorted(reasons, key=lambda each: (-each.points, _ORDER[each.code])))

    def _past(self, entry: SearchEntry) -> Iterator[Reason]:
        policy, services = self._policy, self._seeker.taste.services
        if entry.partner_id in self._liked:
            yield Reason(ReasonCode.LIKED, policy.liked)
        usual = sorted(
            (each for each in entry.service_types if services.get(each)),
            key=lambda each: (-services[each], each),
        )
        if usual:
            share = sum(services[each] for each in usual)
            points = policy.usual_service * share // self._bookings
            yield Reason(ReasonCode.USUAL_SERVICE, points, tuple(map(str, usual)))
        if self._price_band is not None:
            lowest, highest = self._price_band
            if lowest <= entry.hourly_rate <= highest:
                yield Reason(ReasonCode.USUAL_PRICE, policy.usual_price)

    def _in_common(self, entry: SearchEntry) -> Iterator[Reason]:
        policy = self._policy
        for code, mine, theirs, points, most in (
            (
                ReasonCode.SHARED_INTERESTS,
                self._interests,
                entry.interests,
                policy.interest,
                policy.most_interests,
            ),
            (
                ReasonCode.SHARED_LANGUAGES,
                self._languages,
                entry.languages,
                policy.language,
                policy.most_languages,
            ),
        ):
            known = {as_one(each) for each in theirs}
            shared = [word for folded, word in mine.items() if folded in known][:most]
            if shared:
                yield Reason(code, points * len(shared), tuple(shared))

    def _place(self, entry: SearchEntry) -> Iterator[Reason]:
        seeker = self._seeker
        if seeker.cell is not None:
            band = distance_band_km(seeker.cell.distance_km(entry.base_area))
            yield Reason(ReasonCode.NEAR, self._policy.near.get(band, 0), (str(band),))
        elif seeker.province_code is not None and seeker.province_code == entry.province_code:
            yield Reason(ReasonCode.SAME_PROVINCE, self._policy.same_province)

    def _standing(self, entry: SearchEntry) -> Iterator[Reason]:
        policy = self._policy
        if not entry.total_reviews:
            yield Reason(ReasonCode.NEW, policy.new)
            return
        rating = RANKING.rating(entry.rating_sum, entry.total_reviews)
        tenths = (rating - policy.rating_from) // 100
        yield Reason(ReasonCode.WELL_RATED, policy.rating * max(tenths, 0))
