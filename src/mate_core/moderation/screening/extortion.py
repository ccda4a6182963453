"""Texts that join money and rating: what they ask for, what they threaten with (FEATURES 99).

A text is held when, within a few words of one another, it demands or offers money, names the
rating, and makes one depend on the other. The lists are plain words, without accents, so that
people who write without them are read as well. A text that is held costs a look of staff; one that
is not held costs somebody his name: in doubt a phrase is in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

WITHIN_WORDS: Final = 30


def _phrases(*lists: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for words in lists for phrase in words.split(","))


MONEY: Final = _phrases(
    "tra tien, tra them, tra toi, tra minh, tra lai tien, dua tien, dua toi, gui tien, them tien",
    "chuyen tien, chuyen khoan, chuyen toi, chuyen cho, bank cho, ck cho, ck toi, ck lai, nap tien",
    "hoan tien, hoan lai tien, den tien, den bu, boi thuong, bo tien, ung tien, cho tien, tip them",
    "bo them tien, tien tip, giam gia, mien phi, free cho",
    "pay me, pay us, pay up, pay more, pay extra, you pay, he pays, she pays, they pay, paid me",
    "send me, send money, give me, gives me, give a discount, a discount, transfer, refund",
    "money back, compensate, compensation, extra money, free hours, free of charge, for free",
)
"""Money asked for or offered, in Vietnamese and in English."""

RATING: Final = _phrases(
    "1 sao, 2 sao, 3 sao, 4 sao, 5 sao, mot sao, hai sao, ba sao, bon sao, nam sao, sao sao",
    "danh gia, nhan xet, nhieu sao, it sao, nang sao, ha sao, boc phot",
    "cho diem, diem cao, diem thap",
    "review, reviews, rating, ratings, star, stars, feedback, vote",
)
"""The rating that is held over somebody, or sold. `sao` alone also asks why."""

CONDITION: Final = _phrases(
    "neu khong, khong thi, bang khong, neu, hoac la, hoac, thi moi, thi se, thi toi, thi em",
    "thi minh, thi anh, doi lay, de doi, de xoa, se xoa, se sua, xoa danh gia, sua danh gia",
    "go danh gia, go review, xoa review, sua review, nang sao, ha sao, coi chung, lieu hon",
    "dung trach, if, unless, until, otherwise, or else, or i, or you, or we, or get, in exchange",
    "in return, will remove, will delete, will change, and i will, then i, before i",
    "change my review, remove my review, delete my review",
)
"""What makes one depend on the other."""

_AMOUNT: Final = re.compile(r"\d+(k|tr|trieu|nghin|ngan|vnd|dong|cu|lit|usd|d)|\d{5,}")
_UNITS: Final = frozenset(_phrases("k, tr, trieu, nghin, ngan, vnd, dong, cu, lit, usd"))
_GIVING: Final = frozenset(
    _phrases(
        "dua, gui, chuyen, tra, ck, bank, boi, den, nap, them, cho",
        "pay, send, give, transfer, tip, add",
    )
)
"""With a sum of money close behind, these demand it too: `đưa tôi 500k`."""
_SUM_WITHIN: Final = 4
_STARS: Final = str.maketrans(dict.fromkeys("⭐★☆🌟✩✭*", " sao "))


def joins_money_and_rating(text: str) -> bool:
    """Whether staff should read it before anybody else does."""
    words = _words(text)
    money = sorted({*_places(words, MONEY), *_sums_asked_for(words)})
    if not money:
        return False
    rating, condition = sorted(_places(words, RATING)), sorted(_places(words, CONDITION))
    return any(_near(at, rating) and _near(at, condition) for at in money)


def _near(place: int, others: Sequence[int]) -> bool:
    return any(abs(place - other) <= WITHIN_WORDS for other in others)


def _words(text: str) -> list[str]:
    """Small letters without accents, cut at everything that is neither letter nor digit."""
    plain = text.casefold().translate(_STARS).replace("đ", "d")
    decomposed = unicodedata.normalize("NFKD", plain)
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return re.findall(r"[a-z0-9]+", re.sub(r"(?<=\d)[.,](?=\d{3})", "", bare))


def _places(words: Sequence[str], phrases: Sequence[str]) -> Iterator[int]:
    """Where a phrase begins."""
    for phrase in map(str.split, phrases):
        for place in range(len(words) - len(phrase) + 1):
            if words[place : place + len(phrase)] == phrase:
                yield place


def _sums_asked_for(words: Sequence[str]) -> Iterator[int]:
    for place, word in enumerate(words):
        if word in _GIVING and any(
            _is_sum(words, after)
            for after in range(place + 1, min(place + 1 + _SUM_WITHIN, len(words)))
        ):
            yield place


def _is_sum(words: Sequence[str], place: int) -> bool:
    word = words[place]
    following = words[place + 1] if place + 1 < len(words) else ""
    return bool(_AMOUNT.fullmatch(word)) or (word.isdigit() and following in _UNITS)
