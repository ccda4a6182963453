"""What every ReportCases and every Reports must do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mate_core.moderation.desk import Claim
from mate_core.moderation.reports.model import (
    Outcome,
    Report,
    ReportCase,
    ReportedKind,
    ReportReason,
    Verdict,
)
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import ReportCaseId, UserId
from tests.contract.makers import DAY, HOUR, MINUTE, NOW, a_user, new_id
from tests.contract.stores import Store, StoreContract, assert_locks, committed

KINDS = ReportedKind.MEDIA, ReportedKind.USER


def new_case(owner: UserId, **changes: Any) -> ReportCase:
    case = ReportCase(
        id=ReportCaseId(new_id()),
        kind=ReportedKind.MEDIA,
        object_id=new_id(),
        owner_id=owner,
        opened_at=NOW,
        due_at=NOW + DAY,
        reports=1,
    )
    return replace(case, **changes)


async def a_case(store: Store, **changes: Any) -> ReportCase:
    case = new_case((await a_user(store)).id, **changes)
    await committed(store, lambda uow: uow.report_cases.add(case))
    return case


async def a_verdict(store: Store, **changes: Any) -> Verdict:
    staff = await a_user(store)
    verdict = Verdict(staff.id, NOW + HOUR, Outcome.REMOVED, "ảnh của người khác")
    return replace(verdict, **changes)


def new_report(case: ReportCase, reporter: UserId, **changes: Any) -> Report:
    report = Report(new_id(), case.id, reporter, ReportReason.HATE, NOW, "lời lẽ xúc phạm")
    return replace(report, **changes)


class TestReportCases(StoreContract):
    async def test_every_field_survives(self, store: Store) -> None:
        staff = await a_user(store)
        waiting = await a_case(store, claim=Claim(staff.id, NOW + MINUTE), reports=3)
        decided = await a_case(store, verdict=await a_verdict(store))
        by_rule = await a_case(store, reports=0)

        async with store.open_read() as uow:
            assert await uow.report_cases.get(by_rule.id) == by_rule
            assert await uow.report_cases.get(waiting.id) == waiting
            assert await uow.report_cases.get(decided.id) == decided

    async def test_unknown_case_is_not_found(self, store: Store) -> None:
        async with store.open_uow() as uow:
            with pytest.raises(NotFound):
                await uow.report_cases.get(ReportCaseId(new_id()))
            with pytest.raises(NotFound):
                await uow.report_cases.get_for_change(ReportCaseId(new_id()))

    async def test_rows_for_change_stay_locked(self, store: Store) -> None:
        case = await a_case(store)
        await assert_locks(store, lambda uow: uow.report_cases.get_for_change(case.id))
        await assert_locks(store, lambda uow: uow.report_cases.open_of(case.kind, case.object_id))

    async def test_an_object_has_one_open_case(self, store: Store) -> None:
        case = await a_case(store)
        with pytest.raises(ConcurrencyConflict):
            await a_case(store, object_id=case.object_id)
        other = await a_case(store, object_id=case.object_id, kind=ReportedKind.REVIEW)

        async with store.open_uow() as uow:
            assert await uow.report_cases.open_of(case.kind, case.object_id) == case
            assert await uow.report_cases.open_of(other.kind, other.object_id) == other
            assert await uow.report_cases.open_of(ReportedKind.USER, case.object_id) is None

    async def test_a_decided_case_makes_room_for_the_next(self, store: Store) -> None:
        case = await a_case(store)
        decided = case.decided(await a_verdict(store))
        await committed(store, lambda uow: uow.report_cases.save(decided))
        following = await a_case(store, object_id=case.object_id)

        async with store.open_uow() as uow:
            assert await uow.report_cases.open_of(case.kind, case.object_id) == following
            assert await uow.report_cases.get(case.id) == replace(decided, version=1)

    async def test_stale_save_is_a_conflict(self, store: Store) -> None:
        case = await a_case(store)
        await committed(store, lambda uow: uow.report_cases.save(case.joined()))
        with pytest.raises(ConcurrencyConflict):
            await committed(store, lambda uow: uow.report_cases.save(case.joined()))

    async def test_queue_begins_with_what_is_due_first(self, store: Store) -> None:
        late = await a_case(store, due_at=NOW + 2 * DAY)
        soon = await a_case(store, kind=ReportedKind.USER)
        await a_case(store, verdict=await a_verdict(store))

        async with store.open_read() as uow:
            first = await uow.report_cases.queue(None, after=None, limit=1)
            assert list(first.items) == [soon]
            rest = await uow.report_cases.queue(None, after=first.next, limit=1)
            assert (list(rest.items), rest.next) == ([late], None)
            for kind, case in zip(KINDS, (late, soon), strict=True):
                page = await uow.report_cases.queue(kind, after=None, limit=5)
                assert list(page.items) == [case]

    async def test_decided_ones_come_newest_first(self, store: Store) -> None:
        old = await a_case(store, verdict=await a_verdict(store))
        new = await a_case(
            store,
            kind=ReportedKind.USER,
            verdict=await a_verdict(store, at=NOW + 2 * HOUR, outcome=Outcome.WARNED),
        )
        await a_case(store)

        async with store.open_read() as uow:
            first = await uow.report_cases.decided(None, after=None, limit=1)
            assert list(first.items) == [new]
            rest = await uow.report_cases.decided(None, after=first.next, limit=1)
            assert (list(rest.items), rest.next) == ([old], None)
            of_kind = await uow.report_cases.decided(ReportedKind.MEDIA, after=None, limit=5)
            assert list(of_kind.items) == [old]

    async def test_overdue_ones_are_counted(self, store: Store) -> None:
        await a_case(store, due_at=NOW + MINUTE)
        await a_case(store, due_at=NOW + HOUR)
        await a_case(store, due_at=NOW + MINUTE, verdict=await a_verdict(store))
        async with store.open_read() as uow:
            assert await uow.report_cases.count_overdue(at=NOW + MINUTE) == 1


class TestReports(StoreContract):
    async def test_every_field_survives_oldest_first(self, store: Store) -> None:
        case = await a_case(store)
        late = new_report(case, (await a_user(store)).id, at=NOW + MINUTE, details=None)
        early = new_report(case, (await a_user(store)).id)
        await committed(
            store, lambda uow: uow.reports.add(late), lambda uow: uow.reports.add(early)
        )

        async with store.open_read() as uow:
            assert list(await uow.reports.of_case(case.id)) == [early, late]
            assert await uow.reports.by(late.reporter_id, case.id) == late
            assert await uow.reports.by(case.owner_id, case.id) is None

    async def test_a_person_reports_once_in_a_case(self, store: Store) -> None:
        case, person = await a_case(store), await a_user(store)
        await committed(store, lambda uow: uow.reports.add(new_report(case, person.id)))
        with pytest.raises(ConcurrencyConflict):
            await committed(store, lambda uow: uow.reports.add(new_report(case, person.id)))

    async def test_reports_of_a_person_newest_first_and_since(self, store: Store) -> None:
        person = await a_user(store)
        made = [
            new_report(await a_case(store), person.id, at=NOW + minutes * MINUTE)
            for minutes in (0, 1, 2)
        ]
        async with store.open_uow() as uow:
            for report in made:
                await uow.reports.add(report)
            await uow.commit()

        async with store.open_read() as uow:
            first = await uow.reports.of_reporter(person.id, after=None, limit=2)
            assert list(first.items) == [made[2], made[1]]
            rest = await uow.reports.of_reporter(person.id, after=first.next, limit=2)
            assert (list(rest.items), rest.next) == ([made[0]], None)
            since = await uow.reports.made_since(person.id, NOW + MINUTE)
        assert list(since) == [NOW + MINUTE, NOW + 2 * MINUTE]
