"""What runs by itself: the pump, and time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from mate_adapters.simulation.commands.base import Command
from mate_adapters.simulation.world import World
from mate_core.kyc.findings import KycProvider
from mate_core.shared.ports import DueHandler, DueKind

BATCH: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Pump(Command):
    """One round of the due pump: the outbox, the queue, then every kind of due row.

    Answers how much was done. As in the real pump, a handler that fails never holds up other
    rows; here its error comes out at the end, since without a fault there must be none.
    """

    @staticmethod
    def has_work(world: World) -> bool:
        """Whether a round now could find anything at all."""
        return (
            not world.queue.is_empty
            or not world.store.outbox.is_empty
            or world.store.due_rows.any_due(world.clock.now())
        )

    async def run(self, world: World) -> int:
        done = await self._relay(world)
        due_rows, now = world.store.due_rows, world.clock.now()
        failed: Exception | None = None
        for kind, handle in world.due_handlers.items():
            if not due_rows.is_due(kind, now):
                continue
            handled, trouble = await self._drain(world, kind, handle)
            done += handled
            failed = failed or trouble
        if failed is not None:
            raise failed
        return done

    async def _relay(self, world: World) -> int:
        done = 0
        if world.store.outbox.is_empty and world.queue.is_empty:
            return done
        while handed_on := await world.store.outbox.relay(at=world.clock.now(), limit=BATCH):
            done += handed_on
        if not world.queue.is_empty:
            done += await world.queue.drain()
        return done

    async def _drain(
        self, world: World, kind: DueKind, handle: DueHandler
    ) -> tuple[int, Exception | None]:
        done, failed = 0, None
        due_rows, now = world.store.due_rows, world.clock.now()
        tried: set[UUID] = set()
        while due_rows.is_due(kind, now):
            async with due_rows.claim(kind, at=now, limit=BATCH + len(tried)) as due:
                batch = [row for row in due if row not in tried]
                if not batch:
                    break
                handled, trouble = await self._handle(world, kind, handle, batch)
            done += handled
            failed = failed or trouble
            tried.update(batch)
        return done, failed

    async def _handle(
        self, world: World, kind: DueKind, handle: DueHandler, batch: Sequence[UUID]
    ) -> tuple[int, Exception | None]:
        """Together where the application can, one by one where it cannot or that met trouble."""
        together = world.due_batch_handlers.get(kind)
        if together is not None:
            try:
                return await together(batch), None
            except Exception as trouble:
                if self.fault is None:
                    return 0, trouble
        done, failed = 0, None
        for row in batch:
            try:
                await handle(row)
                done += 1
            except Exception as trouble:  # whatever a handler does, the others go on
                failed = failed or trouble
        return done, failed


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockJump(Command):
    """Every process slept; the world did not."""

    minutes: int

    async def run(self, world: World) -> Any:
        world.clock.advance(timedelta(minutes=self.minutes))


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepMedia(Command):
    """Once an hour: uploads that nobody wants, and objects that should be gone."""

    async def run(self, world: World) -> Any:
        await world.app.media_custodian.sweep_part()


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierDown(Command):
    """No SMS and no call goes out."""

    minutes: int

    async def run(self, world: World) -> Any:
        world.carrier.down_until = world.clock.now() + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierDown(Command):
    """That vendor of identity checks answers nobody."""

    provider: KycProvider
    minutes: int

    async def run(self, world: World) -> Any:
        verifier = world.verifiers[self.provider]
        verifier.down_until = world.clock.now() + timedelta(minutes=self.minutes)
