"""Numbers of the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class AuditPolicy:
    """A seal covers `batch` records at most.

    What is older than the last seal by more than `reach` when it is committed is not looked for: no
    transaction lasts that long. What no seal covers after `patience` is told as a finding.
    """

    batch: int = 5_000
    reach: timedelta = timedelta(days=1)
    patience: timedelta = timedelta(minutes=10)
