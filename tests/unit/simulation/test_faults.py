"""The switch of faults: once, at its place, and never at another's."""

from __future__ import annotations

import pytest

from mate_adapters.simulation.faults import Fault, FaultKind, FaultSwitch, ProcessKilled
from mate_core.shared.errors import ConcurrencyConflict, StorageUnavailable


def armed(kind: FaultKind, nth: int = 1) -> FaultSwitch:
    switch = FaultSwitch()
    switch.arm(Fault(kind, nth))
    return switch


@pytest.mark.parametrize(
    ("kind", "raised"),
    [
        (FaultKind.CONFLICT, ConcurrencyConflict),
        (FaultKind.DATABASE_AWAY, StorageUnavailable),
        (FaultKind.KILLED_BEFORE_COMMIT, ProcessKilled),
    ],
)
def test_a_fault_before_the_commit_strikes_once(
    kind: FaultKind, raised: type[BaseException]
) -> None:
    switch = armed(kind)
    with pytest.raises(raised):
        switch.before_commit()
    switch.before_commit()
    switch.after_commit()


def test_a_process_that_dies_after_its_commit_has_committed() -> None:
    switch = armed(FaultKind.KILLED_AFTER_COMMIT)
    switch.before_commit()
    with pytest.raises(ProcessKilled):
        switch.after_commit()


def test_the_second_commit_is_struck_when_the_fault_says_so() -> None:
    switch = armed(FaultKind.DATABASE_AWAY, nth=2)
    switch.before_commit()
    with pytest.raises(StorageUnavailable):
        switch.before_commit()


def test_a_fault_at_a_vendor_leaves_commits_and_events_alone() -> None:
    switch = armed(FaultKind.REPLY_LOST)
    switch.before_commit()
    assert switch.at_event() is None
    assert switch.at_vendor() is FaultKind.REPLY_LOST
    assert switch.at_vendor() is None


def test_nothing_strikes_an_unarmed_switch() -> None:
    switch = FaultSwitch()
    switch.before_commit()
    switch.after_commit()
    assert switch.at_vendor() is None
    assert switch.at_event() is None
