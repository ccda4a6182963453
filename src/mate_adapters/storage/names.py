"""Which names of objects may reach a storage at all."""

from __future__ import annotations

import re
from typing import Final

from mate_core.media.model import ObjectPlace

_NAME: Final = re.compile(r"[a-z2-7]{26}(?:-[a-z0-9]{1,16})?")


def require_plain(place: ObjectPlace) -> str:
    """The name, which can be part of a path or an address as it is; raises ValueError."""
    if not _NAME.fullmatch(place.name):
        raise ValueError(f"not the name of an object: {place.name!r}")
    return place.name
