"""Steps on consents inside somebody else's transaction."""

from __future__ import annotations

from mate_core.privacy.consents import Purpose, in_force
from mate_core.privacy.ports import PrivacyUow
from mate_core.shared.ids import UserId


async def has_consent(uow: PrivacyUow, user_id: UserId, purpose: Purpose) -> bool:
    """Whether `user_id` agrees to the present text, as of this transaction.

    Read anew every time, never cached: a withdrawal holds from the next command on.
    """
    last = await uow.consents.last(user_id, purpose)
    return last is not None and in_force(last)
