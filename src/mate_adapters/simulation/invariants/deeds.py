"""What staff do with money: two people where it is much (RULES 16)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from mate_adapters.simulation.invariants.violation import Violated
from mate_core.payments.deed import DeedRecord
from mate_core.payments.policies import StaffLimits


class DeedWatch:
    def __init__(self, limits: StaffLimits) -> None:
        self._limits = limits

    def deeds(self, changes: Mapping[UUID, DeedRecord | None]) -> None:
        for record in changes.values():
            if record is not None and record.granted_at is not None:
                self._granted(record)

    def _granted(self, record: DeedRecord) -> None:
        alone = record.seconded_by is None
        if alone and record.amount > self._limits.alone_at_once:
            raise Violated(
                "two people move big money",
                f"{record.proposed_by} alone: {record.action} of {record.amount}",
                record.subject_id,
            )
        if record.seconded_by == record.proposed_by:
            raise Violated("two people move big money", "one person twice", record.subject_id)
        if record.beneficiary in (record.proposed_by, record.seconded_by):
            raise Violated("nobody acts on a case of his own", record.action, record.subject_id)
