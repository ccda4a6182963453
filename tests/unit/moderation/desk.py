"""Short cuts of the stories about listings and reports."""

from __future__ import annotations

from mate_core.moderation.reports.model import ReportCase
from mate_core.moderation.screening.case import ListingCase
from mate_core.partners.model import ListingStatus, ServiceType
from mate_core.partners.service import Offer
from mate_core.shared.actor import Actor
from mate_core.shared.errors import NotFound
from mate_core.shared.money import Vnd
from tests.unit.world import BEN_THANH, World

CLEAN = "Thích đi dạo, xem phim và cà phê."
DOUBTFUL = "Đi chơi được, qua đêm cũng được."
FORBIDDEN = "Nhận g.á.i g-ọ-i"


def offer(bio: str | None) -> Offer:
    return Offer(
        hourly_rate=Vnd(200_000),
        service_types=frozenset({ServiceType.WALKING}),
        base_area=BEN_THANH,
        bio=bio,
    )


async def partner_with(world: World, bio: str | None) -> Actor:
    """A verified partner who has just written that."""
    return await world.partner(offer(bio), open_days=0)


async def write(world: World, partner: Actor, bio: str) -> ListingStatus:
    """Where the listing stands after the partner wrote that."""
    return (await world.app.partners.change(partner, Offer(bio=bio))).partner.listing


async def status_of(world: World, partner: Actor) -> ListingStatus:
    return (await world.app.partners.mine(partner)).partner.listing


async def waiting(world: World, staff: Actor) -> list[ListingCase]:
    page = await world.app.listings.queue(staff, after=None, limit=50)
    return list(page.items)


async def the_case(world: World, staff: Actor) -> ListingCase:
    """The only listing that waits."""
    (case,) = await waiting(world, staff)
    return case


async def reported(world: World, staff: Actor) -> list[ReportCase]:
    page = await world.app.staff_user_reports.queue(staff, after=None, limit=50)
    return list(page.items)


async def is_found(world: World, partner: Actor) -> bool:
    """By a stranger, in search and by his page alike."""
    stranger = await world.user()
    page = await world.app.search.nearby(stranger, BEN_THANH, radius_km=5, page=1, limit=50)
    in_search = partner.user_id in [card.partner_id for card in page.items]
    try:
        await world.app.partners.public(stranger, partner.user_id)
    except NotFound:
        assert not in_search
        return False
    assert in_search
    return True
