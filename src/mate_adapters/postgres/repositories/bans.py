"""Bans, proposals of bans, and the marks by which banned people are known again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository, cursor_values, found, page_of
from mate_adapters.postgres.statement import (
    Statement,
    insert_into,
    of,
    param,
    query,
    saved_once,
)
from mate_adapters.postgres.tables.columns import INSTANT, TEXTS
from mate_adapters.postgres.tables.moderation import ban_marks, ban_proposals, system_blacklist
from mate_core.identity.marks import Mark
from mate_core.moderation.bans import Appeal, Ban, BanProposal, BanTerms
from mate_core.moderation.ports import BansShown
from mate_core.shared.ids import UserId
from mate_core.shared.pages import Cursor, Page

_C = system_blacklist.c
_BAN: Final = tuple(column.name for column in _C)
_FIXED: Final = frozenset(
    {"id", "user_id", "reason", "blacklisted_by", "seconded_by", "created_at", "version"}
)
_ALL: Final = sa.select(*_C)
_IN_FORCE: Final = _C.lifted_at.is_(None)
_ADD: Final = Statement(insert_into(system_blacklist))
_GET: Final = Statement(_ALL.where(_C.id == of(_C.id)))
_OF_USER: Final = _ALL.where(_C.user_id == of(_C.user_id))
_IN_FORCE_OF: Final = Statement(_OF_USER.where(_IN_FORCE))
_EVERY_OF: Final = Statement(_OF_USER.order_by(_C.created_at, _C.id))
_SAVE: Final = Statement(
    saved_once(
        system_blacklist.update()
        .where(_C.id == of(_C.id), _C.version == of(_C.version))
        .values({column: of(column) for column in _C if column.name not in _FIXED})
        .values({_C.version: _C.version + sa.literal_column("1")})
    )
)
_SHOWN: Final[Mapping[BansShown, tuple[sa.ColumnElement[bool], ...]]] = {
    BansShown.IN_FORCE: (_IN_FORCE,),
    BansShown.APPEALED: (
        _IN_FORCE,
        _C.appealed_at.is_not(None),
        _C.appeal_decided_at.is_(None),
    ),
    BansShown.WATCHED: (
        _IN_FORCE,
        sa.func.cardinality(_C.watched) > sa.literal_column("0"),
        _C.reviewed_at.is_(None),
    ),
    BansShown.ALL: (),
}


def _page_statement(shown: BansShown, *, first: bool) -> Statement:
    asked = _ALL.where(*_SHOWN[shown])
    if not first:
        last = sa.tuple_(param("after_at", INSTANT), param("after_id", sa.Uuid()))
        asked = asked.where(sa.tuple_(_C.created_at, _C.id) < last)
    newest = asked.order_by(_C.created_at.desc(), _C.id.desc())
    return Statement(newest.limit(param("limit", sa.Integer())))


_PAGES: Final = {
    (shown, first): _page_statement(shown, first=first)
    for shown in BansShown
    for first in (False, True)
}

_P = ban_proposals.c
_LOCK_PROPOSAL: Final = Statement(
    sa.select(*_P).where(_P.user_id == of(_P.user_id)).with_for_update(key_share=True)
)
_INSERT_PROPOSAL = postgresql.insert(ban_proposals).values({column: of(column) for column in _P})
_PUT_PROPOSAL: Final = Statement(
    _INSERT_PROPOSAL.on_conflict_do_update(
        index_elements=[_P.user_id],
        set_={
            column: _INSERT_PROPOSAL.excluded[column.name]
            for column in _P
            if column is not _P.user_id
        },
    )
)
_REMOVE_PROPOSAL: Final = Statement(ban_proposals.delete().where(_P.user_id == of(_P.user_id)))
_WAITING: Final = Statement(
    sa.select(*_P).where(_P.lapses_at > param("at", INSTANT)).order_by(_P.proposed_at, _P.user_id)
)
_PURGE_PROPOSALS: Final = Statement(
    ban_proposals.delete()
    .where(_P.lapses_at < param("before", INSTANT))
    .returning(sa.literal_column("1"))
)

_ADD_MARKS: Final = Statement(
    query(
        """
        INSERT INTO ban_marks (ban_id, kind, digest)
        SELECT :ban_id, kind, digest FROM unnest(:kinds, :digests) AS mark (kind, digest)
        ON CONFLICT DO NOTHING
        """,
        ban_id=sa.Uuid(),
        kinds=TEXTS,
        digests=TEXTS,
    )
)
_REMOVE_MARKS: Final = Statement(
    ban_marks.delete().where(ban_marks.c.ban_id == of(ban_marks.c.ban_id))
)
_ANY_MARK: Final = Statement(
    query(
        """
        SELECT EXISTS (SELECT FROM ban_marks
                       JOIN unnest(:kinds, :digests) AS mark (kind, digest)
                       USING (kind, digest))
        """,
        kinds=TEXTS,
        digests=TEXTS,
    )
)


class PostgresBans(Repository):
    __slots__ = ()

    async def add(self, ban: Ban) -> None:
        self._session.note_due(ban.due_at)
        self._session.write(_ADD, _values(ban))

    async def get(self, ban_id: UUID) -> Ban:
        return _ban_of(found(await self._session.row(_GET, {"id": ban_id})))

    async def in_force(self, user_id: UserId) -> Ban | None:
        row = await self._session.row(_IN_FORCE_OF, {"user_id": user_id})
        return None if row is None else _ban_of(row)

    async def of(self, user_id: UserId) -> Sequence[Ban]:
        rows = await self._session.rows(_EVERY_OF, {"user_id": user_id})
        return [_ban_of(row) for row in rows]

    async def save(self, ban: Ban) -> None:
        self._session.note_due(ban.due_at)
        self._session.write(_SAVE, _values(ban))

    async def page(self, shown: BansShown, *, after: Cursor | None, limit: int) -> Page[Ban]:
        values = {**cursor_values(after), "limit": limit + 1}
        rows = await self._session.rows(_PAGES[shown, after is None], values)
        return page_of([_ban_of(row) for row in rows], limit, lambda ban: (ban.created_at, ban.id))


class PostgresBanProposals(Repository):
    __slots__ = ()

    async def get_for_change(self, user_id: UserId) -> BanProposal | None:
        rows = await self._session.lock(_LOCK_PROPOSAL, {"user_id": user_id})
        return _proposal_of(rows[0]) if rows else None

    async def put(self, proposal: BanProposal) -> None:
        self._session.write(
            _PUT_PROPOSAL,
            {
                "user_id": proposal.user_id,
                "expires_at": proposal.terms.expires_at,
                "waives_tiers": proposal.terms.waives_tiers,
                "reason": proposal.reason,
                "proposed_by": proposal.proposed_by,
                "proposed_at": proposal.proposed_at,
                "lapses_at": proposal.lapses_at,
            },
        )

    async def remove(self, user_id: UserId) -> None:
        self._session.write(_REMOVE_PROPOSAL, {"user_id": user_id})

    async def waiting(self, *, at: datetime) -> Sequence[BanProposal]:
        return [_proposal_of(row) for row in await self._session.rows(_WAITING, {"at": at})]

    async def purge(self, *, before: datetime) -> int:
        return len(await self._session.lock(_PURGE_PROPOSALS, {"before": before}))


class PostgresBannedMarks(Repository):
    __slots__ = ()

    async def add(self, ban_id: UUID, marks: Collection[Mark]) -> None:
        self._session.write(_ADD_MARKS, {"ban_id": ban_id, **_mark_values(marks)})

    async def remove(self, ban_id: UUID) -> None:
        self._session.write(_REMOVE_MARKS, {"ban_id": ban_id})

    async def any_of(self, marks: Collection[Mark]) -> bool:
        return bool(found(await self._session.row(_ANY_MARK, _mark_values(marks)))[0])


def _mark_values(marks: Collection[Mark]) -> dict[str, object]:
    return {
        "kinds": [mark.kind.value for mark in marks],
        "digests": [mark.digest for mark in marks],
    }


def _ban_of(row: Row) -> Ban:
    fields = dict(zip(_BAN, row, strict=True))
    del fields["is_permanent"]
    terms = BanTerms(fields.pop("expires_at"), fields.pop("waives_tiers"))
    appeal = [
        fields.pop(name)
        for name in (
            "appeal",
            "appealed_at",
            "appeal_decided_at",
            "appeal_decided_by",
            "appeal_granted",
            "appeal_answer",
        )
    ]
    return Ban(
        banned_by=fields.pop("blacklisted_by"),
        terms=terms,
        watched=tuple(fields.pop("watched")),
        appeal=None if appeal[0] is None else Appeal(*appeal),
        **fields,
    )


def _values(ban: Ban) -> dict[str, object]:
    appeal = ban.appeal
    return {
        "id": ban.id,
        "user_id": ban.user_id,
        "reason": ban.reason,
        "blacklisted_by": ban.banned_by,
        "seconded_by": ban.seconded_by,
        "is_permanent": ban.is_permanent,
        "expires_at": ban.terms.expires_at,
        "waives_tiers": ban.terms.waives_tiers,
        "created_at": ban.created_at,
        "review_until": ban.review_until,
        "due_at": ban.due_at,
        "carried_out_at": ban.carried_out_at,
        "reviewed_at": ban.reviewed_at,
        "watched": ban.watched,
        "appeal": appeal and appeal.text,
        "appealed_at": appeal and appeal.at,
        "appeal_decided_at": appeal and appeal.decided_at,
        "appeal_decided_by": appeal and appeal.decided_by,
        "appeal_granted": appeal and appeal.is_granted,
        "appeal_answer": appeal and appeal.answer,
        "lifted_at": ban.lifted_at,
        "lifted_by": ban.lifted_by,
        "lift_reason": ban.lift_reason,
        "version": ban.version,
    }


def _proposal_of(row: Row) -> BanProposal:
    user_id, expires_at, waives_tiers, reason, proposed_by, proposed_at, lapses_at = row
    return BanProposal(
        user_id=user_id,
        terms=BanTerms(expires_at, waives_tiers),
        reason=reason,
        proposed_by=proposed_by,
        proposed_at=proposed_at,
        lapses_at=lapses_at,
    )
