"""Every number of uploads: sizes, pixels, seconds, days and how much at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from mate_core.media.model import MediaKind

MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Size:
    """A picture's copy: its longer side in pixels; `square` cuts the middle out of it."""

    name: str
    longer_side: int
    square: bool = False


@dataclass(frozen=True, slots=True)
class KindPolicy:
    """Limits of one kind. `master` is what is stored in the place of the picture sent.

    `least_side` is the shorter side in pixels below which nobody recognises anything.
    """

    largest_bytes: int
    per_day: int
    master: Size | None = None
    renditions: tuple[Size, ...] = ()
    least_side: int = 1
    longest: timedelta | None = None


_IMAGE_BYTES: Final = 10 * MEGABYTE
_VIDEO_BYTES: Final = 50 * MEGABYTE
_MINUTE: Final = timedelta(seconds=60)
_KINDS: Final[Mapping[MediaKind, KindPolicy]] = MappingProxyType(
    {
        MediaKind.AVATAR: KindPolicy(
            _IMAGE_BYTES,
            per_day=20,
            master=Size("", 1_024, square=True),
            renditions=(Size("s512", 512, square=True), Size("s128", 128, square=True)),
            least_side=64,
        ),
        MediaKind.IMAGE: KindPolicy(
            _IMAGE_BYTES,
            per_day=100,
            master=Size("", 2_048),
            renditions=(Size("w1080", 1_080), Size("w320", 320)),
            least_side=16,
        ),
        MediaKind.VIDEO: KindPolicy(_VIDEO_BYTES, per_day=20, longest=_MINUTE),
        # No smaller copies: fewer objects to prove gone. Text on the card must stay readable.
        MediaKind.KYC_DOCUMENT: KindPolicy(
            _IMAGE_BYTES, per_day=20, master=Size("", 3_000), least_side=300
        ),
        MediaKind.KYC_VIDEO: KindPolicy(_VIDEO_BYTES, per_day=10, longest=_MINUTE),
    }
)


@dataclass(frozen=True, slots=True)
class MediaPolicy:
    """`public_url` is the address under which the public bucket is read: our route, or a CDN.

    `most_pixels` is asked for before anything is decoded. A link lives for `link_life`, one that
    staff look at papers with for `staff_link_life`.
    """

    public_url: str = "/media"
    kinds: Mapping[MediaKind, KindPolicy] = field(default_factory=lambda: _KINDS)
    most_pixels: int = 50_000_000
    window: timedelta = timedelta(days=1)
    unfinished_kept: timedelta = timedelta(hours=1)
    unused_kept: timedelta = timedelta(hours=24)
    stray_objects_kept: timedelta = timedelta(hours=24)
    link_life: timedelta = timedelta(minutes=15)
    staff_link_life: timedelta = timedelta(minutes=2)
    sweep_batch: int = 200
