"""What every ImageWorkshop must do; and what only a real one can show."""

from __future__ import annotations

import asyncio
import struct
import sys
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from mate_adapters.media import pillow_workshop
from mate_adapters.media.picture_worker import answer
from mate_adapters.media.pillow_workshop import PillowWorkshop
from mate_adapters.memory.objects import MemoryUpload
from mate_adapters.memory.workshop import HeaderWorkshop, png
from mate_core.media.errors import (
    ImageDamaged,
    ImageTooManyPixels,
    ImageTooSmall,
    NotAnImage,
    UploadsBusy,
)
from mate_core.media.policies import Size
from mate_core.media.ports import ImageWorkshop, Picture, Upload

FIT, SQUARE = Size("w320", 320), Size("s128", 128, square=True)
RED, BLUE = (250, 10, 10), (10, 10, 250)


async def in_this_process(order: bytes, upload: Upload) -> bytes:
    """The program itself, without the 0.1 s that a process costs."""
    return answer(order, b"".join([chunk async for chunk in upload.chunks()]))


@pytest.fixture(params=["headers", "pillow"])
def workshop(request: pytest.FixtureRequest) -> ImageWorkshop:
    if request.param == "headers":
        return HeaderWorkshop()
    return PillowWorkshop(ask=in_this_process)


async def made(
    workshop: ImageWorkshop, data: bytes, *sizes: Size, most: int = 1_000_000, least: int = 1
) -> list[Picture]:
    upload = MemoryUpload(data)
    return list(await workshop.make(upload, sizes or [FIT], most_pixels=most, least_side=least))


def halves(size: tuple[int, int] = (640, 320), mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", size, RED)
    picture.paste(BLUE, (size[0] // 2, 0, *size))
    return picture.convert(mode)


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def opened(picture: Picture) -> Image.Image:
    found = Image.open(BytesIO(picture.data))
    found.load()
    return found


class TestEveryWorkshop:
    @pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF"])
    async def test_a_picture_is_made_in_every_size(
        self, workshop: ImageWorkshop, kind: str
    ) -> None:
        fit, square = await made(workshop, saved(halves(), kind), FIT, SQUARE)
        assert (fit.width, fit.height, fit.size) == (320, 160, FIT)
        assert (square.width, square.height, square.size) == (128, 128, SQUARE)
        for each in (fit, square):
            assert opened(each).size == (each.width, each.height)
            assert Image.MIME[opened(each).format or ""] == each.content_type

    async def test_nothing_is_made_larger(self, workshop: ImageWorkshop) -> None:
        (small,) = await made(workshop, png(40, 20))
        assert (small.width, small.height) == (40, 20)

    @pytest.mark.parametrize(
        "data", [b"%PDF-1.7", b"<svg/>", b"GIF", b"<html>\x89PNG\r\n\x1a\n", bytes(100)]
    )
    async def test_what_is_no_picture_is_told(self, workshop: ImageWorkshop, data: bytes) -> None:
        with pytest.raises(NotAnImage):
            await made(workshop, data)

    @pytest.mark.parametrize("kind", ["PNG", "JPEG"])
    async def test_a_picture_that_was_cut_off_is_damaged(
        self, workshop: ImageWorkshop, kind: str
    ) -> None:
        data = saved(halves(), kind)
        with pytest.raises(ImageDamaged):
            await made(workshop, data[: len(data) // 2])

    async def test_limits_are_asked_for_before_anything_is_decoded(
        self, workshop: ImageWorkshop
    ) -> None:
        with pytest.raises(ImageTooManyPixels):
            await made(workshop, bomb(60_000, 60_000), most=50_000_000)
        with pytest.raises(ImageTooSmall):
            await made(workshop, png(40, 20), least=21)


def bomb(width: int, height: int) -> bytes:
    """A few bytes that promise billions of pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        mark = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + mark

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(bytes(1_000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + data + chunk(b"IEND", b"")


class TestPillow:
    @pytest.fixture
    def workshop(self) -> PillowWorkshop:
        return PillowWorkshop(ask=in_this_process)

    async def test_places_names_and_comments_stay_behind(self, workshop: PillowWorkshop) -> None:
        exif = Image.Exif()
        exif[0x010E] = "nha so 12 Le Loi"
        exif.get_ifd(0x8825)[2] = (10.0, 46.0, 19.6)
        text = PngImagePlugin.PngInfo()
        text.add_text("Author", "Nguyen Van An")
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        for data in (
            saved(halves(), "JPEG", exif=exif, comment=b"Nguyen Van An", icc_profile=profile),
            saved(halves(), "PNG", exif=exif, pnginfo=text),
            saved(halves(), "WEBP", exif=exif, xmp=b"Nguyen Van An"),
        ):
            (clean,) = await made(workshop, data)
            assert b"Le Loi" not in clean.data
            assert b"Nguyen" not in clean.data
            assert dict(opened(clean).getexif()) == {}
            assert "icc_profile" not in opened(clean).info

    async def test_what_hides_behind_a_picture_stays_behind(self, workshop: PillowWorkshop) -> None:
        for hidden in (b"<script>alert(1)</script>", b"PK\x03\x04 an archive", b"<?php ?>"):
            for kind in ("JPEG", "PNG", "GIF"):
                (clean,) = await made(workshop, saved(halves(), kind) + hidden)
                assert hidden not in clean.data

    async def test_a_picture_that_lay_on_its_side_stands(self, workshop: PillowWorkshop) -> None:
        exif = Image.Exif()
        exif[0x0112] = 6  # turn by 90 degrees clockwise to see it upright
        (upright,) = await made(workshop, saved(halves(), "JPEG", exif=exif))
        assert (upright.width, upright.height) == (160, 320)
        assert _near(opened(upright), (80, 20), RED)
        assert _near(opened(upright), (80, 300), BLUE)

    async def test_a_square_is_the_middle(self, workshop: PillowWorkshop) -> None:
        (square,) = await made(workshop, saved(halves(), "PNG"), SQUARE)
        assert _near(opened(square), (20, 64), RED)
        assert _near(opened(square), (108, 64), BLUE)

    @pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "I;16", "1"])
    async def test_every_kind_of_pixel_becomes_plain(
        self, workshop: PillowWorkshop, mode: str
    ) -> None:
        (plain,) = await made(workshop, saved(halves(mode=mode), "PNG"))
        assert opened(plain).mode == "RGB"

    async def test_printers_colours_become_those_of_screens(self, workshop: PillowWorkshop) -> None:
        (screen,) = await made(workshop, saved(halves(mode="CMYK"), "JPEG"))
        assert opened(screen).mode == "RGB"
        assert _near(opened(screen), (20, 80), RED)

    async def test_what_is_transparent_becomes_white(self, workshop: PillowWorkshop) -> None:
        glass = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
        for kind in ("PNG", "WEBP", "GIF"):
            (clean,) = await made(workshop, saved(glass, kind))
            assert _near(opened(clean), (32, 32), (255, 255, 255))

    async def test_of_an_animation_the_first_frame_is_taken(self, workshop: PillowWorkshop) -> None:
        frames = [Image.new("RGB", (32, 32), colour) for colour in (RED, BLUE)]
        for kind in ("GIF", "WEBP", "PNG"):
            data = saved(frames[0], kind, save_all=True, append_images=frames[1:])
            (still,) = await made(workshop, data)
            assert _near(opened(still), (16, 16), RED)
            assert getattr(opened(still), "n_frames", 1) == 1

    async def test_other_kinds_of_pictures_are_not_even_opened(
        self, workshop: PillowWorkshop
    ) -> None:
        for kind in ("TIFF", "BMP", "ICO", "PPM", "EPS"):
            with pytest.raises(NotAnImage):
                await made(workshop, saved(halves(), kind))

    async def test_a_broken_profile_is_no_reason_to_refuse(self, workshop: PillowWorkshop) -> None:
        (clean,) = await made(workshop, saved(halves(), "JPEG", icc_profile=b"no profile" * 20))
        assert _near(opened(clean), (20, 80), RED)


def _near(picture: Image.Image, at: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    found = picture.convert("RGB").getpixel(at)
    assert isinstance(found, tuple)
    return all(abs(int(a) - b) < 30 for a, b in zip(found, colour, strict=True))


class TestProcess:
    async def test_a_picture_goes_through_a_process_of_its_own(self) -> None:
        (picture,) = await made(PillowWorkshop(), saved(halves(), "PNG"))
        assert (picture.width, picture.height, picture.content_type) == (320, 160, "image/jpeg")
        with pytest.raises(NotAnImage):
            await made(PillowWorkshop(), b"not a picture")

    async def test_a_process_that_dies_has_met_a_damaged_picture(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dying = (sys.executable, "-I", "-c", "import os; os.abort()")
        monkeypatch.setattr(pillow_workshop, "_COMMAND", dying)
        with pytest.raises(ImageDamaged):
            await made(PillowWorkshop(), saved(halves(), "PNG"))

    async def test_it_is_given_no_secrets(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("MATE_SECRET_KEY", "planted")
        telling = (
            "import os, json, sys; sys.stdin.buffer.read();"
            "print(json.dumps({'refused': 'damaged'}) if not os.environ.get('MATE_SECRET_KEY')"
            " else json.dumps({'refused': 'not_an_image'}))"
        )
        monkeypatch.setattr(pillow_workshop, "_COMMAND", (sys.executable, "-I", "-c", telling))
        with pytest.raises(ImageDamaged):
            await made(PillowWorkshop(), saved(halves(), "PNG"))

    async def test_more_than_may_wait_are_told_to_come_again(self) -> None:
        may_end = asyncio.Event()

        async def slow(order: bytes, upload: Upload) -> bytes:
            await may_end.wait()
            return await in_this_process(order, upload)

        workshop = PillowWorkshop(at_once=1, most_waiting=1, ask=slow)
        inside = [asyncio.create_task(made(workshop, png(9, 9))) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(UploadsBusy):
            await made(workshop, png(9, 9))
        may_end.set()
        assert len(await asyncio.gather(*inside)) == 2
        await made(workshop, png(9, 9))
