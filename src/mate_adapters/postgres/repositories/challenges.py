"""One-time codes and the texts that carry them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository
from mate_adapters.postgres.statement import Statement, constant, insert_into, of, param
from mate_adapters.postgres.tables.columns import INSTANT
from mate_adapters.postgres.tables.identity import otp_challenges, outgoing_messages
from mate_core.identity.codes import PHONE_RANGE
from mate_core.identity.model import Channel, OtpChallenge, OutgoingMessage, Purpose
from mate_core.messages.template import Language, Message
from mate_core.shared.ids import ChallengeId

_C = otp_challenges.c
_ADD: Final = Statement(insert_into(otp_challenges))
_LOCK: Final = Statement(sa.select(*_C).where(_C.id == of(_C.id)).with_for_update(key_share=True))
_SAVE: Final = Statement(
    otp_challenges.update()
    .where(_C.id == of(_C.id))
    .values({each: of(each) for each in (_C.tries, _C.expires_at, _C.consumed_at)})
)
_ISSUED: Final = Statement(
    sa.select(_C.created_at)
    .where(_C.address == of(_C.address), _C.created_at >= param("since", INSTANT))
    .order_by(_C.created_at)
)
_FORGET: Final = Statement(otp_challenges.delete().where(_C.address == of(_C.address)))
_IS_TEXTED: Final = sa.and_(
    _C.channel == constant(Channel.SMS),
    sa.or_(_C.user_id.is_not(None), _C.purpose != constant(Purpose.RESET_PASSWORD)),
)
_TEXTED: Final = Statement(
    sa.select(_C.created_at)
    .where(_IS_TEXTED, _C.created_at > param("since", INSTANT))
    .order_by(_C.created_at.desc())
    .offset(param("newer", sa.Integer()))
    .limit(sa.literal_column("1"))
)
_FATES: Final = Statement(
    sa.select(_C.consumed_at.is_not(None))
    .where(
        sa.func.left(_C.address, sa.literal_column(str(PHONE_RANGE))) == param("range", sa.Text()),
        _C.channel != constant(Channel.EMAIL),
        _C.user_id.is_not(None),
        sa.or_(_C.consumed_at.is_not(None), _C.expires_at <= param("at", INSTANT)),
    )
    .order_by(_C.created_at.desc(), _C.id.desc())
    .limit(param("limit", sa.Integer()))
)
_PURGE: Final = Statement(
    otp_challenges.delete()
    .where(_C.expires_at < param("before", INSTANT))
    .returning(sa.literal_column("1"))
)

_M = outgoing_messages.c
_ADD_MESSAGE: Final = Statement(insert_into(outgoing_messages))
_GET_MESSAGE: Final = Statement(sa.select(*_M).where(_M.id == of(_M.id)))
_REMOVE_MESSAGE: Final = Statement(outgoing_messages.delete().where(_M.id == of(_M.id)))
_FORGET_MESSAGES: Final = Statement(outgoing_messages.delete().where(_M.address == of(_M.address)))
_PURGE_MESSAGES: Final = Statement(
    outgoing_messages.delete()
    .where(_M.expires_at < param("before", INSTANT))
    .returning(sa.literal_column("1"))
)


def _challenge_of(row: Row) -> OtpChallenge:
    (
        id_,
        user_id,
        channel,
        address,
        code_hash,
        created_at,
        expires_at,
        tries,
        consumed_at,
        purpose,
        session_id,
    ) = row
    return OtpChallenge(
        id=id_,
        user_id=user_id,
        channel=Channel(channel),
        address=address,
        code_hash=code_hash,
        created_at=created_at,
        expires_at=expires_at,
        tries=tries,
        consumed_at=consumed_at,
        purpose=Purpose(purpose),
        session_id=session_id,
    )


def _values(challenge: OtpChallenge) -> dict[str, Any]:
    return {
        "id": challenge.id,
        "user_id": challenge.user_id,
        "channel": challenge.channel,
        "address": challenge.address,
        "code_hash": challenge.code_hash,
        "created_at": challenge.created_at,
        "expires_at": challenge.expires_at,
        "tries": challenge.tries,
        "consumed_at": challenge.consumed_at,
        "purpose": challenge.purpose,
        "session_id": challenge.session_id,
    }


class PostgresChallenges(Repository):
    __slots__ = ()

    async def add(self, challenge: OtpChallenge) -> None:
        self._session.write(_ADD, _values(challenge))

    async def get_for_change(self, challenge_id: ChallengeId) -> OtpChallenge | None:
        rows = await self._session.lock(_LOCK, {"id": challenge_id})
        return _challenge_of(rows[0]) if rows else None

    async def save(self, challenge: OtpChallenge) -> None:
        self._session.write(_SAVE, _values(challenge))

    async def issued_since(self, address: str, since: datetime) -> Sequence[datetime]:
        rows = await self._session.rows(_ISSUED, {"address": address, "since": since})
        return [row[0] for row in rows]

    async def forget(self, address: str) -> None:
        self._session.write(_FORGET, {"address": address})

    async def last_text_but(self, newer: int, since: datetime) -> datetime | None:
        row = await self._session.row(_TEXTED, {"newer": newer, "since": since})
        return None if row is None else row[0]

    async def fates(self, phone_range: str, *, at: datetime, limit: int) -> Sequence[bool]:
        values = {"range": phone_range, "at": at, "limit": limit}
        return [row[0] for row in await self._session.rows(_FATES, values)]

    async def purge(self, *, before: datetime) -> int:
        return len(await self._session.lock(_PURGE, {"before": before}))


class PostgresOutgoingMessages(Repository):
    __slots__ = ()

    async def add(self, message: OutgoingMessage) -> None:
        self._session.write(
            _ADD_MESSAGE,
            {
                "id": message.id,
                "channel": message.channel,
                "address": message.address,
                "created_at": message.created_at,
                "expires_at": message.expires_at,
                "message": json.dumps(
                    {
                        "template": message.text.template,
                        "variables": dict(message.text.variables),
                        "language": message.text.language,
                    }
                ),
            },
        )

    async def get(self, message_id: UUID) -> OutgoingMessage | None:
        row = await self._session.row(_GET_MESSAGE, {"id": message_id})
        if row is None:
            return None
        id_, channel, address, created_at, expires_at, stored = row
        text = Message(stored["template"], stored["variables"], Language(stored["language"]))
        return OutgoingMessage(id_, Channel(channel), address, text, created_at, expires_at)

    async def remove(self, message_id: UUID) -> None:
        self._session.write(_REMOVE_MESSAGE, {"id": message_id})

    async def forget(self, address: str) -> None:
        self._session.write(_FORGET_MESSAGES, {"address": address})

    async def purge(self, *, before: datetime) -> int:
        return len(await self._session.lock(_PURGE_MESSAGES, {"before": before}))
