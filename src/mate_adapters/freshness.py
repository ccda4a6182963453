"""Between the commit and whoever reads next: what was kept and is no longer true is forgotten."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from mate_core.freshness import tags_of
from mate_core.shared.caching import Cache, NoCache, Tag
from mate_core.shared.events import Event


@dataclass(frozen=True, slots=True)
class Freshness:
    """The cache of this process, and the name under which others hear of its commits."""

    cache: Cache = field(default_factory=NoCache)
    tags_of: Callable[[Iterable[Event]], frozenset[Tag]] = tags_of
    source: str = field(default_factory=lambda: secrets.token_hex(8))
