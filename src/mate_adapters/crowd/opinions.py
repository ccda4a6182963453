"""How many have written about a partner, and how many stars they gave."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final

from mate_adapters.crowd.chance import pick

_SILENT: Final = 0.5
"""The share of partners about whom nobody has written."""
_ONE_MORE: Final = 0.62
"""How likely another opinion follows, with most partners."""
_ONE_MORE_LIKED: Final = 0.93
_LIKED: Final = 0.04
"""The share of partners of whom everybody speaks."""
MOST: Final = 60

# Tickets for 5, 4, 3, 2, 1 stars, from the beloved to the careless.
_BELOVED: Final = (5,) * 17 + (4,) * 3
_GOOD: Final = (5,) * 13 + (4,) * 5 + (3,) * 1 + (2,) * 1
_FAIR: Final = (5,) * 8 + (4,) * 7 + (3,) * 3 + (2,) * 1 + (1,) * 1
_CARELESS: Final = (5,) * 3 + (4,) * 4 + (3,) * 6 + (2,) * 4 + (1,) * 3
_KINDS: Final = (_BELOVED,) * 6 + (_GOOD,) * 9 + (_FAIR,) * 4 + (_CARELESS,)


def stars_of(chance: Random) -> Sequence[int]:
    """One number from 1 to 5 for every visible review; most are content."""
    if chance.random() < _SILENT:
        return ()
    one_more = _ONE_MORE_LIKED if chance.random() < _LIKED / (1 - _SILENT) else _ONE_MORE
    kind = pick(chance, _KINDS)
    stars = [pick(chance, kind)]
    while len(stars) < MOST and chance.random() < one_more:
        stars.append(pick(chance, kind))
    return stars
