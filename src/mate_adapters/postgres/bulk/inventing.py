"""Batches of invented people, made in other processes where there are many.

Inventing takes longer than writing, so two processes invent while the server writes. Each of them
knows the whole order; what it makes depends on the numbers alone, not on who makes it.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from enum import Enum, auto
from threading import Thread
from typing import Final

from mate_adapters.crowd.meetings import Past
from mate_adapters.crowd.numbers import CodeBook, PhoneBook
from mate_adapters.crowd.people import Crowd
from mate_adapters.crowd.towns import Country
from mate_adapters.postgres.bulk.order import Order
from mate_adapters.postgres.bulk.rows import Rows, rows_of_partners, rows_of_people
from mate_adapters.postgres.seals import Seals
from mate_core.shared.addresses import AddressBook

_TOGETHER: Final = 2_000
"""People whose rows go to the server at once."""
_FEW: Final = 2 * _TOGETHER
"""So few are invented sooner than another process has started."""
_PROCESSES: Final = 2
_AHEAD: Final = 2 * _PROCESSES
"""So many batches may be under way: they fill memory until they are written."""


class Kind(Enum):
    INSPECTOR = auto()
    USERS = auto()
    PARTNERS = auto()


Batch = tuple[Kind, range]


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that inventing needs; goes to other processes, where `make_seals` is called.

    `phones` and `codes` are those that people and bookings have already.
    """

    order: Order
    book: AddressBook
    phones: frozenset[str]
    codes: frozenset[str]
    make_seals: Callable[[], Seals]

    def inventor(self) -> Inventor:
        order = self.order
        codes = CodeBook(order.seed, self.codes)
        crowd = Crowd(
            seed=order.seed,
            at=order.at,
            password_hash=order.password_hash,
            country=Country(self.book),
            phones=PhoneBook(order.seed, self.phones),
            past=Past(order.seed, order.users, codes, order.at, is_left_out=not order.meetings),
        )
        return Inventor(crowd, self.make_seals())


@dataclass(frozen=True, slots=True)
class Inventor:
    crowd: Crowd
    seals: Seals

    def rows(self, batch: Batch) -> Rows:
        kind, numbers = batch
        match kind:
            case Kind.INSPECTOR:
                return rows_of_people([self.crowd.inspector()], users=0)
            case Kind.USERS:
                people = [self.crowd.user(number) for number in numbers]
                return rows_of_people(people, users=len(people))
            case Kind.PARTNERS:
                return rows_of_partners([self.crowd.partner(n) for n in numbers], self.seals)


def invented(recipe: Recipe, *, few: int = _FEW) -> Iterator[Rows]:
    """All rows of the order, in an order that foreign keys allow: users before partners.

    More people than `few` are invented in other processes.
    """
    batches = _batches(recipe.order)
    if recipe.order.partners + recipe.order.users <= few:
        inventor = recipe.inventor()
        yield from map(inventor.rows, batches)
    else:
        yield from _in_processes(recipe, batches)


def _batches(order: Order) -> Sequence[Batch]:
    return [
        (Kind.INSPECTOR, range(1)),
        *((Kind.USERS, numbers) for numbers in _cut(order.users)),
        *((Kind.PARTNERS, numbers) for numbers in _cut(order.partners)),
    ]


def _cut(count: int) -> Iterator[range]:
    for first in range(0, count, _TOGETHER):
        yield range(first, min(first + _TOGETHER, count))


def _in_processes(recipe: Recipe, batches: Sequence[Batch]) -> Iterator[Rows]:
    """In order. The processes start anew: a fork would take locks and connections along."""
    pool = ProcessPoolExecutor(_PROCESSES, multiprocessing.get_context("spawn"), _begin, (recipe,))
    with pool:
        under_way = deque[Future[Rows]]()
        try:
            for batch in batches:
                under_way.append(pool.submit(_work, batch))
                if len(under_way) > _AHEAD:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            for waiting in under_way:
                waiting.cancel()


_here: list[Inventor] = []
"""The inventor of a process that only invents."""


def _begin(recipe: Recipe) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    _here.append(recipe.inventor())


def _end_with_parent() -> None:
    """Whoever kills the command kills what it began: nobody would read what is invented here."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(batch: Batch) -> Rows:
    return _here[0].rows(batch)
