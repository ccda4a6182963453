"""Provinces and communes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mate_core.shared.addresses import Commune, Province
from mate_http.schemas.addresses import Unit, Units


def unit(each: Province | Commune | None) -> Unit | None:
    return _unit(each) if each else None


def units(edition: date, listed: Iterable[Province | Commune]) -> Units:
    return Units(edition=edition, items=[_unit(each) for each in listed])


def _unit(each: Province | Commune) -> Unit:
    return Unit(code=each.code, name=each.name)
