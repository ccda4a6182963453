"""Refusals about reports."""

from __future__ import annotations

from mate_core.shared.errors import RuleViolation, TooMany


class TooManyReports(TooMany):
    code = "report.too_many"
    message = "You have reported {limit} things in a day; try again later."


class OwnObjectReported(RuleViolation):
    code = "report.own"
    message = "This is yours; change or delete it yourself."
    field = "id"


class ReportedElsewhere(RuleViolation):
    """Reviews have a queue of their own, with what only reviews can become."""

    code = "report.elsewhere"
    message = "Report a review at PUT /reviews/:id/report."
    field = "kind"


class OutcomeImpossible(RuleViolation):
    code = "report.outcome_impossible"
    message = "People and bookings cannot be removed; choose another outcome."
    field = "outcome"
