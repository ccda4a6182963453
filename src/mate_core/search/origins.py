"""From how many places somebody may search: many chosen ones are how a home is found (RULES 25)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from mate_core.identity.ports import KeyedHasher
from mate_core.search.cells import cell_of
from mate_core.search.errors import TooManyOrigins
from mate_core.search.policies import SearchPolicy
from mate_core.shared.geo import Coordinates
from mate_core.shared.ids import UserId
from mate_core.shared.limits import RateLimiter
from mate_core.shared.ports import Clock

_PURPOSE: Final = "search-origin"


class LastOrigins(Protocol):
    """From where each person searched last, as a digest of the cell; forgotten after an hour."""

    async def last(self, viewer: UserId) -> str | None: ...

    async def remember(self, viewer: UserId, digest: str) -> None: ...


class NoOrigins:
    """Remembers nothing, so that nobody moves."""

    async def last(self, viewer: UserId) -> str | None:
        return None

    async def remember(self, viewer: UserId, digest: str) -> None:
        pass


@dataclass(frozen=True, slots=True)
class OriginGuard:
    """Lets a person search from one place as often as he likes, and from others now and then."""

    limiter: RateLimiter
    origins: LastOrigins
    hasher: KeyedHasher
    clock: Clock
    policy: SearchPolicy

    async def admit(self, viewer: UserId, origin: Coordinates) -> None:
        """A move is an origin in another 1 km cell than the last one (FEATURES 22).

        Raises TooManyOrigins; what was refused is no move, and counts nowhere.
        """
        rate = self.policy.origin_moves
        if rate is None:
            return
        digest = self.hasher.digest(_PURPOSE, f"{viewer}/{cell_of(origin)}")
        last = await self.origins.last(viewer)
        if last == digest:
            return
        if last is not None:
            found = await self.limiter.take([(rate, str(viewer))], at=self.clock.now())
            if not found.allowed:
                raise TooManyOrigins(found.retry_at)
        await self.origins.remember(viewer, digest)
