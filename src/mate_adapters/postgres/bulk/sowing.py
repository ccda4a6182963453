"""Invented people by the hundred thousand, put into the tables by COPY.

All of one seed in one transaction: they are there, or none of them is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import LiteralString

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

from mate_adapters.crowd.numbers import Thing, id_of
from mate_adapters.postgres.bulk import search
from mate_adapters.postgres.bulk.inventing import Recipe, invented
from mate_adapters.postgres.bulk.order import AlreadySown, Order, Sown
from mate_adapters.postgres.bulk.rows import TABLES
from mate_adapters.postgres.bulk.search import Vocabulary
from mate_adapters.postgres.seals import Seals
from mate_core.shared.addresses import AddressBook

Progress = Callable[[int], None]
"""Told how many people have been sent so far."""


def sow(
    dsn: str,
    make_seals: Callable[[], Seals],
    book: AddressBook,
    order: Order,
    progress: Progress,
) -> Sown:
    """Put the people of the order there, and tell the planner about them.

    People who are there, of other seeds too, stay as they are, and keep their phone numbers.
    `make_seals` and `book` may go to other processes. Raises AlreadySown; psycopg's errors leave
    nothing behind.
    """
    with psycopg.connect(dsn, autocommit=True, application_name="mate seed") as connection:
        # The inverted index of words takes in many rows at once instead of each by itself.
        connection.execute("SET gin_pending_list_limit = '128MB'")
        connection.execute("SET maintenance_work_mem = '256MB'")
        with connection.transaction():
            _require_fresh(connection, order.seed)
            sown = _write(connection, _recipe(connection, make_seals, book, order), progress)
        for name in TABLES:
            connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(name)))
        for table in search.TABLES:  # searches that walk an index skip pages seen by a vacuum
            connection.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table.name)))
    return sown


def _recipe(
    connection: psycopg.Connection[TupleRow],
    make_seals: Callable[[], Seals],
    book: AddressBook,
    order: Order,
) -> Recipe:
    phones = _texts(
        connection,
        "SELECT phone FROM users WHERE phone IS NOT NULL AND phone_verified_at IS NOT NULL",
    )
    codes = _texts(connection, "SELECT booking_code FROM bookings")
    return Recipe(order, book, phones, codes, make_seals)


def _write(connection: psycopg.Connection[TupleRow], recipe: Recipe, progress: Progress) -> Sown:
    sown, vocabulary = Sown(), Vocabulary()
    for rows in invented(recipe):
        for name, table in TABLES.items():
            if lines := rows.lines.get(name):
                table.send(connection, lines)
        vocabulary.add(rows.vocabulary)
        sown += rows.sown
        progress(sown.people)
    vocabulary.write(connection)
    return sown


def _require_fresh(connection: psycopg.Connection[TupleRow], seed: int) -> None:
    inspector = id_of(seed, Thing.INSPECTOR, 0)
    if connection.execute("SELECT FROM users WHERE id = %s", (inspector,)).rowcount:
        raise AlreadySown


def _texts(connection: psycopg.Connection[TupleRow], query: LiteralString) -> frozenset[str]:
    return frozenset(row[0] for row in connection.execute(query))
