"""Cards and faces of people who do not exist: what a picture shows, in a handful of bytes.

The picture itself says whose card it is and how good it is, as the pixels of the sandbox do; so a
vendor's verdict hangs on the person alone, and not on the order in which commands are run.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from mate_core.kyc.citizen_id import CitizenId
from mate_core.media.policies import Size
from mate_core.media.ports import Picture, Upload, Video

_HO_CHI_MINH_CITY: Final = "079"
_FIRST_YEAR: Final = 1970
_YEARS: Final = 36


class Look(StrEnum):
    """What vendors make of a set of pictures."""

    GOOD = "good"
    BORDERLINE = "borderline"
    BLURRED = "blurred"
    FAKE = "fake"
    UNLIKE = "unlike"
    """The right person, who has changed since the card was made: vendors say no, staff see it."""


@dataclass(frozen=True, slots=True)
class PaperShares:
    """The shares of people whose first pictures are not simply good; between 0 and 1 together."""

    borderline: float = 0.05
    blurred: float = 0.08
    fake: float = 0.02
    unlike: float = 0.03

    def __post_init__(self) -> None:
        shares = (self.borderline, self.blurred, self.fake, self.unlike)
        if min(shares) < 0 or sum(shares) > 1:
            raise ValueError("shares of papers must be 0 or more, and 1 at most together")

    def look(self, chance: float) -> Look:
        """The one that belongs to `chance`, drawn from 0 to 1."""
        for share, look in (
            (self.borderline, Look.BORDERLINE),
            (self.blurred, Look.BLURRED),
            (self.fake, Look.FAKE),
            (self.unlike, Look.UNLIKE),
        ):
            if chance < share:
                return look
            chance -= share
        return Look.GOOD


@dataclass(frozen=True, slots=True)
class Papers:
    """The card of the person with number `of`, as pictures with that `look` show it."""

    of: int
    born: int
    look: Look = Look.GOOD

    @property
    def content(self) -> bytes:
        return f"{self.of} {self.born} {self.look}".encode()

    @classmethod
    def seen_in(cls, content: bytes) -> Papers:
        of, born, look = content.decode().split()
        return cls(int(of), int(born), Look(look))

    @property
    def number(self) -> CitizenId:
        century = "0" if self.born < 2000 else "2"
        return CitizenId(f"{_HO_CHI_MINH_CITY}{century}{self.born % 100:02}{self.of:06}")

    @property
    def full_name(self) -> str:
        return name_of(self.of)

    @property
    def date_of_birth(self) -> date:
        return date(self.born, 5, 17)


def name_of(number: int) -> str:
    """The same name everywhere: on the profile, on the card, at the bank."""
    return f"Nguyễn Văn {number}"


def born_of(number: int) -> int:
    """The year on a grown-up's card."""
    return _FIRST_YEAR + number % _YEARS


class TinyWorkshop:
    """ImageWorkshop that takes every upload for a picture of 640 x 480 and keeps its bytes."""

    async def make(
        self, upload: Upload, sizes: Sequence[Size], *, most_pixels: int, least_side: int
    ) -> Sequence[Picture]:
        data = b"".join([chunk async for chunk in upload.chunks()])
        return [Picture(size, "image/png", data, 640, 480) for size in sizes]


class TinyInspector:
    """VideoInspector to which every upload is a film of five seconds."""

    async def inspect(self, upload: Upload) -> Video:
        return Video("video/mp4", timedelta(seconds=5), 720, 1_280)


async def sent(content: bytes) -> AsyncIterator[bytes]:
    """The upload as it comes in."""
    yield content
