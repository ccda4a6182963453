"""What every repository of identity checks must do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import psycopg
import pytest

from mate_core.identity.model import User
from mate_core.kyc.case import (
    DeclaredIdentity,
    KycCase,
    KycEntry,
    Pictures,
    Proposal,
    Signature,
)
from mate_core.kyc.citizen_id import CitizenId, Sex
from mate_core.kyc.findings import KycProvider, KycReason, Scores
from mate_core.kyc.policies import KycPolicy
from mate_core.kyc.ports import CardHolder
from mate_core.kyc.states import KycAction, KycParty, KycState
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import KycCaseId, MediaId, UserId
from mate_core.shared.ports import DueKind
from tests.contract.makers import DAY, HOUR, NOW, a_user, new_id
from tests.contract.stores import Store, StoreContract, assert_locks, committed

POLICY = KycPolicy()
DECLARED = DeclaredIdentity(CitizenId("079098123456"), "Nguyễn Văn An", date(1998, 5, 17), Sex.MALE)


def new_case(user: User, **fields: object) -> KycCase:
    case = KycCase.opened(KycCaseId(new_id()), user.id, POLICY, at=NOW)
    return replace(case, **fields)  # type: ignore[arg-type]  # whatever a test wants to differ


async def a_case(store: Store, user: User, **fields: object) -> KycCase:
    case = new_case(user, **fields)
    await committed(store, lambda uow: uow.kyc_cases.add(case))
    return case


def new_entry(case: KycCase, action: KycAction = KycAction.SUBMIT, **fields: object) -> KycEntry:
    entry = KycEntry(
        id=new_id(),
        case_id=case.id,
        user_id=case.user_id,
        at=NOW,
        action=action,
        before=KycState.COLLECTING,
        after=KycState.SUBMITTED,
        signature=Signature(KycParty.OWNER),
    )
    return replace(entry, **fields)  # type: ignore[arg-type]  # likewise


class TestKycCases(StoreContract):
    async def test_case_comes_back_with_every_field(self, store: Store) -> None:
        user, staff = await a_user(store), await a_user(store)
        pictures = Pictures(*(MediaId(new_id()) for _ in range(4)))
        case = await a_case(
            store,
            user,
            state=KycState.REJECTED,
            pictures=pictures,
            declared=DECLARED,
            reasons=(KycReason.FACE_MISMATCH, KycReason.NOT_LIVE),
            checks=2,
            submitted_at=NOW + HOUR,
            decided_at=NOW + 2 * HOUR,
            proposal=Proposal(KycAction.OVERRIDE, staff.id, NOW + DAY),
        )
        verified = await a_case(
            store, user, state=KycState.VERIFIED, verified_name="Nguyễn Văn An", due_at=None
        )
        async with store.open_read() as uow:
            assert await uow.kyc_cases.get(case.id) == case
            assert await uow.kyc_cases.verified(user.id) == verified

    async def test_unknown_case_is_not_found(self, store: Store) -> None:
        async with store.open_uow() as uow:
            with pytest.raises(NotFound):
                await uow.kyc_cases.get(KycCaseId(new_id()))
            with pytest.raises(NotFound):
                await uow.kyc_cases.get_for_change(KycCaseId(new_id()))

    async def test_second_open_case_of_a_person_is_refused(self, store: Store) -> None:
        """A13: history is kept, and only one attempt is under way."""
        user = await a_user(store)
        await a_case(store, user)
        await a_case(store, user, state=KycState.REJECTED)
        with pytest.raises(ConcurrencyConflict):
            await a_case(store, user)

    async def test_latest_is_the_newest_whatever_its_state(self, store: Store) -> None:
        user = await a_user(store)
        await a_case(store, user, state=KycState.REJECTED, opened_at=NOW)
        newest = await a_case(store, user, opened_at=NOW + HOUR)
        async with store.open_uow() as uow:
            assert await uow.kyc_cases.latest(user.id) == newest
            assert await uow.kyc_cases.latest_for_change(user.id) == newest
            assert await uow.kyc_cases.latest(UserId(new_id())) is None
            assert (await uow.kyc_cases.of_user(user.id))[-1] == newest

    async def test_what_was_declared_ends_with_the_case_in_every_way(self, store: Store) -> None:
        """A12: the database refuses to keep a number behind a case that is over."""
        withdraw = KycAction.WITHDRAW
        ends: Sequence[tuple[KycState, Callable[[KycCase], KycCase]]] = (
            (KycState.CHECKING, lambda case: case.retake((), POLICY, at=NOW).expire(at=NOW)),
            (KycState.COLLECTING, lambda case: case.expire(at=NOW)),
            (KycState.IN_REVIEW, lambda case: case.expire(at=NOW, action=withdraw)),
            (KycState.IN_REVIEW, lambda case: case.approve(KycAction.VERIFY, POLICY, at=NOW)),
            (KycState.REJECTED, lambda case: case.discarded(POLICY, at=NOW)),
        )
        for state, end in ends:
            case = await a_case(store, await a_user(store), state=state, declared=DECLARED)
            async with store.open_uow() as uow:
                await uow.kyc_cases.save(end(case))
                await uow.commit()
            async with store.open_read() as uow:
                assert (await uow.kyc_cases.get(case.id)).declared is None

    async def test_saving_is_guarded_by_the_version(self, store: Store) -> None:
        case = await a_case(store, await a_user(store))
        moved = case.expire(at=NOW)
        await committed(store, lambda uow: uow.kyc_cases.save(moved))
        with pytest.raises(ConcurrencyConflict):
            await committed(store, lambda uow: uow.kyc_cases.save(moved))
        async with store.open_read() as uow:
            assert await uow.kyc_cases.get(case.id) == replace(moved, version=1)

    async def test_case_asked_for_to_change_is_locked(self, store: Store) -> None:
        case = await a_case(store, await a_user(store))
        await assert_locks(store, lambda uow: uow.kyc_cases.get_for_change(case.id))

    async def test_list_is_newest_first_by_states_and_pages(self, store: Store) -> None:
        waiting = [
            await a_case(
                store, await a_user(store), state=KycState.IN_REVIEW, opened_at=NOW + n * HOUR
            )
            for n in range(3)
        ]
        other = await a_case(store, await a_user(store), opened_at=NOW)
        async with store.open_read() as uow:
            page = await uow.kyc_cases.listed({KycState.IN_REVIEW}, after=None, limit=2)
            assert list(page.items) == [waiting[2], waiting[1]]
            rest = await uow.kyc_cases.listed({KycState.IN_REVIEW}, after=page.next, limit=2)
            assert (list(rest.items), rest.next) == ([waiting[0]], None)
            everything = await uow.kyc_cases.listed((), after=None, limit=10)
            assert other in everything.items
            assert len(everything.items) == 4

    async def test_due_cases_are_found_until_they_are_not_due(self, store: Store) -> None:
        case = await a_case(store, await a_user(store), due_at=NOW)
        async with store.due_rows.claim(DueKind.KYC, at=NOW, limit=9) as ids:
            assert list(ids) == [case.id]
        await committed(store, lambda uow: uow.kyc_cases.save(replace(case, due_at=None)))
        async with store.due_rows.claim(DueKind.KYC, at=NOW + DAY, limit=9) as ids:
            assert list(ids) == []


class TestTheLog(StoreContract):
    async def test_lines_come_back_in_order_with_every_field(self, store: Store) -> None:
        staff = await a_user(store)
        case = await a_case(store, await a_user(store))
        scores = Scores(liveness=10_000, face=0, ocr=None)
        lines = [
            new_entry(case),
            new_entry(
                case,
                KycAction.REFER,
                at=NOW + HOUR,
                signature=Signature(
                    KycParty.SYSTEM,
                    provider=KycProvider.FPT,
                    reference="log-1",
                    scores=scores,
                    thresholds=POLICY.thresholds.version,
                ),
                reasons=(KycReason.SCORES_BORDERLINE,),
            ),
            new_entry(
                case,
                KycAction.VERIFY,
                at=NOW + DAY,
                signature=Signature(KycParty.STAFF, staff.id, note="card and face fit"),
            ),
        ]
        for line in reversed(lines):
            await committed(store, lambda uow, line=line: uow.kyc_cases.write_down(line))  # type: ignore[misc]  # bound here
        async with store.open_read() as uow:
            assert list(await uow.kyc_cases.log_of(case.id)) == lines

    async def test_submissions_of_a_person_are_counted_over_all_cases(self, store: Store) -> None:
        user = await a_user(store)
        first = await a_case(store, user, state=KycState.REJECTED)
        second = await a_case(store, user)
        for case, at in ((first, NOW), (second, NOW + DAY), (second, NOW + 2 * DAY)):
            line = new_entry(case, at=at)
            await committed(store, lambda uow, line=line: uow.kyc_cases.write_down(line))  # type: ignore[misc]  # bound here
        begun = new_entry(second, KycAction.BEGIN, at=NOW + 3 * DAY)
        await committed(store, lambda uow: uow.kyc_cases.write_down(begun))
        async with store.open_read() as uow:
            since = await uow.kyc_cases.submitted_since(user.id, NOW + DAY)
        assert list(since) == [NOW + DAY, NOW + 2 * DAY]


class TestCards(StoreContract):
    async def test_a_card_belongs_to_whoever_claimed_it_first(self, store: Store) -> None:
        an, binh = await a_user(store), await a_user(store)
        async with store.open_uow() as uow:
            assert await uow.card_hashes.claim("a1", an.id, at=NOW) == CardHolder(an.id)
            await uow.commit()
        async with store.open_uow() as uow:
            assert await uow.card_hashes.claim("a1", binh.id, at=NOW) == CardHolder(an.id)
            assert await uow.card_hashes.claim("a1", an.id, at=NOW) == CardHolder(an.id)
            assert await uow.card_hashes.claim("b2", binh.id, at=NOW) == CardHolder(binh.id)

    async def test_a_ban_marks_all_cards_of_a_person_until_it_is_lifted(self, store: Store) -> None:
        """RULES 17."""
        an, binh = await a_user(store), await a_user(store)
        for card, person in (("a1", an), ("a2", an), ("b1", binh)):
            await committed(
                store,
                lambda uow, card=card, person=person: uow.card_hashes.claim(  # type: ignore[misc]  # bound here
                    card, person.id, at=NOW
                ),
            )
        async with store.open_uow() as uow:
            assert await uow.card_hashes.ban_cards_of(an.id, at=NOW + DAY) == 2
            await uow.commit()
        async with store.open_uow() as uow:
            assert await uow.card_hashes.claim("a2", binh.id, at=NOW) == CardHolder(
                an.id, NOW + DAY
            )
            assert await uow.card_hashes.claim("b1", binh.id, at=NOW) == CardHolder(binh.id)
            await uow.card_hashes.lift_bans_of(an.id)
            assert await uow.card_hashes.claim("a1", an.id, at=NOW) == CardHolder(an.id)

    async def test_two_accounts_at_once_get_one_holder(self, store: Store) -> None:
        """FEATURES 11, as a race."""
        people = [await a_user(store) for _ in range(4)]

        async def claim(person: User) -> UserId:
            async with store.open_uow() as uow:
                holder = await uow.card_hashes.claim("a1", person.id, at=NOW)
                await uow.commit()
            return holder.user_id

        holders = await asyncio.gather(*(claim(person) for person in people))
        assert len(set(holders)) == 1


@pytest.mark.postgres
async def test_a12_nothing_of_the_card_is_readable_in_the_database(
    postgres_store: Store, empty_database: str
) -> None:
    user = await a_user(postgres_store)
    case = await a_case(postgres_store, user, state=KycState.SUBMITTED, declared=DECLARED)
    await a_case(postgres_store, user, state=KycState.VERIFIED, verified_name=DECLARED.full_name)
    await committed(postgres_store, lambda uow: uow.kyc_cases.write_down(new_entry(case)))
    with psycopg.connect(empty_database) as sql:
        rows = sql.execute("SELECT kyc_cases::text FROM kyc_cases").fetchall()
        rows += sql.execute("SELECT kyc_log::text FROM kyc_log").fetchall()
        for forbidden in ("UPDATE kyc_log SET note = 'x'", "DELETE FROM kyc_log"):
            with pytest.raises(psycopg.Error), sql.transaction():
                sql.execute(forbidden)
    assert len(rows) == 3
    for hidden in (DECLARED.number.number, DECLARED.full_name, "1998-05-17"):
        assert hidden not in str(rows)
