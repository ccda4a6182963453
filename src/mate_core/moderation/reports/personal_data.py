"""What reports keep of a person: those that he made."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from mate_core.moderation.reports.ports import ReportsUow
from mate_core.moderation.reports.views import OwnReport
from mate_core.privacy.ports import Collection
from mate_core.shared.ids import UserId
from mate_core.shared.pages import Cursor

_PAGE: Final = 200


@dataclass(frozen=True, slots=True)
class ReportData:
    """Reports about the person are other people's, and are not told."""

    open_read: Callable[[], ReportsUow]

    def collect(self, person: UserId) -> Sequence[Collection]:
        return [Collection("reports", self._reports(person))]

    async def _reports(self, person: UserId) -> AsyncIterator[Mapping[str, Any]]:
        after: Cursor | None = None
        while True:
            async with self.open_read() as uow:
                page = await uow.reports.of_reporter(person, after=after, limit=_PAGE)
                cases = [await uow.report_cases.get(each.case_id) for each in page.items]
            for report, case in zip(page.items, cases, strict=True):
                yield asdict(OwnReport.of(report, case))
            if page.next is None:
                return
            after = page.next

    async def erase(self, uow: ReportsUow, person: UserId, *, at: datetime) -> None:
        """Reports stay as evidence about somebody else; they name the reporter by an id alone."""
