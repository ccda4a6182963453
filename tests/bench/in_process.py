"""The marketplace without HTTP: the services called where they are."""

from __future__ import annotations

from uuid import UUID

from mate_core.application import Application
from mate_core.bookings.eligibility import Wish
from mate_core.bookings.model import MeetingPlace
from mate_core.bookings.service import BookingRequest
from mate_core.partners.model import ServiceType, VenueClass
from mate_core.shared.ids import BookingId
from mate_core.shared.ports import IdempotencyKey
from tests.bench.costs import BenchFailed
from tests.load.people import CENTRE, HALF_HOURS, Meeting, Pair

_FINGERPRINT = "0" * 64


class ServiceMarketplace:
    """The very calls that the HTTP controllers make, with the same texts."""

    def __init__(self, application: Application, meeting: Meeting) -> None:
        self._application = application
        self._meeting = meeting
        self._bookings: dict[int, BookingId] = {}
        self._codes: dict[int, str] = {}

    def pairs_by_booking(self) -> dict[UUID, int]:
        """The number of the pair behind each booking."""
        return {booking_id: n for n, booking_id in self._bookings.items()}

    async def create(self, pair: Pair) -> None:
        view = await self._application.bookings.request(
            pair.user,
            BookingRequest(
                wish=Wish(pair.partner.user_id, self._meeting.start, HALF_HOURS),
                service_type=ServiceType.COFFEE,
                place=MeetingPlace(VenueClass.CAFE, "Cà phê Vườn, 12 Lý Tự Trọng, Quận 1", None),
                note="Mình thích nói chuyện về phim.",
            ),
            IdempotencyKey(
                pair.user.user_id, "POST /api/v1/bookings", f"create-{pair.n}", _FINGERPRINT
            ),
        )
        self._bookings[pair.n] = view.booking.id

    async def confirm(self, pair: Pair) -> None:
        await self._application.meetings.confirm(pair.partner, self._bookings[pair.n])

    async def pay(self, pair: Pair) -> None:
        await self._application.checkout.pay_from_wallet(
            pair.user,
            self._bookings[pair.n],
            IdempotencyKey(
                pair.user.user_id, "POST /api/v1/payments/pay", f"pay-{pair.n}", _FINGERPRINT
            ),
        )

    async def read_code(self, pair: Pair) -> None:
        view = await self._application.bookings.get(pair.user, self._bookings[pair.n])
        if view.meeting_code is None:
            raise BenchFailed(f"the user of pair {pair.n} sees no meeting code")
        self._codes[pair.n] = view.meeting_code

    async def start(self, pair: Pair) -> None:
        await self._application.meetings.start(
            pair.partner, self._bookings[pair.n], self._codes[pair.n]
        )

    async def complete_by_user(self, pair: Pair) -> None:
        await self._application.meetings.complete(pair.user, self._bookings[pair.n])

    async def complete_by_partner(self, pair: Pair) -> None:
        await self._application.meetings.complete(pair.partner, self._bookings[pair.n])

    async def wallet(self, pair: Pair) -> None:
        await self._application.payments.wallet(pair.user)

    async def partner_profile(self, pair: Pair) -> None:
        await self._application.partners.public(pair.user, pair.partner.user_id)

    async def search_nearby(self, pair: Pair) -> None:
        page = await self._application.search.nearby(
            pair.user, CENTRE, radius_km=10, page=1, limit=20
        )
        if not page.items:
            raise BenchFailed("the search found nobody")
