"""Identifiers and choices from the operating system."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Final
from uuid import UUID

from mate_core.shared.ports import Clock

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_TAIL_BITS: Final = 74
_RANDOM_BITS_IN_B: Final = 62
_STEP_BITS: Final = 32


class UuidV7Generator:
    """UUIDv7 (RFC 9562) whose time is the clock's; each one sorts after all before it here.

    Within a millisecond, and when the clock stands still, the 74 random bits are counted up by a
    random step (RFC 9562, section 6.2, method 2), so that ids stay unguessable. Safe in threads.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._milliseconds = 0
        self._tail = 0

    def uuid(self) -> UUID:
        milliseconds = (self._clock.now() - _EPOCH) // _MILLISECOND
        with self._lock:
            if milliseconds > self._milliseconds:
                self._milliseconds = milliseconds
                self._tail = _fresh_tail()
            else:
                self._count_up()
            return _assembled(self._milliseconds, self._tail)

    def _count_up(self) -> None:
        self._tail += 1 + secrets.randbits(_STEP_BITS)
        if self._tail >> _TAIL_BITS:  # used up: borrow the next millisecond, order matters more
            self._milliseconds += 1
            self._tail = _fresh_tail()


def _fresh_tail() -> int:
    """Random bits with the highest one clear, which leaves room to count."""
    return secrets.randbits(_TAIL_BITS - 1)


def _assembled(milliseconds: int, tail: int) -> UUID:
    random_a = tail >> _RANDOM_BITS_IN_B
    random_b = tail & ((1 << _RANDOM_BITS_IN_B) - 1)
    return UUID(int=milliseconds << 80 | 7 << 76 | random_a << 64 | 0b10 << 62 | random_b)


class SecretsRandom:
    """Random from the operating system's cryptographic source."""

    def choice_of(self, alphabet: str, length: int) -> str:
        """One look at the source for all signs; bytes that would favour some are thrown away."""
        size = len(alphabet)
        fair = 256 - 256 % size
        signs = ""
        while len(signs) < length:
            drawn = secrets.token_bytes(length - len(signs))
            signs += "".join([alphabet[byte % size] for byte in drawn if byte < fair])
        return signs
