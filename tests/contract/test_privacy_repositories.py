"""Consents, rights requests, closings and export links: what every store must do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from mate_core.bookings.model import Cancellation, CancellationCode, MeetingPlace
from mate_core.bookings.transitions import BookingStatus, Party
from mate_core.identity.model import Channel, OutgoingMessage, Session, UserStatus
from mate_core.identity.texts import known_address_text
from mate_core.partners.model import VenueClass
from mate_core.payments.wallet import WalletChange
from mate_core.privacy.closing import Closure
from mate_core.privacy.consents import TEXTS, Consent, ConsentSource, Language, Purpose
from mate_core.privacy.exports import Export
from mate_core.privacy.policies import PrivacyPolicy
from mate_core.privacy.ports import PrivacyUow
from mate_core.privacy.rights import RightsKind, RightsRequest
from mate_core.shared.errors import ConcurrencyConflict
from mate_core.shared.geo import Coordinates
from mate_core.shared.ids import SessionId, UserId
from mate_core.shared.money import Vnd
from mate_core.shared.pages import Cursor
from mate_core.shared.ports import DueKind
from tests.contract.makers import DAY, NOW, a_booking, a_capture, a_user, an_intent, new_id
from tests.contract.payout_makers import an_account
from tests.contract.stores import Store, StoreContract, committed

POLICY = PrivacyPolicy()


def consent(person: UserId, purpose: Purpose, *, granted: bool = True, **changes: Any) -> Consent:
    digest = TEXTS[purpose].digest(Language.VI)
    row = Consent(
        new_id(), person, purpose, granted, 1, Language.VI, digest, ConsentSource.APP, NOW
    )
    return replace(row, **changes)


def request(person: UserId, kind: RightsKind = RightsKind.ACCESS) -> RightsRequest:
    return RightsRequest.received(new_id(), person, kind, "please", POLICY, at=NOW)


async def add_consent(row: Consent, uow: PrivacyUow) -> None:
    await uow.consents.add(row)


async def add_request(row: RightsRequest, uow: PrivacyUow) -> None:
    await uow.rights_requests.add(row)


class TestConsents(StoreContract):
    async def test_newest_row_of_each_purpose_holds_and_all_are_kept(self, store: Store) -> None:
        an, binh = await a_user(store), await a_user(store)
        first = consent(an.id, Purpose.LOCATION)
        second = consent(an.id, Purpose.LOCATION, granted=False, at=NOW + DAY)
        other = consent(an.id, Purpose.MARKETING, at=NOW + DAY / 2)
        for row in (second, first, other, consent(binh.id, Purpose.LOCATION)):
            await committed(store, partial(add_consent, row))

        async with store.open_read() as uow:
            assert await uow.consents.last(an.id, Purpose.LOCATION) == second
            assert await uow.consents.last(an.id, Purpose.TERMS) is None
            assert {row.id for row in await uow.consents.latest(an.id)} == {second.id, other.id}
            assert await uow.consents.history(an.id) == [first, other, second]


class TestRightsRequests(StoreContract):
    async def test_request_comes_back_with_every_field_and_is_saved_once(
        self, store: Store
    ) -> None:
        user, staff = await a_user(store), await a_user(store)
        made = request(user.id)
        await committed(store, lambda uow: uow.rights_requests.add(made))
        done = made.answered("Here.", staff.id, refused=False, at=NOW + DAY)
        await committed(store, lambda uow: uow.rights_requests.save(done))

        async with store.open_read() as uow:
            assert await uow.rights_requests.get(made.id) == replace(done, version=1)
            assert await uow.rights_requests.of_user(user.id) == [replace(done, version=1)]
        with pytest.raises(ConcurrencyConflict):
            await committed(store, lambda uow: uow.rights_requests.save(done))

    async def test_queue_goes_by_due_date_and_goes_on_behind_its_cursor(self, store: Store) -> None:
        user, staff = await a_user(store), await a_user(store)
        slow, quick = request(user.id, RightsKind.DELETE), request(user.id)
        ended = request(user.id).answered("Here.", staff.id, refused=True, at=NOW)
        for row in (slow, quick, ended):
            await committed(store, partial(add_request, row))

        async with store.open_read() as uow:
            queue = uow.rights_requests.queue
            first = await queue(open_only=True, after=None, limit=1)
            assert first.items == [quick]
            assert first.next == Cursor(quick.due_at, quick.id)
            rest = await queue(open_only=True, after=first.next, limit=5)
            assert (rest.items, rest.next) == ([slow], None)
            everything = await queue(open_only=False, after=None, limit=5)
            assert {row.id for row in everything.items} == {slow.id, quick.id, ended.id}


class TestClosures(StoreContract):
    async def test_closing_is_due_until_it_has_ended_and_one_goes_on_at_a_time(
        self, store: Store
    ) -> None:
        user = await a_user(store)
        made = Closure.requested(new_id(), user.id, POLICY, at=NOW)
        await committed(store, lambda uow: uow.closures.add(made))
        async with store.open_read() as uow:
            assert await uow.closures.open_of(user.id) == made
            assert (await uow.closures.queue(after=None, limit=5)).items == [made]
        assert await self.due(store) == [made.id]
        another = Closure.requested(new_id(), user.id, POLICY, at=NOW)
        with pytest.raises(ConcurrencyConflict):
            await committed(store, lambda uow: uow.closures.add(another))

        waiting = made.waiting(("escrow.open", "booking.paid"), POLICY, at=NOW)
        await committed(store, lambda uow: uow.closures.save(waiting))
        assert await self.due(store) == []
        ended = replace(waiting, version=1).completed("p", None, at=NOW + DAY)
        await committed(store, lambda uow: uow.closures.save(ended))

        async with store.open_read() as uow:
            assert await uow.closures.open_of(user.id) is None
            assert await uow.closures.get(made.id) == replace(ended, version=2)
        assert await self.due(store, at=NOW + 2 * DAY) == []

    async def due(self, store: Store, at: Any = NOW) -> list[UUID]:
        async with store.due_rows.claim(DueKind.CLOSURE, at=at, limit=10) as ids:
            return list(ids)


class TestExports(StoreContract):
    async def test_link_is_found_by_its_hash_until_it_is_purged(self, store: Store) -> None:
        user = await a_user(store)
        export = Export(new_id(), user.id, "hash", NOW, NOW + DAY)
        await committed(store, lambda uow: uow.exports.add(export))

        async with store.open_read() as uow:
            assert await uow.exports.by_token("hash") == export
            assert await uow.exports.by_token("other") is None
            assert await uow.exports.of_user_since(user.id, NOW) == [export]
            assert await uow.exports.of_user_since(user.id, NOW + timedelta(seconds=1)) == []
        async with store.open_uow() as uow:
            assert await uow.exports.purge(before=NOW + 2 * DAY) == 1
            await uow.commit()


class TestForgetting(StoreContract):
    async def test_sessions_and_texts_of_a_person_go_and_others_stay(self, store: Store) -> None:
        an, binh = await a_user(store), await a_user(store)
        async with store.open_uow() as uow:
            for person in (an, binh):
                session = Session(SessionId(new_id()), person.id, "phone", NOW, NOW + DAY)
                await uow.sessions.add(session)
            text = OutgoingMessage(
                new_id(), Channel.SMS, str(an.id), known_address_text(), NOW, NOW + DAY
            )
            await uow.outgoing.add(text)
            await uow.commit()

        await committed(
            store,
            lambda uow: uow.sessions.forget(an.id),
            lambda uow: uow.outgoing.forget(str(an.id)),
            lambda uow: uow.challenges.forget(str(an.id)),
        )

        async with store.open_read() as uow:
            assert await uow.sessions.of_user(an.id) == []
            assert len(await uow.sessions.of_user(binh.id)) == 1
            assert await uow.outgoing.get(text.id) is None

    async def test_rule_16_forgotten_account_is_empty_and_still_known_by_its_hash(
        self, store: Store
    ) -> None:
        account, other = await an_account(store), await an_account(store)
        await committed(store, lambda uow: uow.bank_accounts.forget(account.owner))

        async with store.open_read() as uow:
            left = await uow.bank_accounts.active(account.owner)
            assert left is not None
            assert (left.details.number, left.details.holder) == ("", "")
            assert await uow.bank_accounts.active(other.owner) == other
            assert await uow.bank_accounts.share_one(account.owner, [other.owner])

    async def test_words_of_a_person_go_and_those_of_the_other_side_stay(
        self, store: Store
    ) -> None:
        place = MeetingPlace(VenueClass.CAFE, "12 Lê Lợi", Coordinates(10.77, 106.69))
        booking = await a_booking(store, place=place, user_note="of An", partner_note="of Binh")
        await committed(
            store, lambda uow: uow.bookings.forget_words(booking.partner_id, at=NOW + DAY)
        )
        async with store.open_read() as uow:
            left = await uow.bookings.get(booking.id)
        assert (left.user_note, left.partner_note, left.place) == ("of An", None, place)

        await committed(store, lambda uow: uow.bookings.forget_words(booking.user_id, at=NOW + DAY))
        async with store.open_read() as uow:
            left = await uow.bookings.get(booking.id)
        assert (left.user_note, left.place) == (None, MeetingPlace(VenueClass.CAFE))
        assert (left.updated_at, left.version) == (NOW + DAY, booking.version + 2)

    async def test_money_that_may_still_come_or_go_back_is_seen(self, store: Store) -> None:
        intent = await an_intent(store)
        capture = await a_capture(store, intent)
        older = await a_capture(store, intent, captured_at=capture.captured_at - DAY)
        await a_capture(store, intent, returned=capture.amount)
        async with store.open_uow() as uow:
            found = await uow.captures.refundable_of_for_change(intent.payer)
            assert [each.id for each in found] == [capture.id, older.id]
            assert await uow.intents.has_waiting(intent.payer) is intent.is_waiting

    async def test_wallets_of_closed_accounts_that_hold_something_are_found(
        self, store: Store
    ) -> None:
        gone, empty, active = [await a_user(store) for _ in range(3)]
        async with store.open_uow() as uow:
            for person in (gone, empty):
                await uow.users.save(person.closed(at=NOW))
            for person in sorted((gone, active), key=lambda each: each.id):
                await uow.wallets.apply([WalletChange(person.id, available=Vnd(5))])
            await uow.commit()

        async with store.open_read() as uow:
            assert await uow.wallets.left_behind(limit=10) == [gone.id]

    async def test_nothing_open_of_somebody_without_money(self, store: Store) -> None:
        user = await a_user(store)
        async with store.open_uow() as uow:
            assert not await uow.escrows.has_open(user.id)
            assert not await uow.intents.has_waiting(user.id)
            assert await uow.captures.refundable_of_for_change(user.id) == []
            await uow.bookings.forget_words(user.id, at=NOW)
            await uow.commit()


class TestRetention(StoreContract):
    async def test_unconfirmed_accounts_are_found_by_age(self, store: Store) -> None:
        old = await a_user(store, status=UserStatus.PENDING, created_at=NOW - DAY)
        await a_user(store, status=UserStatus.PENDING, created_at=NOW)
        await a_user(store, created_at=NOW - DAY)

        async with store.open_read() as uow:
            assert await uow.users.unverified(before=NOW, limit=10) == [old.id]

    async def test_exact_points_of_meetings_and_addresses_of_payers_go(self, store: Store) -> None:
        place = MeetingPlace(VenueClass.CAFE, "12 Lê Lợi", Coordinates(10.77, 106.69))
        ended = Cancellation(Party.SYSTEM, CancellationCode.UNPROVEN, None, NOW, None)
        over = await a_booking(
            store, place=place, status=BookingStatus.CANCELLED, cancellation=ended
        )
        running = await a_booking(store, place=place)
        intent = await an_intent(store)
        later = max(over.period.end, intent.created_at) + DAY
        async with store.open_uow() as uow:
            assert await uow.bookings.forget_places(before=later) == 1
            assert await uow.bookings.forget_places(before=later) == 0
            assert await uow.intents.forget_addresses(before=later) == 1
            assert await uow.intents.forget_addresses(before=later) == 0
            assert await uow.extensions.forget_addresses(before=later) == 0
            await uow.commit()

        async with store.open_read() as uow:
            left = await uow.bookings.get(over.id)
            assert left.place == replace(place, coordinates=None)
            assert (await uow.bookings.get(running.id)).place == place
            assert (await uow.intents.get(intent.id)).payer_ip == ""
