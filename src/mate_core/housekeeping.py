"""What is thrown away when its time is over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from mate_core.bookings.ports import BookingsUow
from mate_core.shared.ports import Clock

KEYS_KEPT: Final = timedelta(days=31)
UNVERIFIED_CALLBACKS_KEPT: Final = timedelta(days=7)
CODES_KEPT: Final = timedelta(days=2)
SESSIONS_KEPT: Final = timedelta(days=30)
ATTEMPTS_KEPT: Final = timedelta(days=90)
SUPPRESSIONS_KEPT: Final = timedelta(days=365)
GONE_MEDIA_KEPT: Final = timedelta(days=30)
"""Who asks where a picture went is answered so long."""


@dataclass(frozen=True, slots=True)
class Housekeeping:
    open_uow: Callable[[], BookingsUow]
    clock: Clock

    async def purge(self) -> Mapping[str, int]:
        """Delete what is past its time; answers how many rows of each kind.

        Codes are kept for two days, since the limits per day count them.
        """
        now = self.clock.now()
        async with self.open_uow() as uow:
            purged = {
                "idempotency_keys": await uow.idempotency.purge(before=now - KEYS_KEPT),
                "callbacks": await uow.callbacks.purge_unverified(
                    before=now - UNVERIFIED_CALLBACKS_KEPT
                ),
                "messages": await uow.outgoing.purge(before=now),
                "challenges": await uow.challenges.purge(before=now - CODES_KEPT),
                "message_attempts": await uow.message_attempts.purge(before=now - ATTEMPTS_KEPT),
                "suppressions": await uow.suppressions.purge(before=now - SUPPRESSIONS_KEPT),
                "media": await uow.media.forget(before=now - GONE_MEDIA_KEPT),
                "sessions": await uow.sessions.purge(before=now - SESSIONS_KEPT),
            }
            await uow.commit()
        return purged
