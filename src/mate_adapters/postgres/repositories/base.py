"""What all repositories share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.session import Session
from mate_core.shared.addresses import Address, Commune, Province
from mate_core.shared.errors import NotFound
from mate_core.shared.geo import Coordinates
from mate_core.shared.money import Vnd
from mate_core.shared.pages import Cursor, Page

T = TypeVar("T")


class Repository:
    __slots__ = ("_session",)

    def __init__(self, session: Session) -> None:
        self._session = session


def found(row: Row | None) -> Row:
    """Raises NotFound when there is none."""
    if row is None:
        raise NotFound
    return row


def coordinates(latitude: float | None, longitude: float | None) -> Coordinates | None:
    if latitude is None or longitude is None:
        return None
    return Coordinates(latitude, longitude)


def address(
    city: str | None,
    province_code: str | None,
    commune_code: str | None,
    commune_name: str | None,
    edition: date | None,
) -> Address | None:
    if city is None or province_code is None or edition is None:
        return None
    commune = None
    if commune_code is not None and commune_name is not None:
        commune = Commune(commune_code, commune_name, province_code)
    return Address(Province(province_code, city), edition, commune)


def address_values(kept: Address | None) -> Mapping[str, object]:
    """For the columns of `address()`; the name of the province goes where the city does."""
    commune = kept.commune if kept else None
    return {
        "province_code": kept and kept.province.code,
        "commune_code": commune and commune.code,
        "commune_name": commune and commune.name,
        "address_edition": kept and kept.edition,
    }


def dong(amount: int | None) -> Vnd | None:
    return None if amount is None else Vnd(amount)


def cursor_values(after: Cursor | None) -> dict[str, object]:
    return {"after_at": after.at if after else None, "after_id": after.id if after else None}


def page_of(items: Sequence[T], limit: int, key: Callable[[T], tuple[datetime, UUID]]) -> Page[T]:
    """The page of `limit` + 1 rows that were read to see whether more follow."""
    if len(items) <= limit:
        return Page(items, None)
    shown = items[:limit]
    return Page(shown, Cursor(*key(shown[-1])))
