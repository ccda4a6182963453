"""Objects of rooms below this one that can be reported."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from mate_core.identity.model import UserStatus
from mate_core.media.model import Bucket
from mate_core.moderation.ports import ModerationUow
from mate_core.moderation.reports.ports import ReportsUow
from mate_core.moderation.reports.sight import require_sight
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import MediaId, UserId


@dataclass(frozen=True, slots=True)
class ReportableUsers:
    """Whoever has an active account has a profile that everyone logged in may read."""

    async def owner_seen_by(self, uow: ModerationUow, viewer: UserId, object_id: UUID) -> UserId:
        user = await uow.users.get(UserId(object_id))
        if user.status is not UserStatus.ACTIVE:
            raise NotFound
        await require_sight(uow, viewer, user.id)
        return user.id


@dataclass(frozen=True, slots=True)
class ReportableMedia:
    """Pictures that everyone may see."""

    async def owner_seen_by(self, uow: ReportsUow, viewer: UserId, object_id: UUID) -> UserId:
        media = await uow.media.get(MediaId(object_id))
        if media.bucket is not Bucket.PUBLIC or not media.is_shown:
            raise NotFound
        await require_sight(uow, viewer, media.owner_id)
        return media.owner_id
