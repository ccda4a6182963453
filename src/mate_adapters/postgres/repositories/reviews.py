"""Reviews with their answers, and reports about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

import psycopg
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository, cursor_values, found, page_of
from mate_adapters.postgres.repositories.review_rows import (
    report_of,
    review_of,
    values_of_report,
    values_of_response,
    values_of_review,
)
from mate_adapters.postgres.seals import Seals
from mate_adapters.postgres.session import Session
from mate_adapters.postgres.statement import (
    Statement,
    constant,
    insert_into,
    of,
    param,
    saved_once,
)
from mate_adapters.postgres.tables.columns import INSTANT
from mate_adapters.postgres.tables.reviews import review_reports, review_responses, reviews
from mate_core.reviews.errors import ReviewExists
from mate_core.reviews.model import FlagCause, Review
from mate_core.reviews.ports import ReviewFilter
from mate_core.reviews.ratings import ReviewType
from mate_core.reviews.reports import ReviewReport
from mate_core.reviews.states import ReviewState
from mate_core.shared.errors import ConcurrencyConflict
from mate_core.shared.ids import BookingId, ReviewId, UserId
from mate_core.shared.pages import Cursor, Page

_C, _A = reviews.c, review_responses.c
_ALL: Final = sa.select(*_C, *_A).join_from(
    reviews, review_responses, _A.review_id == _C.id, isouter=True
)
_ADD: Final = Statement(insert_into(reviews))
_GET: Final = Statement(_ALL.where(_C.id == of(_C.id)))
_LOCK: Final = Statement(_ALL.where(_C.id == of(_C.id)).with_for_update(of=reviews, key_share=True))
_LOCK_OF_BOOKING: Final = Statement(
    _ALL.where(_C.booking_id == of(_C.booking_id))
    .order_by(_C.review_type.desc())  # user_to_partner first
    .with_for_update(of=reviews, key_share=True)
)
_KEPT: Final = frozenset(
    {"id", "booking_id", "reviewer_id", "reviewee_id", "review_type", "created_at", "version"}
)
_SAVE: Final = Statement(
    saved_once(
        reviews.update()
        .where(_C.id == of(_C.id), _C.version == of(_C.version))
        .values({column: of(column) for column in _C if column.name not in _KEPT})
        .values({_C.version: _C.version + sa.literal_column("1")})
    )
)
_ANSWER: Final = Statement(
    postgresql.insert(review_responses)
    .values({column: of(column) for column in _A})
    .on_conflict_do_update(
        index_elements=[_A.review_id], set_={"response": of(_A.response), "state": of(_A.state)}
    )
)
_SHOWING: Final = Statement(
    _ALL.where(
        _C.reviewer_id == of(_C.reviewer_id),
        sa.func.strpos(
            sa.func.array_to_string(_C.photo_urls, sa.literal_column("' '")),
            param("media_key", sa.Text()),
        )
        > sa.literal_column("0"),
    ).order_by(_C.created_at, _C.id)
)


def _paged(
    asked: sa.Select[Any], column: sa.Column[Any], *, first: bool, newest: bool
) -> Statement:
    place = sa.tuple_(column, _C.id)
    if not first:
        last = sa.tuple_(param("after_at", INSTANT), param("after_id", sa.Uuid()))
        asked = asked.where(place < last if newest else place > last)
    order = (column.desc(), _C.id.desc()) if newest else (column, _C.id)
    return Statement(asked.order_by(*order).limit(param("limit", sa.Integer())))


def _pages(
    asked: sa.Select[Any], column: sa.Column[Any], *, newest: bool = True
) -> Mapping[bool, Statement]:
    """By whether it is the first page."""
    return {first: _paged(asked, column, first=first, newest=newest) for first in (False, True)}


_PUBLISHED: Final = _pages(
    _ALL.where(
        _C.reviewee_id == of(_C.reviewee_id),
        _C.review_type == of(_C.review_type),
        _C.state == constant(ReviewState.VISIBLE),
    ),
    _C.published_at,
)
_BY: Final = _pages(_ALL.where(_C.reviewer_id == of(_C.reviewer_id)), _C.created_at)
_ABOUT: Final = _pages(_ALL.where(_C.reviewee_id == of(_C.reviewee_id)), _C.created_at)
_WAITING: Final = _ALL.where(_C.is_flagged)
_URGENT: Final = frozenset(
    {ReviewFilter.WAITING, ReviewFilter.OVERDUE, ReviewFilter.HELD, ReviewFilter.REPORTED}
)
"""Listed by when they have to be decided."""
_QUEUE: Final[Mapping[ReviewFilter, Mapping[bool, Statement]]] = MappingProxyType(
    {
        wanted: _pages(
            asked,
            _C.decide_by if wanted in _URGENT else _C.created_at,
            newest=wanted not in _URGENT,
        )
        for wanted, asked in {
            ReviewFilter.WAITING: _WAITING,
            ReviewFilter.OVERDUE: _WAITING.where(_C.decide_by <= param("at", INSTANT)),
            ReviewFilter.HELD: _WAITING.where(_C.state == constant(ReviewState.HELD)),
            ReviewFilter.REPORTED: _WAITING.where(_C.flag_cause == constant(FlagCause.REPORTED)),
            ReviewFilter.HIDDEN: _ALL.where(_C.state == constant(ReviewState.HIDDEN)),
            ReviewFilter.NOTED: _ALL.where(_C.sealed_safety_note.is_not(None)),
            ReviewFilter.ALL: _ALL,
        }.items()
    }
)

_R = review_reports.c
_REPORT: Final = Statement(insert_into(review_reports))
_REPORTS_OF: Final = Statement(
    sa.select(*_R).where(_R.review_id == of(_R.review_id)).order_by(_R.reported_at, _R.id)
)
_REPORTS_BY: Final = Statement(
    sa.select(*_R).where(_R.reporter_id == of(_R.reporter_id)).order_by(_R.reported_at, _R.id)
)
_REPORTED_SINCE: Final = Statement(
    sa.select(_R.reported_at)
    .where(_R.reporter_id == of(_R.reporter_id), _R.reported_at >= param("since", INSTANT))
    .order_by(_R.reported_at)
)
_SAVE_REPORT: Final = Statement(
    saved_once(
        review_reports.update()
        .where(_R.id == of(_R.id))
        .values({column: of(column) for column in (_R.details, _R.outcome, _R.closed_at)})
    )
)


def _written_already(error: psycopg.Error) -> Exception | None:
    name = error.diag.constraint_name
    return ReviewExists() if name in ("reviews_once", "reviews_once_a_side") else None


def _reported_already(error: psycopg.Error) -> Exception | None:
    return ConcurrencyConflict() if error.diag.constraint_name == "review_reports_once" else None


def _created(review: Review) -> tuple[datetime, UUID]:
    return review.created_at, review.id


def _decided(review: Review) -> tuple[datetime, UUID]:
    return review.flag.decide_by if review.flag else review.created_at, review.id


def _published(review: Review) -> tuple[datetime, UUID]:
    return review.published_at or review.created_at, review.id


class PostgresReviews(Repository):
    __slots__ = ("_seals",)

    def __init__(self, session: Session, seals: Seals) -> None:
        super().__init__(session)
        self._seals = seals

    async def add(self, review: Review) -> None:
        self._session.note_due(review.due_at)
        self._session.write(_ADD, values_of_review(review, self._seals), refusal=_written_already)

    async def get(self, review_id: ReviewId) -> Review:
        return self._review(found(await self._session.row(_GET, {"id": review_id})))

    async def get_for_change(self, review_id: ReviewId) -> Review:
        rows = await self._session.lock(_LOCK, {"id": review_id})
        return self._review(found(rows[0] if rows else None))

    async def of_booking_for_change(self, booking_id: BookingId) -> Sequence[Review]:
        rows = await self._session.lock(_LOCK_OF_BOOKING, {"booking_id": booking_id})
        return [self._review(row) for row in rows]

    async def save(self, review: Review) -> None:
        self._session.note_due(review.due_at)
        self._session.write(_SAVE, values_of_review(review, self._seals))
        if review.response is not None:
            self._session.write(_ANSWER, values_of_response(review, review.response))

    async def published(
        self,
        reviewee_id: UserId,
        review_type: ReviewType,
        *,
        after: Cursor | None,
        limit: int,
    ) -> Page[Review]:
        asked = {"reviewee_id": reviewee_id, "review_type": review_type}
        return await self._page(_PUBLISHED, asked, _published, after=after, limit=limit)

    async def by(self, reviewer_id: UserId, *, after: Cursor | None, limit: int) -> Page[Review]:
        asked = {"reviewer_id": reviewer_id}
        return await self._page(_BY, asked, _created, after=after, limit=limit)

    async def about(self, reviewee_id: UserId, *, after: Cursor | None, limit: int) -> Page[Review]:
        asked = {"reviewee_id": reviewee_id}
        return await self._page(_ABOUT, asked, _created, after=after, limit=limit)

    async def showing(self, reviewer_id: UserId, media_key: str) -> Sequence[Review]:
        asked = {"reviewer_id": reviewer_id, "media_key": media_key}
        return [self._review(row) for row in await self._session.rows(_SHOWING, asked)]

    async def queue(
        self, wanted: ReviewFilter, *, at: datetime, after: Cursor | None, limit: int
    ) -> Page[Review]:
        place = _decided if wanted in _URGENT else _created
        return await self._page(_QUEUE[wanted], {"at": at}, place, after=after, limit=limit)

    async def _page(
        self,
        statements: Mapping[bool, Statement],
        asked: Mapping[str, Any],
        place: Callable[[Review], tuple[datetime, UUID]],
        *,
        after: Cursor | None,
        limit: int,
    ) -> Page[Review]:
        values = {**asked, "limit": limit + 1, **cursor_values(after)}
        rows = await self._session.rows(statements[after is None], values)
        return page_of([self._review(row) for row in rows], limit, place)

    def _review(self, row: Row) -> Review:
        return review_of(row, self._seals)


class PostgresReviewReports(Repository):
    __slots__ = ()

    async def add(self, report: ReviewReport) -> None:
        self._session.write(_REPORT, values_of_report(report), refusal=_reported_already)

    async def of_review(self, review_id: ReviewId) -> Sequence[ReviewReport]:
        rows = await self._session.rows(_REPORTS_OF, {"review_id": review_id})
        return [report_of(row) for row in rows]

    async def by(self, reporter_id: UserId) -> Sequence[ReviewReport]:
        rows = await self._session.rows(_REPORTS_BY, {"reporter_id": reporter_id})
        return [report_of(row) for row in rows]

    async def since(self, reporter_id: UserId, since: datetime) -> Sequence[datetime]:
        values = {"reporter_id": reporter_id, "since": since}
        return [at for (at,) in await self._session.rows(_REPORTED_SINCE, values)]

    async def save(self, report: ReviewReport) -> None:
        self._session.write(_SAVE_REPORT, values_of_report(report))
