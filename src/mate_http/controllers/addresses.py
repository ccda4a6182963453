"""`/addresses`: the provinces and communes of today, for forms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from litestar import Controller, Response, get
from litestar.params import FromPath

from mate_core.shared.addresses import Commune, Province
from mate_http.access import Access
from mate_http.caching import cacheable
from mate_http.presenters import addresses as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.addresses import Units


class AddressesController(Controller):
    path = "/addresses"
    tags = ("Addresses",)

    @get("/provinces", **route(Access.PUBLIC, "listProvinces", "Provinces of today"))
    async def provinces(self, request: ApiRequest) -> Response[Units]:
        """Names without "Tỉnh" or "Thành phố"; the same for a day, with an `ETag`."""
        book = request.use_cases.address_book
        return _cacheable(request, book.edition, book.provinces())

    @get(
        "/provinces/{province_code:str}/communes",
        **route(Access.PUBLIC, "listCommunes", "Communes of a province", errors=(404,)),
    )
    async def communes(self, request: ApiRequest, province_code: FromPath[str]) -> Response[Units]:
        """Wards, communes and special zones; there are no districts since July 2025."""
        book = request.use_cases.address_book
        return _cacheable(request, book.edition, book.communes(province_code))


def _cacheable(
    request: ApiRequest, edition: date, listed: Iterable[Province | Commune]
) -> Response[Units]:
    return cacheable(
        request,
        edition.isoformat(),
        lambda: present.units(edition, listed),
        **{"Content-Language": "vi"},
    )
