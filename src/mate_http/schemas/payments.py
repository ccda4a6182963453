"""Bodies of wallets and payments."""

from __future__ import annotations

import datetime as dt
from typing import Literal
from uuid import UUID

from mate_core.bookings.transitions import BookingStatus
from mate_core.payments.intent import IntentStatus
from mate_core.payments.ledger import Provider
from mate_core.payments.transactions import TransactionType
from mate_http.schemas.base import Input, Money, Output


class Wallet(Output, frozen=True):
    """`balance` can be spent; `heldBalance` is set aside for your own paid bookings.

    `withdrawingBalance` is on its way out. `pendingBalance` is what is held for you as a partner,
    before tax.
    """

    balance: int
    held_balance: int
    withdrawing_balance: int
    pending_balance: int
    currency: Literal["VND"] = "VND"


class DepositBody(Input, frozen=True):
    amount: Money
    method: Provider


class Deposit(Output, frozen=True):
    """Send the payer's browser to `payUrl`; the money comes by the gateway's callback."""

    payment_intent_id: UUID
    status: IntentStatus
    amount: int
    pay_url: str | None
    expires_at: dt.datetime


class PayBody(Input, frozen=True):
    booking_id: UUID
    method: Literal["wallet", "vnpay", "momo", "zalopay"]


class Paid(Output, frozen=True):
    """`status` of the booking: PAID at once from the wallet, CONFIRMED while `payUrl` is open."""

    booking_id: UUID
    status: BookingStatus
    pay_url: str | None = None
    payment_intent_id: UUID | None = None


class Transaction(Output, frozen=True, kw_only=True):
    """`amount` is the change of what you can spend, `heldAmount` of what is set aside.

    `openingBalance` and `closingBalance` are what you could spend before and after it.
    `withdrawingAmount` is the change of what is on its way out: to its source, or to a bank.
    """

    id: UUID
    transaction_code: str
    type: TransactionType
    amount: int
    held_amount: int
    opening_balance: int
    closing_balance: int
    withdrawing_amount: int
    currency: Literal["VND"] = "VND"
    booking_id: UUID | None
    created_at: dt.datetime


class Transactions(Output, frozen=True):
    """The balances are those before the oldest and after the newest movement on this page."""

    items: list[Transaction]
    opening_balance: int
    closing_balance: int
    next_cursor: str | None


class MonthlyStatement(Output, frozen=True):
    """`openingBalance` + `credits` + `debits` = `closingBalance`, over the whole month."""

    month: str
    opening_balance: int
    credits: int
    debits: int
    closing_balance: int
    items: list[Transaction]
    next_cursor: str | None


class PaymentReturn(Output, frozen=True, kw_only=True):
    """What the payer's browser is told; the truth comes by callback and may be a moment later."""

    status: IntentStatus
    amount: int
    currency: Literal["VND"] = "VND"
    booking_id: UUID | None
