"""Invented people by the hundred thousand, put into the tables by COPY.

All of one seed in one transaction: they are there, or none of them is. The rows are made from the
core's own values by the repositories' own functions. One thread writes while another invents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import psycopg
import sqlalchemy as sa
from psycopg import sql
from psycopg.rows import TupleRow

from mate_adapters.crowd.numbers import PhoneBook, Thing, id_of
from mate_adapters.crowd.people import Crowd, InventedPartner, Person
from mate_adapters.crowd.towns import Country
from mate_adapters.postgres import bulk_search
from mate_adapters.postgres.bulk_search import NewEntries
from mate_adapters.postgres.copying import CopyTable
from mate_adapters.postgres.repositories.kyc_rows import values_of_case, values_of_entry
from mate_adapters.postgres.repositories.partners import values_of_partner
from mate_adapters.postgres.repositories.profiles import values_of_profile
from mate_adapters.postgres.repositories.users import values_of_user
from mate_adapters.postgres.repositories.weekly_hours import values_of_rule
from mate_adapters.postgres.seals import Seals
from mate_adapters.postgres.tables.identity import profiles, users
from mate_adapters.postgres.tables.kyc import kyc_cases, kyc_log
from mate_adapters.postgres.tables.partners import (
    availability_slots,
    partner_profiles,
    weekly_hours,
)
from mate_adapters.postgres.tables.payments import wallets
from mate_core.partners.calendar import Slot
from mate_core.search.entry import entry_of
from mate_core.shared.addresses import AddressBook

_TOGETHER: Final = 2_000
"""People whose rows go to the server at once."""
_USERS: Final = CopyTable(users)
_PROFILES: Final = CopyTable(profiles)
_WALLETS: Final = CopyTable(wallets, ["user_id"])  # a new one is empty
_PARTNERS: Final = CopyTable(partner_profiles)
_CASES: Final = CopyTable(kyc_cases)
_LOG: Final = CopyTable(kyc_log)
_HOURS: Final = CopyTable(weekly_hours)
_SLOTS: Final = CopyTable(availability_slots)
_FILLED: Final[Sequence[sa.Table]] = (
    users, profiles, wallets, partner_profiles, kyc_cases, kyc_log, weekly_hours,
    availability_slots,
)  # fmt: skip


class AlreadySown(Exception):
    """The people of this seed are there."""


@dataclass(frozen=True, slots=True)
class Order:
    """How many people of which seed; `at` is now, `password_hash` opens every account."""

    seed: int
    partners: int
    users: int
    at: datetime
    password_hash: str


@dataclass(frozen=True, slots=True)
class Sown:
    """What was put there."""

    partners: int
    verified: int
    users: int
    weekly_hours: int
    slots: int
    reviews: int

    def with_(self, others: Sequence[InventedPartner]) -> Sown:
        return Sown(
            self.partners + len(others),
            self.verified + sum(each.partner.is_verified for each in others),
            self.users,
            self.weekly_hours + sum(len(each.hours) for each in others),
            self.slots + sum(len(each.slots) for each in others),
            self.reviews + sum(len(each.stars) for each in others),
        )


Progress = Callable[[int], None]
"""Told how many people have been sent so far."""


def sow(dsn: str, seals: Seals, book: AddressBook, order: Order, progress: Progress) -> Sown:
    """Put the people of the order there, and tell the planner about them.

    People who are there, of other seeds too, stay as they are, and keep their phone numbers.
    Raises AlreadySown; psycopg's errors leave nothing behind.
    """
    with psycopg.connect(dsn, autocommit=True, application_name="mate seed") as connection:
        with connection.transaction():
            _require_fresh(connection, order.seed)
            phones = PhoneBook(order.seed, _taken_phones(connection))
            crowd = Crowd(order.seed, order.at, order.password_hash, Country(book), phones)
            with closing(_Sender(connection)) as sender:
                entries = NewEntries()
                sown = _sow(sender, _Writers(seals, entries), crowd, order, progress)
                sender.finish()
                entries.finish(connection)
        for table in _FILLED:
            connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table.name)))
        for table in bulk_search.TABLES:  # searches that walk an index skip pages seen by a vacuum
            connection.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table.name)))
    return sown


def _require_fresh(connection: psycopg.Connection[TupleRow], seed: int) -> None:
    inspector = id_of(seed, Thing.INSPECTOR, 0)
    if connection.execute("SELECT FROM users WHERE id = %s", (inspector,)).rowcount:
        raise AlreadySown


def _taken_phones(connection: psycopg.Connection[TupleRow]) -> frozenset[str]:
    verified = "SELECT phone FROM users WHERE phone IS NOT NULL AND phone_verified_at IS NOT NULL"
    return frozenset(row[0] for row in connection.execute(verified))


def _sow(
    sender: _Sender, writers: _Writers, crowd: Crowd, order: Order, progress: Progress
) -> Sown:
    sown, sent = Sown(0, 0, order.users, 0, 0, 0), 0
    sender.send(_of_people([crowd.inspector()]))
    for numbers in _batches(order.users):
        people = [crowd.user(number) for number in numbers]
        sender.send(_of_people(people))
        sent += len(people)
        progress(sent)
    for numbers in _batches(order.partners):
        partners = [crowd.partner(number) for number in numbers]
        sender.send(_of_partners(partners, writers))
        sown, sent = sown.with_(partners), sent + len(partners)
        progress(sent)
    return sown


Block = tuple[CopyTable, bytes]


class _Sender:
    """Writes in a thread of its own; never more than one batch waits behind the one in work."""

    def __init__(self, connection: psycopg.Connection[TupleRow]) -> None:
        self._connection = connection
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._last: Future[None] | None = None

    def send(self, blocks: Sequence[Block]) -> None:
        """Raises what went wrong with the blocks before."""
        self.finish()
        self._last = self._thread.submit(self._write, blocks)

    def finish(self) -> None:
        """Wait until everything is there."""
        if self._last is not None:
            self._last.result()

    def close(self) -> None:
        self._thread.shutdown()

    def _write(self, blocks: Sequence[Block]) -> None:
        for table, lines in blocks:
            if lines:
                table.send(self._connection, lines)


def _batches(count: int) -> Iterator[range]:
    for first in range(0, count, _TOGETHER):
        yield range(first, min(first + _TOGETHER, count))


def _of_people(people: Sequence[Person | InventedPartner]) -> list[Block]:
    return [
        (_USERS, _USERS.lines(values_of_user(each.user) for each in people)),
        (_PROFILES, _PROFILES.lines(values_of_profile(each.profile) for each in people)),
        (_WALLETS, _WALLETS.lines({"user_id": each.user.id} for each in people)),
    ]


@dataclass(frozen=True, slots=True)
class _Writers:
    """What rows of partners need besides the partners."""

    seals: Seals
    entries: NewEntries


def _of_partners(partners: Sequence[InventedPartner], writers: _Writers) -> list[Block]:
    """In the order of the foreign keys."""
    found = [entry_of(each.partner, each.profile, each.user) for each in partners]
    cases = [each.case for each in partners if each.case]
    entries = [each.entry for each in partners if each.entry]
    return [
        *_of_people(partners),
        (_PARTNERS, _PARTNERS.lines(values_of_partner(each.partner) for each in partners)),
        (_CASES, _CASES.lines(values_of_case(case, writers.seals) for case in cases)),
        (_LOG, _LOG.lines(map(values_of_entry, entries))),
        (_HOURS, _HOURS.lines(values_of_rule(rule) for each in partners for rule in each.hours)),
        (_SLOTS, _SLOTS.lines(_slot_values(slot for each in partners for slot in each.slots))),
        (writers.entries.table, writers.entries.lines(entry for entry in found if entry)),
    ]


def _slot_values(slots: Iterable[Slot]) -> Iterator[Mapping[str, Any]]:
    for slot in slots:
        yield {
            "id": slot.id,
            "partner_id": slot.partner_id,
            "period": slot.period,
            "status": slot.kind,
            "created_at": slot.created_at,
        }
