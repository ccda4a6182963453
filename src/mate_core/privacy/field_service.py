"""Sealing stored fields again after a new key has come."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from mate_core.shared.actor import Actor, Role
from mate_core.shared.auditing import audit_record, require_reason
from mate_core.shared.commands import command
from mate_core.shared.ids import IdGenerator
from mate_core.shared.ports import Clock, UnitOfWork
from mate_core.shared.sealing import SealedBatch, SealedField, SealedFields

BATCH: Final = 500

Progress = Callable[[str, int, int], None]
"""Told after each batch: the field, rows looked at and rows sealed so far."""


def _unheard(_field: str, _looked_at: int, _sealed: int) -> None:
    pass


@dataclass(frozen=True, slots=True)
class FieldSealingService:
    open_uow: Callable[[], UnitOfWork]
    fields: SealedFields
    clock: Clock
    ids: IdGenerator

    @property
    def current_key(self) -> str:
        """The id of the key that seals."""
        return self.fields.current_key

    async def status(self, actor: Actor) -> Sequence[SealedField]:
        """Every sealed field with its rows by key; raises Forbidden."""
        actor.require_role(Role.ADMIN)
        return [await self.fields.count(name) for name in self.fields.names]

    async def rotate(
        self,
        actor: Actor,
        *,
        reason: str,
        batch: int = BATCH,
        progress: Progress = _unheard,
    ) -> Mapping[str, int]:
        """Seal with the newest key what is not; answers rows by field.

        In batches, each a transaction of its own: cut short, it goes on where it was when it is run
        again. Raises Forbidden, InvalidInput, FieldUnreadable (a key is missing from the ring).
        """
        actor.require_role(Role.ADMIN)
        require_reason(reason)
        await self._record(actor, reason)
        return await self.reseal(batch=batch, progress=progress)

    async def reseal(
        self, *, batch: int = BATCH, progress: Progress = _unheard
    ) -> Mapping[str, int]:
        """The same as a nightly job: a key that somebody put in front takes over by itself."""
        return {name: await self._field(name, batch, progress) for name in self.fields.names}

    async def _field(self, name: str, limit: int, progress: Progress) -> int:
        looked_at = sealed = 0
        after: UUID | None = None
        while True:
            done = await self._batch(name, after, limit)
            looked_at, sealed = looked_at + done.looked_at, sealed + done.sealed
            progress(name, looked_at, sealed)
            if done.last is None:
                return sealed
            after = done.last

    @command
    async def _batch(self, name: str, after: UUID | None, limit: int) -> SealedBatch:
        return await self.fields.reseal(name, after=after, limit=limit)

    @command
    async def _record(self, actor: Actor, reason: str) -> None:
        async with self.open_uow() as uow:
            await uow.audit.add(
                audit_record(
                    self.ids,
                    actor,
                    at=self.clock.now(),
                    action="fields.rotate",
                    subject_type="field_key",
                    subject_id=self.ids.uuid(),
                    reason=reason,
                    facts={"key": self.fields.current_key},
                )
            )
            await uow.commit()
