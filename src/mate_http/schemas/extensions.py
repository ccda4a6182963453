"""Bodies of `/bookings/:id/extend`."""

from __future__ import annotations

import datetime as dt
from typing import Literal
from uuid import UUID

from mate_core.bookings.extensions.model import ExtensionStatus
from mate_http.schemas.base import Hours, Input, Output

Method = Literal["wallet", "vnpay", "momo", "zalopay"]


class ExtendBody(Input, frozen=True):
    """`hours` come on top of the booked end."""

    hours: Hours
    method: Method = "wallet"


class Extension(Output, frozen=True, kw_only=True):
    """`expiresAt` is until when the partner may answer, and once accepted the user may pay.

    To the user a declined one reads like one that nobody answered.
    """

    id: UUID
    booking_id: UUID
    hours: float
    subtotal: int
    service_fee: int
    total_amount: int
    currency: Literal["VND"] = "VND"
    method: str
    status: ExtensionStatus
    proposed_at: dt.datetime
    expires_at: dt.datetime
    accepted_at: dt.datetime | None


class ExtensionPage(Output, frozen=True, kw_only=True):
    extension: Extension
    payment_intent_id: UUID
    pay_url: str | None
