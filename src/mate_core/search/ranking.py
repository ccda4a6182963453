"""In which order partners are shown: a policy that can be read aloud.

Who is better reviewed comes first, but few reviews count for little: every partner starts with
the same few average reviews, which his own outweigh in time (a Bayesian mean). A part of it is
for answering requests and for keeping to what was accepted, likewise with a credit for the start.
Nobody can pay for a place.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from mate_core.search.criteria import Sort
from mate_core.search.entry import SearchEntry


@dataclass(frozen=True, slots=True)
class RankingPolicy:
    """`prior_reviews` reviews of `prior_hundredths` / 100 stars are given to everybody.

    `reliability_percent` of the rank are there in full for a partner who answers everything and
    calls off nothing, and not at all for the opposite.
    """

    prior_reviews: int = 10
    prior_hundredths: int = 420
    reliability_percent: int = 20

    def rank(self, rating_sum: int, total_reviews: int, reliability: int = 100) -> int:
        """Thousandths of a star: 0 to 5,000; `reliability` is a grade from 0 to 100."""
        lost = self.reliability_percent * (100 - reliability)
        return self.rating(rating_sum, total_reviews) * (10_000 - lost) // 10_000

    def rating(self, rating_sum: int, total_reviews: int) -> int:
        """The weighted rating alone, in thousandths of a star."""
        prior = 10 * self.prior_hundredths * self.prior_reviews
        return (1_000 * rating_sum + prior) // (total_reviews + self.prior_reviews)


RANKING: Final = RankingPolicy()


def rank_of(entry: SearchEntry, policy: RankingPolicy = RANKING) -> int:
    """Higher is shown earlier."""
    return policy.rank(entry.rating_sum, entry.total_reviews, entry.reliability)


class Match(IntEnum):
    """How well a text fits; lower is better."""

    NAME = 0
    """The text is the whole name."""
    IN_NAME = 1
    """Every word of the text is in the name."""
    ELSEWHERE = 2


ORDERS: Final = {
    Sort.DISTANCE: "the nearest cell, then the better rank",
    Sort.RATING: "the better rank",
    Sort.PRICE: "the lower rate, then the better rank",
    Sort.RELEVANCE: "the better match of the text, then the better rank",
}
"""What decides, in words; at last the id, so that no two stand in one place."""
