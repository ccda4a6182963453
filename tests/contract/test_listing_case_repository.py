"""What every ListingCases must do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mate_core.moderation.desk import Claim
from mate_core.moderation.screening.case import (
    Decision,
    ListingCase,
    ListingCaseState,
    ListingCause,
    digest_of,
)
from mate_core.moderation.screening.model import Category
from mate_core.moderation.screening.screen import screen
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import ListingCaseId, UserId
from mate_core.shared.pages import Cursor
from tests.contract.makers import DAY, HOUR, MINUTE, NOW, a_user, new_id
from tests.contract.stores import Store, StoreContract, assert_locks, committed

TEXTS = {"displayName": "Linh", "bio": "Đi chơi được, qua đêm cũng được."}


def new_case(partner_id: UserId, **changes: Any) -> ListingCase:
    case = ListingCase(
        id=ListingCaseId(new_id()),
        partner_id=partner_id,
        cause=ListingCause.FINDINGS,
        texts_digest=digest_of(TEXTS),
        opened_at=NOW,
        due_at=NOW + DAY,
        texts=TEXTS,
        findings=screen(TEXTS),
    )
    return replace(case, **changes)


async def a_case(store: Store, partner_id: UserId | None = None, **changes: Any) -> ListingCase:
    case = new_case(partner_id or (await a_user(store)).id, **changes)
    await committed(store, lambda uow: uow.listing_cases.add(case))
    return case


async def a_rejected_case(
    store: Store, partner_id: UserId, category: Category | None, **changes: Any
) -> ListingCase:
    staff = await a_user(store)
    at = changes.get("closed_at", NOW + HOUR)
    return await a_case(
        store,
        partner_id,
        state=ListingCaseState.REJECTED,
        decision=Decision(staff.id, at, "nhà nghỉ", category),
        **{"closed_at": at, **changes},
    )


class TestListingCases(StoreContract):
    async def test_every_field_survives(self, store: Store) -> None:
        staff = await a_user(store)
        waiting = await a_case(store, claim=Claim(staff.id, NOW + MINUTE))
        decided = await a_rejected_case(
            store, waiting.partner_id, Category.PRIVATE_LODGING, cause=ListingCause.TAKEN_DOWN
        )

        async with store.open_read() as uow:
            assert await uow.listing_cases.get(waiting.id) == waiting
            assert await uow.listing_cases.get(decided.id) == decided
        assert waiting.findings

    async def test_unknown_case_is_not_found(self, store: Store) -> None:
        async with store.open_uow() as uow:
            with pytest.raises(NotFound):
                await uow.listing_cases.get(ListingCaseId(new_id()))
            with pytest.raises(NotFound):
                await uow.listing_cases.get_for_change(ListingCaseId(new_id()))

    async def test_row_for_change_stays_locked(self, store: Store) -> None:
        case = await a_case(store)
        await assert_locks(store, lambda uow: uow.listing_cases.get_for_change(case.id))

    async def test_a_partner_has_one_open_case(self, store: Store) -> None:
        case = await a_case(store)
        with pytest.raises(ConcurrencyConflict):
            await a_case(store, case.partner_id)

    async def test_an_ended_case_makes_room_for_the_next(self, store: Store) -> None:
        case = await a_case(store)
        ended = case.ended(ListingCaseState.SUPERSEDED, at=NOW + HOUR)
        following = new_case(case.partner_id, opened_at=NOW + HOUR)
        await committed(
            store,
            lambda uow: uow.listing_cases.save(ended),
            lambda uow: uow.listing_cases.add(following),
        )

        async with store.open_read() as uow:
            assert await uow.listing_cases.latest(case.partner_id) == following
            every = await uow.listing_cases.of_partner(case.partner_id)
        assert every == [replace(ended, version=1), following]

    async def test_stale_save_is_a_conflict(self, store: Store) -> None:
        case = await a_case(store)
        await committed(store, lambda uow: uow.listing_cases.save(case))
        with pytest.raises(ConcurrencyConflict):
            await committed(store, lambda uow: uow.listing_cases.save(case))

    async def test_last_decided_looks_past_what_nobody_decided(self, store: Store) -> None:
        partner = await a_user(store)
        await a_rejected_case(store, partner.id, Category.DRUGS)
        last = await a_rejected_case(store, partner.id, None, closed_at=NOW + 2 * HOUR)
        await a_case(store, partner.id, opened_at=NOW + DAY)

        async with store.open_read() as uow:
            assert await uow.listing_cases.last_decided(partner.id) == last
            assert await uow.listing_cases.last_decided((await a_user(store)).id) is None

    async def test_queue_begins_with_what_is_due_first_and_goes_on(self, store: Store) -> None:
        late = await a_case(store, due_at=NOW + 2 * DAY)
        soon = await a_case(store, due_at=NOW + HOUR)
        await a_rejected_case(store, late.partner_id, None)

        async with store.open_read() as uow:
            first = await uow.listing_cases.queue(after=None, limit=1)
            assert (list(first.items), first.next) == ([soon], Cursor(soon.due_at, soon.id))
            rest = await uow.listing_cases.queue(after=first.next, limit=1)
            assert (list(rest.items), rest.next) == ([late], None)

    async def test_closed_ones_come_newest_first(self, store: Store) -> None:
        partner = await a_user(store)
        old = await a_rejected_case(store, partner.id, None)
        new = await a_rejected_case(store, partner.id, None, closed_at=NOW + 2 * HOUR)
        await a_case(store, partner.id)

        async with store.open_read() as uow:
            first = await uow.listing_cases.closed(after=None, limit=1)
            assert list(first.items) == [new]
            rest = await uow.listing_cases.closed(after=first.next, limit=1)
            assert (list(rest.items), rest.next) == ([old], None)

    async def test_overdue_ones_are_counted(self, store: Store) -> None:
        await a_case(store, due_at=NOW)
        await a_case(store, due_at=NOW + MINUTE)
        async with store.open_read() as uow:
            assert await uow.listing_cases.count_overdue(at=NOW) == 1

    async def test_rejections_are_counted_by_category_and_time(self, store: Store) -> None:
        partner = await a_user(store)
        lodging, drugs = Category.PRIVATE_LODGING, Category.DRUGS
        await a_rejected_case(store, partner.id, lodging, closed_at=NOW)
        await a_rejected_case(store, partner.id, lodging, closed_at=NOW + DAY)
        await a_rejected_case(store, partner.id, drugs, closed_at=NOW + DAY)

        async with store.open_read() as uow:
            cases = uow.listing_cases
            assert await cases.count_rejected(partner.id, lodging, since=NOW) == 2
            assert await cases.count_rejected(partner.id, lodging, since=NOW + MINUTE) == 1
            assert await cases.count_rejected(partner.id, drugs, since=NOW) == 1
