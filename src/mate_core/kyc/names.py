"""Names as people, cards and banks write them: the same person in many spellings."""

from __future__ import annotations

import re
import unicodedata


def plain_name(name: str) -> str:
    """Upper case, without accents or signs, single spaces: NGUYEN VAN AN.

    `Đ` is a letter of its own, which no decomposition turns into D.
    """
    bare = unicodedata.normalize("NFD", name.upper().replace("Đ", "D"))
    letters = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^A-Z0-9]", " ", letters).split())


def same_name(one: str, other: str) -> bool:
    """Whether both name one person: accents, case and the order of words do not matter."""
    words = sorted(plain_name(one).split())
    return bool(words) and words == sorted(plain_name(other).split())
