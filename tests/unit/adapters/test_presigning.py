"""Presigned addresses of S3, against the example that its documentation prints."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from mate_adapters.storage.presigning import S3Credentials, presigned_get


def test_the_printed_example_is_signed_as_printed() -> None:
    url = presigned_get(
        S3Credentials(
            "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1"
        ),
        origin="https://examplebucket.s3.amazonaws.com",
        path="/test.txt",
        at=datetime(2013, 5, 24, tzinfo=UTC),
        lifetime=timedelta(days=1),
        answer={},
    )
    assert url == (
        "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
        "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
        "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
        "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
    )


def test_what_the_answer_shall_say_is_signed_too() -> None:
    url = presigned_get(
        S3Credentials("id", "secret", "ap-southeast-1"),
        origin="http://localhost:9000",
        path="/mate-private/abc",
        at=datetime(2026, 3, 2, 3, 0, tzinfo=UTC),
        lifetime=timedelta(minutes=2),
        answer={
            "response-content-type": "video/mp4",
            "response-cache-control": "private, no-store",
        },
    )
    query = url.partition("?")[2]
    assert "X-Amz-Expires=120" in query
    assert "response-cache-control=private%2C%20no-store" in query
    assert query.index("response-content-type=video%2Fmp4") < query.index("X-Amz-Signature")
