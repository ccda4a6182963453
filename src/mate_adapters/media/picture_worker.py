"""A program that makes one picture anew and ends: decoders meet strangers' bytes only here.

It reads a line of JSON and then the picture from its standard input, and writes a line of JSON and
then the pictures made to its output. It has no secrets, no database, a bounded memory and a bounded
time, and what a malicious picture could do to it ends with it.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from mate_adapters.media.picture_words import (
    DAMAGED,
    NOT_AN_IMAGE,
    TOO_MANY_PIXELS,
    TOO_SMALL,
)

FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
MEMORY_BYTES: Final = 1536 * 1024 * 1024
CPU_SECONDS: Final = 20
QUALITY: Final = 85
_SRGB: Final = ImageCms.createProfile("sRGB")
_WHITE: Final = (255, 255, 255)


class Refused(Exception):
    """The picture cannot be taken; `args[0]` is one of our words for why."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One picture to make: its longer side in pixels, and whether the middle is cut out square."""

    longer_side: int
    square: bool


@dataclass(frozen=True, slots=True)
class Made:
    """A JPEG and its size in pixels."""

    data: bytes
    width: int
    height: int


def make(
    data: bytes, wishes: Sequence[Wish], *, most_pixels: int, least_side: int
) -> Sequence[Made]:
    """Raises Refused."""
    Image.MAX_IMAGE_PIXELS = None  # our own limit is asked for below, before anything is decoded
    try:
        picture = Image.open(BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError:
        raise Refused(NOT_AN_IMAGE) from None
    except Exception:
        raise Refused(DAMAGED) from None
    width, height = picture.size
    if width * height > most_pixels:
        raise Refused(TOO_MANY_PIXELS)
    if min(width, height) < least_side:
        raise Refused(TOO_SMALL)
    try:
        upright = _decoded(picture, wishes)
        return [_made(upright, wish) for wish in wishes]
    except (Exception, MemoryError):
        # Decoders raise whatever they like at bytes that somebody has broken.
        raise Refused(DAMAGED) from None


def _decoded(picture: Image.Image, wishes: Sequence[Wish]) -> Image.Image:
    """The first frame as plain RGB, upright."""
    profile = picture.info.get("icc_profile")
    picture.draft("RGB", _enough_for(picture.size, wishes))
    picture.load()
    with suppress(Exception):  # a broken EXIF block is no reason to refuse the pixels
        picture = ImageOps.exif_transpose(picture)
    return _in_srgb(_opaque(picture), profile)


def _enough_for(size: tuple[int, int], wishes: Sequence[Wish]) -> tuple[int, int]:
    """A JPEG is decoded at an eighth, a quarter or half its size where that is enough."""
    sides = [max(_scaled(size, wish.longer_side, wish.square)) for wish in wishes]
    scale = min(1.0, max(sides) / min(size))
    return round(size[0] * scale), round(size[1] * scale)


def _opaque(picture: Image.Image) -> Image.Image:
    """Without palette, transparency or more than eight bits; white shines through."""
    if picture.mode.startswith("I") or picture.mode == "F":
        return picture.convert("F").point(lambda value: value / 256).convert("L").convert("RGB")
    if picture.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        ground = Image.new("RGB", layer.size, _WHITE)
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    return picture if picture.mode == "CMYK" else picture.convert("RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as they were meant, since the profile itself is not kept."""
    if profile:
        with suppress(
            Exception
        ):  # a broken profile, or one for other channels: colours as they are
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            changed = ImageCms.profileToProfile(picture, source, _SRGB, outputMode="RGB")
            if changed is not None:
                return changed
    return picture.convert("RGB")


def _made(picture: Image.Image, wish: Wish) -> Made:
    width, height = _scaled(picture.size, wish.longer_side, wish.square)
    resized = picture.resize(
        (width, height),
        Image.Resampling.LANCZOS,
        box=_middle(picture.size) if wish.square else None,
        reducing_gap=3.0,
    )
    # Only pixels are copied: comments, EXIF, GPS and profiles stay with the old object.
    clean = Image.new("RGB", (width, height))
    clean.paste(resized)
    out = BytesIO()
    clean.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Made(out.getvalue(), width, height)


def _scaled(size: tuple[int, int], longer_side: int, square: bool) -> tuple[int, int]:
    width, height = (min(size), min(size)) if square else size
    scale = min(1.0, longer_side / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _middle(size: tuple[int, int]) -> tuple[int, int, int, int]:
    side = min(size)
    left, top = (size[0] - side) // 2, (size[1] - side) // 2
    return left, top, left + side, top + side


def answer(order: bytes, data: bytes) -> bytes:
    """A line of JSON about what was made, and the pictures behind it."""
    asked = json.loads(order)
    wishes = [Wish(int(side), bool(square)) for side, square in asked["wishes"]]
    try:
        made = make(data, wishes, most_pixels=asked["most_pixels"], least_side=asked["least_side"])
    except Refused as refusal:
        return json.dumps({"refused": refusal.args[0]}).encode() + b"\n"
    told = {"made": [[len(each.data), each.width, each.height] for each in made]}
    return json.dumps(told).encode() + b"\n" + b"".join(each.data for each in made)


def main() -> None:
    """The program: one picture from standard input to standard output."""
    _limit_itself()
    order = sys.stdin.buffer.readline()
    sys.stdout.buffer.write(answer(order, sys.stdin.buffer.read()))


def _limit_itself() -> None:
    for what, limit in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # not every system knows every limit
            resource.setrlimit(what, (limit, limit))


if __name__ == "__main__":
    main()
