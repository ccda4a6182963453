"""Passwords that are guessed first, by an estimate of how many guesses each would take."""

from __future__ import annotations

import asyncio
import unicodedata
from typing import Any, Final

LEAST_GUESSES_LOG10: Final = 7.0
"""Ten million: far beyond what the limits of logins let through to one name."""
LOOKED_AT: Final = 24
"""The estimate takes time with the cube of the length: a quarter of a second for 72 signs, some
milliseconds for these. What they are worth alone, the whole password is worth at least."""

VIETNAMESE: Final = (
    "matkhau",
    "matkhaumoi",
    "anhyeuem",
    "emyeuanh",
    "yeuem",
    "yeuanh",
    "anhnhoem",
    "tinhyeu",
    "maiyeu",
    "conyeu",
    "bame",
    "giadinh",
    "hanhphuc",
    "motminh",
    "khongbiet",
    "xinchao",
    "vietnam",
    "saigon",
    "hanoi",
    "danang",
    "matesocial",
)
"""Words that people here take first; the lists of the library are English ones."""


class EstimatingBlocklist:
    """PasswordBlocklist by zxcvbn (USENIX Security 2016): 30,000 passwords that leaked most often,
    words, names, keyboard walks, repeats, sequences and dates, with the usual substitutions.
    """

    async def is_guessable(self, password: str) -> bool:
        return await asyncio.to_thread(_is_guessable, password)


def _is_guessable(password: str) -> bool:
    # Half a second of lists; only processes that meet a new password load them.
    from zxcvbn import zxcvbn  # noqa: PLC0415

    text = unicodedata.normalize("NFC", password)[:LOOKED_AT]
    found: dict[str, Any] = zxcvbn(text, user_inputs=VIETNAMESE)
    return float(found["guesses_log10"]) < LEAST_GUESSES_LOG10
