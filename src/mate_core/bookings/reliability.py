"""Which moves of a booking tell something about how its partner deals with requests."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mate_core.bookings.model import CancellationCode, Transition
from mate_core.bookings.transitions import Action, BookingStatus, Party
from mate_core.partners.reliability import NOTHING_COUNTED, Reliability

_S, _A = BookingStatus, Action
_CALLED_OFF: Final = Reliability(cancelled=1)

_COUNTED: Final[Mapping[tuple[BookingStatus, Action, Party], Reliability]] = MappingProxyType(
    {
        (_S.PENDING, _A.CONFIRM, Party.PARTNER): Reliability(accepted=1),
        (_S.PENDING, _A.REJECT, Party.PARTNER): Reliability(declined=1),
        (_S.PENDING, _A.EXPIRE, Party.SYSTEM): Reliability(lapsed=1),
        (_S.CONFIRMED, _A.CANCEL, Party.PARTNER): _CALLED_OFF,
        (_S.PAID, _A.CANCEL, Party.PARTNER): _CALLED_OFF,
    }
)
_FAULTS: Final = frozenset({CancellationCode.PARTNER_NO_SHOW})
"""Ends that stand against the partner, whoever wrote them down."""


def counted(moved: Transition) -> Reliability:
    """What that move adds to the partner's counters (FEATURES 26, 54)."""
    ended = moved.booking.cancellation
    if moved.from_status is BookingStatus.PAID and ended is not None and ended.code in _FAULTS:
        return _CALLED_OFF
    return _COUNTED.get((moved.from_status, moved.action, moved.party), NOTHING_COUNTED)
