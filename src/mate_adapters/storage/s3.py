"""Objects in S3, MinIO and what else speaks that protocol. See docs/decisions/0013."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from mate_adapters.storage.names import require_plain
from mate_adapters.storage.presigning import S3Credentials, presigned_get
from mate_core.media.errors import ObjectMissing, ObjectStorageUnavailable
from mate_core.media.model import Bucket, ObjectPlace
from mate_core.media.ports import ObjectStat

if TYPE_CHECKING:
    from obstore import Attributes, GetOptions
    from obstore.store import ClientConfig, RetryConfig, S3Config

_PART: Final = 5 * 1024 * 1024
_READ: Final = 256 * 1024
_LISTED: Final = 1_000
_TIMEOUT: Final = timedelta(seconds=30)
_CONNECT: Final = timedelta(seconds=5)
_RETRIES: Final = 3


@dataclass(frozen=True, slots=True)
class S3Settings:
    """`endpoint` None is Amazon's own. `encryption` is AES256, aws:kms, or None for none."""

    credentials: S3Credentials
    buckets: Mapping[Bucket, str]
    endpoint: str | None = None
    encryption: str | None = "AES256"


class S3ObjectStorage:
    """ObjectStorage; a bucket for each of ours. The public one need not be open: we serve it."""

    def __init__(self, settings: S3Settings) -> None:
        self._settings = settings
        self._stores = {bucket: _store(settings, name) for bucket, name in settings.buckets.items()}

    async def put(
        self, place: ObjectPlace, chunks: AsyncIterable[bytes], *, content_type: str
    ) -> None:
        name = require_plain(place)
        attributes: Attributes = {"Content-Type": content_type}
        if place.bucket is not Bucket.PUBLIC:
            attributes["Content-Disposition"] = "attachment"
        body = _Watched(chunks)
        try:
            with _told():
                await obstore.put_async(
                    self._stores[place.bucket], name, body, attributes=attributes, chunk_size=_PART
                )
        except ObjectStorageUnavailable:
            if body.failure is not None:
                raise body.failure from None
            raise

    async def read(
        self, place: ObjectPlace, *, start: int = 0, length: int | None = None
    ) -> AsyncIterator[bytes]:
        name = require_plain(place)
        if length == 0:
            return
        options: GetOptions = {
            "range": {"offset": start} if length is None else (start, start + length)
        }
        with _told():
            found = await obstore.get_async(self._stores[place.bucket], name, options=options)
            async for chunk in found.stream(min_chunk_size=_READ):
                yield bytes(chunk)

    async def stat(self, place: ObjectPlace) -> ObjectStat | None:
        name = require_plain(place)
        try:
            with _told():
                found = await obstore.head_async(self._stores[place.bucket], name)
        except ObjectMissing:
            return None
        return ObjectStat(place, found["size"], found["last_modified"])

    async def delete(self, place: ObjectPlace) -> None:
        name = require_plain(place)
        try:
            with _told():
                await obstore.delete_async(self._stores[place.bucket], name)
        except ObjectMissing:
            return

    async def link(
        self, place: ObjectPlace, *, at: datetime, lifetime: timedelta, content_type: str
    ) -> str:
        """Signed for `lifetime` from now in real time, which is the storage's own."""
        name, bucket = require_plain(place), self._settings.buckets[place.bucket]
        origin, path = _address(self._settings, bucket)
        return presigned_get(
            self._settings.credentials,
            origin=origin,
            path=f"{path}/{name}",
            at=datetime.now(UTC),
            lifetime=lifetime,
            answer={
                "response-cache-control": "private, no-store",
                "response-content-disposition": "attachment",
                "response-content-type": content_type,
            },
        )

    async def listed(self, bucket: Bucket, *, initial: str = "") -> AsyncIterator[ObjectStat]:
        """S3 lists in the order of names, so those with one initial stand together."""
        store, offset = self._stores[bucket], initial or None
        with _told():
            async for page in obstore.list(store, offset=offset, chunk_size=_LISTED):
                for found in page:
                    if not found["path"].startswith(initial):
                        return
                    place = ObjectPlace(bucket, found["path"])
                    yield ObjectStat(place, found["size"], found["last_modified"])


class _Watched:
    """The chunks, and the error with which they ended: the library tells it as one of its own."""

    def __init__(self, chunks: AsyncIterable[bytes]) -> None:
        self._chunks = chunks
        self.failure: Exception | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._chunks:
                yield chunk
        except Exception as failure:
            self.failure = failure
            raise


def _store(settings: S3Settings, bucket: str) -> S3Store:
    config: S3Config = {
        "access_key_id": settings.credentials.access_key,
        "secret_access_key": settings.credentials.secret_key,
        "region": settings.credentials.region,
        "virtual_hosted_style_request": settings.endpoint is None,
    }
    if settings.endpoint is not None:
        config["endpoint"] = settings.endpoint
    if settings.encryption is not None:
        config["server_side_encryption"] = settings.encryption
    client: ClientConfig = {"timeout": _TIMEOUT, "connect_timeout": _CONNECT}
    if settings.endpoint is not None and settings.endpoint.startswith("http://"):
        client["allow_http"] = True
    retries: RetryConfig = {"max_retries": _RETRIES, "retry_timeout": _TIMEOUT}
    return S3Store(bucket, config=config, client_options=client, retry_config=retries)


def _address(settings: S3Settings, bucket: str) -> tuple[str, str]:
    """Origin and path of a bucket: in the host at Amazon's, in the path elsewhere."""
    if settings.endpoint is None:
        return f"https://{bucket}.s3.{settings.credentials.region}.amazonaws.com", ""
    parts = urlsplit(settings.endpoint)
    return f"{parts.scheme}://{parts.netloc}", f"{parts.path.rstrip('/')}/{bucket}"


@contextmanager
def _told() -> Iterator[None]:
    """Raises ObjectMissing, ObjectStorageUnavailable without their words: these hold addresses."""
    try:
        yield
    except FileNotFoundError:
        raise ObjectMissing from None
    except (BaseError, OSError, ValueError) as trouble:
        raise ObjectStorageUnavailable(type(trouble).__name__) from trouble
