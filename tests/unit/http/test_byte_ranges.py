"""Which part of an object a Range header asks for, and what is said about files in trouble."""

from __future__ import annotations

import pytest

from mate_adapters.memory.clock import VirtualClock
from mate_core.media.errors import ObjectStorageUnavailable, UploadsBusy, UploadTooLarge
from mate_http.byte_ranges import ByteRange, RangeNotSatisfiable, asked_range
from mate_http.problems.malformed import BodyTooSlow, NotMultipart
from mate_http.problems.mapping import complaint_about

SIZE = 100


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("bytes=0-0", ByteRange(0, 1)),
        ("bytes=10-19", ByteRange(10, 10)),
        ("bytes=90-", ByteRange(90, 10)),
        ("bytes=90-1000", ByteRange(90, 10)),
        ("bytes=-5", ByteRange(95, 5)),
        ("bytes=-1000", ByteRange(0, 100)),
        (None, None),
        ("", None),
        ("bytes=-", None),
        ("bytes=9-3", None),
        ("bytes=0-1,5-6", None),
        ("pages=1-2", None),
        ("bytes=1-2; x", None),
    ],
)
def test_one_range_is_understood_and_everything_else_is_the_whole(
    header: str | None, wanted: ByteRange | None
) -> None:
    assert asked_range(header, SIZE) == wanted


@pytest.mark.parametrize(("header", "size"), [("bytes=100-", SIZE), ("bytes=-0", SIZE)])
def test_a_range_behind_the_end_is_refused(header: str, size: int) -> None:
    with pytest.raises(RangeNotSatisfiable):
        asked_range(header, size)


def test_a_range_is_told_with_the_whole() -> None:
    assert ByteRange(10, 10).content_range(SIZE) == "bytes 10-19/100"


@pytest.mark.parametrize(
    ("error", "status", "code", "header"),
    [
        (UploadsBusy(), 503, "upload.busy", "Retry-After"),
        (ObjectStorageUnavailable(), 503, "media.storage_unavailable", "Retry-After"),
        (UploadTooLarge(megabytes=10), 413, "upload.too_large", None),
        (NotMultipart(), 415, "upload.media_type", None),
        (BodyTooSlow(), 408, "upload.too_slow", "Connection"),
        (RangeNotSatisfiable(SIZE), 416, "request.range", "Content-Range"),
    ],
)
def test_trouble_with_files_has_a_status_and_a_way_out(
    error: Exception, status: int, code: str, header: str | None
) -> None:
    told = complaint_about(error, VirtualClock())
    assert told is not None
    assert (told.status, told.code) == (status, code)
    assert header is None or header in told.headers
