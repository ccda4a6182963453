"""What partners ask and offer: prices as unequal as they are, in steps of 10,000 dong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Final

from mate_adapters.crowd.chance import of_weights, pick, pick_some
from mate_core.partners.model import RefundPolicy, ServiceType
from mate_core.shared.money import Vnd

_USUAL_RATE: Final = 200_000
"""VND an hour: half of all partners in a town of 100 percent ask less."""
_SPREAD: Final = 0.35
"""Standard deviation of the logarithm."""
_STEP: Final = 10_000
_LOWEST, _HIGHEST = 60_000, 2_000_000
_PER_LANGUAGE: Final = 0.08
"""What every foreign language adds."""

_SERVICES: Final = tuple(
    map(
        ServiceType,
        of_weights(
            "coffee 28, walking 22, movie 20, dining 18, shopping 12, event 10, sport 10,"
            " travel 9, party 6"
        ),
    )
)
_HOW_MANY: Final = (1, 2, 2, 3, 3, 3, 4, 4, 5)
_MINIMA: Final = (6, 6, 6, 6, 6, 6, 6, 8, 8, 10, 12)
"""Half-hours."""
_BUFFERS: Final = tuple(timedelta(minutes=each) for each in (30, 30, 30, 30, 30, 15, 45, 60, 60))
_POLICIES: Final = (
    *(RefundPolicy.MODERATE,) * 6,
    *(RefundPolicy.FLEXIBLE,) * 3,
    RefundPolicy.STRICT,
)
_FOREIGN: Final = of_weights("en 45, ko 8, ja 6, zh 7, fr 3, de 1, ru 1")
_HOW_MANY_FOREIGN: Final = (0, 0, 0, 0, 0, 1, 1, 1, 1, 2)
_INTERESTS: Final = of_weights(
    "du lịch 14, ẩm thực 14, cà phê 14, âm nhạc 12, phim 12, đọc sách 10, nhiếp ảnh 9,"
    " mua sắm 8, thời trang 8, nấu ăn 8, chạy bộ 7, bơi lội 6, cầu lông 8, bóng đá 7, leo núi 5,"
    " yoga 6, thiền 3, đạp xe 4, trò chơi điện tử 5, cờ vua 2, karaoke 5, hội họa 3, lịch sử 4,"
    " kiến trúc 2, thiên nhiên 5, thú cưng 6, khiêu vũ 3, ngoại ngữ 4, làm bánh 3, cắm trại 4"
)


def rate_of(chance: Random, price_percent: int, foreign_languages: int) -> Vnd:
    """VND an hour: log-normal around the town's usual price, in whole steps."""
    usual = _USUAL_RATE * price_percent / 100 * (1 + _PER_LANGUAGE * foreign_languages)
    asked = usual * chance.lognormvariate(0.0, _SPREAD)
    return Vnd(min(_HIGHEST, max(_LOWEST, round(asked / _STEP) * _STEP)))


def services_of(chance: Random) -> Sequence[ServiceType]:
    return pick_some(chance, _SERVICES, pick(chance, _HOW_MANY))


def minimum_of(chance: Random) -> int:
    """Half-hours."""
    return pick(chance, _MINIMA)


def buffer_of(chance: Random) -> timedelta:
    return pick(chance, _BUFFERS)


def refund_policy_of(chance: Random) -> RefundPolicy:
    return pick(chance, _POLICIES)


def languages_of(chance: Random) -> tuple[str, ...]:
    """Vietnamese first, then what was learned."""
    return ("vi", *pick_some(chance, _FOREIGN, pick(chance, _HOW_MANY_FOREIGN)))


def interests_of(chance: Random) -> tuple[str, ...]:
    return tuple(pick_some(chance, _INTERESTS, 2 + int(chance.random() * 4)))
