"""Reading containers: MP4 and MOV by boxes, WebM by elements."""

from __future__ import annotations

import struct
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_adapters.media.inspector import ContainerInspector
from mate_adapters.memory.objects import MemoryUpload
from mate_core.media.errors import NotAVideo, UploadRefused, VideoDamaged
from mate_core.media.intake import without_metadata
from mate_core.media.ports import Video
from tests.unit.media.files import box, ftyp, full, mp4, mvhd, track


async def inspected(data: bytes) -> Video:
    return await ContainerInspector().inspect(MemoryUpload(data))


async def cleaned(data: bytes) -> bytes:
    upload = MemoryUpload(data)
    video = await ContainerInspector().inspect(upload)
    return b"".join([chunk async for chunk in without_metadata(upload, video)])


def element(id_: int, body: bytes, *, unknown: bool = False) -> bytes:
    name = id_.to_bytes((id_.bit_length() + 7) // 8)
    size = b"\x01" + (b"\xff" * 7 if unknown else len(body).to_bytes(7))
    return name + size + body


def webm(
    *,
    duration: float | None = 5_000.0,
    doc_type: bytes = b"webm",
    cluster: bytes = b"",
    more: bytes = b"",
    live: bool = False,
) -> bytes:
    head = element(0x1A45DFA3, element(0x4282, doc_type))
    told = b"" if duration is None else element(0x4489, struct.pack(">d", duration))
    info = element(0x1549A966, element(0x2AD7B1, (1_000_000).to_bytes(3)) + told)
    sizes = element(0xB0, (640).to_bytes(2)) + element(0xBA, (360).to_bytes(2))
    tracks = element(0x1654AE6B, element(0xAE, element(0x83, b"\x01") + element(0xE0, sizes)))
    clusters = element(0x1F43B675, cluster, unknown=live) if cluster else b""
    return head + element(0x18538067, info + tracks + more + clusters, unknown=live)


class TestIso:
    async def test_duration_and_size_are_those_of_the_boxes(self) -> None:
        video = await inspected(mp4(seconds=12.5, tracks=track(seconds=12, size=(1_920, 1_080))))
        assert video.duration == timedelta(seconds=12.5)
        assert (video.width, video.height, video.content_type) == (1_920, 1_080, "video/mp4")

    async def test_the_longest_of_all_that_is_told_counts(self) -> None:
        lying = ftyp() + box(b"moov", mvhd(1), track(seconds=90)) + box(b"mdat", b"x")
        assert (await inspected(lying)).duration == timedelta(seconds=90)

    async def test_a_recording_in_fragments_is_as_long_as_its_last_one_begins(self) -> None:
        def moof(at: int) -> bytes:
            tfhd = full(b"tfhd", struct.pack(">I", 1))
            return box(b"moof", box(b"traf", tfhd, full(b"tfdt", struct.pack(">I", at))))

        data = ftyp() + box(b"moov", mvhd(0), track(seconds=0)) + moof(0) + moof(7_500)
        assert (await inspected(data)).duration == timedelta(seconds=7.5)

    async def test_a_film_of_apple_stays_one(self) -> None:
        assert (await inspected(mp4(brand=b"qt  "))).content_type == "video/quicktime"

    async def test_places_and_names_become_zeros_and_no_offset_moves(self) -> None:
        data = mp4(
            tracks=track(more=box(b"udta", b"author Nguyen")),
            in_moov=box(b"meta", b"+10.7721+106.6983/") + box(b"udta", b"\xa9xyz"),
            after=box(b"free", b"<script>alert(1)</script>") + box(b"uuid", b"PK\x03\x04"),
        )
        clean = await cleaned(data)
        assert len(clean) == len(data)
        for secret in (b"Nguyen", b"10.7721", b"xyz", b"script", b"PK"):
            assert secret in data
            assert secret not in clean
        assert clean.index(b"frames of a film") == data.index(b"frames of a film")
        assert (await inspected(clean)).duration == timedelta(seconds=1)

    async def test_a_track_of_positions_goes_with_its_samples(self) -> None:
        positions = b"$GPRMC,10.7721,N,106.6983,E"
        head = len(mp4(tracks=track() + _positions_at(0, len(positions)))) - len(
            b"frames of a film"
        )
        film = mp4(tracks=track() + _positions_at(head, len(positions)))[:-24]
        data = film + box(b"mdat", positions, b"frames of a film")
        assert data.index(positions) == head
        clean = await cleaned(data)
        assert b"GPRMC" not in clean
        assert b"10.77" not in clean
        assert clean.endswith(b"frames of a film")

    @pytest.mark.parametrize(
        "data",
        [
            mp4(brand=b"heic"),
            mp4(brand=b"avif"),
            mp4(tracks=track(b"soun")),
            b"\x89PNG\r\n\x1a\n" + bytes(40),
            b"",
        ],
        ids=["heic", "avif", "sound", "png", "nothing"],
    )
    async def test_what_shows_no_moving_picture_is_no_video(self, data: bytes) -> None:
        with pytest.raises(NotAVideo):
            await inspected(data)

    @pytest.mark.parametrize(
        "data",
        [
            ftyp() + box(b"mdat", b"x"),
            mp4()[:-30],
            mp4(seconds=0),
            ftyp() + struct.pack(">I4s", 2**31, b"moov") + b"x",
            mp4(tracks=track(own_data=False)),
            mp4() + box(b"moov", mvhd(1), track()),
        ],
        ids=["no moov", "cut off", "no length", "lying size", "other file", "two moov"],
    )
    async def test_what_does_not_hold_together_is_damaged(self, data: bytes) -> None:
        with pytest.raises(VideoDamaged):
            await inspected(data)

    @given(st.binary(max_size=40), st.integers(0, 400), st.integers(1, 40))
    async def test_broken_bytes_are_refused_or_read_and_never_crash(
        self, noise: bytes, at: int, length: int
    ) -> None:
        whole = mp4(tracks=track() + _positions_at(9, 4), in_moov=box(b"udta", b"x"))
        data = whole[:at] + noise + whole[at + length :]
        with suppress(UploadRefused):
            assert len(await cleaned(data)) == len(data)


def _positions_at(offset: int, size: int) -> bytes:
    tables = (
        full(b"stsz", struct.pack(">II", size, 1))
        + full(b"stsc", struct.pack(">IIII", 1, 1, 1, 1))
        + full(b"stco", struct.pack(">II", 1, offset))
    )
    return track(b"meta", number=2, tables=tables)


class TestWebm:
    async def test_duration_and_size_are_those_of_the_elements(self) -> None:
        video = await inspected(webm())
        assert video.duration == timedelta(seconds=5)
        assert (video.width, video.height, video.content_type) == (640, 360, "video/webm")

    async def test_a_live_recording_is_as_long_as_its_last_block(self) -> None:
        block = element(0xA3, b"\x81" + struct.pack(">h", 250) + b"\x80data")
        data = webm(duration=None, cluster=element(0xE7, (9_000).to_bytes(2)) + block, live=True)
        assert (await inspected(data)).duration == timedelta(seconds=9.25)

    async def test_a_block_that_was_cut_off_ends_the_recording(self) -> None:
        block = element(0xA3, b"\x81" + struct.pack(">h", 250) + b"\x80data")
        data = webm(duration=None, cluster=element(0xE7, (9_000).to_bytes(2)) + block, live=True)
        assert (await inspected(data[:-3])).duration == timedelta(seconds=9)

    async def test_tags_and_attachments_become_void(self) -> None:
        data = webm(more=element(0x1254C367, b"10.7721") + element(0x1941A469, b"MZ evil"))
        clean = await cleaned(data)
        assert len(clean) == len(data)
        assert b"10.7721" not in clean
        assert b"evil" not in clean
        assert (await inspected(clean)).duration == timedelta(seconds=5)

    async def test_matroska_and_sound_are_no_videos(self) -> None:
        for data in (webm(doc_type=b"matroska"), webm().replace(b"\xb0\x01", b"\x9f\x01", 1)):
            with pytest.raises(NotAVideo):
                await inspected(data)

    @pytest.mark.parametrize(
        "data", [webm(duration=None), webm(duration=float("nan")), webm()[:60]]
    )
    async def test_what_has_no_length_or_no_end_is_damaged(self, data: bytes) -> None:
        with pytest.raises(UploadRefused):
            await inspected(data)

    @given(st.binary(max_size=40), st.integers(0, 200), st.integers(1, 40))
    async def test_broken_bytes_are_refused_or_read_and_never_crash(
        self, noise: bytes, at: int, length: int
    ) -> None:
        whole = webm(more=element(0x1254C367, b"x"), cluster=element(0xE7, b"\x01"))
        data = whole[:at] + noise + whole[at + length :]
        with suppress(UploadRefused):
            assert len(await cleaned(data)) == len(data)
