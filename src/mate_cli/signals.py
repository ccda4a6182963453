"""Stopping when the process is asked to."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


@dataclass(slots=True)
class Stop:
    """`wanted` is set by the first SIGINT or SIGTERM, `at_once` by the second."""

    wanted: asyncio.Event = field(default_factory=asyncio.Event)
    at_once: asyncio.Event = field(default_factory=asyncio.Event)

    def ask(self) -> None:
        if self.wanted.is_set():
            self.at_once.set()
        self.wanted.set()

    @classmethod
    @contextmanager
    def by_signals(cls) -> Iterator[Stop]:
        """Inside the block signals only set the events; afterwards they act as before."""
        stop, loop = cls(), asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.add_signal_handler(number, stop.ask)
        try:
            yield stop
        finally:
            for number in _SIGNALS:
                loop.remove_signal_handler(number)
