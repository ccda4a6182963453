"""The photos of a review: the author's own uploads, in use while the review shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mate_core.media import steps as media
from mate_core.media.addresses import PublicAddresses
from mate_core.media.errors import MediaInUse, MediaNotReady
from mate_core.media.model import MediaKind
from mate_core.media.ports import MediaUow
from mate_core.reviews.errors import photo_not_yours
from mate_core.shared.errors import InvalidInput, NotFound
from mate_core.shared.ids import UserId


@dataclass(frozen=True, slots=True)
class ReviewPhotos:
    """`public_url` is the base of the addresses of public media; `most` how many one may show."""

    public_url: str
    most: int

    async def change(
        self,
        uow: MediaUow,
        author: UserId,
        former: Sequence[str],
        wanted: Sequence[str],
        *,
        at: datetime,
    ) -> tuple[str, ...]:
        """The addresses that the review shows from now on; what it showed before is thrown away.

        Raises InvalidInput for an address that is not that of an unused picture of the author, and
        for too many.
        """
        if len(wanted) > self.most:
            raise InvalidInput("photoUrls", "list.too_long", f"Give at most {self.most}.")
        keys = list(dict.fromkeys(map(self._key, wanted)))
        shown = [key for url in former if (key := PublicAddresses.key_of(url)) is not None]
        for key in keys:
            if key not in shown:
                await self._use(uow, author, key, at=at)
        for key in shown:
            if key not in keys:
                await self._discard(uow, key, at=at)
        addresses = PublicAddresses(self.public_url)
        return tuple(addresses.url(key) for key in keys)

    @staticmethod
    def _key(url: str) -> str:
        key = PublicAddresses.key_of(url)
        if key is None:
            raise photo_not_yours()
        return key

    async def _use(self, uow: MediaUow, author: UserId, key: str, *, at: datetime) -> None:
        try:
            found = await uow.media.by_key(key)
            await media.use(uow, found.id, author, at=at, kind=MediaKind.IMAGE)
        except (NotFound, MediaInUse, MediaNotReady):
            raise photo_not_yours() from None

    async def _discard(self, uow: MediaUow, key: str, *, at: datetime) -> None:
        try:
            found = await uow.media.by_key(key)
        except NotFound:
            return  # taken down by staff, and forgotten meanwhile
        await media.discard(uow, found.id, at=at)
