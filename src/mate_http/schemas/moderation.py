"""Bodies of `/blacklist`, and of bans."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from mate_http.schemas.base import Input, Output, Reason, Text


class BlockBody(Input, frozen=True):
    """`reason` is for the caller's own eyes, at most 500 characters."""

    user_id: UUID
    reason: Reason | None = None


class Block(Output, frozen=True):
    """`displayName` as it was when the block was made; null when it was not to be seen."""

    user_id: UUID
    display_name: str | None
    reason: str | None
    blocked_at: dt.datetime


class Blocks(Output, frozen=True):
    items: list[Block]
    next_cursor: str | None


class BanAppeal(Output, frozen=True):
    """`granted` is null while nobody has decided."""

    text: str
    appealed_at: dt.datetime
    granted: bool | None
    answer: str | None
    decided_at: dt.datetime | None


class MyBan(Output, frozen=True):
    """`until` null is for ever. `reviewUntil` is when withdrawals no longer wait for a look."""

    reason: str
    banned_at: dt.datetime
    until: dt.datetime | None
    review_until: dt.datetime
    lifted_at: dt.datetime | None
    appeal: BanAppeal | None


class BanAppealBody(Input, frozen=True):
    """What you say against the ban, at most 2,000 characters; once for each ban."""

    text: Text


class BanBody(Input, frozen=True):
    """`reason` is read by the banned person. Without `until` for ever.

    `waiveTiers` gives all of a banned user's paid bookings back, whatever their tiers say.
    """

    reason: Reason
    until: dt.datetime | None = None
    waive_tiers: bool = False


class BanAppealDecision(Input, frozen=True):
    """`answer` is read by the banned person; granting lifts the ban."""

    grant: bool
    answer: Text


class Ban(Output, frozen=True):
    """A ban as staff see it. `meetingsRunning` are bookings that ran on: look at them."""

    id: UUID
    user_id: UUID
    reason: str
    banned_by: UUID
    seconded_by: UUID | None
    banned_at: dt.datetime
    until: dt.datetime | None
    waives_tiers: bool
    carried_out_at: dt.datetime | None
    review_until: dt.datetime
    meetings_running: list[UUID]
    appeal: BanAppeal | None
    lifted_at: dt.datetime | None
    lifted_by: UUID | None
    lift_reason: str | None


class Bans(Output, frozen=True):
    items: list[Ban]
    next_cursor: str | None


class BanProposal(Output, frozen=True):
    """The ban of a partner that waits for a second member of staff."""

    user_id: UUID
    reason: str
    until: dt.datetime | None
    waives_tiers: bool
    proposed_by: UUID
    proposed_at: dt.datetime
    lapses_at: dt.datetime


class BanProposals(Output, frozen=True):
    items: list[BanProposal]
