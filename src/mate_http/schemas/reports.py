"""Bodies of `/admin/reports`."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from mate_core.payments.intent import SuspenseCause
from mate_core.payments.ledger import Provider
from mate_http.schemas.base import Output


class AccountDay(Output, frozen=True):
    """A platform account over the day; plus when it grew, minus when it shrank.

    What we own (`gateway`, `bank`) and what we spend (`fees_paid`, `loss`) is negative when it
    grows.
    """

    account: str
    opening: int
    plus: int
    minus: int
    closing: int


class Tally(Output, frozen=True):
    """So many, worth so many dong together."""

    count: int
    amount: int


class PeopleSums(Output, frozen=True):
    """What all people together have with us."""

    available: int
    held: int
    withdrawing: int
    receivable: int


class EscrowTallies(Output, frozen=True):
    """`overdue` should be settled already; `frozen` would be, if nobody had frozen it."""

    open: Tally
    due_soon: Tally
    overdue: Tally
    frozen: Tally


class SuspenseAge(Output, frozen=True):
    """Money without a place yet, and for how many whole hours."""

    id: UUID
    provider: Provider
    cause: SuspenseCause
    amount: int
    owner: str
    hours_open: int
    due_at: dt.datetime


class DailyReport(Output, frozen=True):
    """`accounts` cover the day in Viet Nam, the rest is as of `madeAt`.

    `ok` is false when the books differ, or when an escrow is overdue.
    """

    day: dt.date
    made_at: dt.datetime
    ok: bool
    difference: int
    findings: list[str]
    accounts: list[AccountDay]
    people: PeopleSums
    escrows: EscrowTallies
    suspense: list[SuspenseAge]
