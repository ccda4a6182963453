"""What a check comes to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """Only FAIL makes `mate doctor` end with 1."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One finding; `remedy` says what to do when it is not well."""

    name: str
    health: Health
    detail: str
    remedy: str | None = None


def well(name: str, detail: str) -> Check:
    return Check(name, Health.OK, detail)


def doubtful(name: str, detail: str, remedy: str) -> Check:
    return Check(name, Health.WARN, detail, remedy)


def broken(name: str, detail: str, remedy: str) -> Check:
    return Check(name, Health.FAIL, detail, remedy)
