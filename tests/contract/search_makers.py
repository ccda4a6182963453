"""Partners who can be found, and searches for them."""

from __future__ import annotations

from typing import Any

from mate_adapters.memory.addresses import few_addresses
from mate_core.identity.model import User
from mate_core.partners.model import Partner
from mate_core.profiles.model import Profile
from mate_core.search.criteria import Criteria
from mate_core.search.entry import entry_of
from mate_core.search.model import PageWish, SearchPage
from mate_core.search.policies import SearchPolicy
from mate_core.search.query import SearchQuery, query_of
from mate_core.shared.actor import Role
from mate_core.shared.geo import Coordinates
from mate_core.shared.ids import UserId
from tests.contract.makers import BEN_THANH, NOBODY, new_partner, new_profile, new_user
from tests.contract.stores import Store, StoreUow

ORIGIN = BEN_THANH.snapped()
PARTNER_FIELDS = frozenset(Partner.__dataclass_fields__) - {"bio", "city", "address"}
BOOK = few_addresses()


def north_km(km: float) -> Coordinates:
    """The cell so far north of the origin's."""
    return Coordinates(ORIGIN.latitude + km / 111.195, ORIGIN.longitude).snapped()


async def stored(uow: StoreUow, user: User, profile: Profile, partner: Partner) -> None:
    """The three, and the entry that search makes of them."""
    await uow.users.add(user)
    await uow.profiles.add(profile)
    await uow.partners.add(partner)
    entry = entry_of(partner, profile, user)
    if entry is not None:
        await uow.search_entries.put(entry)


async def a_listed(store: Store, **changes: Any) -> Partner:
    """A partner who can be found; changes of the profile go by its own names."""
    user = new_user(role=Role.PARTNER)
    of_partner = {name: changes.pop(name) for name in PARTNER_FIELDS & changes.keys()}
    profile, partner = new_profile(user, **changes), new_partner(user, **of_partner)
    async with store.open_uow() as uow:
        await stored(uow, user, profile, partner)
        await uow.commit()
    return partner


async def resolved(store: Store, criteria: Criteria) -> SearchQuery:
    """As the service asks: with what the vocabulary knows."""
    query = query_of(criteria, BOOK, SearchPolicy())
    return query.knowing(await store.directory.known(query.terms)) if query.groups else query


async def search(
    store: Store,
    viewer: UserId = NOBODY,
    *,
    page: PageWish | None = None,
    radius_km: int = 10,
    origin: Coordinates = ORIGIN,
    **wishes: Any,
) -> SearchPage:
    query = await resolved(store, Criteria(origin, radius_km, **wishes))
    return await store.directory.find(viewer, query, page or PageWish(20))


async def found(store: Store, viewer: UserId = NOBODY, **wishes: Any) -> list[UserId]:
    return [card.partner_id for card in (await search(store, viewer, **wishes)).items]
