"""An e-mail in the two shapes that vendors take: plain text, and a small page that says the same.

No images, no tracking, no links that we did not write.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.utils import formataddr
from html import escape
from typing import Final

from mate_core.messages.catalogue import template_of
from mate_core.messages.template import Message

_PAGE: Final = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{subject}</title>'
    '</head><body style="margin:0 auto;max-width:34rem;padding:1rem;'
    'font:16px/1.5 system-ui,sans-serif">{paragraphs}'
    '<p style="opacity:.7">Mate Social</p></body></html>'
)


@dataclass(frozen=True, slots=True)
class Composed:
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes. Raises ValueError for an address or a name that cannot stand in a header."""

    address: str
    name: str = "Mate Social"

    def __post_init__(self) -> None:
        require_header(self.name)
        try:
            Address(addr_spec=require_header(self.address))
        except (ValueError, IndexError, HeaderParseError) as wrong:
            raise ValueError("the sender's address is malformed") from wrong

    @property
    def encoded(self) -> str:
        """Name and address for a header, the name by RFC 2047 where it is not ASCII."""
        return formataddr((self.name, self.address))


def composed(message: Message) -> Composed:
    """Raises ValueError for a template that is not for e-mail."""
    content = template_of(message).email_content(message)
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in content.body.split("\n\n"))
    page = _PAGE.format(
        language=message.language.value, subject=escape(content.subject), paragraphs=paragraphs
    )
    return Composed(require_header(content.subject), f"{content.body}\n\nMate Social\n", page)


def require_header(text: str) -> str:
    """`text` itself; raises ValueError when it would begin another header."""
    if any(sign in text for sign in "\r\n\0"):
        raise ValueError("a header holds no line breaks")
    return text
