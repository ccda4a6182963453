"""Refusals that the queues of staff share."""

from __future__ import annotations

from mate_core.shared.errors import Conflict, Forbidden


class CaseClaimed(Conflict):
    code = "moderation.case_claimed"
    message = "A colleague looks at this case until {until}."


class CaseDecided(Conflict):
    code = "moderation.case_decided"
    message = "This case is decided already."


class OwnModerationCase(Forbidden):
    code = "moderation.own_case"
    message = "You are a party to this case, or share a phone or device with one; ask a colleague."
