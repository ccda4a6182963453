"""Reading what vendors say: truth, numbers and dates come as anything; nothing means nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from mate_core.kyc.findings import BEST, Found

_YES: Final = frozenset({"true", "yes", "1"})
_NO: Final = frozenset({"false", "no", "0"})
_NOTHING: Final = frozenset({"", "-", "n/a", "null", "none"})


def truth(value: object) -> Found:
    """Booleans, and the texts that stand for them: "false" is true to Python, and false here."""
    word = str(value).strip().lower()
    if word in _YES:
        return Found.YES
    return Found.NO if word in _NO else Found.UNKNOWN


def score(value: object, *, of: int) -> int | None:
    """A number or the text of one, out of `of`, as hundredths of a percent; None for anything else.

    What lies outside 0 to `of` was measured in another unit: it is no score.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or not 0 <= number <= of:
        return None
    return int(number * BEST / of)


def written(fields: Mapping[str, object], name: str) -> str | None:
    """A text that stands on the card; vendors write - and N/A for what is not there."""
    value = fields.get(name)
    if not isinstance(value, str) or value.strip().lower() in _NOTHING:
        return None
    return value.strip()


def day(text: str | None) -> date | None:
    """dd/mm/yyyy; None for a card without end ("Không thời hạn") or what is no date."""
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        return None


def object_in(fields: Mapping[str, object], name: str) -> Mapping[str, object]:
    """A nested object; an empty one for anything else, so that what it lacks is not there."""
    value = fields.get(name)
    return value if isinstance(value, dict) else {}


def all_of(*found: Found) -> Found:
    """NO when one says no, YES only when all say yes."""
    if Found.NO in found:
        return Found.NO
    return Found.YES if set(found) == {Found.YES} else Found.UNKNOWN


def opposite(found: Found) -> Found:
    return {Found.YES: Found.NO, Found.NO: Found.YES}.get(found, Found.UNKNOWN)
