"""What a simulated process remembers, and what makes it forget."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from itertools import count

from mate_adapters.memory.clock import VirtualClock
from mate_adapters.simulation.cache import SimulatedCache
from mate_adapters.simulation.driving import drive

HOUR = timedelta(hours=1)


def counting(numbers: Iterator[int]) -> Callable[[], Awaitable[int]]:
    async def load() -> int:
        return next(numbers)

    return load


class TestCache:
    def setup_method(self) -> None:
        self.clock = VirtualClock()
        self.cache = SimulatedCache(self.clock)
        self.load = counting(count())

    def read(self, key: str = "page", *tags: str) -> int:
        return drive(self.cache.get(key, self.load, lasts=HOUR, tags=tags))

    def test_what_was_read_is_remembered_until_its_time_is_over(self) -> None:
        assert [self.read(), self.read()] == [0, 0]

        self.clock.advance(HOUR)

        assert self.read() == 1

    def test_whatever_depends_on_what_changed_is_read_anew(self) -> None:
        self.read("page", "person:1", "searches")
        self.read("other", "person:2")

        self.cache.forget({"searches"})

        assert self.read("page", "person:1", "searches") == 2
        assert self.read("other", "person:2") == 1

    def test_what_was_forgotten_by_one_tag_is_not_forgotten_again_by_the_other(self) -> None:
        self.read("page", "person:1", "searches")
        self.cache.forget({"searches"})
        self.read("page", "searches")

        self.cache.forget({"person:1"})

        assert self.read("page", "searches") == 1

    def test_a_process_that_is_gone_remembers_nothing(self) -> None:
        self.read()

        self.cache.clear()

        assert self.read() == 1
