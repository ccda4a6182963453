"""What no list of words can name: numbers, handles, links, ages, and words that meet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from mate_core.moderation.screening.extortion import joins_money_and_rating
from mate_core.moderation.screening.folding import Folded
from mate_core.moderation.screening.model import Category, Severity

Spans = Iterator[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Pattern:
    """`find` answers stretches of the folded text."""

    name: str
    category: Category
    severity: Severity
    find: Callable[[Folded], Spans]


_APART: Final = r"[ .\-_()·*,]{0,3}"
_PHONE: Final = re.compile(
    rf"(?<![\w+])(?:\+?{_APART}8{_APART}4|0084|[0o]){_APART}[35789](?:{_APART}[\do]){{8}}(?![\d])"
)
_LANDLINE_DIGITS: Final = 9
_DIGIT_WORDS: Final = frozenset(
    [
        "khong",
        "mot",
        "hai",
        "ba",
        "bon",
        "tu",
        "nam",
        "lam",
        "sau",
        "bay",
        "tam",
        "chin",
        "zero",
        "oh",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
    ]
)
_SPELLED: Final = 8
"""So many digits in a row, words among them, are no sentence."""
_LEAST_WORDS: Final = 3
_LINK: Final = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|(?<![\w@.])t\.me/\S+"
    r"|(?<![\w@.])[a-z0-9][a-z0-9-]{1,40}\.(?:com|vn|net|org|me|io|xyz|info|link|app|page|bio|ly)"
    r"(?:/\S*)?(?![\w.])"
)
_EMAIL: Final = re.compile(r"[a-z0-9._%+-]{2,40}\s?@\s?[a-z0-9-]{2,40}\s?\.\s?[a-z]{2,10}")
_APPS: Final = (
    r"zalo|za lo|telegram|tele|viber|whatsapp|wechat|line|instagram|insta|ig|facebook|fb|tiktok"
    r"|messenger|kakaotalk|kakao|snapchat|snap|skype|discord"
)
_HANDLE: Final = re.compile(
    rf"(?<![a-z])(?:{_APPS})(?:\s+(?:id|cua em|cua anh|cua minh|me|la))?\s*[:=\-→>]?\s*"
    r"(?:@[a-z0-9._]{3,30}|[a-z._]*[0-9_][a-z0-9._]{2,30}|(?<=[:=>])\s*[a-z0-9._]{3,30})"
)
_AT: Final = re.compile(r"(?<![\w@.])@[a-z][a-z0-9._]{3,30}(?!\w)")
_AGE: Final = re.compile(r"(?<![\d.,])1[0-7]\s?(?:tuoi|yo\b|y/o|years? old|years? of age)")
_YOUTH: Final = re.compile(r"(?:tu|hoi|nam|luc|since|from|at|when)(?: nam| the age of| i was)?\s*$")
"""Before an age: since when somebody has done something."""
_PRICE: Final = re.compile(
    r"(?<![\w.,])\d[\d.,]{0,12}\s?(?:k|tr|trieu|cu|lit|xi|nghin|ngan|dong|vnd|usd|\$)(?![a-z])"
)
_NIGHT: Final = re.compile(
    r"(?<![a-z])(?:ca dem|xuyen dem|thau dem|toi sang|den sang|mot dem|1 dem|ve dem|all night"
    r"|per night|a night|sau 1[12]h dem|sau 12h|24/24|24/7)(?![a-z])"
)
_PLACE: Final = re.compile(
    r"(?<![a-z])(?:khach san|nha nghi|phong rieng|phong kin|homestay|hotel|motel|tai phong"
    r"|tan phong|tai nha)(?![a-z])"
)
_NEAR: Final = 120


def _each(pattern: re.Pattern[str]) -> Callable[[Folded], Spans]:
    def find(text: Folded) -> Spans:
        for found in pattern.finditer(text.plain):
            yield found.span()

    return find


def _phones(text: Folded) -> Spans:
    """Vietnamese mobile numbers, however they are grouped; `o` for a nought."""
    for found in _PHONE.finditer(text.plain):
        if sum(sign.isdigit() for sign in found.group()) >= _LANDLINE_DIGITS - 1:
            yield found.span()


def _spelled_numbers(text: Folded) -> Spans:
    """Digits and words for digits in a row, such as `không chín một 234 năm sáu bảy`."""
    run: list[re.Match[str]] = []
    for word in [*re.finditer(r"[a-z0-9]+", text.plain), None]:
        if word is not None and _goes_on(text, run, word):
            run.append(word)
            continue
        digits = sum(len(each.group()) if each.group().isdigit() else 1 for each in run)
        words = sum(not each.group().isdigit() for each in run)
        if digits >= _SPELLED and words >= _LEAST_WORDS:
            yield run[0].start(), run[-1].end()
        run = []


def _goes_on(text: Folded, run: list[re.Match[str]], word: re.Match[str]) -> bool:
    """Whether the word is a digit that follows close behind those before it."""
    if not word.group().isdigit() and word.group() not in _DIGIT_WORDS:
        return False
    return not run or len(text.plain[run[-1].end() : word.start()].strip()) <= 1


def _ages(text: Folded) -> Spans:
    for found in _AGE.finditer(text.plain):
        if not _YOUTH.search(text.plain[: found.start()]):
            yield found.span()


def _meeting(one: re.Pattern[str], other: re.Pattern[str]) -> Callable[[Folded], Spans]:
    """Both within so many signs of each other; the stretch from the first to the last."""

    def find(text: Folded) -> Spans:
        others = list(other.finditer(text.plain))
        for found in one.finditer(text.plain):
            for each in others:
                start = min(found.start(), each.start())
                end = max(found.end(), each.end())
                if end - start <= _NEAR + len(found.group()) + len(each.group()):
                    yield start, end
                    return

    return find


def _extortion(text: Folded) -> Spans:
    """Money and rating can stand far apart, so the whole of the text is meant."""
    if joins_money_and_rating(text.text):
        yield 0, len(text.plain)


PATTERNS: Final = (
    Pattern("phone number", Category.CONTACT, Severity.BLOCK, _phones),
    Pattern("number in words", Category.CONTACT, Severity.BLOCK, _spelled_numbers),
    Pattern("link", Category.CONTACT, Severity.BLOCK, _each(_LINK)),
    Pattern("e-mail address", Category.CONTACT, Severity.BLOCK, _each(_EMAIL)),
    Pattern("handle", Category.CONTACT, Severity.BLOCK, _each(_HANDLE)),
    Pattern("possible handle", Category.CONTACT, Severity.HOLD, _each(_AT)),
    Pattern("age under 18", Category.MINORS, Severity.HOLD, _ages),
    Pattern("price and night", Category.PRIVATE_LODGING, Severity.HOLD, _meeting(_PRICE, _NIGHT)),
    Pattern("price and lodging", Category.PRIVATE_LODGING, Severity.HOLD, _meeting(_PRICE, _PLACE)),
    Pattern("money and rating", Category.MONEY_THREAT, Severity.HOLD, _extortion),
)
