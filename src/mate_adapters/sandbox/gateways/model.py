"""What the sandbox's gateways have in common: orders, what payers do, and misbehaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mate_core.payments.ledger import Provider


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field of a request, in a sentence."""

    field: str
    detail: str


class PayRequestFaulty(Exception):
    """The page is not one that the gateway would show; `faults` say why."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{fault.field} {fault.detail}" for fault in faults))
        self.faults = faults


class PaymentUnknown(Exception):
    """Nobody has paid or tried to pay under that reference here."""


@dataclass(frozen=True, slots=True)
class Order:
    """A payment as the merchant asked for it. `amount` in dong.

    `fields` are the merchant's own, as they came; `request` names the call that opened it.
    """

    provider: Provider
    reference: str
    amount: int
    info: str
    return_url: str
    opened_at: datetime
    expires_at: datetime
    request: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PayPage:
    """What a pay URL leads to: an order, or `faults` where the gateway would show none."""

    order: Order | None
    fields: Mapping[str, str]
    faults: tuple[Fault, ...] = ()


class PayOutcome(StrEnum):
    """What the tester wants to happen on the pay page."""

    PAY = "pay"
    FAIL = "fail"
    CANCEL = "cancel"
    PAY_TWICE = "pay_twice"
    LATE = "late"
    UNSENT = "unsent"
    OUT_OF_ORDER = "out_of_order"
    TAMPERED = "tampered"
    WRONG_SIGNATURE = "wrong_signature"
    WRONG_AMOUNT = "wrong_amount"
    SUSPECTED = "suspected"
    DUPLICATE = "duplicate"


class End(StrEnum):
    """How one charge ended at the bank."""

    PAID = "PAID"
    SUSPECTED = "SUSPECTED"
    NO_FUNDS = "NO_FUNDS"
    CANCELLED = "CANCELLED"

    @property
    def took_money(self) -> bool:
        return self in (End.PAID, End.SUSPECTED)


@dataclass(frozen=True, slots=True)
class Charge:
    """One try of the payer; `transaction` is the vendor's number, `amount` in dong."""

    transaction: int
    reference: str
    amount: int
    end: End
    at: datetime


class RefundEnd(StrEnum):
    PENDING = "PENDING"
    DONE = "DONE"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class Refund:
    """Money that goes back; a PENDING one becomes `ends_as` when the merchant asks."""

    provider: Provider
    name: str
    number: int
    transaction: int
    amount: int
    info: str
    state: RefundEnd
    ends_as: RefundEnd
    at: datetime


class RefundVerdict(StrEnum):
    """What became of an order to send money back."""

    TAKEN = "taken"
    REPEATED = "repeated"
    NOT_PAID = "not_paid"
    TOO_MUCH = "too_much"


class Call(StrEnum):
    """What a merchant's server asks of the gateway's."""

    CREATE = "create"
    QUERY = "query"
    REFUND = "refund"
    QUERY_REFUND = "query_refund"


class Trouble(StrEnum):
    """What may happen to one call.

    ERROR is status 500 with nothing done, REPLY_LOST with everything done. TIMEOUT does it and
    keeps silent for longer than anybody waits, SLOW answers after a moment. NONSENSE is no JSON,
    STRANGE an answer that is about something else or signed by somebody else. PENDING and
    PENDING_REFUSED are refunds that run on, REFUSED is one that does not; UNKNOWN is a question
    that the vendor cannot answer.
    """

    ERROR = "error"
    REPLY_LOST = "reply_lost"
    TIMEOUT = "timeout"
    SLOW = "slow"
    NONSENSE = "nonsense"
    STRANGE = "strange"
    PENDING = "pending"
    PENDING_REFUSED = "pending_refused"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to the merchant, kept so that it can be sent again unchanged."""

    id: int
    content: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the merchant answered to one call; the first two are None when nothing usable came."""

    http_status: int | None
    answer: str | None
    message: str


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One order in a list; `answers` are the merchant's in turn, `-` where there was none."""

    provider: Provider
    reference: str
    amount: int
    info: str
    outcome: str | None
    opened_at: datetime
    held_back: int
    refunded: int
    answers: list[str]


@dataclass(frozen=True, slots=True)
class PayResult:
    """What happened; `return_url` is where the payer's browser goes."""

    outcome: PayOutcome
    reference: str
    amount: int
    return_url: str
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """The gateway's answer to a call; `text` is sent instead of `content` where it is set."""

    status: int
    content: Mapping[str, object]
    text: str | None = None
