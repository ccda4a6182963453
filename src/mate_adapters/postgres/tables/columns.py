"""The few column types that the schema is made of."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, TSTZRANGE

metadata: Final = sa.MetaData()

TEXTS: Final = ARRAY(sa.Text())
UUIDS: Final = ARRAY(sa.Uuid())
BIGINTS: Final = ARRAY(sa.BigInteger())
INSTANT: Final = sa.DateTime(timezone=True)
INSTANTS: Final = ARRAY(INSTANT)
DATES: Final = ARRAY(sa.Date())
BOOLEANS: Final = ARRAY(sa.Boolean())


def identifier(name: str = "id", *, primary_key: bool = False, null: bool = False) -> Any:
    column: sa.Column[UUID] = sa.Column(name, sa.Uuid, primary_key=primary_key, nullable=null)
    return column


def text(name: str, *, null: bool = False) -> Any:
    column: sa.Column[str] = sa.Column(name, sa.Text, nullable=null)
    return column


def texts(name: str) -> Any:
    return sa.Column(name, TEXTS, nullable=False)


def instant(name: str, *, null: bool = False) -> Any:
    """An aware instant."""
    column: sa.Column[datetime] = sa.Column(name, INSTANT, nullable=null)
    return column


def day(name: str, *, null: bool = False) -> Any:
    """A day of the calendar, in Viet Nam."""
    column: sa.Column[date] = sa.Column(name, sa.Date, nullable=null)
    return column


def dong(name: str, *, null: bool = False) -> Any:
    """Whole dong."""
    column: sa.Column[int] = sa.Column(name, sa.BigInteger, nullable=null)
    return column


def count(name: str, *, null: bool = False) -> Any:
    column: sa.Column[int] = sa.Column(name, sa.Integer, nullable=null)
    return column


def big(name: str) -> Any:
    """A number that may be larger than four bytes."""
    column: sa.Column[int] = sa.Column(name, sa.BigInteger, nullable=False)
    return column


def small(name: str, *, null: bool = False) -> Any:
    column: sa.Column[int] = sa.Column(name, sa.SmallInteger, nullable=null)
    return column


def degrees(name: str) -> Any:
    column: sa.Column[float] = sa.Column(name, sa.Double, nullable=True)
    return column


def address() -> tuple[Any, ...]:
    """Units by code; the name of the province is the column `city`."""
    edition: sa.Column[date] = sa.Column("address_edition", sa.Date, nullable=True)
    texts = (text(name, null=True) for name in ("province_code", "commune_code", "commune_name"))
    return (*texts, edition)


def period(name: str = "period") -> Any:
    """A half-open stretch of time."""
    return sa.Column(name, TSTZRANGE, nullable=False)
