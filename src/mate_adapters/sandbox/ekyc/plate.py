"""Pictures that say in their pixels what they show, so that they survive being made anew.

Uploads keep nothing but pixels, and nobody here can read print. So the sandbox draws cards and
faces with a field of black and white squares, 8 pixels wide each, whose bits are the content. A
picture without the field is a picture of which the vendors can read nothing.
"""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from io import BytesIO
from typing import Final

_SIZE: Final = (1_000, 640)
_SQUARE: Final = 8
_CORNER: Final = (16, 320)
_COLUMNS, _ROWS = 120, 36
_BITS: Final = _COLUMNS * _ROWS
_HEAD: Final = struct.Struct(">HI")
_MIDDLE: Final = 128
_PAPER, _INK = (232, 240, 236), (20, 40, 60)


class EkycVerdict(StrEnum):
    """What vendors will make of a picture; the last ones are what happens to their servers."""

    APPROVE = "approve"
    BORDERLINE = "borderline"
    MISMATCH = "mismatch"
    NOT_LIVE = "not_live"
    FAKE = "fake"
    UNDERAGE = "underage"
    EXPIRED = "expired"
    BLURRED = "blurred"
    INCOMPLETE = "incomplete"
    MASKED = "masked"
    SILENT = "silent"
    TIMEOUT = "timeout"
    ERROR = "error"
    SLOW = "slow"
    RATE_LIMITED = "rate_limited"
    HTML = "html"


TROUBLES: Final = frozenset(
    {
        EkycVerdict.TIMEOUT,
        EkycVerdict.ERROR,
        EkycVerdict.SLOW,
        EkycVerdict.RATE_LIMITED,
        EkycVerdict.HTML,
    }
)


class Side(StrEnum):
    FRONT = "front"
    BACK = "back"
    FACE = "face"


@dataclass(frozen=True, slots=True)
class Plate:
    """What a picture shows; days are dd/mm/yyyy, as vendors write them."""

    side: Side
    verdict: EkycVerdict = EkycVerdict.APPROVE
    number: str = ""
    name: str = ""
    born: str = ""
    expires: str = "01/01/2040"

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Plate:
        """Raises ValueError, TypeError for what is no plate."""
        content = json.loads(text)
        plate = cls(**content)
        return replace(plate, side=Side(plate.side), verdict=EkycVerdict(plate.verdict))


def draw(plate: Plate) -> bytes:
    """A PNG picture; raises ValueError for a content that is too long to be drawn."""
    from PIL import Image, ImageDraw  # noqa: PLC0415  dear, and no command needs it to start

    content = plate.to_json().encode()
    data = _HEAD.pack(len(content), zlib.crc32(content)) + content
    if 8 * len(data) > _BITS:
        raise ValueError("the names on the card are too long")
    bits = "".join(f"{byte:08b}" for byte in data).ljust(_BITS, "0")
    field = Image.frombytes("L", (_COLUMNS, _ROWS), bytes(255 * (bit == "1") for bit in bits))
    picture = Image.new("RGB", _SIZE, _PAPER)
    pen = ImageDraw.Draw(picture)
    lines = ("SANDBOX: NOT AN IDENTITY CARD", plate.side, plate.number, plate.born, plate.verdict)
    for row, line in enumerate(lines):
        pen.text((40, 24 + 52 * row), str(line), fill=_INK, font_size=36)
    wide = field.resize((_COLUMNS * _SQUARE, _ROWS * _SQUARE), Image.Resampling.NEAREST)
    picture.paste(wide.convert("RGB"), _CORNER)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def read(data: bytes) -> Plate | None:
    """What a picture says of itself; None for one that was not drawn here."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  likewise

    try:
        with Image.open(BytesIO(data)) as picture:
            if picture.size != _SIZE:
                return None
            left, top = _CORNER
            area = (left, top, left + _COLUMNS * _SQUARE, top + _ROWS * _SQUARE)
            field = picture.convert("L").crop(area).reduce(_SQUARE)
        bits = "".join("1" if value >= _MIDDLE else "0" for value in field.tobytes())
        drawn = int(bits, 2).to_bytes(_BITS // 8, "big")
        length, checksum = _HEAD.unpack_from(drawn)
        content = drawn[_HEAD.size : _HEAD.size + length]
        if zlib.crc32(content) != checksum:
            return None
        return Plate.from_json(content.decode())
    except (UnidentifiedImageError, OSError, ValueError, TypeError):
        return None
