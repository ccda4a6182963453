"""The numbers that visible reviews come to, kept by adding and taking back."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from mate_adapters.postgres.repositories.base import Repository
from mate_adapters.postgres.statement import Statement, of, query
from mate_adapters.postgres.tables.reviews import review_summaries
from mate_core.reviews.ports import RatingMismatch
from mate_core.reviews.ratings import (
    NO_RATINGS,
    STARS,
    Ratings,
    RatingSummary,
    ReviewType,
    SubRating,
    Tally,
)
from mate_core.shared.ids import UserId

_C = review_summaries.c
_NUMBERS: Final = tuple(column for column in _C if column.name not in ("person_id", "review_type"))
_KEY: Final = (_C.person_id == of(_C.person_id), _C.review_type == of(_C.review_type))
_GET: Final = Statement(sa.select(*_NUMBERS).where(*_KEY))
_ADDED: Final = postgresql.insert(review_summaries).values({column: of(column) for column in _C})
_ADD: Final = Statement(
    _ADDED.on_conflict_do_update(
        index_elements=[_C.person_id, _C.review_type],
        set_={column.name: column + _ADDED.excluded[column.name] for column in _NUMBERS},
    )
)
# Apart, because a row of negative numbers is refused before it is known to meet another.
_TAKE_BACK: Final = Statement(
    review_summaries.update()
    .where(*_KEY)
    .values({column: column + of(column) for column in _NUMBERS})
)


def _summary_sql(star: str, part: str) -> str:
    """The columns of a summary, in the order of the table."""
    stars = [star.format(star=each) for each in STARS]
    parts = [part.format(part=each.value, what=what) for each in SubRating for what in _WHATS]
    return ", ".join(stars + parts)


_WHATS: Final = ("count", "sum")
_COUNTED: Final = _summary_sql(
    "count(*) FILTER (WHERE overall_rating = {star})::integer AS stars_{star}",
    "coalesce({what}({part}_rating), 0)::integer AS {part}_{what}",
)
_KEPT_NUMBERS: Final = _summary_sql(
    "coalesce(kept.stars_{star}, 0)", "coalesce(kept.{part}_{what}, 0)"
)
_TRUE_NUMBERS: Final = _summary_sql(
    "coalesce(counted.stars_{star}, 0)", "coalesce(counted.{part}_{what}, 0)"
)
_TRUE_COUNT: Final = "+".join(f"coalesce(counted.stars_{star}, 0)" for star in STARS)
_TRUE_SUM: Final = "+".join(f"{star} * coalesce(counted.stars_{star}, 0)" for star in STARS)
_MISMATCHES: Final = Statement(
    query(
        f"""
        WITH counted AS (
            SELECT reviewee_id AS person_id, review_type, {_COUNTED}
            FROM reviews WHERE state = 'VISIBLE' GROUP BY reviewee_id, review_type
        ), shown AS (
            SELECT user_id AS person_id, 'user_to_partner' AS review_type,
                   total_reviews, rating_sum
            FROM partner_profiles
        )
        SELECT person_id, review_type, shown.total_reviews, shown.rating_sum,
               {_KEPT_NUMBERS}, {_TRUE_NUMBERS}
        FROM counted FULL JOIN review_summaries AS kept USING (person_id, review_type)
             FULL JOIN shown USING (person_id, review_type)
        WHERE ROW({_KEPT_NUMBERS}) IS DISTINCT FROM ROW({_TRUE_NUMBERS})
           OR shown.total_reviews <> {_TRUE_COUNT} OR shown.rating_sum <> {_TRUE_SUM}
        ORDER BY person_id, review_type
        """
    )
)


def _summary_of(numbers: Sequence[int]) -> RatingSummary:
    one, two, three, four, five, *parts = numbers
    tallies = zip(parts[::2], parts[1::2], strict=True)
    return RatingSummary(
        (one, two, three, four, five),
        MappingProxyType(
            {part: Tally(*tally) for part, tally in zip(SubRating, tallies, strict=True)}
        ),
    )


def values_of_summary(
    person_id: UserId, review_type: ReviewType, summary: RatingSummary
) -> dict[str, Any]:
    return {
        "person_id": person_id,
        "review_type": review_type,
        **{f"stars_{star}": summary.by_stars[star - 1] for star in STARS},
        **{f"{part}_count": tally.count for part, tally in summary.parts.items()},
        **{f"{part}_sum": tally.sum for part, tally in summary.parts.items()},
    }


class PostgresRatingSummaries(Repository):
    __slots__ = ()

    async def get(self, person_id: UserId, review_type: ReviewType) -> RatingSummary:
        values = {"person_id": person_id, "review_type": review_type}
        row = await self._session.row(_GET, values)
        return NO_RATINGS if row is None else _summary_of(row)

    async def count(
        self, person_id: UserId, review_type: ReviewType, ratings: Ratings, times: int
    ) -> None:
        statement = _ADD if times > 0 else _TAKE_BACK
        change = NO_RATINGS.counted(ratings, times)
        self._session.write(statement, values_of_summary(person_id, review_type, change))

    async def mismatches(self) -> Sequence[RatingMismatch]:
        width = len(_NUMBERS)
        found = []
        for person_id, review_type, total, stars, *numbers in await self._session.rows(_MISMATCHES):
            found.append(
                RatingMismatch(
                    person_id=person_id,
                    review_type=ReviewType(review_type),
                    kept=_summary_of(numbers[:width]),
                    profile=None if total is None else (total, stars),
                    counted=_summary_of(numbers[width:]),
                )
            )
        return found
