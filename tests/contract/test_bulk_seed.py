"""What COPY wrote is what the repositories read: the same people, all of a seed or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import psycopg
import pytest

from mate_adapters.addresses.official import OfficialAddressBook
from mate_adapters.crowd.meetings import Past
from mate_adapters.crowd.numbers import CodeBook, PhoneBook
from mate_adapters.crowd.people import Crowd
from mate_adapters.crowd.towns import Country
from mate_adapters.memory.crypto import FastKeyedHasher, PlainFieldCipher
from mate_adapters.postgres.bulk.copying import CopyTable
from mate_adapters.postgres.bulk.inventing import Recipe, invented
from mate_adapters.postgres.bulk.order import AlreadySown, Order, Sown
from mate_adapters.postgres.bulk.sowing import sow
from mate_adapters.postgres.repositories.profiles import values_of_profile
from mate_adapters.postgres.repositories.users import values_of_user
from mate_adapters.postgres.seals import Seals
from mate_adapters.postgres.store import PostgresStore
from mate_adapters.postgres.tables.identity import profiles, users
from mate_core.payments.wallet import Wallet
from mate_core.shared.money import ZERO
from mate_core.shared.time import Period
from tests.contract.stores import SEALS

pytestmark = pytest.mark.postgres

AT: Final = datetime(2026, 11, 28, 3, tzinfo=UTC)
BOOK: Final = OfficialAddressBook()
FEW: Final = Order(seed=5, partners=40, users=15, at=AT, password_hash="hash")
AHEAD: Final = Period(AT, datetime(2026, 12, 31, tzinfo=UTC))


def sown(dsn: str, order: Order = FEW) -> Sown:
    return sow(dsn, lambda: SEALS, BOOK, order, lambda _: None)


def crowd(order: Order = FEW) -> Crowd:
    phones, codes = PhoneBook(order.seed), CodeBook(order.seed)
    past = Past(order.seed, order.users, codes, AT)
    return Crowd(order.seed, AT, order.password_hash, Country(BOOK), phones, past)


def count(dsn: str, query: str) -> int:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return int(row[0])


def plain_seals() -> Seals:
    """New ones, which have sealed nothing yet: every seal says how many came before it."""
    return Seals(PlainFieldCipher(), FastKeyedHasher())


def test_other_processes_invent_the_same() -> None:
    """All but the order of terms within a vector, which every process has its own of."""
    recipe = Recipe(FEW, BOOK, frozenset(), frozenset(), plain_seals)
    here, there = invented(recipe), invented(recipe, few=0)
    for one, other in zip(here, there, strict=True):
        assert one.sown == other.sown
        assert one.lines.keys() == other.lines.keys()
        for name in one.lines.keys() - {"partner_search"}:
            assert one.lines[name] == other.lines[name]


async def test_repositories_read_what_was_invented(
    empty_database: str, postgres_store: PostgresStore
) -> None:
    sown(empty_database)
    async with postgres_store.open_read() as uow:
        for number in range(FEW.partners):
            one = crowd().partner(number)
            assert await uow.users.get(one.user.id) == one.user
            assert await uow.profiles.get(one.user.id) == one.profile
            assert await uow.partners.get(one.user.id) == one.partner
            assert await uow.kyc_cases.verified(one.user.id) == one.case
            assert await uow.weekly_hours.of(one.user.id) == list(one.hours)
            assert await uow.slots.within(one.user.id, AHEAD) == list(one.slots)
            for meeting in one.meetings:
                assert await uow.bookings.get(meeting.booking.id) == meeting.booking
                assert await uow.reviews.get(meeting.review.id) == meeting.review
        for number in range(FEW.users):
            user = crowd().user(number)
            assert await uow.users.get(user.user.id) == user.user
            assert await uow.profiles.get(user.user.id) == user.profile


async def test_ratings_are_those_of_the_visible_reviews(
    empty_database: str, postgres_store: PostgresStore
) -> None:
    assert sown(empty_database).reviews > 0
    async with postgres_store.open_read() as uow:
        assert await uow.rating_summaries.mismatches() == []


async def test_everybody_has_an_empty_wallet(
    empty_database: str, postgres_store: PostgresStore
) -> None:
    sown(empty_database)
    partner = crowd().partner(0)
    async with postgres_store.open_read() as uow:
        wallet = await uow.wallets.get(partner.user.id)
    assert wallet == Wallet(partner.user.id, ZERO, ZERO, ZERO, ZERO)
    assert count(empty_database, "SELECT count(*) FROM users") == count(
        empty_database, "SELECT count(*) FROM wallets"
    )


def test_the_answer_counts_what_is_there(empty_database: str) -> None:
    told = sown(empty_database)
    assert (told.partners, told.users) == (FEW.partners, FEW.users)
    assert told.verified == count(
        empty_database, "SELECT count(*) FROM kyc_cases WHERE state = 'VERIFIED'"
    )
    assert told.weekly_hours == count(empty_database, "SELECT count(*) FROM weekly_hours")
    assert told.slots == count(empty_database, "SELECT count(*) FROM availability_slots")
    assert told.reviews == count(empty_database, "SELECT sum(total_reviews) FROM partner_profiles")


def test_the_same_seed_again_is_refused_and_adds_nobody(empty_database: str) -> None:
    sown(empty_database)
    with pytest.raises(AlreadySown):
        sown(empty_database, Order(5, partners=60, users=0, at=AT, password_hash="hash"))
    assert count(empty_database, "SELECT count(*) FROM partner_profiles") == FEW.partners


def test_another_seed_adds_others(empty_database: str) -> None:
    sown(empty_database)
    sown(empty_database, Order(6, partners=10, users=0, at=AT, password_hash="hash"))
    assert count(empty_database, "SELECT count(*) FROM partner_profiles") == FEW.partners + 10


def test_a_number_that_somebody_has_stays_his(
    empty_database: str, postgres_store: PostgresStore
) -> None:
    phone = crowd().partner(3).user.phone
    assert phone is not None
    with psycopg.connect(empty_database) as connection:
        connection.execute(
            "INSERT INTO users (id, phone, phone_verified_at, password_hash, role, status,"
            " kyc_status, created_at, updated_at)"
            " VALUES (gen_random_uuid(), %s, %s, '', 'USER', 'ACTIVE', 'NONE', %s, %s)",
            (phone.e164, AT, AT, AT),
        )
    assert sown(empty_database).partners == FEW.partners


def test_trouble_half_way_leaves_nobody(empty_database: str) -> None:
    """The last batch meets a row that stands in its way."""
    in_the_way = crowd().partner(FEW.partners - 1).user.id
    with psycopg.connect(empty_database) as connection:
        connection.execute(
            "INSERT INTO users (id, password_hash, role, status, kyc_status, created_at,"
            " updated_at) VALUES (%s, '', 'USER', 'ACTIVE', 'NONE', %s, %s)",
            (in_the_way, AT, AT),
        )
    with pytest.raises(psycopg.errors.UniqueViolation):
        sown(empty_database)
    assert count(empty_database, "SELECT count(*) FROM users") == 1


async def test_signs_that_mean_something_to_copy_arrive_as_they_are(
    empty_database: str, postgres_store: PostgresStore
) -> None:
    one = crowd().partner(0)
    odd = 'tab\t, line\nback\\slash, \\N, "quoted", {braces}, NULL'
    user = values_of_user(replace(one.user, phone=None))
    profile = values_of_profile(replace(one.profile, bio=odd, languages=(odd, "NULL")))
    with psycopg.connect(empty_database) as connection:
        for table, row in ((CopyTable(users), user), (CopyTable(profiles), profile)):
            table.send(connection, table.lines([row]))
    async with postgres_store.open_read() as uow:
        read = await uow.profiles.get(one.user.id)
    assert (read.bio, read.languages) == (odd, (odd, "NULL"))
