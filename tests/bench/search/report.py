"""What was found out, as figures and as a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tests.bench.search.crowding import Filled
from tests.bench.search.measuring import Timed, WriteCost
from tests.bench.search.questions import ORIGINAL, QUESTIONS

_WORDS: Final = {question.name: question.words for question in QUESTIONS}
_MEBIBYTE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class OfOneSize:
    """One database. `over_http` is empty where no server was started."""

    partners: int
    filled: Filled
    services: Mapping[str, Timed]
    original: Timed
    over_http: Mapping[str, Timed]
    writing: WriteCost
    sizes: Mapping[str, int]

    @property
    def key(self) -> str:
        """As its figures are kept: `search100k`, `search1m`."""
        if self.partners >= 1_000_000:
            return f"search{self.partners // 1_000_000}m"
        return f"search{self.partners // 1_000}k"

    @property
    def cpu_ratio(self) -> float:
        """The original's CPU by ours, for the same question."""
        return self.original.cost.cpu_ms / self.services[ORIGINAL.name].cost.cpu_ms

    @property
    def time_ratio(self) -> float:
        """The same of medians by the clock."""
        return self.original.share_ms(0.5) / self.services[ORIGINAL.name].share_ms(0.5)

    def figures(self) -> dict[str, Any]:
        return {
            "partners": self.partners,
            "verified": self.filled.sown.verified,
            "fillS": round(self.filled.seconds, 1),
            **{name: timing.figures() for name, timing in self.services.items()},
            **{f"{name}Http": timing.figures() for name, timing in self.over_http.items()},
            "original": self.original.figures(),
            "originalCpuRatio": round(self.cpu_ratio, 1),
            "originalTimeRatio": round(self.time_ratio, 1),
            "write": self.writing.figures(),
            "sizesMiB": {name: round(size / _MEBIBYTE, 1) for name, size in self.sizes.items()},
        }

    def page(self) -> str:
        lines = [
            f"{self.partners:,} partners ({self.filled.sown.verified:,} verified), written in "
            f"{self.filled.seconds:.0f} s.",
            f"  {'milliseconds':<52}{'p50':>9}{'p95':>9}{'p99':>9}{'CPU app':>9}{'CPU pg':>9}"
            f"{'hits':>7}",
            *(_line(_WORDS[name], timing) for name, timing in self.services.items()),
            *(
                _line(f"{_WORDS[name]}, HTTP"[:51], timing)
                for name, timing in self.over_http.items()
            ),
            _line("the original's query, for the second of these", self.original),
            f"  the original takes {self.cpu_ratio:,.0f} times the CPU and "
            f"{self.time_ratio:,.0f} times the time of ours for the same question",
            *self._writing(),
            "  " + ", ".join(self._large()),
        ]
        return "\n".join(lines)

    def _large(self) -> list[str]:
        """What takes a mebibyte and more."""
        return [
            f"{name} {size >> 20} MiB" for name, size in self.sizes.items() if size >= _MEBIBYTE
        ]

    def _writing(self) -> list[str]:
        told = self.writing.figures()
        return [
            f"  a price changed: {told['cpuUs']} us CPU ({told['wallUs']} us), without the read "
            f"model {told['withoutModelCpuUs']} us ({told['withoutModelWallUs']} us)"
        ]


def _line(words: str, timing: Timed) -> str:
    p50, p95, p99 = (timing.share_ms(part) for part in (0.5, 0.95, 0.99))
    cost, hits = timing.cost, timing.found / timing.cost.units
    return (
        f"  {words:<52}{p50:>9.2f}{p95:>9.2f}{p99:>9.2f}{cost.app_ms:>9.2f}"
        f"{cost.postgres_ms:>9.2f}{hits:>7.1f}"
    )
