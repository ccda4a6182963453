"""A longer meeting: proposed and paid by the user, accepted by the partner (RULES 23)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from mate_core.bookings.errors import ExtensionClosed
from mate_core.bookings.policies import Price
from mate_core.payments.ledger import Provider
from mate_core.shared.ids import BookingId, ExtensionId
from mate_core.shared.money import ZERO, Vnd


class ExtensionStatus(StrEnum):
    PROPOSED = "PROPOSED"
    AWAITING_PAYMENT = "AWAITING_PAYMENT"
    HELD = "HELD"
    DECLINED = "DECLINED"
    LAPSED = "LAPSED"
    UNPAID = "UNPAID"
    DROPPED = "DROPPED"


class ExtensionAction(StrEnum):
    HOLD = "hold"
    RESERVE = "reserve"
    DECLINE = "decline"
    LAPSE = "lapse"
    DROP = "drop"


_S, _A = ExtensionStatus, ExtensionAction
OPEN: Final = frozenset({_S.PROPOSED, _S.AWAITING_PAYMENT})
MOVES: Final[Mapping[tuple[ExtensionStatus, ExtensionAction], ExtensionStatus]] = MappingProxyType(
    {
        (_S.PROPOSED, _A.HOLD): _S.HELD,  # accepted, the wallet had the money
        (_S.PROPOSED, _A.RESERVE): _S.AWAITING_PAYMENT,  # accepted, a gateway's page is open
        (_S.PROPOSED, _A.DECLINE): _S.DECLINED,
        (_S.PROPOSED, _A.LAPSE): _S.LAPSED,  # no answer in time
        (_S.PROPOSED, _A.DROP): _S.DROPPED,  # the booking ended first
        (_S.AWAITING_PAYMENT, _A.HOLD): _S.HELD,
        (_S.AWAITING_PAYMENT, _A.LAPSE): _S.UNPAID,
        (_S.AWAITING_PAYMENT, _A.DROP): _S.DROPPED,
    }
)


@dataclass(frozen=True, slots=True)
class Added:
    """What extensions have added to the terms of a booking: sums of lines rounded one by one."""

    half_hours: int = 0
    subtotal: Vnd = ZERO
    service_fee: Vnd = ZERO

    def plus(self, half_hours: int, price: Price) -> Added:
        return Added(
            self.half_hours + half_hours,
            self.subtotal + price.subtotal,
            self.service_fee + price.service_fee,
        )


NOTHING_ADDED: Final = Added()


@dataclass(frozen=True, slots=True)
class Extension:
    """A wish of the user to go on for `half_hours` × 30 minutes, at the booked rate.

    `provider` None pays from the wallet. `expires_at` is when the partner's time to answer, and
    later the payer's time to pay, is over.
    """

    id: ExtensionId
    booking_id: BookingId
    half_hours: int
    price: Price
    provider: Provider | None
    payer_ip: str
    proposed_at: datetime
    expires_at: datetime
    status: ExtensionStatus = ExtensionStatus.PROPOSED
    accepted_at: datetime | None = None
    closed_at: datetime | None = None
    version: int = 0

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def due_at(self) -> datetime | None:
        """When the clock closes it; None when it is closed."""
        return self.expires_at if self.is_open else None

    def blocks_another(self, *, at: datetime) -> bool:
        """Whether the user has to wait with the next proposal.

        One that was declined blocks as long as an unanswered one would: the no is silent.
        """
        silent = self.status is ExtensionStatus.DECLINED and at < self.expires_at
        return self.is_open or silent

    def told_to_user(self, *, at: datetime) -> ExtensionStatus:
        """What was never accepted goes by the clock alone, so that a no looks like silence."""
        if self.accepted_at is not None:
            return self.status
        return ExtensionStatus.PROPOSED if at < self.expires_at else ExtensionStatus.LAPSED

    def _moved(self, action: ExtensionAction) -> Extension:
        status = MOVES.get((self.status, action))
        if status is None:
            raise ExtensionClosed
        return replace(self, status=status)

    def held(self, *, at: datetime) -> Extension:
        """The money is set aside, the meeting is longer; raises ExtensionClosed."""
        held = self._moved(ExtensionAction.HOLD)
        return replace(held, accepted_at=self.accepted_at or at, closed_at=at)

    def reserved(self, *, until: datetime, at: datetime) -> Extension:
        """The time is kept free until a gateway's page closes; raises ExtensionClosed."""
        reserved = self._moved(ExtensionAction.RESERVE)
        return replace(reserved, accepted_at=at, expires_at=until)

    def declined(self, *, at: datetime) -> Extension:
        """Raises ExtensionClosed."""
        return replace(self._moved(ExtensionAction.DECLINE), closed_at=at)

    def lapsed(self, *, at: datetime) -> Extension:
        """Nobody answered, or nobody paid; raises ExtensionClosed."""
        return replace(self._moved(ExtensionAction.LAPSE), closed_at=at)

    def dropped(self, *, at: datetime) -> Extension:
        """The booking ended before it came to anything; raises ExtensionClosed."""
        return replace(self._moved(ExtensionAction.DROP), closed_at=at)
