"""The messages that moderation sends; their wording stands in the catalogue."""

from __future__ import annotations

from mate_core.messages.catalogue import (
    ACCOUNT_BANNED,
    ACCOUNT_UNBANNED,
    APPEAL_REFUSED,
    CONDUCT_WARNING,
    LISTING_APPROVED,
    LISTING_REJECTED,
    REPORT_CLOSED,
)
from mate_core.messages.template import Message


def listing_approved_text() -> Message:
    return LISTING_APPROVED.message()


def listing_rejected_text() -> Message:
    """Why stands in the app only."""
    return LISTING_REJECTED.message()


def report_closed_text() -> Message:
    """The same whatever was decided: nobody learns what became of somebody else."""
    return REPORT_CLOSED.message()


def conduct_warning_text() -> Message:
    """Does not say who complained, nor about what meeting."""
    return CONDUCT_WARNING.message()


def banned_text() -> Message:
    return ACCOUNT_BANNED.message()


def unbanned_text() -> Message:
    return ACCOUNT_UNBANNED.message()


def appeal_refused_text() -> Message:
    return APPEAL_REFUSED.message()
