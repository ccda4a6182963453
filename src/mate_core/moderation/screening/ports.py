"""What screening needs of the world."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from mate_core.moderation.screening.case import ListingCase
from mate_core.moderation.screening.model import Category
from mate_core.privacy.ports import PrivacyUow
from mate_core.shared.ids import ListingCaseId, UserId
from mate_core.shared.pages import Cursor, Page


class ListingCases(Protocol):
    """At most one open case of a partner; whoever changes one holds the partner's row."""

    async def add(self, case: ListingCase) -> None:
        """Raises ConcurrencyConflict when the partner has an open case."""
        ...

    async def get(self, case_id: ListingCaseId) -> ListingCase:
        """Raises NotFound."""
        ...

    async def get_for_change(self, case_id: ListingCaseId) -> ListingCase:
        """The same, its row locked until the end of the transaction; raises NotFound."""
        ...

    async def latest(self, partner_id: UserId) -> ListingCase | None:
        """The newest case, whatever its state."""
        ...

    async def last_decided(self, partner_id: UserId) -> ListingCase | None:
        """The newest one that staff approved or rejected."""
        ...

    async def of_partner(self, partner_id: UserId) -> Sequence[ListingCase]:
        """Oldest first."""
        ...

    async def save(self, case: ListingCase) -> None:
        """Guarded by `version`; raises ConcurrencyConflict when somebody saved in between."""
        ...

    async def queue(self, *, after: Cursor | None, limit: int) -> Page[ListingCase]:
        """Open ones, what is due first at the front; the cursor is (due_at, id)."""
        ...

    async def closed(self, *, after: Cursor | None, limit: int) -> Page[ListingCase]:
        """Newest first; the cursor is (closed_at, id)."""
        ...

    async def count_overdue(self, *, at: datetime) -> int:
        """Open ones whose clock is over."""
        ...

    async def count_rejected(
        self, partner_id: UserId, category: Category, *, since: datetime
    ) -> int:
        """How often staff rejected that partner for that, from `since` on."""
        ...


class ScreeningUow(PrivacyUow, Protocol):
    @property
    def listing_cases(self) -> ListingCases: ...
