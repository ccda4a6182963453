"""What each vendor's protocol has to say; the rest is the same for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import httpx

from mate_adapters.sandbox.gateways.model import (
    Call,
    Charge,
    Delivery,
    Order,
    PayOutcome,
    PayPage,
    Reply,
    Trouble,
)
from mate_core.payments.ledger import Provider


@dataclass(frozen=True, slots=True)
class Errand:
    """How a notice travels to the merchant."""

    method: str
    url: str
    content: bytes | None = None


class Wire(Protocol):
    """One vendor's protocol, written apart from our adapter, so that each finds the other wrong."""

    @property
    def provider(self) -> Provider: ...
    @property
    def title(self) -> str: ...
    @property
    def outcomes(self) -> Sequence[PayOutcome]:
        """What a payer can do here."""
        ...

    @property
    def final_answers(self) -> frozenset[str]:
        """After one of these the merchant is not called again."""
        ...

    @property
    def return_url(self) -> str: ...

    async def examine(self, pay_url: str) -> PayPage:
        """What that address of a pay page leads to, with everything that is wrong about it."""
        ...

    def notice(self, order: Order, charge: Charge) -> str | None:
        """What the merchant is told, signed; None where this vendor says nothing."""
        ...

    def with_amount_changed(self, notice: str) -> str:
        """Another sum under the old signature: what a forger would try."""
        ...

    def with_signature_changed(self, notice: str) -> str: ...

    def errand(self, notice: str) -> Errand: ...

    def read_answer(self, answer: httpx.Response) -> Delivery:
        """What the merchant's answer means to this vendor."""
        ...

    def return_query(self, order: Order, charge: Charge) -> str:
        """With what the payer's browser comes back, signed."""
        ...

    async def answer(
        self, call: Call, fields: Mapping[str, object], trouble: Trouble | None
    ) -> Reply:
        """Serve a call of the merchant's server."""
        ...
