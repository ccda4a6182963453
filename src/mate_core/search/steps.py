"""Steps that keep the read model current, in the transaction of what happened."""

from __future__ import annotations

from typing import Protocol

from mate_core.search.entry import entry_of
from mate_core.search.ports import SearchUow
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import UserId


class OfPartner(Protocol):
    @property
    def partner_id(self) -> UserId: ...


class OfUser(Protocol):
    @property
    def user_id(self) -> UserId: ...


async def refresh_partner(uow: SearchUow, event: OfPartner) -> None:
    """After anything that happened to what the partner offers."""
    await refresh_entry(uow, event.partner_id)


async def refresh_person(uow: SearchUow, event: OfUser) -> None:
    """After anything that happened to the person or the account; most people are no partners."""
    await refresh_entry(uow, event.user_id)


async def refresh_entry(uow: SearchUow, partner_id: UserId) -> None:
    """Make the entry say what is true now, or take it away.

    The lock comes before the reading: of two changes at once the later one sees both.
    """
    try:
        partner = await uow.partners.get_for_change(partner_id)
    except NotFound:
        return
    profile, user = await uow.together(uow.profiles.get(partner_id), uow.users.get(partner_id))
    entry = entry_of(partner, profile, user)
    if entry is None:
        await uow.search_entries.remove(partner_id)
    else:
        await uow.search_entries.put(entry)
