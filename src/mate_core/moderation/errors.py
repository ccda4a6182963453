"""Refusals of moderation."""

from __future__ import annotations

from datetime import datetime

from mate_core.shared.errors import Conflict, Forbidden, RuleViolation
from mate_core.shared.time import spoken


class BlockingSelf(RuleViolation):
    code = "moderation.blocking_self"
    message = "Choose somebody else: nobody can block himself."
    field = "userId"


class TooManyBlocks(Conflict):
    code = "moderation.too_many_blocks"
    message = "You block {limit} people already; unblock somebody first."


class StaffNotBannable(Conflict):
    code = "moderation.staff_not_bannable"
    message = "Staff are not banned: take the role away first."


class BannedAlready(Conflict):
    code = "moderation.banned_already"
    message = "This person is banned already; lift that ban first to change its terms."


class AccountClosed(Conflict):
    code = "moderation.account_closed"
    message = "This account is closed; there is nobody to ban."


class BanOver(Conflict):
    code = "moderation.ban_over"
    message = "This ban is over."


class AppealedAlready(Conflict):
    code = "moderation.appealed_already"
    message = "You have appealed against this ban already; wait for the answer."


class AppealMissing(Conflict):
    code = "moderation.appeal_missing"
    message = "No appeal against this ban waits for an answer."


class OwnRuling(Forbidden):
    code = "moderation.own_ruling"
    message = "You have banned this person yourself; somebody else decides about the appeal."


class SecondStaffNeeded(Conflict):
    """The proposal is stored; `lapses_at` is when it is forgotten."""

    code = "moderation.second_staff_needed"
    message = "Proposed; a second member of staff must do the same before {lapses_at}."

    def __init__(self, lapses_at: datetime) -> None:
        super().__init__(lapses_at=spoken(lapses_at))
