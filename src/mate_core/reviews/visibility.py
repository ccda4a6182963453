"""Whose reviews a viewer may open: those of everybody whose page he could open."""

from __future__ import annotations

from mate_core.identity.model import UserStatus
from mate_core.reviews.ports import ReviewsUow
from mate_core.reviews.ratings import ReviewType
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import UserId


async def require_shown(
    uow: ReviewsUow, viewer: UserId, person: UserId, review_type: ReviewType
) -> frozenset[UserId]:
    """Whom a block keeps apart from the viewer: their names are not shown to him.

    Raises NotFound for accounts that are not active, for partners whose page is not public, and
    across a block (RULES 15).
    """
    if (await uow.users.get(person)).status is not UserStatus.ACTIVE:
        raise NotFound
    if review_type is ReviewType.USER_TO_PARTNER:
        partner = await uow.partners.get(person)
        if not partner.is_listed and viewer != person:
            raise NotFound
    apart = await uow.blocks.hidden_from(viewer)
    if person in apart:
        raise NotFound
    return apart
