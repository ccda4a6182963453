"""What people ask, from where they live."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from fractions import Fraction
from random import Random
from typing import Final

from mate_adapters.addresses.official import OfficialAddressBook
from mate_adapters.crowd.chance import pick
from mate_adapters.crowd.towns import Country
from mate_core.partners.model import ServiceType
from mate_core.profiles.model import Gender
from mate_core.search.criteria import Criteria, FreeAt, Sort
from mate_core.search.model import PageWish
from mate_core.shared.money import Vnd
from mate_core.shared.time import from_local, local_day

PAGE: Final = 20
DEEP: Final = 10
"""The last page that is served by its number."""
_RADIUS_KM: Final = 10
_COUNTRY: Final = Country(OfficialAddressBook())
_WORDS: Final = (
    "linh", "Nguyễn", "ngọc trang", "cà phê", "cầu lông", "tiếng anh", "hướng dẫn viên",
    "Hồ Gươm", "phim hoạt hình", "Thảo N", "minh", "đi dạo", "mỹ", "khách sạn", "đúng giờ",
)  # fmt: skip
_SLIPS: Final = ("nguyn", "huonk", "tranh", "phuonng", "khanhh", "thaoo", "quynhh", "ngocc")

Asked = tuple[Criteria, PageWish]


@dataclass(frozen=True, slots=True)
class Question:
    """`ask` makes one from chance and from what time it is."""

    name: str
    words: str
    ask: Callable[[Random, datetime], Asked]


def _near(chance: Random) -> Criteria:
    """From a place where somebody lives."""
    return Criteria(_COUNTRY.town(chance).somewhere(chance), _RADIUS_KM)


def _first(criteria: Criteria) -> Asked:
    return criteria, PageWish(PAGE)


def like_the_original(chance: Random, at: datetime) -> Asked:
    """Only what the original document's query looks at: rates, rating and gender."""
    del at
    lowest = 10_000 * int(8 + chance.random() * 8)
    wanted = replace(
        _near(chance),
        min_rate=Vnd(lowest),
        max_rate=Vnd(lowest + 150_000),
        min_rating=Fraction(4),
        gender=pick(chance, (Gender.FEMALE, Gender.MALE)),
    )
    return _first(wanted)


def _filtered(chance: Random, at: datetime) -> Asked:
    criteria, page = like_the_original(chance, at)
    services = frozenset({pick(chance, tuple(ServiceType)), pick(chance, tuple(ServiceType))})
    return replace(criteria, service_types=services), page


def _nearby(chance: Random, at: datetime) -> Asked:
    del at
    return _first(_near(chance))


def _text(chance: Random, at: datetime) -> Asked:
    del at
    return _first(replace(_near(chance), text=pick(chance, _WORDS), sort=Sort.RELEVANCE))


def _slip(chance: Random, at: datetime) -> Asked:
    del at
    return _first(replace(_near(chance), text=pick(chance, _SLIPS), sort=Sort.RELEVANCE))


def _free_at(chance: Random, at: datetime) -> Asked:
    """One of the next evenings, or a weekend's afternoon."""
    day = local_day(at) + timedelta(days=1 + int(chance.random() * 7))
    start = from_local(day, pick(chance, (time(14), time(18), time(19), time(20))))
    return _first(replace(_near(chance), free_at=FreeAt(start, half_hours=6)))


def _free_and_filtered(chance: Random, at: datetime) -> Asked:
    criteria, page = _filtered(chance, at)
    free, _ = _free_at(chance, at)
    return replace(criteria, free_at=free.free_at), page


def _by_rating(chance: Random, at: datetime) -> Asked:
    del at
    return _first(replace(_near(chance), sort=Sort.RATING))


def _by_price(chance: Random, at: datetime) -> Asked:
    del at
    return _first(replace(_near(chance), languages=frozenset({"en"}), sort=Sort.PRICE))


def _deep(chance: Random, at: datetime) -> Asked:
    del at
    return _near(chance), PageWish(PAGE, number=DEEP)


ORIGINAL: Final = Question(
    "asOriginal", "10 km, rates, rating, gender: as the original asks", like_the_original
)
QUESTIONS: Final[Sequence[Question]] = (
    Question("filters", "10 km, rates, rating, gender, services", _filtered),
    ORIGINAL,
    Question("nearby", "10 km, nearest first", _nearby),
    Question("text", "words of names and bios, by relevance", _text),
    Question("typo", "a name with a slip of the finger", _slip),
    Question("freeAt", "10 km, free on an evening", _free_at),
    Question("freeAtFilters", "free, with all filters", _free_and_filtered),
    Question("rating", "10 km, best rated first", _by_rating),
    Question("price", "10 km, English, cheapest first", _by_price),
    Question("deepPage", "10 km, the tenth page", _deep),
)
