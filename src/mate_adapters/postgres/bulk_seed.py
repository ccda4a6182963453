"""Invented people by the hundred thousand, put into the tables by COPY.

All of one seed in one transaction: they are there, or none of them is. One thread writes while
another invents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Final, LiteralString

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

from mate_adapters.crowd.meetings import Past
from mate_adapters.crowd.numbers import CodeBook, PhoneBook, Thing, id_of
from mate_adapters.crowd.people import Crowd, InventedPartner
from mate_adapters.crowd.towns import Country
from mate_adapters.postgres import bulk_rows, bulk_search
from mate_adapters.postgres.bulk_rows import Block, Writers, of_partners, of_people
from mate_adapters.postgres.bulk_search import NewEntries
from mate_adapters.postgres.seals import Seals
from mate_core.shared.addresses import AddressBook

_TOGETHER: Final = 2_000
"""People whose rows go to the server at once."""


class AlreadySown(Exception):
    """The people of this seed are there."""


@dataclass(frozen=True, slots=True)
class Order:
    """How many people of which seed; `at` is now, `password_hash` opens every account.

    Without `meetings` ratings are bare numbers, which no check of reviews agrees with.
    """

    seed: int
    partners: int
    users: int
    at: datetime
    password_hash: str
    meetings: bool = True


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
            self.reviews + sum(len(each.meetings) for each in others),
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
            crowd = _crowd(connection, order, book)
            with closing(_Sender(connection)) as sender:
                entries = NewEntries()
                sown = _sow(sender, Writers(seals, entries), crowd, order, progress)
                sender.finish()
                entries.finish(connection)
        for table in bulk_rows.TABLES:
            connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table.name)))
        for table in bulk_search.TABLES:  # searches that walk an index skip pages seen by a vacuum
            connection.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table.name)))
    return sown


def _crowd(connection: psycopg.Connection[TupleRow], order: Order, book: AddressBook) -> Crowd:
    """Whose phone numbers and codes are nobody's yet."""
    phones = _texts(
        connection,
        "SELECT phone FROM users WHERE phone IS NOT NULL AND phone_verified_at IS NOT NULL",
    )
    codes = CodeBook(order.seed, _texts(connection, "SELECT booking_code FROM bookings"))
    return Crowd(
        seed=order.seed,
        at=order.at,
        password_hash=order.password_hash,
        country=Country(book),
        phones=PhoneBook(order.seed, phones),
        past=Past(order.seed, order.users, codes, order.at, is_left_out=not order.meetings),
    )


def _require_fresh(connection: psycopg.Connection[TupleRow], seed: int) -> None:
    inspector = id_of(seed, Thing.INSPECTOR, 0)
    if connection.execute("SELECT FROM users WHERE id = %s", (inspector,)).rowcount:
        raise AlreadySown


def _texts(connection: psycopg.Connection[TupleRow], query: LiteralString) -> frozenset[str]:
    return frozenset(row[0] for row in connection.execute(query))


def _sow(sender: _Sender, writers: Writers, crowd: Crowd, order: Order, progress: Progress) -> Sown:
    sown, sent = Sown(0, 0, order.users, 0, 0, 0), 0
    sender.send(of_people([crowd.inspector()]))
    for numbers in _batches(order.users):
        people = [crowd.user(number) for number in numbers]
        sender.send(of_people(people))
        sent += len(people)
        progress(sent)
    for numbers in _batches(order.partners):
        partners = [crowd.partner(number) for number in numbers]
        sender.send(of_partners(partners, writers))
        sown, sent = sown.with_(partners), sent + len(partners)
        progress(sent)
    return sown


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
