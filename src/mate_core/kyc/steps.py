"""Steps that rooms above take inside their own transactions."""

from __future__ import annotations

from datetime import datetime

from mate_core.kyc.ports import KycUow
from mate_core.moderation.events import UserBanned, UserUnbanned
from mate_core.shared.ids import UserId


async def verified_name(uow: KycUow, user_id: UserId) -> str | None:
    """The name on the card that the person is verified by; None while he is not."""
    case = await uow.kyc_cases.verified(user_id)
    return case.verified_name if case else None


async def ban_cards_of(uow: KycUow, event: UserBanned) -> None:
    """In the transaction of the ban, so that no check slips in between."""
    await ban_cards(uow, event.user_id, at=event.at)


async def unban_cards_of(uow: KycUow, event: UserUnbanned) -> None:
    await unban_cards(uow, event.user_id)


async def ban_cards(uow: KycUow, user_id: UserId, *, at: datetime) -> None:
    """A ban follows the card: nobody is verified with it again, in whichever account (RULES 17).

    Raises NotFound for a person that there is not.
    """
    await uow.users.get(user_id)
    await uow.card_hashes.ban_cards_of(user_id, at=at)


async def unban_cards(uow: KycUow, user_id: UserId) -> None:
    await uow.card_hashes.lift_bans_of(user_id)
