"""Listings as objects that people report."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from mate_core.identity.model import UserStatus
from mate_core.moderation.reports.sight import require_sight
from mate_core.partners.ports import PartnersUow
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import UserId


@dataclass(frozen=True, slots=True)
class ReportableListings:
    """Those that everyone logged in may read."""

    async def owner_seen_by(self, uow: PartnersUow, viewer: UserId, object_id: UUID) -> UserId:
        partner = await uow.partners.get(UserId(object_id))
        user = await uow.users.get(partner.id)
        if not partner.is_listed or user.status is not UserStatus.ACTIVE:
            raise NotFound
        await require_sight(uow, viewer, partner.id)
        return partner.id
