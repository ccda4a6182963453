"""How a vendor's answer to one message looks to us, and what callbacks are refused for."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from mate_core.shared.errors import Forbidden, NotFound, RuleViolation


class RefusalCause(StrEnum):
    """ACCOUNT is trouble of ours with the vendor: key, credit, sender. Somebody must be told."""

    MESSAGE = "message"
    ACCOUNT = "account"
    OPTED_OUT = "opted_out"


class DeliveryRefused(Exception):
    """The vendor refuses this message for good; it is certainly not sent.

    `code` is the vendor's own, for the log and the record.
    """

    def __init__(
        self, code: str = "refused", *, cause: RefusalCause = RefusalCause.MESSAGE
    ) -> None:
        super().__init__(code)
        self.code = code
        self.cause = cause


class DeliveryUnavailable(Exception):
    """The vendor did not answer sensibly: the message may or may not be out."""

    def __init__(self, code: str = "unavailable") -> None:
        super().__init__(code)
        self.code = code


class DeliveryNotTaken(DeliveryUnavailable):
    """The vendor cannot take it now, and certainly did not; `retry_after` is its wish, if any."""

    def __init__(self, code: str = "not_taken", *, retry_after: timedelta | None = None) -> None:
        super().__init__(code)
        self.retry_after = retry_after


class ReceiptForged(Forbidden):
    """Not signed by the vendor, or signed too long ago."""

    code = "messages.receipt_forged"
    message = "The signature of this receipt does not fit."


class ReceiptUnreadable(RuleViolation):
    code = "messages.receipt_unreadable"
    message = "This receipt is signed but cannot be read."


class NotSuppressed(NotFound):
    code = "messages.not_suppressed"
    message = "This address is not left alone; messages go there."
