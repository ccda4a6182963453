"""A day's escrows released in one sweep, against the very same statements in pgbench."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import psycopg
import uvloop

from mate_adapters.pump import TOGETHER, TOGETHER_AT_ONCE, DuePump
from mate_adapters.runtime import Runtime, calm_collector, open_runtime
from mate_core.application import Application
from mate_core.shared.ids import EscrowId
from mate_core.shared.ports import DueKind
from tests.bench import pgbench
from tests.bench.accounting import Meter
from tests.bench.costs import BenchFailed, Cost
from tests.bench.recording import recording
from tests.bench.script import Unit, replay_of
from tests.bench.stages import count_released
from tests.load.people import Pair
from tests.load.place import Place

KEY: Final = "escrowRelease100k"
GOAL: Final = 0.5
"""Of pgbench's speed."""
_SWEPT, _RECORDED, _BARE = "bench_swept", "bench_sweep_recorded", "bench_sweep_bare"
_READ_EVERY_S: Final = 0.02


@dataclass(frozen=True, slots=True)
class Release:
    """`sweep` counts escrows, `bare` the batches that pgbench replayed; reads in milliseconds."""

    escrows: int
    sweep: Cost
    bare: Cost
    reads_ms: Sequence[float]

    @property
    def bare_per_s(self) -> float:
        return self.bare.rate_per_s * TOGETHER

    @property
    def ratio(self) -> float:
        """Our speed by pgbench's, both by the clock on the wall."""
        return self.sweep.rate_per_s / self.bare_per_s

    def figures(self) -> dict[str, Any]:
        return {
            "escrows": self.escrows,
            "sweepPerS": round(self.sweep.rate_per_s),
            "pgbenchPerS": round(self.bare_per_s),
            "ratio": round(self.ratio, 3),
            "goal": GOAL,
            "cpuRatio": round(self.bare.postgres_ms / TOGETHER / self.sweep.cpu_ms, 3),
            "sweepAppCpuMs": round(self.sweep.app_ms, 4),
            "sweepPostgresqlCpuMs": round(self.sweep.postgres_ms, 4),
            "pgbenchPostgresqlCpuMs": round(self.bare.postgres_ms / TOGETHER, 4),
            "batch": TOGETHER,
            "batchesAtOnce": TOGETHER_AT_ONCE,
            "walletReadP50Ms": round(_share(self.reads_ms, 0.5), 2),
            "walletReadP99Ms": round(_share(self.reads_ms, 0.99), 2),
            "walletReadMaxMs": round(max(self.reads_ms), 2),
        }

    def page(self) -> str:
        told = self.figures()
        return (
            f"{self.escrows:,} due escrows released: {told['sweepPerS']:,}/s by our sweep, "
            f"{told['pgbenchPerS']:,}/s by pgbench, ratio {told['ratio']:.2f} "
            f"(goal {GOAL}), by CPU {told['cpuRatio']:.2f}.\n"
            f"  CPU per escrow: app {told['sweepAppCpuMs']:.3f} ms, PostgreSQL "
            f"{told['sweepPostgresqlCpuMs']:.3f} ms; under pgbench PostgreSQL "
            f"{told['pgbenchPostgresqlCpuMs']:.3f} ms.\n"
            f"  A wallet read in the same process meanwhile: median {told['walletReadP50Ms']} ms, "
            f"99 % within {told['walletReadP99Ms']} ms, longest {told['walletReadMaxMs']} ms."
        )


def measure_release(place: Place, source: str, pairs: int, escrows: int) -> Release:
    """On three copies of `source`, which knows that many pairs; `escrows` fill whole batches."""
    place.copy_database(source, _SWEPT)
    load_due_escrows(place.postgres.dsn(_SWEPT), pairs, escrows)
    for copy in (_RECORDED, _BARE):
        place.copy_database(_SWEPT, copy)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        sweep, reads_ms = runner.run(_sweep(place, escrows))
        units = runner.run(_recorded(place, escrows))
    work = replay_of(units)
    bare = pgbench.replay(place, _BARE, work, TOGETHER_AT_ONCE)
    replayed = len(work.rows) // TOGETHER_AT_ONCE * TOGETHER_AT_ONCE * TOGETHER
    _require_released(place.postgres.dsn(_BARE), replayed)
    return Release(escrows, sweep, bare, reads_ms)


def databases() -> Sequence[str]:
    """Where the books must add up afterwards."""
    return _SWEPT, _RECORDED, _BARE


async def _sweep(place: Place, escrows: int) -> tuple[Cost, Sequence[float]]:
    """As a worker does it, while somebody keeps reading wallets through the same process."""
    async with open_runtime(place.settings(_SWEPT)) as runtime:
        calm_collector()  # as a worker does
        pump = _pump_of(runtime)
        reader = _Reader(runtime.application)
        meter = Meter(os.getpid(), place.data)
        reading = asyncio.create_task(reader.run())
        before = meter.read()
        while pump.counts.handled < escrows and await pump.run_once():
            pass
        cost = before.until(meter.read(), escrows)
        reader.stop.set()
        await reading
    if pump.counts.failed:
        raise BenchFailed(f"{pump.counts.failed} escrows met trouble")
    _require_released(place.postgres.dsn(_SWEPT), escrows)
    return cost, reader.took_ms


def _pump_of(runtime: Runtime) -> DuePump:
    handlers = runtime.application.due_handlers()
    return DuePump(
        due_rows=runtime.store.due_rows,
        handlers={DueKind.ESCROW: handlers[DueKind.ESCROW]},
        batch_handlers=runtime.application.due_batch_handlers(),
        outbox=runtime.store.outbox,
        clock=runtime.clock,
        wake=runtime.wake,
    )


@dataclass(slots=True)
class _Reader:
    """Looks into one wallet after another, fifty times a second."""

    application: Application
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    took_ms: list[float] = field(default_factory=list)

    async def run(self) -> None:
        number = 0
        while not self.stop.is_set():
            before = time.perf_counter()
            await self.application.payments.wallet(Pair(number % 1_000).user)
            self.took_ms.append(1000 * (time.perf_counter() - before))
            number += 1
            await asyncio.sleep(_READ_EVERY_S)


async def _recorded(place: Place, escrows: int) -> Sequence[Unit]:
    """The statements of every batch, one batch after another."""
    units: list[Unit] = []
    async with open_runtime(place.settings(_RECORDED)) as runtime:
        with recording() as recorder:
            for first in range(0, escrows, TOGETHER):
                ids = [_escrow_id(n) for n in range(first, min(first + TOGETHER, escrows))]
                recorder.take()
                if await runtime.application.payments.settle_due(ids) != len(ids):
                    raise BenchFailed(f"not all of batch {first} were due")
                units.append(recorder.take())
    return units


def _require_released(dsn: str, escrows: int) -> None:
    if (done := count_released(dsn)) != escrows:
        raise BenchFailed(f"{done} of {escrows} escrows were released")


def _share(sorted_or_not: Sequence[float], part: float) -> float:
    return sorted(sorted_or_not)[min(len(sorted_or_not) - 1, int(part * len(sorted_or_not)))]


_ESCROW: Final = 0xE << 40


def _escrow_id(n: int) -> EscrowId:
    return EscrowId(Pair(_ESCROW + n - (1 << 32)).user.user_id)


def load_due_escrows(dsn: str, pairs: int, escrows: int) -> None:
    """Completed bookings of the pairs in turn, paid by a deposit of their own, due an hour ago."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        row = connection.execute("SELECT max(created_at) FROM users").fetchone()
        if row is None:
            raise BenchFailed("nobody lives there")
        at: datetime = row[0]
        values = {
            "pairs": pairs,
            "escrows": escrows,
            "at": at,
            "due": at - timedelta(hours=1),
            "escrow": _ESCROW,
            "user": Pair(0).user.user_id.int & ((1 << 48) - 1),
            "partner": Pair(0).partner.user_id.int & ((1 << 48) - 1),
        }
        with connection.transaction():
            for statement in _STATEMENTS:
                connection.execute(statement, values)
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


_MANY: Final = "FROM generate_series(0, %(escrows)s::bigint - 1) AS n"
_STATEMENTS: Final = (
    """
    CREATE FUNCTION pg_temp.bench_id(bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
        SELECT ('00000000-0000-7000-8000-' || lpad(to_hex($1), 12, '0'))::uuid $$
    """,
    f"""
    INSERT INTO bookings (id, booking_code, user_id, partner_id, service_type, starts_at, ends_at,
                          travel_buffer_minutes, occupied_until, venue_class, hourly_rate,
                          requested_half_hours, billed_half_hours, fee_percent, subtotal,
                          service_fee, refund_tiers, status, created_at, updated_at)
    SELECT pg_temp.bench_id(%(escrow)s + n), 'MATE-S' || lpad(n::text, 7, '0'),
           pg_temp.bench_id(%(user)s + n %% %(pairs)s),
           pg_temp.bench_id(%(partner)s + n %% %(pairs)s), 'coffee',
           %(due)s - interval '27 hours', %(due)s - interval '24 hours', 30,
           %(due)s - interval '24 hours', 'cafe', 199999, 6, 6, 15, 599997, 90000, '[]',
           'COMPLETED', %(at)s - interval '2 days', %(at)s {_MANY}
    """,
    f"""
    INSERT INTO escrow_holdings (id, booking_id, payer_id, payee_id, amount, platform_fee, status,
                                 settlement_kind, release_scheduled_at, refund_percent,
                                 partner_amount, created_at)
    SELECT pg_temp.bench_id(%(escrow)s + n), pg_temp.bench_id(%(escrow)s + n),
           pg_temp.bench_id(%(user)s + n %% %(pairs)s),
           pg_temp.bench_id(%(partner)s + n %% %(pairs)s),
           689997, 90000, 'HELD', 'release', %(due)s, 0, 0, %(at)s - interval '2 days' {_MANY}
    """,
    f"""
    INSERT INTO escrow_lines (escrow_id, line_no, subtotal, service_fee)
    SELECT pg_temp.bench_id(%(escrow)s + n), 0, 599997, 90000 {_MANY}
    """,
    f"""
    INSERT INTO payment_intents (id, purpose, provider, payer_id, amount, merchant_reference,
                                 payer_ip, status, external_transaction_id, created_at,
                                 expires_at, completed_at)
    SELECT pg_temp.bench_id(%(escrow)s + n), 'DEPOSIT', 'vnpay',
           pg_temp.bench_id(%(user)s + n %% %(pairs)s), 689997, 'sweep-' || n, '127.0.0.1',
           'SUCCEEDED', 'sweep-' || n, %(at)s, %(at)s, %(at)s {_MANY}
    """,
    """
    INSERT INTO captures (id, intent_id, provider, external_transaction_id, payer_id, amount,
                          captured_at)
    SELECT id, id, provider, external_transaction_id, payer_id, amount, created_at
    FROM payment_intents WHERE merchant_reference LIKE 'sweep-%%'
    """,
    f"""
    INSERT INTO journal_entries (id, transaction_code, reference, kind, created_at, subject_id)
    SELECT pg_temp.bench_id(%(escrow)s + 2 * n + line), 'TXN-' || kind || n,
           CASE kind WHEN 'hold' THEN 'hold:' || pg_temp.bench_id(%(escrow)s + n) || ':0'
                ELSE 'deposit:vnpay:sweep-' || n END,
           kind, %(at)s - interval '2 days', pg_temp.bench_id(%(escrow)s + n)
    {_MANY}, (VALUES (0, 'deposit'), (1, 'hold')) AS entry (line, kind)
    """,
    f"""
    INSERT INTO postings (entry_id, line_no, account, owner_id, provider, amount, memo, created_at)
    SELECT pg_temp.bench_id(%(escrow)s + 2 * n + entry), line_no, account,
           CASE WHEN provider IS NULL THEN pg_temp.bench_id(%(user)s + n %% %(pairs)s) END,
           provider, amount, '', %(at)s - interval '2 days'
    {_MANY}, (VALUES (0, 1, 'gateway', 'vnpay', -689997), (0, 2, 'available', NULL, 689997),
                     (1, 1, 'available', NULL, -689997), (1, 2, 'held', NULL, 689997))
             AS line (entry, line_no, account, provider, amount)
    """,
    """
    UPDATE wallets SET pending_balance = pending_balance + held.amount
    FROM (SELECT payer_id, sum(amount) AS amount FROM escrow_holdings GROUP BY payer_id) AS held
    WHERE user_id = payer_id
    """,
)
