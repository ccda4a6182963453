"""The audit log as administrators read it, the job that seals it, and the proof."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from mate_core.moderation.audit.policies import AuditPolicy
from mate_core.moderation.audit.report import Break, Broken, ChainReport
from mate_core.shared.actor import Actor, Role
from mate_core.shared.audit_seals import (
    GENESIS,
    AuditSeal,
    CoveredRecord,
    hash_of,
    seal_over,
    sealed,
)
from mate_core.shared.commands import command
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.ports import AuditFilter, AuditRecord, Clock, UnitOfWork

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
_SEALS_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class AuditService:
    open_uow: Callable[[], UnitOfWork]
    open_read: Callable[[], UnitOfWork]
    clock: Clock
    policy: AuditPolicy

    async def listed(
        self, actor: Actor, wanted: AuditFilter, *, after: Cursor | None, limit: int
    ) -> Page[AuditRecord]:
        """Newest first; for administrators. Raises Forbidden."""
        actor.require_role(Role.ADMIN)
        async with self.open_read() as uow:
            return await uow.audit.listed(wanted, after=after, limit=limit)

    async def seals(self, actor: Actor, *, following: int, limit: int) -> Sequence[AuditSeal]:
        """In order, after that number; for administrators. Raises Forbidden."""
        actor.require_role(Role.ADMIN)
        async with self.open_read() as uow:
            return await uow.audit_seals.following(following, limit=limit)

    async def seal(self) -> int:
        """Seal what is not yet sealed; answers how many records. The job of every minute."""
        done = 0
        while True:
            records = await self._seal_some()
            done += records
            if records < self.policy.batch:
                return done

    @command
    async def _seal_some(self) -> int:
        now = self.clock.now()
        async with self.open_uow() as uow:
            last = await uow.audit_seals.last()
            # Since the last seal, not since now: the job may have stood still for a week.
            since = last.at - self.policy.reach if last else EARLIEST
            waiting = await uow.audit_seals.unsealed(since=since, limit=self.policy.batch)
            if not waiting:
                return 0
            records = [sealed(record) for record in waiting]
            await uow.audit_seals.add(seal_over(records, last, at=now), records)
            await uow.commit()
        return len(records)

    async def verify(self, *, anchor: str | None = None) -> ChainReport:
        """Work out every seal anew, from the first; stops at the first thing that is wrong.

        `anchor` is the hash of a seal that was noted elsewhere.
        """
        seals = records = 0
        head, is_anchored = GENESIS, anchor is None
        last: AuditSeal | None = None
        while True:
            async with self.open_read() as uow:
                page = await uow.audit_seals.following(seals, limit=_SEALS_AT_ONCE)
                for seal in page:
                    broken = _compare(seal, last, await uow.audit_seals.covered(seal.number))
                    if broken is not None:
                        return ChainReport(seals, records, 0, head, broken)
                    seals, records, head, last = (
                        seal.number,
                        records + seal.records,
                        seal.hash,
                        seal,
                    )
                    is_anchored = is_anchored or seal.hash == anchor
            if len(page) < _SEALS_AT_ONCE:
                break
        unsealed, late = await self._unsealed()
        if not is_anchored:
            late = Broken(Break.ANCHOR_UNKNOWN, None, None, "no seal has the hash that was noted")
        return ChainReport(seals, records, unsealed, head, late)

    async def _unsealed(self) -> tuple[int, Broken | None]:
        """How many records wait for their seal, and whether some wait for too long."""
        now = self.clock.now()
        async with self.open_read() as uow:
            waiting = await uow.audit_seals.count_unsealed(before=now)
            late = await uow.audit_seals.count_unsealed(before=now - self.policy.patience)
        if not late:
            return waiting, None
        detail = f"{late} records wait for a seal for longer than they should"
        return waiting, Broken(Break.NEVER_SEALED, None, None, detail)


def _compare(
    seal: AuditSeal, last: AuditSeal | None, covered: Sequence[CoveredRecord]
) -> Broken | None:
    """What is wrong with this seal, if anything."""
    expected = last.number + 1 if last else 1
    previous = last.hash if last else GENESIS
    if seal.number != expected or seal.previous != previous:
        detail = f"seal {seal.number} does not follow seal {expected - 1}"
        return Broken(Break.SEAL_GONE, seal.number, None, detail)
    for each in covered:
        record_id = each.sealed.record_id
        if each.record is None:
            return Broken(Break.RECORD_GONE, seal.number, record_id, "the record is gone")
        if sealed(each.record) != each.sealed:
            detail = "the record is not what was sealed"
            return Broken(Break.RECORD_CHANGED, seal.number, record_id, detail)
    records = [each.sealed for each in covered]
    if len(records) != seal.records:
        detail = f"{seal.records} records were sealed, {len(records)} are covered"
        return Broken(Break.COUNT_DIFFERS, seal.number, None, detail)
    made = hash_of(records, number=seal.number, previous=previous, at=seal.at)
    if made != seal.hash:
        return Broken(Break.HASH_DIFFERS, seal.number, None, "the seal does not fit its records")
    return None
