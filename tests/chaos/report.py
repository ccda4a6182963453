"""Figures for machines and a page for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.chaos.client import Traffic
from tests.chaos.script import Victim


@dataclass(frozen=True, slots=True)
class Results:
    seconds: float
    seed: int
    struck: Mapping[Victim, int]
    died_alone: int
    failed_starts: int
    traffic: Traffic
    lives: Mapping[str, int]
    promises: int
    clock_jumps: int
    travelled: timedelta
    calmed_s: float
    """From the last blow's time until every life that was under way had ended."""
    stored: Mapping[str, int]
    losses: Sequence[str]
    logs: str

    @property
    def failures(self) -> list[str]:
        """What must not happen although nothing is lost by it."""
        found = []
        for path, count in self.traffic.internal_errors.items():
            found.append(f"{count} answers to {path} were 500")
        if self.died_alone:
            found.append(f"{self.died_alone} processes ended although nobody had struck them")
        return found

    @property
    def is_well(self) -> bool:
        return not self.losses and not self.failures

    def document(self) -> dict[str, Any]:
        return {
            "ok": self.is_well,
            "losses": len(self.losses),
            "kills": sum(self.struck.values()),
            "killsByVictim": {victim.value: self.struck.get(victim, 0) for victim in Victim},
            "seconds": self.seconds,
            "seed": self.seed,
            "acknowledgedRequests": self.traffic.acknowledged,
            "promisesChecked": self.promises,
            "triesWithoutAnswer": self.traffic.unanswered,
            "answersUnavailable": self.traffic.unavailable,
            "internalErrors": self.traffic.internal_errors.total(),
            "refusals": dict(sorted(self.traffic.refused.items())),
            "longestSilenceSeconds": round(self.traffic.longest_silence_s, 2),
            "secondsToCalm": round(self.calmed_s, 1),
            "diedAlone": self.died_alone,
            "failedStarts": self.failed_starts,
            "lives": dict(sorted(self.lives.items())),
            "stored": dict(self.stored),
            "clockJumps": self.clock_jumps,
            "hoursTravelled": round(self.travelled / timedelta(hours=1)),
            "findings": [*self.losses, *self.failures],
        }

    def page(self) -> str:
        seen, kills = self.traffic, sum(self.struck.values())
        hours = self.travelled / timedelta(hours=1)
        verdict = f"{len(self.losses)} losses in {kills} kills."
        if not self.losses:
            verdict += f" {self.promises} acknowledged effects were found again, each of them once."
        return "\n".join(
            [
                f"{kills} kills in {self.seconds:g} s (seed {self.seed}): {_told(self.struck)}.",
                f"{seen.acknowledged} requests were acknowledged; {seen.unanswered} tries got no"
                f" answer, {seen.unavailable} a 503, {seen.internal_errors.total()} a 500.",
                f"Refused by the rules: {_told(seen.refused)}.",
                f"Longest time without any answer: {seen.longest_silence_s:.1f} s.",
                f"Lives: {_told(self.lives)}.",
                f"Stored: {_told(self.stored)}.",
                f"The clock went on by {hours:.0f} hours in {self.clock_jumps} jumps.",
                "",
                *(f"LOST: {loss}" for loss in self.losses),
                *(f"WRONG: {failure}" for failure in self.failures),
                verdict,
            ]
        )


def _told(counts: Mapping[Any, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "none"
