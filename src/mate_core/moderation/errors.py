"""Refusals of moderation."""

from __future__ import annotations

from mate_core.shared.errors import Conflict, RuleViolation


class BlockingSelf(RuleViolation):
    code = "moderation.blocking_self"
    message = "Choose somebody else: nobody can block himself."
    field = "userId"


class TooManyBlocks(Conflict):
    code = "moderation.too_many_blocks"
    message = "You block {limit} people already; unblock somebody first."
