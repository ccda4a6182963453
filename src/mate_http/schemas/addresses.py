"""Bodies of `/addresses`, and units wherever they are shown."""

from __future__ import annotations

import datetime as dt

from mate_http.schemas.base import Output


class Unit(Output, frozen=True):
    """A province or commune of today; codes of the National Statistics Office."""

    code: str
    name: str


class Units(Output, frozen=True):
    """All of them, by code, as of `edition`."""

    edition: dt.date
    items: list[Unit]
