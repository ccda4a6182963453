"""The states of a stored media, by its table."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from mate_core.media.errors import MediaInUse, MediaNotReady
from mate_core.media.model import (
    BUCKET_OF,
    MOVES,
    Bucket,
    MediaAction,
    MediaFacts,
    MediaKind,
    MediaParty,
    MediaState,
    StoredMedia,
    is_key,
)
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import MediaId, UserId

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
OWNER, OTHER = UserId(UUID(int=1)), UserId(UUID(int=2))
FACTS = MediaFacts("image/jpeg", 100, 10, 10)


def media_in(state: MediaState) -> StoredMedia:
    received = StoredMedia(
        MediaId(UUID(int=3)), OWNER, MediaKind.IMAGE, "a" * 26, created_at=NOW, changed_at=NOW
    )
    match state:
        case MediaState.RECEIVED:
            return received
        case MediaState.READY:
            return received.finish(FACTS, at=NOW)
        case MediaState.IN_USE:
            return received.finish(FACTS, at=NOW).use(OWNER, at=NOW)
        case MediaState.DELETED:
            return received.abandon(at=NOW)


def moved(media: StoredMedia, action: MediaAction) -> StoredMedia:
    match action:
        case MediaAction.FINISH:
            return media.finish(FACTS, at=NOW)
        case MediaAction.ABANDON:
            return media.abandon(at=NOW)
        case MediaAction.USE:
            return media.use(OWNER, at=NOW)
        case MediaAction.RELEASE:
            return media.release(at=NOW)
        case MediaAction.DELETE:
            return media.delete(MediaParty.OWNER, at=NOW)
        case MediaAction.DISCARD:
            return media.discard(MediaParty.CONTEXT, at=NOW)


@pytest.mark.parametrize("state", MediaState)
@pytest.mark.parametrize("action", MediaAction)
def test_only_moves_of_the_table_are_possible(state: MediaState, action: MediaAction) -> None:
    media = media_in(state)
    if (state, action) in MOVES:
        assert moved(media, action).state is MOVES[state, action][0]
    else:
        with pytest.raises((MediaInUse, MediaNotReady, NotFound)):
            moved(media, action)


def test_what_is_in_use_is_not_deleted_by_its_owner() -> None:
    with pytest.raises(MediaInUse):
        media_in(MediaState.IN_USE).delete(MediaParty.OWNER, at=NOW)


def test_nobody_uses_what_is_anothers() -> None:
    with pytest.raises(NotFound):
        media_in(MediaState.READY).use(OTHER, at=NOW)


def test_owners_do_not_discard() -> None:
    with pytest.raises(MediaNotReady):
        media_in(MediaState.READY).discard(MediaParty.OWNER, at=NOW)


def test_only_deleted_media_are_purged() -> None:
    assert media_in(MediaState.DELETED).purged(at=NOW).is_purged
    with pytest.raises(MediaInUse):
        media_in(MediaState.READY).purged(at=NOW)


def test_every_kind_has_a_bucket_and_papers_their_own() -> None:
    assert set(BUCKET_OF) == set(MediaKind)
    papers = {kind for kind, bucket in BUCKET_OF.items() if bucket is Bucket.KYC}
    assert papers == {MediaKind.KYC_DOCUMENT, MediaKind.KYC_VIDEO}


@pytest.mark.parametrize("text", ["", "a" * 25, "A" * 26, "a" * 25 + "1", "../" + "a" * 23])
def test_only_plain_random_names_are_keys(text: str) -> None:
    assert not is_key(text)
    assert is_key("a" * 26)
