"""The messages that reviews send; their wording stands in the catalogue."""

from __future__ import annotations

from mate_core.messages.catalogue import REPORT_KEPT, REPORT_REMOVED
from mate_core.messages.template import Message
from mate_core.reviews.reports import ReportOutcome


def report_decided_text(outcome: ReportOutcome) -> Message:
    """What a reporter learns: taken away or not, never whose review it was."""
    template = REPORT_REMOVED if outcome is ReportOutcome.REMOVED else REPORT_KEPT
    return template.message()
