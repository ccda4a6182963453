"""What is known of the server that takes our e-mails."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from mate_adapters.email.composing import Sender


class SmtpSecurity(StrEnum):
    """TLS from the first byte (port 465), after STARTTLS (587), or none: for tests only."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SmtpConfig:
    """`username` None sends without login. Certificates are always verified.

    Half of `patience` is for getting in, half for handing the mail over.
    """

    host: str
    port: int
    sender: Sender
    username: str | None = None
    password: str = field(default="", repr=False)
    security: SmtpSecurity = SmtpSecurity.STARTTLS
    patience: timedelta = timedelta(seconds=14)
