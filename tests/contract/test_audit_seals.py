"""What every AuditSeals must do, and that nobody changes the audit log unseen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import psycopg
import pytest

from mate_adapters.memory.clock import VirtualClock
from mate_adapters.postgres.store import PostgresStore
from mate_core.moderation.audit.policies import AuditPolicy
from mate_core.moderation.audit.report import Break, ChainReport
from mate_core.moderation.audit.service import AuditService
from mate_core.shared.audit_seals import GENESIS, AuditSeal, seal_over, sealed
from mate_core.shared.errors import ConcurrencyConflict
from mate_core.shared.ports import AuditFilter, AuditRecord
from tests.contract.makers import DAY, HOUR, MINUTE, NOW, a_user
from tests.contract.stores import Store, StoreContract, committed
from tests.contract.test_audit_log_repository import new_record


async def logged(store: Store, count: int = 3) -> list[AuditRecord]:
    records = [new_record(None, at=NOW + number * MINUTE) for number in range(count)]
    await committed(store, *(lambda uow, it=each: uow.audit.add(it) for each in records))
    return records


async def seal_of(
    store: Store, records: Sequence[AuditRecord], last: AuditSeal | None = None
) -> AuditSeal:
    covered = [sealed(each) for each in records]
    seal = seal_over(covered, last, at=NOW + HOUR)
    await committed(store, lambda uow: uow.audit_seals.add(seal, covered))
    return seal


class TestAuditSeals(StoreContract):
    async def test_a_seal_and_what_it_covers_survive_in_order(self, store: Store) -> None:
        first, second, third = await logged(store)
        one = await seal_of(store, [second, first])
        two = await seal_of(store, [third], one)

        async with store.open_read() as uow:
            seals = uow.audit_seals
            assert await seals.last() == two
            assert list(await seals.following(0, limit=5)) == [one, two]
            assert list(await seals.following(1, limit=5)) == [two]
            assert list(await seals.following(0, limit=1)) == [one]
            covered = await seals.covered(1)
            assert await seals.covered(3) == []
        assert [each.record for each in covered] == [second, first]
        assert [each.sealed for each in covered] == [sealed(second), sealed(first)]

    async def test_without_seals_there_is_no_last_one(self, store: Store) -> None:
        async with store.open_read() as uow:
            assert await uow.audit_seals.last() is None

    async def test_what_waits_comes_by_instant_without_what_is_sealed(self, store: Store) -> None:
        records = await logged(store)
        await seal_of(store, records[:1])

        async with store.open_read() as uow:
            seals = uow.audit_seals
            assert list(await seals.unsealed(since=NOW, limit=5)) == records[1:]
            assert list(await seals.unsealed(since=NOW, limit=1)) == records[1:2]
            assert list(await seals.unsealed(since=NOW + 2 * MINUTE, limit=5)) == records[2:]
            assert await seals.count_unsealed(before=NOW + 2 * MINUTE) == 1
            assert await seals.count_unsealed(before=NOW + DAY) == 2

    async def test_of_two_that_seal_at_once_one_begins_again(self, store: Store) -> None:
        records = await logged(store)
        await seal_of(store, records[:1])
        with pytest.raises(ConcurrencyConflict):
            await seal_of(store, records[1:])


class TestAuditList(StoreContract):
    async def test_filters_narrow_and_pages_go_on(self, store: Store) -> None:
        actor = (await a_user(store)).id
        old = new_record(actor, action="kyc.look", subject_type="user")
        mid = new_record(None, action="kyc.read", at=NOW + MINUTE)
        new = new_record(actor, action="kycish", at=NOW + HOUR)
        await committed(
            store, *(lambda uow, it=each: uow.audit.add(it) for each in (new, old, mid))
        )
        wanted = {
            AuditFilter(): [new, mid, old],
            AuditFilter(actor_id=actor): [new, old],
            AuditFilter(action="kyc.look"): [old],
            AuditFilter(action="kyc"): [mid, old],
            AuditFilter(subject_type="user"): [old],
            AuditFilter(subject_id=mid.subject_id): [mid],
            AuditFilter(since=NOW + MINUTE): [new, mid],
            AuditFilter(until=NOW + MINUTE): [old],
            AuditFilter(actor_id=actor, action="kyc", until=NOW + HOUR): [old],
        }

        async with store.open_read() as uow:
            for asked, records in wanted.items():
                page = await uow.audit.listed(asked, after=None, limit=5)
                assert (list(page.items), page.next) == (records, None), asked
            first = await uow.audit.listed(AuditFilter(), after=None, limit=2)
            rest = await uow.audit.listed(AuditFilter(), after=first.next, limit=2)
        assert [*first.items, *rest.items] == [new, mid, old]


class TestChain(StoreContract):
    async def test_what_was_logged_is_sealed_once_and_found_whole(self, store: Store) -> None:
        service = service_of(store, batch=2)
        assert await service.verify() == ChainReport(0, 0, 0, GENESIS, None)
        await logged(store, 5)

        assert await service.seal() == 5
        assert await service.seal() == 0
        report = await service.verify()
        assert (report.ok, report.seals, report.records, report.unsealed) == (True, 3, 5, 0)
        assert (await service.verify(anchor=report.head)).ok

    async def test_a_record_committed_late_is_covered_by_a_later_seal(self, store: Store) -> None:
        service = service_of(store)
        await logged(store, 2)
        await service.seal()
        await committed(store, lambda uow: uow.audit.add(new_record(None, at=NOW)))

        assert await service.seal() == 1
        assert (await service.verify()).ok

    async def test_a_job_that_stood_still_for_a_week_seals_all_of_it(self, store: Store) -> None:
        await logged(store, 2)
        await service_of(store).seal()
        await committed(
            store,
            lambda uow: uow.audit.add(new_record(None, at=NOW + 10 * MINUTE)),
            lambda uow: uow.audit.add(new_record(None, at=NOW + 6 * DAY)),
        )
        late = service_of(store, now=NOW + 7 * DAY)
        assert await late.seal() == 2
        assert (await late.verify()).ok

    async def test_records_that_wait_for_too_long_are_told(self, store: Store) -> None:
        await logged(store, 2)
        report = await service_of(store, now=NOW + HOUR).verify()
        assert report.broken is not None
        assert report.broken.what is Break.NEVER_SEALED
        assert (await service_of(store, now=NOW + 2 * MINUTE).verify()).ok

    async def test_a_chain_made_anew_does_not_have_the_hash_that_was_noted(
        self, store: Store
    ) -> None:
        service = service_of(store)
        await logged(store, 2)
        await service.seal()
        report = await service.verify(anchor="f" * 64)
        assert report.broken is not None
        assert report.broken.what is Break.ANCHOR_UNKNOWN


def service_of(store: Store, *, batch: int = 100, now: Any = NOW + 5 * MINUTE) -> AuditService:
    clock = VirtualClock()
    clock.set(now)
    return AuditService(store.open_uow, store.open_read, clock, AuditPolicy(batch=batch))


Tamper = Callable[[Sequence[AuditRecord]], tuple[str, Sequence[object]]]
_TAMPERING: dict[str, tuple[Break, Tamper]] = {
    "a reason rewritten": (
        Break.RECORD_CHANGED,
        lambda records: ("UPDATE audit_log SET reason = 'x' WHERE id = %s", [records[2].id]),
    ),
    "a fact added": (
        Break.RECORD_CHANGED,
        lambda records: (
            'UPDATE audit_log SET facts = facts || \'{"a": "b"}\' WHERE id = %s',
            [records[2].id],
        ),
    ),
    "a record removed": (
        Break.RECORD_GONE,
        lambda records: ("DELETE FROM audit_log WHERE id = %s", [records[2].id]),
    ),
    "a record removed with its cover": (
        Break.COUNT_DIFFERS,
        lambda records: (
            "WITH gone AS (DELETE FROM audit_log WHERE id = %s RETURNING id)"
            " DELETE FROM audit_sealed USING gone WHERE record_id = gone.id",
            [records[2].id],
        ),
    ),
    "a record and its digest rewritten": (
        Break.HASH_DIFFERS,
        lambda records: (
            "WITH changed AS (UPDATE audit_sealed SET digest = %s WHERE record_id = %s)"
            " UPDATE audit_log SET reason = 'x' WHERE id = %s",
            [sealed_with_reason(records[2], "x"), records[2].id, records[2].id],
        ),
    ),
    "a record slipped in with triggers off": (
        Break.NEVER_SEALED,
        lambda records: (
            "INSERT INTO audit_log SELECT %s, at - interval '1 hour', actor_id, action,"
            " subject_type, subject_id, reason, facts FROM audit_log WHERE id = %s",
            [UUID(int=1), records[2].id],
        ),
    ),
    "the first seal removed": (
        Break.SEAL_GONE,
        lambda records: ("DELETE FROM audit_seals WHERE number = 1", []),
    ),
}


def sealed_with_reason(record: AuditRecord, reason: str) -> str:
    return sealed(replace(record, reason=reason)).digest


@pytest.mark.postgres
class TestTampering:
    """By whoever may do everything in the database: triggers and foreign keys off."""

    @pytest.mark.parametrize("how", _TAMPERING)
    async def test_is_found_with_the_first_broken_record(
        self, postgres_store: PostgresStore, empty_database: str, how: str
    ) -> None:
        service = service_of(postgres_store, batch=2)
        records = await logged(postgres_store, 6)
        await service.seal()
        head = (await service.verify()).head
        expected, tamper = _TAMPERING[how]
        statement, values = tamper(records)
        with psycopg.connect(empty_database, autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(statement, values)

        report = await service.verify(anchor=head)
        assert report.broken is not None
        assert report.broken.what is expected
        if expected in (Break.RECORD_CHANGED, Break.RECORD_GONE):
            assert (report.broken.seal, report.broken.record_id) == (2, records[2].id)
            assert (report.seals, report.records) == (1, 2)

    async def test_append_only_without_such_power(
        self, postgres_store: PostgresStore, empty_database: str
    ) -> None:
        await logged(postgres_store)
        await service_of(postgres_store).seal()
        with psycopg.connect(empty_database, autocommit=True) as connection:
            for table in ("audit_log", "audit_seals", "audit_sealed"):
                with pytest.raises(psycopg.Error):
                    connection.execute(f"DELETE FROM {table}".encode())
