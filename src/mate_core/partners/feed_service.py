"""One's meetings in a calendar program: no names, no places (FEATURES 46)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from mate_core.identity.model import UserStatus
from mate_core.identity.ports import KeyedHasher
from mate_core.partners.feeds import CalendarFeed, Feed, FeedEntry, FeedLink
from mate_core.partners.ports import PartnersUow
from mate_core.shared.actor import Actor
from mate_core.shared.commands import command
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import Random, UserId
from mate_core.shared.ports import Clock
from mate_core.shared.time import Period

_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_SIGNS: Final = 43
"""258 random bits."""
_BACK: Final = timedelta(days=30)
_AHEAD: Final = timedelta(days=100)


@dataclass(frozen=True, slots=True)
class CalendarFeedService:
    open_uow: Callable[[], PartnersUow]
    open_read: Callable[[], PartnersUow]
    clock: Clock
    random: Random
    hasher: KeyedHasher

    @command
    async def renew(self, actor: Actor) -> FeedLink:
        """A new link; the one before, if there was one, leads nowhere from now on."""
        at = self.clock.now()
        token = self.random.choice_of(_ALPHABET, _SIGNS)
        async with self.open_uow() as uow:
            await uow.calendar_feeds.put(CalendarFeed(actor.user_id, self._hash(token), at))
            await uow.commit()
        return FeedLink(token, at)

    async def since(self, actor: Actor) -> datetime | None:
        """When the link was made that works now; None without one."""
        async with self.open_read() as uow:
            feed = await uow.calendar_feeds.of(actor.user_id)
        return feed.created_at if feed else None

    @command
    async def revoke(self, actor: Actor) -> None:
        """No link works any more; without one nothing happens."""
        async with self.open_uow() as uow:
            await uow.calendar_feeds.remove(actor.user_id)
            await uow.commit()

    async def read(self, token: str) -> Feed:
        """The meetings behind a link; raises NotFound when it leads nowhere, or to an account
        that is not active."""
        at = self.clock.now()
        async with self.open_read() as uow:
            feed = await uow.calendar_feeds.by_token(self._hash(token))
            if feed is None:
                raise NotFound
            if (await uow.users.get(feed.user_id)).status is not UserStatus.ACTIVE:
                raise NotFound
            return Feed(await self._entries(uow, feed.user_id, at=at), at)

    async def _entries(self, uow: PartnersUow, person: UserId, *, at: datetime) -> list[FeedEntry]:
        taken = await uow.reservations.of(person, Period(at - _BACK, at + _AHEAD))
        codes = await uow.booking_codes.of(*(each.booking_id for each in taken))
        return [FeedEntry(codes[each.booking_id], each.period) for each in taken]

    def _hash(self, token: str) -> str:
        return self.hasher.digest("calendar-feed", token)
