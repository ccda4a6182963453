"""The messages that identity sends; their wording stands in the catalogue."""

from __future__ import annotations

from datetime import timedelta

from mate_core.messages.catalogue import CODE, KNOWN_ADDRESS
from mate_core.messages.template import Message


def code_text(code: str, lifetime: timedelta) -> Message:
    """A one-time code; `lifetime` is told in whole minutes."""
    return CODE.message(code=code, minutes=str(int(lifetime.total_seconds() // 60)))


def known_address_text() -> Message:
    """What the owner of an address reads when somebody registers with it again (RULES 24)."""
    return KNOWN_ADDRESS.message()
