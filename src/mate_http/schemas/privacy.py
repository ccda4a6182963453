"""Bodies of `/privacy`, and of closing and exporting one's account."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

import msgspec

from mate_core.privacy.closing import ClosureStatus
from mate_core.privacy.consents import ConsentSource, Language, Purpose
from mate_core.privacy.rights import RightsKind, RightsStatus
from mate_http.schemas.base import Input, Output, Reason, Secret, Text


class ConsentStateBody(Output, frozen=True):
    """Where the caller stands on one purpose; `granted` is of the text shown here."""

    purpose: Purpose
    version: int
    text_vi: str
    text_en: str
    granted: bool
    changed_at: dt.datetime | None


class ConsentStates(Output, frozen=True):
    items: list[ConsentStateBody]


class GrantBody(Input, frozen=True):
    """`version` and `language` of the text that was shown."""

    purpose: Purpose
    version: Annotated[int, msgspec.Meta(ge=1, le=32_767)]
    language: Language = Language.VI


class ConsentRow(Output, frozen=True):
    """One row of the ledger; `digest` is the SHA-256 of the text that was shown."""

    purpose: Purpose
    granted: bool
    version: int
    language: Language
    digest: str
    source: ConsentSource
    at: dt.datetime


class ConsentHistory(Output, frozen=True):
    items: list[ConsentRow]


class RightsBody(Input, frozen=True):
    kind: RightsKind
    details: Text = ""


class RightsRequestBody(Output, frozen=True):
    """`acknowledgeDueAt` and `dueAt` are the dates of the law, in working days of Viet Nam."""

    id: UUID
    kind: RightsKind
    status: RightsStatus
    details: str
    received_at: dt.datetime
    acknowledge_due_at: dt.datetime
    due_at: dt.datetime
    answered_at: dt.datetime | None
    answer: str | None


class RightsRequests(Output, frozen=True):
    items: list[RightsRequestBody]


class RightsCase(Output, frozen=True):
    """A request as staff see it."""

    request: RightsRequestBody
    user_id: UUID
    overdue: bool


class RightsQueue(Output, frozen=True):
    items: list[RightsCase]
    next_cursor: str | None


class AnswerBody(Input, frozen=True):
    """`answer` is what the person reads, `reason` goes into the audit record."""

    answer: Text
    reason: Reason
    refused: bool = False


class CloseBody(Input, frozen=True):
    password: Secret


class ReopenBody(Input, frozen=True):
    identifier: Secret
    password: Secret


class Closing(Output, frozen=True):
    status: ClosureStatus
    requested_at: dt.datetime
    complete_by: dt.datetime


class ClosingCase(Output, frozen=True):
    """A closing as staff see it; `stillOpen` says what must end first."""

    user_id: UUID
    requested_at: dt.datetime
    complete_by: dt.datetime
    still_open: list[str]
    hold_reason: str | None
    overdue: bool


class ClosingQueue(Output, frozen=True):
    items: list[ClosingCase]
    next_cursor: str | None


class ExportLinkBody(Output, frozen=True):
    """Whoever has the link has the data; it works until `expiresAt`."""

    url: str
    expires_at: dt.datetime
