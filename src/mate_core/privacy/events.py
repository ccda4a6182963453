"""What happened to consents, requests and accounts."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from mate_core.shared.events import Event
from mate_core.shared.ids import UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentChanged(Event):
    user_id: UserId
    purpose: str
    granted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsRequested(Event):
    request_id: UUID
    user_id: UserId
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsAnswered(Event):
    request_id: UUID
    user_id: UserId
    refused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingRequested(Event):
    """The account is hidden and its sessions have ended."""

    user_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingWithdrawn(Event):
    user_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountClosed(Event):
    """Personal data is gone; whoever still holds some has missed the erasure."""

    user_id: UserId
