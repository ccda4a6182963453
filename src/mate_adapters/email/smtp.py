"""EmailSender over SMTP (RFC 5321), which every provider of mail understands.

What the server says to DATA decides: 2xx is accepted, 4xx is not taken, 5xx is refused. When the
connection breaks after the text has gone and before the answer, the outcome is unknown. A mail
carries its reference as Message-ID, by which receivers that care drop a repetition.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any, Final

import aiosmtplib
import structlog

from mate_adapters.email.composing import composed, require_header
from mate_adapters.email.smtp_config import SmtpConfig, SmtpSecurity
from mate_adapters.vendor_calls import refused
from mate_core.messages.attempt import MessageVendor
from mate_core.messages.errors import DeliveryNotTaken, DeliveryUnavailable, RefusalCause
from mate_core.messages.template import Message
from mate_core.shared.ports import Clock

_log = structlog.get_logger(__name__)


_FAREWELL_SECONDS: Final = 1
_SOFT: Final = range(400, 500)
_OUR_ACCOUNT: Final = frozenset({530, 534, 535, 538})


class SmtpEmail:
    """A connection for each mail. `tls_context` replaces the system's trust, for tests."""

    def __init__(self, config: SmtpConfig, clock: Clock, tls_context: Any = None) -> None:
        self._config = config
        self._clock = clock
        self._tls_context = tls_context

    @property
    def _half(self) -> float:
        """Seconds for one of the two parts of a delivery."""
        return self._config.patience.total_seconds() / 2

    @property
    def vendor(self) -> MessageVendor:
        return MessageVendor.SMTP

    async def send(self, *, to: str, message: Message, reference: str) -> str:
        mail = self._mail(to, message, reference)
        client = aiosmtplib.SMTP(
            hostname=self._config.host,
            port=self._config.port,
            username=self._config.username,
            password=self._config.password if self._config.username else None,
            timeout=self._half,
            tls_context=self._tls_context,
            use_tls=self._config.security is SmtpSecurity.TLS,
            start_tls=self._config.security is SmtpSecurity.STARTTLS,
        )
        await self._connect(client)
        try:
            async with asyncio.timeout(self._half):
                await client.send_message(mail, sender=self._config.sender.address, recipients=[to])
        except aiosmtplib.SMTPResponseException as answer:
            raise self._meaning(answer.code) from answer
        except aiosmtplib.SMTPRecipientsRefused as all_of_them:
            raise self._meaning(all_of_them.recipients[0].code) from all_of_them
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as broken:
            trouble = type(broken).__name__
            _log.warning("message_vendor_silent", vendor=self.vendor.value, trouble=trouble)
            raise DeliveryUnavailable(trouble) from broken
        finally:
            await _leave(client)
        return str(mail["Message-ID"])

    async def _connect(self, client: aiosmtplib.SMTP) -> None:
        """Greeting, TLS and login; whatever goes wrong here, nothing was sent."""
        try:
            async with asyncio.timeout(self._half):
                await client.connect()
        except aiosmtplib.SMTPAuthenticationError as wrong:
            raise self._meaning(wrong.code) from wrong
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as away:
            trouble = type(away).__name__
            _log.warning("message_vendor_away", vendor=self.vendor.value, trouble=trouble)
            raise DeliveryNotTaken(trouble) from away

    def _meaning(self, code: int) -> Exception:
        if code in _SOFT:
            return DeliveryNotTaken(str(code))
        cause = RefusalCause.ACCOUNT if code in _OUR_ACCOUNT else RefusalCause.MESSAGE
        return refused(self.vendor.value, code, str(code), cause=cause)

    def _mail(self, to: str, message: Message, reference: str) -> EmailMessage:
        content = composed(message)
        sender = self._config.sender
        mail = EmailMessage(policy=SMTP)
        mail["From"] = sender.encoded
        mail["To"] = require_header(to)
        mail["Subject"] = content.subject
        mail["Date"] = format_datetime(self._clock.now())
        mail["Message-ID"] = f"<{reference}@{sender.address.partition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(content.text)
        mail.add_alternative(content.html, subtype="html")
        return mail


async def _leave(client: aiosmtplib.SMTP) -> None:
    """Say goodbye where the connection still stands; what was answered before is what counts."""
    with suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
        await client.quit(timeout=_FAREWELL_SECONDS)
    client.close()
