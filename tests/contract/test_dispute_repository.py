"""No-show reports, disputes, statements and evidence: what every store must do."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from mate_core.bookings.disputes.evidence import EvidenceItem, freeze_evidence
from mate_core.bookings.disputes.model import (
    Appeal,
    Dispute,
    DisputeReason,
    DisputeStatus,
    Outcome,
    Ruling,
    Statement,
    Verdict,
)
from mate_core.bookings.disputes.ports import DisputeFilter
from mate_core.bookings.model import Booking
from mate_core.bookings.no_shows.model import NoShowClaim, NoShowReport, ReportStatus
from mate_core.bookings.transitions import BookingStatus, Party
from mate_core.shared.errors import ConcurrencyConflict
from mate_core.shared.money import Vnd
from mate_core.shared.pages import Cursor
from mate_core.shared.ports import DueKind
from tests.contract.makers import DAY, HOUR, NOW, a_booking, a_user, new_id
from tests.contract.stores import Store, StoreContract, committed


def new_dispute(booking: Booking, **changes: Any) -> Dispute:
    dispute = Dispute(
        booking_id=booking.id,
        opened_by=Party.USER,
        opener_id=booking.user_id,
        reason=DisputeReason.LEFT_EARLY,
        details="left after an hour",
        former_status=BookingStatus.IN_PROGRESS,
        code_entered=True,
        opened_at=NOW,
        answer_due_at=NOW + 2 * DAY,
        decision_due_at=NOW + 5 * DAY,
        default_at=NOW + 14 * DAY,
    )
    return replace(dispute, **changes)


async def a_dispute(store: Store, booking: Booking | None = None, **changes: Any) -> Dispute:
    dispute = new_dispute(booking or await a_booking(store), **changes)
    await committed(store, lambda uow: uow.disputes.add(dispute))
    return dispute


async def stored(store: Store, dispute: Dispute) -> Dispute | None:
    async with store.open_read() as uow:
        return await uow.disputes.of_booking(dispute.booking_id)


async def a_ruling(store: Store, verdict: Verdict) -> Ruling:
    return Ruling(verdict, "seen both", (await a_user(store)).id, NOW + HOUR)


class TestDisputes(StoreContract):
    async def test_dispute_is_read_as_it_was_added(self, store: Store) -> None:
        dispute = await a_dispute(store)
        assert await stored(store, dispute) == dispute

    async def test_booking_without_one_has_none(self, store: Store) -> None:
        assert await stored(store, new_dispute(await a_booking(store))) is None

    async def test_dispute_of_the_system_has_no_opener(self, store: Store) -> None:
        dispute = await a_dispute(store, opened_by=Party.SYSTEM, opener_id=None)
        assert await stored(store, dispute) == dispute

    async def test_rule_12_second_dispute_of_one_booking_is_refused(self, store: Store) -> None:
        booking = await a_booking(store)
        await a_dispute(store, booking)
        with pytest.raises(ConcurrencyConflict):
            await a_dispute(store, booking)

    async def test_every_stage_is_read_as_it_was_saved(self, store: Store) -> None:
        dispute = await a_dispute(store)
        first = await a_ruling(store, Verdict(Outcome.SPLIT, Vnd(400_000)))
        second = await a_ruling(store, Verdict(Outcome.REFUND))
        due = NOW + 3 * DAY
        stages: list[dict[str, Any]] = [
            {"overdue_since": NOW + 5 * DAY},
            {"status": DisputeStatus.DECIDED, "rulings": (first,), "appeal_due_at": due},
            {"accepted_by": frozenset({Party.PARTNER})},
            {
                "status": DisputeStatus.APPEALED,
                "appeal": Appeal(Party.USER, "unfair", NOW + DAY),
                "overdue_since": None,
            },
            {
                "status": DisputeStatus.EXECUTED,
                "rulings": (first, second),
                "closed_at": NOW + 2 * DAY,
            },
        ]
        for stage in stages:
            changed = replace(dispute, **stage)
            async with store.open_uow() as uow:
                await uow.disputes.save(changed)
                await uow.commit()
            dispute = replace(changed, version=changed.version + 1)
            assert await stored(store, dispute) == dispute

    async def test_stale_version_is_refused(self, store: Store) -> None:
        dispute = await a_dispute(store)
        await committed(store, lambda uow: uow.disputes.save(dispute))
        with pytest.raises(ConcurrencyConflict):
            await committed(store, lambda uow: uow.disputes.save(dispute))

    async def test_lists_are_newest_first_in_pages(self, store: Store) -> None:
        disputes = [await a_dispute(store, opened_at=NOW + n * HOUR) for n in range(5)]
        seen: list[Dispute] = []
        after: Cursor | None = None
        while True:
            async with store.open_read() as uow:
                page = await uow.disputes.page(DisputeFilter.ALL, after=after, limit=2)
            seen += page.items
            after = page.next
            if after is None:
                break
        assert seen == disputes[::-1]

    async def test_cursor_beyond_the_last_shows_nothing(self, store: Store) -> None:
        dispute = await a_dispute(store)
        async with store.open_read() as uow:
            last = Cursor(dispute.opened_at, dispute.booking_id)
            page = await uow.disputes.page(DisputeFilter.ALL, after=last, limit=2)
        assert page.items == []

    async def test_each_list_shows_its_own(self, store: Store) -> None:
        ruling = await a_ruling(store, Verdict(Outcome.RELEASE))
        decided: dict[str, Any] = {"rulings": (ruling,), "appeal_due_at": NOW + 3 * DAY}
        waiting = await a_dispute(store)
        late = await a_dispute(store, overdue_since=NOW)
        appealed = await a_dispute(
            store,
            status=DisputeStatus.APPEALED,
            appeal=Appeal(Party.USER, "unfair", NOW),
            **decided,
        )
        over = await a_dispute(store, status=DisputeStatus.EXECUTED, closed_at=NOW, **decided)
        expected = {
            DisputeFilter.OPEN: {waiting.booking_id, late.booking_id, appealed.booking_id},
            DisputeFilter.OVERDUE: {late.booking_id},
            DisputeFilter.APPEAL: {appealed.booking_id},
            DisputeFilter.ALL: {each.booking_id for each in (waiting, late, appealed, over)},
        }
        async with store.open_read() as uow:
            for wanted, ids in expected.items():
                page = await uow.disputes.page(wanted, after=None, limit=10)
                assert {each.booking_id for each in page.items} == ids, wanted

    @pytest.mark.parametrize(
        ("changes", "since", "counted"),
        [
            ({"reason": DisputeReason.SAFETY}, NOW, 1),
            ({"reason": DisputeReason.NOT_THIS_PERSON}, NOW - DAY, 1),
            ({"reason": DisputeReason.SAFETY}, NOW + timedelta(seconds=1), 0),
            ({"reason": DisputeReason.MISCONDUCT}, NOW - DAY, 0),
        ],
    )
    async def test_rule_14_safety_disputes_of_a_person_are_counted(
        self, store: Store, changes: dict[str, Any], since: datetime, counted: int
    ) -> None:
        booking = await a_booking(store)
        await a_dispute(store, booking, **changes)
        async with store.open_read() as uow:
            assert await uow.disputes.safety_opened_by(booking.user_id, since=since) == counted
            assert await uow.disputes.safety_opened_by(booking.partner_id, since=since) == 0

    async def test_dispute_is_due_when_the_clock_should_look_at_it(self, store: Store) -> None:
        dispute = await a_dispute(store)

        async def due(at: datetime) -> list[Any]:
            async with store.due_rows.claim(DueKind.DISPUTE, at=at, limit=5) as ids:
                return list(ids)

        assert await due(dispute.decision_due_at - timedelta(seconds=1)) == []
        assert await due(dispute.decision_due_at) == [dispute.booking_id]
        over = replace(dispute, status=DisputeStatus.WITHDRAWN, closed_at=NOW)
        await committed(store, lambda uow: uow.disputes.save(over))
        assert await due(NOW + 30 * DAY) == []


class TestStatementsAndEvidence(StoreContract):
    async def test_statements_are_read_in_the_order_in_which_they_were_made(
        self, store: Store
    ) -> None:
        booking = await a_booking(store)
        await a_dispute(store, booking)
        said = [
            Statement(new_id(), Party.PARTNER, booking.partner_id, f"{n}. Tôi đã đến", NOW)
            for n in range(3)
        ]
        async with store.open_uow() as uow:
            for each in said:
                await uow.disputes.add_statement(booking.id, each)
            await uow.commit()
        async with store.open_read() as uow:
            assert list(await uow.disputes.statements(booking.id)) == said

    async def test_evidence_comes_back_to_the_letter(self, store: Store) -> None:
        booking = await a_booking(store)
        await a_dispute(store, booking)
        items = [EvidenceItem("history", NOW, {"reason": 'đến muộn "30 phút"\n'})]
        bundles = [freeze_evidence(booking.id, items, at=NOW + n * HOUR) for n in range(2)]
        async with store.open_uow() as uow:
            for each in bundles:
                await uow.disputes.freeze_evidence(each)
            await uow.commit()
        async with store.open_read() as uow:
            read = await uow.disputes.evidence(booking.id)
        assert list(read) == bundles
        assert all(bundle.is_intact for bundle in read)
        assert bundles[0].digest == bundles[1].digest, "the same facts, the same digest"


class TestNoShows(StoreContract):
    @pytest.fixture
    async def report(self, store: Store) -> NoShowReport:
        booking = await a_booking(store)
        report = NoShowReport(
            booking_id=booking.id,
            claim=NoShowClaim.PARTNER_ABSENT,
            reporter_id=booking.user_id,
            details="không ai đến",
            reported_at=NOW,
            contest_due_at=NOW + DAY,
        )
        await committed(store, lambda uow: uow.no_shows.add(report))
        return report

    async def read(self, store: Store, report: NoShowReport) -> NoShowReport | None:
        async with store.open_read() as uow:
            return await uow.no_shows.of_booking(report.booking_id)

    async def test_report_is_read_as_it_was_added(self, store: Store, report: NoShowReport) -> None:
        assert await self.read(store, report) == report

    async def test_second_report_of_one_booking_is_refused(
        self, store: Store, report: NoShowReport
    ) -> None:
        with pytest.raises(ConcurrencyConflict):
            await committed(store, lambda uow: uow.no_shows.add(report))

    async def test_closing_is_saved_once(self, store: Store, report: NoShowReport) -> None:
        closed = report.closed(ReportStatus.SETTLED, at=NOW + DAY)
        await committed(store, lambda uow: uow.no_shows.save(closed))
        assert await self.read(store, report) == replace(closed, version=1)
        with pytest.raises(ConcurrencyConflict):
            await committed(store, lambda uow: uow.no_shows.save(closed))

    async def test_booking_remembers_its_pauses_and_warnings(self, store: Store) -> None:
        booking = await a_booking(
            store, unproven_warnings=2, no_show_due_at=NOW + DAY, paused_until=NOW + HOUR
        )
        async with store.open_read() as uow:
            assert await uow.bookings.get(booking.id) == booking
