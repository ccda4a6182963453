"""Who is on the rise: computed now and then, read by everybody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from mate_core.search.entry import SearchEntry
from mate_core.search.text import words
from mate_core.search.trends.model import Trend, place_of, places_meant
from mate_core.search.trends.policies import TrendPolicy
from mate_core.search.trends.ports import TrendsUow
from mate_core.shared.actor import Actor
from mate_core.shared.addresses import AddressBook
from mate_core.shared.commands import command
from mate_core.shared.errors import InvalidInput
from mate_core.shared.ids import UserId
from mate_core.shared.ports import Clock
from mate_core.shared.text import require_length
from mate_core.shared.time import local_day


@dataclass(frozen=True, slots=True)
class TrendService:
    open_uow: Callable[[], TrendsUow]
    open_read: Callable[[], TrendsUow]
    clock: Clock
    address_book: AddressBook
    policy: TrendPolicy

    async def trending(
        self, actor: Actor, *, city: str | None = None, limit: int | None = None
    ) -> Sequence[SearchEntry]:
        """Who is booked and looked at most lately, in a city or anywhere: never the actor, nobody
        across a block, only who can be found. Raises InvalidInput.
        """
        limit = self.policy.shown if limit is None else limit
        self._check(city, limit)
        places = None if city is None else places_meant(city, self.address_book)
        shown: list[SearchEntry] = []
        after: Trend | None = None
        async with self.open_read() as uow:
            hidden = await uow.blocks.hidden_from(actor.user_id) | {actor.user_id}
            for _ in range(self.policy.reads):
                risen = await uow.trends.highest(
                    places, after=after, limit=self.policy.read_at_once
                )
                shown += await _found(
                    uow, [each for each in risen if each.partner_id not in hidden]
                )
                if len(shown) >= limit or len(risen) < self.policy.read_at_once:
                    break
                after = risen[-1]
        return shown[:limit]

    def _check(self, city: str | None, limit: int) -> None:
        if not 1 <= limit <= self.policy.longest_page:
            remedy = f"Give 1 to {self.policy.longest_page}."
            raise InvalidInput("limit", "number.out_of_range", remedy)
        if city is not None:
            require_length("city", city, 1, self.policy.city_length)
            if not words(city):
                raise InvalidInput("city", "search.words", "Give the name of a place.")

    async def recompute(self) -> int:
        """All scores anew, some partners at a time; answers how many who can be found have one.

        Whoever reads meanwhile sees some scores of before and some of now. Two of them at once
        come to the same end.
        """
        at, after, scored = self.clock.now(), None, 0
        while True:
            after, counted = await self._recompute_some(after, at=at)
            scored += counted
            if after is None:
                break
        await self._forget(at)
        return scored

    @command
    async def _recompute_some(
        self, after: UserId | None, *, at: datetime
    ) -> tuple[UserId | None, int]:
        """The next partners behind `after`; the last of them, or None at the end."""
        oldest, limit = at - self.policy.window, self.policy.partners_at_once
        async with self.open_uow() as uow:
            active = await uow.activities.since(
                paid=oldest, viewed=local_day(oldest), after=after, limit=limit
            )
            scores = {each.partner_id: each.score(self.policy, at=at) for each in active}
            found = await uow.search_entries.of(*(who for who, score in scores.items() if score))
            trends = [
                Trend(entry.partner_id, place_of(entry), scores[entry.partner_id])
                for entry in found
            ]
            await uow.trends.put(*trends, at=at)
            await uow.commit()
        return (active[-1].partner_id if len(active) == limit else None), len(trends)

    @command
    async def _forget(self, at: datetime) -> None:
        async with self.open_uow() as uow:
            await uow.trends.forget(computed_before=at)
            await uow.commit()


async def _found(uow: TrendsUow, trends: Sequence[Trend]) -> Sequence[SearchEntry]:
    """The entries of those who can be found at this moment, in the order of the trends."""
    entries = await uow.search_entries.of(*(trend.partner_id for trend in trends))
    by_id = {entry.partner_id: entry for entry in entries}
    return [by_id[trend.partner_id] for trend in trends if trend.partner_id in by_id]
