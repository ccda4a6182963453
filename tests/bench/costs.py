"""Costs and what follows from them; plain arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tests.load.failure import LoadFailed

_LEAST_S: Final = 1e-9


class BenchFailed(LoadFailed):
    """The run means nothing: something answered otherwise than it must."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What `units` of work took: seconds of wall time, and of CPU in the two places.

    `app_s` is the process that speaks to PostgreSQL, `postgres_s` the server with all its children.
    """

    units: int
    wall_s: float
    app_s: float
    postgres_s: float

    @property
    def rate_per_s(self) -> float:
        return self.units / self.wall_s

    @property
    def app_ms(self) -> float:
        return 1000 * self.app_s / self.units

    @property
    def postgres_ms(self) -> float:
        return 1000 * self.postgres_s / self.units

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of CPU per unit, app and PostgreSQL together."""
        return self.app_ms + self.postgres_ms

    def beyond(self, warming: Cost) -> Cost:
        """The longer of two runs without what both spent on starting: its other units alone."""
        return Cost(
            self.units - warming.units,
            max(_LEAST_S, self.wall_s - warming.wall_s),
            max(0.0, self.app_s - warming.app_s),
            max(0.0, self.postgres_s - warming.postgres_s),
        )

    def less_per_unit(self, other: Cost) -> Cost:
        """The same with what `other` takes per unit taken off; something always remains."""
        share = self.units / other.units
        return Cost(
            self.units,
            max(_LEAST_S, self.wall_s - other.wall_s * share),
            max(0.0, self.app_s - other.app_s * share),
            max(0.0, self.postgres_s - other.postgres_s * share),
        )


def one_after_another(parts: Iterable[Cost]) -> Cost:
    """Steps of one unit added up: every unit went through each, whatever their own counts were.

    A step that a unit takes twice is given as two parts. Raises ValueError without parts.
    """
    steps = list(parts)
    units = max(step.units for step in steps)
    return Cost(
        units,
        sum(step.wall_s * units / step.units for step in steps),
        sum(step.app_s * units / step.units for step in steps),
        sum(step.postgres_s * units / step.units for step in steps),
    )


@dataclass(frozen=True, slots=True)
class Split:
    """The same unit at three depths; milliseconds of CPU per unit."""

    http: Cost
    services: Cost
    sql: Cost

    @property
    def http_ms(self) -> float:
        return self.http.cpu_ms - self.services.cpu_ms

    @property
    def service_ms(self) -> float:
        return self.services.cpu_ms - self.sql.postgres_ms

    @property
    def sql_ms(self) -> float:
        """PostgreSQL's share under pgbench: its own client does not count."""
        return self.sql.postgres_ms

    @property
    def ratio(self) -> float:
        """All CPU of a unit over HTTP against PostgreSQL's for the bare statements."""
        return self.http.cpu_ms / self.sql.postgres_ms
