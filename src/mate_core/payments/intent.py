"""One attempt to pay through a gateway, and what the gateway says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from mate_core.payments.errors import IntentMoveRefused
from mate_core.payments.ledger import Provider
from mate_core.shared.ids import IntentId, UserId
from mate_core.shared.money import Vnd


class IntentStatus(StrEnum):
    CREATED = "CREATED"
    OPEN = "OPEN"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    SUPERSEDED = "SUPERSEDED"
    EXPIRED = "EXPIRED"
    REVIEW = "REVIEW"


class IntentAction(StrEnum):
    OPEN = "open"
    SUPERSEDE = "supersede"
    EXPIRE = "expire"
    FAIL = "fail"
    CAPTURE = "capture"
    SUSPECT = "suspect"
    REJECT = "reject"


_S, _A = IntentStatus, IntentAction
_CLOSED = (_S.FAILED, _S.SUPERSEDED, _S.EXPIRED)
WAITING: Final = frozenset({_S.CREATED, _S.OPEN})
MOVES: Final[Mapping[tuple[IntentStatus, IntentAction], IntentStatus]] = MappingProxyType(
    {
        (_S.CREATED, _A.OPEN): _S.OPEN,
        **{(waiting, _A.SUPERSEDE): _S.SUPERSEDED for waiting in WAITING},
        **{(waiting, _A.EXPIRE): _S.EXPIRED for waiting in WAITING},
        **{(waiting, _A.FAIL): _S.FAILED for waiting in WAITING},
        # "Closed" ends asking, not accepting: money may come for any attempt (RULES 19).
        **{(any_, _A.CAPTURE): _S.SUCCEEDED for any_ in (*WAITING, *_CLOSED, _S.REVIEW)},
        **{(any_, _A.SUSPECT): _S.REVIEW for any_ in (*WAITING, *_CLOSED)},
        (_S.REVIEW, _A.REJECT): _S.FAILED,
    }
)


class IntentPurpose(StrEnum):
    DEPOSIT = "DEPOSIT"
    BOOKING = "BOOKING"
    EXTENSION = "EXTENSION"


@dataclass(frozen=True, slots=True)
class PaymentIntent:
    """An attempt of `payer` to bring `amount`, for a reference or for his own wallet.

    `part` names what of the reference is paid when it is not the first line: an extension.
    `merchant_reference` is our name for it at the gateway; `expires_at` is when its page closes.
    `next_query_at` is when the gateway is asked what became of it, also after it was closed: only
    the vendor's own word, or the last question, ends the asking.
    """

    id: IntentId
    purpose: IntentPurpose
    provider: Provider
    payer: UserId
    reference: UUID | None
    amount: Vnd
    merchant_reference: str
    payer_ip: str
    created_at: datetime
    expires_at: datetime
    status: IntentStatus = IntentStatus.CREATED
    pay_url: str | None = None
    vendor_transaction: str | None = None
    failure: str | None = None
    closed_at: datetime | None = None
    part: UUID | None = None
    next_query_at: datetime | None = None
    version: int = 0

    @property
    def is_waiting(self) -> bool:
        return self.status in WAITING

    def can(self, action: IntentAction) -> bool:
        return (self.status, action) in MOVES

    def _moved(self, action: IntentAction) -> PaymentIntent:
        status = MOVES.get((self.status, action))
        if status is None:
            raise IntentMoveRefused(status=self.status.value, action=action.value)
        return replace(self, status=status)

    def opened(self, pay_url: str) -> PaymentIntent:
        return replace(self._moved(IntentAction.OPEN), pay_url=pay_url)

    def superseded(self, *, at: datetime) -> PaymentIntent:
        return replace(self._moved(IntentAction.SUPERSEDE), closed_at=at)

    def expired(self, *, at: datetime) -> PaymentIntent:
        return replace(self._moved(IntentAction.EXPIRE), closed_at=at)

    def failed(self, failure: str, *, at: datetime) -> PaymentIntent:
        moved = self._moved(IntentAction.FAIL)
        return replace(moved, failure=failure, closed_at=at, next_query_at=None)

    def rejected(self, *, at: datetime) -> PaymentIntent:
        """The suspicion stands: its money goes back."""
        moved = self._moved(IntentAction.REJECT)
        return replace(moved, failure="suspected_fraud", closed_at=at)

    def captured(self, vendor_transaction: str, *, at: datetime) -> PaymentIntent:
        return replace(
            self._moved(IntentAction.CAPTURE),
            vendor_transaction=vendor_transaction,
            closed_at=at,
            next_query_at=None,
        )

    def suspected(self, vendor_transaction: str, *, at: datetime) -> PaymentIntent:
        return replace(
            self._moved(IntentAction.SUSPECT),
            vendor_transaction=vendor_transaction,
            closed_at=at,
            next_query_at=None,
        )


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """What a gateway needs to open one attempt. `amount` in dong; the text is for the payer."""

    merchant_reference: str
    amount: Vnd
    description: str
    payer_ip: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Checkout:
    """Where to send the payer's browser."""

    pay_url: str


class NoticeResult(StrEnum):
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    SUSPECTED = "suspected"


@dataclass(frozen=True, slots=True)
class PaymentNotice:
    """A gateway's word on one attempt, its signature verified. `amount` in dong."""

    merchant_reference: str
    vendor_transaction: str
    amount: Vnd
    result: NoticeResult
    vendor_code: str


class NoticeOutcome(StrEnum):
    """What we made of a notice; each gateway has its own words for these."""

    RECORDED = "recorded"
    ALREADY_RECORDED = "already_recorded"
    UNKNOWN_ORDER = "unknown_order"
    WRONG_AMOUNT = "wrong_amount"
    FORGED = "forged"
    UNREADABLE = "unreadable"
    DEFERRED = "deferred"
    """Stored with a good signature; the pump takes it into the books later."""
    TROUBLE = "trouble"
    """Not even stored."""


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The answer that the gateway's protocol wants."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Callback:
    """One delivery from a gateway, stored as it came, before anybody looks into it.

    `raw` is the query of a GET or the body of a POST. Unique by (provider, digest of raw).
    `due_at` is when an unprocessed one is looked at again.
    """

    id: UUID
    provider: Provider
    digest: str
    raw: bytes
    received_at: datetime
    attempts: int = 0
    due_at: datetime | None = None
    processed_at: datetime | None = None
    outcome: NoticeOutcome | None = None


class SuspenseCause(StrEnum):
    WRONG_AMOUNT = "WRONG_AMOUNT"
    SUSPECTED_FRAUD = "SUSPECTED_FRAUD"


class SuspenseOwner(StrEnum):
    """Who moves next: the clock by itself, or a person with the capability `finance`."""

    SYSTEM = "system"
    FINANCE = "finance"


@dataclass(frozen=True, slots=True)
class SuspenseItem:
    """Money without a place yet: every row has a payer, a cause, an owner and a due time.

    `next_action_at` is when the clock looks at it by itself: it hands over to staff what could not
    be given back in time, and gives back what nobody decided on (RULES 21).
    """

    id: UUID
    provider: Provider
    vendor_transaction: str
    intent_id: IntentId
    payer: UserId
    amount: Vnd
    cause: SuspenseCause
    owner: SuspenseOwner
    opened_at: datetime
    due_at: datetime
    next_action_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def returning(self, *, until: datetime) -> SuspenseItem:
        """On its way back by itself; staff are called when it is not there by `until`."""
        return replace(self, owner=SuspenseOwner.SYSTEM, due_at=until, next_action_at=until)

    def escalated(self) -> SuspenseItem:
        """A person must look; the clock is done with it."""
        return replace(self, owner=SuspenseOwner.FINANCE, next_action_at=None)

    def closed(self, *, at: datetime) -> SuspenseItem:
        return replace(self, closed_at=at, next_action_at=None)
