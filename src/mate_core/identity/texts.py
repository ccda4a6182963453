"""The messages that identity sends; their wording stands in the catalogue."""

from __future__ import annotations

from datetime import timedelta

from mate_core.messages.catalogue import (
    ADDRESS_CHANGED,
    CODE,
    KNOWN_ADDRESS,
    KYC_REJECTED,
    KYC_RETAKE,
    KYC_VERIFIED,
    PASSWORD_CHANGED,
    SECOND_FACTOR_CHANGED,
)
from mate_core.messages.template import Message


def code_text(code: str, lifetime: timedelta) -> Message:
    """A one-time code; `lifetime` is told in whole minutes."""
    return CODE.message(code=code, minutes=str(int(lifetime.total_seconds() // 60)))


def known_address_text() -> Message:
    """What the owner of an address reads when somebody else names it as his own (RULES 24)."""
    return KNOWN_ADDRESS.message()


def password_changed_text() -> Message:
    return PASSWORD_CHANGED.message()


def address_changed_text() -> Message:
    """To every address that the account had before."""
    return ADDRESS_CHANGED.message()


def kyc_verified_text() -> Message:
    return KYC_VERIFIED.message()


def kyc_rejected_text() -> Message:
    """Why stands in the app only: others read over shoulders, and carriers read everything."""
    return KYC_REJECTED.message()


def kyc_retake_text() -> Message:
    """The pictures cannot be judged; which ones, and why, stands in the app."""
    return KYC_RETAKE.message()


def second_factor_changed_text() -> Message:
    """Enrolled, reset, or opened with a recovery code."""
    return SECOND_FACTOR_CHANGED.message()
