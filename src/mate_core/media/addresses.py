"""Under which addresses public media are read."""

from __future__ import annotations

from dataclasses import dataclass

from mate_core.media.model import is_key


@dataclass(frozen=True, slots=True)
class PublicAddresses:
    """`base` is our own route or a CDN, without a slash at its end."""

    base: str

    def url(self, key: str, rendition: str = "") -> str:
        return f"{self.base}/{key}-{rendition}" if rendition else f"{self.base}/{key}"

    @staticmethod
    def key_of(url: str) -> str | None:
        """The key in an address of ours, whatever base it was made with; None for all others.

        Only the key counts: it is looked up, and the owner compared, before anything is believed.
        """
        name = url.rpartition("/")[2]
        return name if is_key(name) else None
