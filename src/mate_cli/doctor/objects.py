"""Check of where uploads are kept."""

from __future__ import annotations

from collections.abc import AsyncIterator

from mate_adapters.settings import Settings
from mate_adapters.settings_schema import StorageKind
from mate_adapters.storage.links import HmacLinkSigner
from mate_adapters.storage_settings import check_storage, open_storage
from mate_cli.doctor.check import Check, broken, well
from mate_core.media.errors import ObjectMissing, ObjectStorageUnavailable
from mate_core.media.model import Bucket
from mate_core.media.ports import ObjectStat


async def uploads(settings: Settings) -> Check:
    """Whether every bucket can be listed; nothing is written."""
    if problems := check_storage(settings):
        return broken("uploads", problems[0], "Correct it; `mate config` shows what is in force.")
    place = "S3" if settings.storage is StorageKind.S3 else str(settings.home / "media")
    try:
        storage = open_storage(settings, HmacLinkSigner(bytes(32)))  # no link is made here
        for bucket in Bucket:
            await _first(storage.listed(bucket))
    except (ObjectStorageUnavailable, ObjectMissing) as trouble:
        remedy = (
            "Make the three buckets, and give the key the rights to them."
            if settings.storage is StorageKind.S3
            else "Make room on the disk, and let our user write there."
        )
        return broken("uploads", f"{place} cannot be read: {trouble}", remedy)
    return well("uploads", place)


async def _first(found: AsyncIterator[ObjectStat]) -> None:
    async for _ in found:
        return
