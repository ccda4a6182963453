"""A stored picture or video: what it is, where it lies, and which state it is in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from mate_core.media.errors import MediaInUse, MediaNotReady
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import MediaId, Random, UserId

KEY_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz234567"
KEY_LENGTH: Final = 26
"""26 of 32 signs are 130 random bits: a key says nothing and cannot be guessed."""


class MediaKind(StrEnum):
    AVATAR = "AVATAR"
    IMAGE = "IMAGE"
    VIDEO = "VIDEO"
    KYC_DOCUMENT = "KYC_DOCUMENT"
    KYC_VIDEO = "KYC_VIDEO"


class Bucket(StrEnum):
    """Who may ever read: everyone; whoever holds a link; staff, by a link that is audited."""

    PUBLIC = "PUBLIC"
    PRIVATE = "PRIVATE"
    KYC = "KYC"


BUCKET_OF: Final[Mapping[MediaKind, Bucket]] = MappingProxyType(
    {
        MediaKind.AVATAR: Bucket.PUBLIC,
        MediaKind.IMAGE: Bucket.PUBLIC,
        MediaKind.VIDEO: Bucket.PRIVATE,
        MediaKind.KYC_DOCUMENT: Bucket.KYC,
        MediaKind.KYC_VIDEO: Bucket.KYC,
    }
)
VIDEOS: Final = frozenset({MediaKind.VIDEO, MediaKind.KYC_VIDEO})


class MediaState(StrEnum):
    RECEIVED = "RECEIVED"
    """The row stands, its object may not."""
    READY = "READY"
    """Checked and stored; nothing shows it yet."""
    IN_USE = "IN_USE"
    """A profile, a review, an examination of papers … shows it."""
    DELETED = "DELETED"
    """Nobody sees it any more; `purged_at` tells since when its objects are proved gone."""


class MediaAction(StrEnum):
    FINISH = "finish"
    ABANDON = "abandon"
    USE = "use"
    RELEASE = "release"
    DELETE = "delete"
    DISCARD = "discard"


class MediaParty(StrEnum):
    OWNER = "owner"
    CONTEXT = "context"
    """The room that uses it, by a step in its own transaction."""
    STAFF = "staff"
    SYSTEM = "system"


_S, _A, _P = MediaState, MediaAction, MediaParty
MOVES: Final[Mapping[tuple[MediaState, MediaAction], tuple[MediaState, frozenset[MediaParty]]]] = (
    MappingProxyType(
        {
            (_S.RECEIVED, _A.FINISH): (_S.READY, frozenset({_P.SYSTEM})),
            (_S.RECEIVED, _A.ABANDON): (_S.DELETED, frozenset({_P.SYSTEM})),
            (_S.READY, _A.USE): (_S.IN_USE, frozenset({_P.CONTEXT})),
            (_S.READY, _A.DELETE): (_S.DELETED, frozenset({_P.OWNER, _P.STAFF})),
            (_S.READY, _A.ABANDON): (_S.DELETED, frozenset({_P.SYSTEM})),
            (_S.READY, _A.DISCARD): (_S.DELETED, frozenset({_P.CONTEXT, _P.STAFF})),
            (_S.IN_USE, _A.RELEASE): (_S.READY, frozenset({_P.CONTEXT})),
            (_S.IN_USE, _A.DISCARD): (_S.DELETED, frozenset({_P.CONTEXT, _P.STAFF})),
        }
    )
)


@dataclass(frozen=True, slots=True)
class ObjectPlace:
    """Where one object lies: a bucket, and a name that is plain enough for every storage."""

    bucket: Bucket
    name: str


@dataclass(frozen=True, slots=True)
class Rendition:
    """A smaller copy; `name` is what follows the key, widths and heights are pixels."""

    name: str
    width: int
    height: int
    bytes: int


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """What was found and stored: `width`, `height` in pixels, None where nobody measured."""

    content_type: str
    bytes: int
    width: int | None = None
    height: int | None = None
    duration: timedelta | None = None


@dataclass(frozen=True, slots=True)
class StoredMedia:
    """`facts` is None until the object stands. `changed_at` is the instant of the last move.

    `key` names the object in its bucket; renditions are named `key-name`.
    """

    id: MediaId
    owner_id: UserId
    kind: MediaKind
    key: str
    created_at: datetime
    changed_at: datetime
    state: MediaState = MediaState.RECEIVED
    facts: MediaFacts | None = None
    renditions: tuple[Rendition, ...] = ()
    purged_at: datetime | None = None
    version: int = 0

    @property
    def bucket(self) -> Bucket:
        return BUCKET_OF[self.kind]

    @property
    def place(self) -> ObjectPlace:
        return ObjectPlace(self.bucket, self.key)

    def place_of(self, rendition: str) -> ObjectPlace:
        return ObjectPlace(self.bucket, f"{self.key}-{rendition}")

    @property
    def is_shown(self) -> bool:
        """Whether its object stands and may be read."""
        return self.state in (MediaState.READY, MediaState.IN_USE)

    @property
    def is_purged(self) -> bool:
        return self.purged_at is not None

    def finish(self, facts: MediaFacts, *, at: datetime) -> StoredMedia:
        return replace(self._moved(_A.FINISH, _P.SYSTEM, at), facts=facts)

    def abandon(self, *, at: datetime) -> StoredMedia:
        """Never finished, or never used in time."""
        return self._moved(_A.ABANDON, _P.SYSTEM, at)

    def use(self, owner: UserId, *, at: datetime) -> StoredMedia:
        """Raises NotFound when it is somebody else's, MediaInUse, MediaNotReady."""
        if owner != self.owner_id:
            raise NotFound
        return self._moved(_A.USE, _P.CONTEXT, at)

    def release(self, *, at: datetime) -> StoredMedia:
        return self._moved(_A.RELEASE, _P.CONTEXT, at)

    def delete(self, by: MediaParty, *, at: datetime) -> StoredMedia:
        """Raises MediaInUse, NotFound when it is deleted already."""
        return self._moved(_A.DELETE, by, at)

    def discard(self, by: MediaParty, *, at: datetime) -> StoredMedia:
        return self._moved(_A.DISCARD, by, at)

    def with_renditions(self, renditions: tuple[Rendition, ...]) -> StoredMedia:
        return replace(self, renditions=renditions)

    def purged(self, *, at: datetime) -> StoredMedia:
        """Its objects are proved gone."""
        if self.state is not MediaState.DELETED:
            raise MediaInUse
        return replace(self, purged_at=at)

    def _moved(self, action: MediaAction, by: MediaParty, at: datetime) -> StoredMedia:
        """Raises NotFound for what is deleted, MediaInUse, MediaNotReady."""
        found = MOVES.get((self.state, action))
        if found is None or by not in found[1]:
            if self.state is MediaState.DELETED:
                raise NotFound
            raise MediaInUse if self.state is MediaState.IN_USE else MediaNotReady
        return replace(self, state=found[0], changed_at=at)


def new_key(random: Random) -> str:
    return random.choice_of(KEY_ALPHABET, KEY_LENGTH)


def is_key(text: str) -> bool:
    return len(text) == KEY_LENGTH and all(sign in KEY_ALPHABET for sign in text)
