"""Whom to ask next with a message, given what was tried before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from mate_core.messages.attempt import (
    PERHAPS_OUT,
    TAKEN,
    AttemptStatus,
    MessageAttempt,
    MessageChannel,
    MessageVendor,
)
from mate_core.messages.circuit import Circuit
from mate_core.messages.policies import LadderPolicy


@dataclass(frozen=True, slots=True)
class Rung:
    """One vendor on one channel."""

    channel: MessageChannel
    vendor: MessageVendor


class Verdict(Enum):
    """Nothing to send now: it is out, it is hopeless, or it may be tried later."""

    DONE = auto()
    HOPELESS = auto()
    LATER = auto()


Circuits = Callable[[Rung], Circuit]


def next_rung(
    ladder: Sequence[Rung],
    attempts: Sequence[MessageAttempt],
    *,
    is_code: bool,
    tried_now: Collection[Rung],
    circuits: Circuits,
    policy: LadderPolicy,
    at: datetime,
) -> Rung | Verdict:
    """The next one to ask; `tried_now` are those that this round has asked already.

    Calls come after texts, and only once it is certain that no text is out: a phone that rings
    beside a text that arrived is a nuisance.
    """
    if any(attempt.status in TAKEN for attempt in attempts):
        return Verdict.DONE
    perhaps_out = [attempt for attempt in attempts if attempt.status in PERHAPS_OUT]
    if any(_runs(attempt, policy, at=at) for attempt in perhaps_out):
        return Verdict.LATER
    allowed = policy.codes_perhaps_out if is_code else policy.others_perhaps_out
    if len(perhaps_out) >= allowed:
        return Verdict.DONE if is_code else Verdict.LATER
    finished = {
        Rung(attempt.channel, attempt.vendor)
        for attempt in attempts
        if attempt.status in (AttemptStatus.REFUSED, AttemptStatus.FAILED)
    }
    left = [
        rung
        for rung in ladder
        if rung not in finished and not (rung.channel is MessageChannel.VOICE and perhaps_out)
    ]
    askable = [
        rung for rung in left if rung not in tried_now and not circuits(rung).must_wait(at=at)
    ]
    if askable:
        return min(askable, key=lambda rung: (_is_call(rung), circuits(rung).is_open(at=at)))
    return Verdict.LATER if left else Verdict.HOPELESS


def _runs(attempt: MessageAttempt, policy: LadderPolicy, *, at: datetime) -> bool:
    """Whether somebody may still be waiting for the vendor's answer."""
    started = attempt.status is AttemptStatus.STARTED
    return started and at - attempt.started_at < policy.call_patience


def _is_call(rung: Rung) -> bool:
    return rung.channel is MessageChannel.VOICE
