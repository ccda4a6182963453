"""Numbers of the ladder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

HASH_PURPOSE: Final = "message-address"
"""Under which addresses are hashed; another one forgets every suppression."""


@dataclass(frozen=True, slots=True)
class LadderPolicy:
    """How long trouble with a vendor is remembered, and how often one message may go out.

    A code may be perhaps out `codes_perhaps_out` times before we stop: two copies of a code do no
    harm, none does. Everything else is not repeated while its outcome is unknown. A call that has
    run for longer than `call_patience` belonged to a process that died; no adapter waits as long.
    """

    failures_to_open: int = 3
    open_for: timedelta = timedelta(minutes=1)
    longest_wait: timedelta = timedelta(minutes=5)
    codes_perhaps_out: int = 2
    others_perhaps_out: int = 1
    call_patience: timedelta = timedelta(seconds=20)
