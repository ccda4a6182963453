"""What every Bans, BanProposals and BannedMarks repository must do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest

from mate_core.identity.marks import Mark, MarkKind
from mate_core.identity.model import User
from mate_core.moderation.bans import Ban, BanProposal, BanTerms
from mate_core.moderation.policies import ModerationPolicy
from mate_core.moderation.ports import BansShown, ModerationUow
from mate_core.payments.payouts.withdrawal import WithdrawalStatus
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import BankAccountId, UserId
from mate_core.shared.ports import DueKind
from tests.contract.makers import DAY, HOUR, NOW, a_user, new_id
from tests.contract.payout_makers import a_withdrawal, an_account
from tests.contract.stores import Store, StoreContract, assert_locks, committed

POLICY = ModerationPolicy()
FOR_EVER = BanTerms()


async def staff(store: Store) -> tuple[UserId, UserId]:
    return (await a_user(store)).id, (await a_user(store)).id


async def add(ban: Ban, uow: ModerationUow) -> None:
    await uow.bans.add(ban)


async def save(ban: Ban, uow: ModerationUow) -> None:
    await uow.bans.save(ban)


async def propose(proposal: BanProposal, uow: ModerationUow) -> None:
    await uow.ban_proposals.put(proposal)


async def a_ban(
    store: Store,
    person: User | None = None,
    terms: BanTerms = FOR_EVER,
    *,
    after: timedelta = timedelta(0),
) -> Ban:
    user_id = (person or await a_user(store)).id
    by, second = await staff(store)
    ban = Ban.imposed(
        new_id(),
        user_id,
        terms,
        reason="scams",
        by=by,
        seconded_by=second,
        policy=POLICY,
        at=NOW + after,
    )
    await committed(store, partial(add, ban))
    return ban


class TestBans(StoreContract):
    async def test_every_field_survives_at_every_stage(self, store: Store) -> None:
        judge, _ = await staff(store)
        ban = await a_ban(store, terms=BanTerms(NOW + 30 * DAY, waives_tiers=True))
        stages: list[Callable[[Ban], Ban]] = [
            lambda seen: seen.carried_out([new_id(), new_id()], at=NOW + HOUR),
            lambda seen: seen.appealed("Không phải tôi.", at=NOW + HOUR),
            lambda seen: seen.decided(judge, "Yes.", granted=True, at=NOW + DAY),
            lambda seen: seen.lifted(judge, "appeal", at=NOW + DAY),
            lambda seen: seen.reviewed(at=NOW + DAY),
        ]
        async with store.open_read() as uow:
            assert await uow.bans.get(ban.id) == ban
        for number, stage in enumerate(stages, start=1):
            ban = stage(ban)
            await committed(store, partial(save, ban))
            ban = replace(ban, version=number)
            async with store.open_read() as uow:
                assert await uow.bans.get(ban.id) == ban

    async def test_saved_once_and_unknown_is_not_found(self, store: Store) -> None:
        ban = await a_ban(store)
        await committed(store, partial(save, ban))
        with pytest.raises(ConcurrencyConflict):
            await committed(store, partial(save, ban))
        async with store.open_read() as uow:
            with pytest.raises(NotFound):
                await uow.bans.get(new_id())

    async def test_a17_one_in_force_at_a_time_and_all_are_kept(self, store: Store) -> None:
        person = await a_user(store)
        first = await a_ban(store, person)
        with pytest.raises(ConcurrencyConflict):
            await a_ban(store, person)
        lifted = first.lifted(None, "over", at=NOW + DAY)
        await committed(store, partial(save, lifted))
        second = await a_ban(store, person, after=2 * DAY)

        async with store.open_read() as uow:
            assert await uow.bans.in_force(person.id) == second
            assert await uow.bans.of(person.id) == [replace(lifted, version=1), second]
            assert await uow.bans.in_force((await a_user(store)).id) is None

    async def test_lists_show_what_waits_newest_first(self, store: Store) -> None:
        plain = await a_ban(store)
        watched = (await a_ban(store, after=HOUR)).carried_out([new_id()], at=NOW + HOUR)
        appealed = (await a_ban(store, after=2 * HOUR)).appealed("No.", at=NOW + 2 * HOUR)
        over = (await a_ban(store, after=3 * HOUR)).lifted(None, "over", at=NOW + DAY)
        for ban in (watched, appealed, over):
            await committed(store, partial(save, ban))
        expected = {
            BansShown.IN_FORCE: [appealed.id, watched.id, plain.id],
            BansShown.APPEALED: [appealed.id],
            BansShown.WATCHED: [watched.id],
            BansShown.ALL: [over.id, appealed.id, watched.id, plain.id],
        }
        async with store.open_read() as uow:
            for shown, ids in expected.items():
                told: list[UUID] = []
                after = None
                while True:
                    page = await uow.bans.page(shown, after=after, limit=2)
                    told += [ban.id for ban in page.items]
                    after = page.next
                    if after is None:
                        break
                assert told == ids

    async def test_pump_finds_it_when_it_is_due(self, store: Store) -> None:
        ban = await a_ban(store, terms=BanTerms(NOW + DAY))
        assert await self.due(store, 0 * DAY) == [ban.id]
        done = ban.carried_out([], at=NOW)
        await committed(store, partial(save, done))
        assert await self.due(store, DAY - HOUR) == []
        assert await self.due(store, DAY) == [ban.id]

    async def due(self, store: Store, after: timedelta) -> list[UUID]:
        async with store.due_rows.claim(DueKind.BAN, at=NOW + after, limit=5) as ids:
            return list(ids)


class TestProposals(StoreContract):
    async def test_one_of_a_person_and_the_newest_stands(self, store: Store) -> None:
        person = (await a_user(store)).id
        first, second = await staff(store)
        old = BanProposal(person, BanTerms(), "scams", first, NOW, NOW + DAY)
        new = replace(old, terms=BanTerms(NOW + DAY, waives_tiers=True), proposed_by=second)
        for each in (old, new):
            await committed(store, partial(propose, each))
        async with store.open_uow() as uow:
            assert await uow.ban_proposals.get_for_change(person) == new
            assert await uow.ban_proposals.waiting(at=NOW) == [new]
            assert await uow.ban_proposals.waiting(at=NOW + DAY) == []
        await committed(store, lambda uow: uow.ban_proposals.remove(person))
        async with store.open_uow() as uow:
            assert await uow.ban_proposals.get_for_change(person) is None

    async def test_row_stays_locked(self, store: Store) -> None:
        person = (await a_user(store)).id
        first, _ = await staff(store)
        made = BanProposal(person, BanTerms(), "scams", first, NOW, NOW + DAY)
        await committed(store, lambda uow: uow.ban_proposals.put(made))
        await assert_locks(store, lambda uow: uow.ban_proposals.get_for_change(person))

    async def test_lapsed_ones_are_purged(self, store: Store) -> None:
        first, _ = await staff(store)
        for lapses in (DAY, 3 * DAY):
            person = (await a_user(store)).id
            made = BanProposal(person, BanTerms(), "scams", first, NOW, NOW + lapses)
            await committed(store, partial(propose, made))
        async with store.open_uow() as uow:
            assert await uow.ban_proposals.purge(before=NOW + 2 * DAY) == 1
            await uow.commit()


class TestMarks(StoreContract):
    async def test_a17_one_of_them_is_enough_as_long_as_the_ban_holds(self, store: Store) -> None:
        ban = await a_ban(store)
        phone, device = Mark(MarkKind.PHONE, "aa"), Mark(MarkKind.DEVICE, "bb")
        for _ in range(2):
            await committed(store, lambda uow: uow.banned_marks.add(ban.id, [phone, device]))
        stranger = Mark(MarkKind.EMAIL, "aa")
        async with store.open_read() as uow:
            any_of = uow.banned_marks.any_of
            assert await any_of([stranger, device])
            assert await any_of([phone])
            assert not await any_of([stranger])
            assert not await any_of([])
        await committed(store, lambda uow: uow.banned_marks.remove(ban.id))
        async with store.open_read() as uow:
            assert not await uow.banned_marks.any_of([phone, device])


class TestMoneyOfBannedPeople(StoreContract):
    async def test_a17_account_of_a_banned_person_is_nobody_elses(self, store: Store) -> None:
        person, other = await a_user(store), await a_user(store)
        his = await an_account(store, person)
        same = replace(his, id=BankAccountId(new_id()), owner=other.id)
        async with store.open_read() as uow:
            assert not await uow.bank_accounts.held_by_banned(same)
        ban = await a_ban(store, person)
        async with store.open_read() as uow:
            assert await uow.bank_accounts.held_by_banned(same)
            assert not await uow.bank_accounts.held_by_banned(his)
        lifted = ban.lifted(None, "over", at=NOW)
        await committed(store, partial(save, lifted))
        async with store.open_read() as uow:
            assert not await uow.bank_accounts.held_by_banned(same)

    async def test_rule_17_what_was_approved_before_the_ban_waits_for_the_review(
        self, store: Store
    ) -> None:
        clerk, person = await a_user(store), await a_user(store)
        account = await an_account(store, person)
        before = await a_withdrawal(
            store, account, status=WithdrawalStatus.APPROVED, approved_at=NOW - HOUR
        )
        after = await a_withdrawal(
            store,
            account,
            status=WithdrawalStatus.APPROVED,
            requested_at=NOW + HOUR,
            approved_at=NOW + HOUR,
        )
        ban = await a_ban(store, person)
        async with store.open_uow() as uow:
            approved = uow.withdrawals.approved_for_change
            early = await approved(but=clerk.id, limit=5, at=ban.review_until - HOUR)
            late = await approved(but=clerk.id, limit=5, at=ban.review_until)
        assert (list(early), list(late)) == ([after], [before, after])
