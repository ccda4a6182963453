"""Accounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository, found
from mate_adapters.postgres.statement import Statement, constant, insert_into, of, param
from mate_adapters.postgres.tables.columns import INSTANT, UUIDS
from mate_adapters.postgres.tables.identity import users
from mate_core.identity.model import KycStatus, User, UserStatus
from mate_core.shared.actor import Capability, Role
from mate_core.shared.contact import EmailAddress, PhoneNumber
from mate_core.shared.ids import UserId

ALL: Final = tuple(users.columns)
_C = users.c
_ADD: Final = Statement(insert_into(users))
_GET: Final = Statement(sa.select(*ALL).where(_C.id == of(_C.id)))
_LOCK: Final = Statement(sa.select(*ALL).where(_C.id == of(_C.id)).with_for_update(key_share=True))
_SAVE: Final = Statement(
    users.update()
    .where(_C.id == of(_C.id))
    .values({column: of(column) for column in ALL if column.name not in ("id", "created_at")})
)
_BY_PHONE: Final = Statement(
    sa.select(*ALL).where(_C.phone == of(_C.phone), _C.phone_verified_at.is_not(None))
)
_BY_EMAIL: Final = Statement(
    sa.select(*ALL).where(_C.email == of(_C.email), _C.email_verified_at.is_not(None))
)
_UNVERIFIED: Final = Statement(
    sa.select(_C.id)
    .where(_C.status == constant(UserStatus.PENDING), _C.created_at < param("before", INSTANT))
    .order_by(_C.created_at, _C.id)
    .limit(param("limit", sa.Integer()))
)
_COUNT_ADMINS: Final = Statement(
    sa.select(sa.func.count()).select_from(users).where(_C.role == constant(Role.ADMIN))
)
_LOCK_PERSONS: Final = Statement(
    sa.select(sa.literal_column("1"))
    .select_from(users)
    .where(_C.id == sa.any_(param("ids", UUIDS)))
    .order_by(_C.id)
    .with_for_update(key_share=True)
)


def user_of(row: Row) -> User:
    (
        id_,
        email,
        phone,
        password_hash,
        role,
        status,
        kyc_status,
        capabilities,
        email_verified_at,
        phone_verified_at,
        session_epoch,
        password_changed_at,
        second_factor_at,
        created_at,
        updated_at,
    ) = row
    return User(
        id=id_,
        email=None if email is None else EmailAddress(email),
        phone=None if phone is None else PhoneNumber(phone),
        password_hash=password_hash,
        role=Role(role),
        created_at=created_at,
        updated_at=updated_at,
        status=UserStatus(status),
        kyc_status=KycStatus(kyc_status),
        capabilities=frozenset(map(Capability, capabilities)),
        email_verified_at=email_verified_at,
        phone_verified_at=phone_verified_at,
        session_epoch=session_epoch,
        password_changed_at=password_changed_at,
        second_factor_at=second_factor_at,
    )


def values_of_user(user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "email": user.email and user.email.address,
        "phone": user.phone and user.phone.e164,
        "password_hash": user.password_hash,
        "role": user.role,
        "status": user.status,
        "kyc_status": user.kyc_status,
        "capabilities": sorted(user.capabilities),
        "email_verified_at": user.email_verified_at,
        "phone_verified_at": user.phone_verified_at,
        "session_epoch": user.session_epoch,
        "password_changed_at": user.password_changed_at,
        "second_factor_at": user.second_factor_at,
        "created_at": user.created_at,
        "updated_at": user.updated_at,
    }


class PostgresUsers(Repository):
    __slots__ = ()

    async def add(self, user: User) -> None:
        self._session.write(_ADD, values_of_user(user))

    async def get(self, user_id: UserId) -> User:
        return user_of(found(await self._session.row(_GET, {"id": user_id})))

    async def get_for_change(self, user_id: UserId) -> User:
        rows = await self._session.lock(_LOCK, {"id": user_id})
        return user_of(found(rows[0] if rows else None))

    async def verified_by(self, address: PhoneNumber | EmailAddress) -> User | None:
        row = (
            await self._session.row(_BY_PHONE, {"phone": address.e164})
            if isinstance(address, PhoneNumber)
            else await self._session.row(_BY_EMAIL, {"email": address.address})
        )
        return None if row is None else user_of(row)

    async def save(self, user: User) -> None:
        self._session.write(_SAVE, values_of_user(user))

    async def unverified(self, *, before: datetime, limit: int) -> Sequence[UserId]:
        rows = await self._session.rows(_UNVERIFIED, {"before": before, "limit": limit})
        return [row[0] for row in rows]

    async def count_admins(self) -> int:
        row = found(await self._session.row(_COUNT_ADMINS))
        return int(row[0])

    async def lock_persons(self, user_ids: Sequence[UserId]) -> None:
        # Nobody waits for its answer: it goes out before whatever is read or written next.
        self._session.write(_LOCK_PERSONS, {"ids": user_ids})
