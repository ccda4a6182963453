"""Bodies of what waits for a second person."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from mate_http.schemas.base import Output


class Approval(Output, frozen=True):
    """A proposal: another member of staff agrees by repeating the same command.

    Without `beneficiaryId` the state gets the money.
    """

    id: UUID
    action: str
    subject_id: UUID
    terms: str
    amount: int
    beneficiary_id: UUID | None
    reason: str
    proposed_by: UUID
    proposed_at: dt.datetime
    lapses_at: dt.datetime


class Approvals(Output, frozen=True):
    items: list[Approval]
    next_cursor: str | None
