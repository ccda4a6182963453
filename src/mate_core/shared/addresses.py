"""Where people live: a province and a commune of today, and what they typed instead.

Since 1 July 2025 Viet Nam has provinces and communes, and no districts (VIETNAM V11). Codes are
those of the National Statistics Office: two digits for a province, five for a commune.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from mate_core.shared.errors import InvalidInput, NotFound


@dataclass(frozen=True, slots=True)
class Province:
    code: str
    name: str
    """Without "Tỉnh" or "Thành phố": a province that becomes a city keeps it."""


@dataclass(frozen=True, slots=True)
class Commune:
    code: str
    name: str
    """With "Phường", "Xã" or "Đặc khu": in one province two may share the rest."""
    province_code: str


@dataclass(frozen=True, slots=True)
class Address:
    """Units by code and name, as of `edition`: after another reform one can tell what was meant.

    Raises ValueError for a commune of another province.
    """

    province: Province
    edition: date
    commune: Commune | None = None

    def __post_init__(self) -> None:
        if self.commune is not None and self.commune.province_code != self.province.code:
            raise ValueError("the commune lies in another province")


class AddressBook(Protocol):
    """The units of one day."""

    @property
    def edition(self) -> date:
        """The day of the list."""
        ...

    def provinces(self) -> Sequence[Province]:
        """All of them, by code."""
        ...

    def communes(self, province_code: str) -> Sequence[Commune]:
        """Those of one province, by code. Raises NotFound."""
        ...

    def province(self, code: str) -> Province:
        """Raises NotFound."""
        ...

    def commune(self, code: str) -> Commune:
        """Raises NotFound."""
        ...

    def resolve(self, city: str, district: str = "") -> Sequence[Province]:
        """The provinces of today that these texts can mean, by code: one when it is certain.

        Reads provinces and districts of before July 2025, common short names, any case, with or
        without accents. A province that is named decides; a district only where none is.
        """
        ...


@dataclass(frozen=True, slots=True)
class Locality:
    """What is kept of a place. With an `address`, `city` is the name of its province.

    `city` and `district` are as typed where no one province is meant.
    """

    city: str | None = None
    district: str | None = None
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class LocalityChange:
    """None leaves a field as it is, an empty text clears it."""

    city: str | None = None
    district: str | None = None
    province_code: str | None = None
    commune_code: str | None = None


def relocated(now: Locality, change: LocalityChange, book: AddressBook) -> Locality:
    """The place after the change; codes win over texts.

    A commune alone brings its province along; another province leaves the old commune behind.
    Raises InvalidInput for `provinceCode` and `communeCode`.
    """
    district = now.district if change.district is None else change.district or None
    if change.province_code or change.commune_code:
        address = _by_codes(now.address, change, book)
        return Locality(address.province.name, district, address)
    if change.province_code == "":
        if not change.city:
            return Locality(None, district, None)
        now = Locality(None, now.district, None)
    moved = _by_texts(now, change, district, book)
    if change.commune_code == "" and moved.address is not None:
        stripped = Address(moved.address.province, moved.address.edition)
        return Locality(moved.city, moved.district, stripped)
    return moved


def _by_codes(now: Address | None, change: LocalityChange, book: AddressBook) -> Address:
    commune = _commune(change.commune_code, book) if change.commune_code else None
    if change.province_code is None and commune is not None:
        return Address(book.province(commune.province_code), book.edition, commune)
    try:
        province = book.province(change.province_code or "")
    except NotFound:
        raise InvalidInput(
            "provinceCode", "address.province_unknown", "Give a code from the list of provinces."
        ) from None
    if commune is not None and commune.province_code != province.code:
        raise InvalidInput(
            "communeCode", "address.commune_elsewhere", "Give a commune of that province."
        )
    keeps = change.commune_code is None and now is not None and now.province == province
    if keeps and now is not None:
        return now
    return Address(province, book.edition, commune)


def _commune(code: str, book: AddressBook) -> Commune:
    try:
        return book.commune(code)
    except NotFound:
        raise InvalidInput(
            "communeCode",
            "address.commune_unknown",
            "Give a code from the list of communes.",
        ) from None


def _by_texts(
    now: Locality, change: LocalityChange, district: str | None, book: AddressBook
) -> Locality:
    if change.city is None and (change.district is None or now.address is not None):
        return Locality(now.city, district, now.address)
    if change.city == "":
        return Locality(None, district, None)
    city = change.city or now.city
    meant = book.resolve(city or "", district or "")
    if len(meant) != 1:
        return Locality(city, district, None)
    province = meant[0]
    if now.address is not None and now.address.province == province:
        return Locality(province.name, district, now.address)
    return Locality(province.name, district, Address(province, book.edition))
