"""The object storages under contract, the S3 one against a server that runs in this process."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import httpx

from mate_adapters.storage.presigning import S3Credentials
from mate_adapters.storage.s3 import S3Settings
from mate_core.media.model import Bucket, ObjectPlace

CREDENTIALS = S3Credentials("mate-tests", "known-to-everyone", "ap-southeast-1")
BUCKETS = {bucket: f"mate-{bucket.value.lower()}" for bucket in Bucket}


@contextmanager
def s3_server() -> Iterator[S3Settings]:
    """A server that speaks S3, with our buckets."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415  seconds; only S3 suites pay

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    settings = S3Settings(CREDENTIALS, BUCKETS, endpoint=f"http://{host}:{port}")
    for name in BUCKETS.values():
        httpx.put(f"{settings.endpoint}/{name}", trust_env=False).raise_for_status()
    yield settings
    server.stop()


async def in_chunks(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


def place(bucket: Bucket = Bucket.PRIVATE, sign: str = "a", rendition: str = "") -> ObjectPlace:
    name = sign * 26
    return ObjectPlace(bucket, f"{name}-{rendition}" if rendition else name)
