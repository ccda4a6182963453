"""Uploaded files."""

from __future__ import annotations

from mate_core.media.addresses import PublicAddresses
from mate_core.media.model import Bucket, StoredMedia
from mate_core.media.policies import MediaPolicy
from mate_http.schemas.uploads import SmallerCopy, Uploaded
from mate_http.times import local


def uploaded(media: StoredMedia, url: str | None, policy: MediaPolicy) -> Uploaded:
    facts = media.facts
    if facts is None:
        raise ValueError(f"media {media.id} is not ready")
    return Uploaded(
        id=media.id,
        key=media.key,
        kind=media.kind,
        content_type=facts.content_type,
        bytes=facts.bytes,
        width=facts.width,
        height=facts.height,
        duration_seconds=facts.duration.total_seconds() if facts.duration else None,
        url=url,
        smaller=_smaller(media, policy),
        unused_until=local(media.changed_at + policy.unused_kept),
    )


def _smaller(media: StoredMedia, policy: MediaPolicy) -> list[SmallerCopy]:
    if media.bucket is not Bucket.PUBLIC:
        return []
    addresses = PublicAddresses(policy.public_url)
    return [
        SmallerCopy(
            url=addresses.url(media.key, size.name),
            longer_side=size.longer_side,
            square=size.square,
        )
        for size in policy.kinds[media.kind].renditions
    ]
