"""Whose reviews a viewer may open: those of everybody whose page he could open."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from mate_core.identity.model import UserStatus
from mate_core.reviews.ports import ReviewsUow
from mate_core.reviews.ratings import ReviewType
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import UserId

KeptApart = Callable[[ReviewsUow, UserId], Awaitable[frozenset[UserId]]]
"""Whom a person does not meet, because one of the two has blocked the other."""


async def nobody(uow: ReviewsUow, person: UserId) -> frozenset[UserId]:
    """There are no blocks."""
    return frozenset()


@dataclass(frozen=True, slots=True)
class ReviewVisibility:
    kept_apart: KeptApart = nobody

    async def require_shown(
        self, uow: ReviewsUow, viewer: UserId, person: UserId, review_type: ReviewType
    ) -> frozenset[UserId]:
        """Whom the viewer is kept apart from, since their names are not shown to him.

        Raises NotFound for accounts that are not active, for partners who are not verified, and
        for people whom the viewer is kept apart from.
        """
        if (await uow.users.get(person)).status is not UserStatus.ACTIVE:
            raise NotFound
        if review_type is ReviewType.USER_TO_PARTNER:
            partner = await uow.partners.get(person)
            if not partner.is_verified and viewer != person:
                raise NotFound
        apart = await self.kept_apart(uow, viewer)
        if person in apart:
            raise NotFound
        return apart
