"""By what a banned person is known again when he comes back as somebody else (RULES 17).

Cards and bank accounts have keyed hashes of their own, where they are kept.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from mate_core.shared.contact import EmailAddress, PhoneNumber


class MarkKind(StrEnum):
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    DEVICE = "DEVICE"


@dataclass(frozen=True, slots=True)
class Mark:
    """`digest` is a keyed hash (hex): it recognizes, and cannot be read back."""

    kind: MarkKind
    digest: str


class BannedMarks(Protocol):
    """The marks of bans that are in force."""

    async def add(self, ban_id: UUID, marks: Collection[Mark]) -> None:
        """Marks that the ban has already are no error."""
        ...

    async def remove(self, ban_id: UUID) -> None:
        """The ban is over: it marks nobody any more."""
        ...

    async def any_of(self, marks: Collection[Mark]) -> bool:
        """Whether one of these belongs to a person who is banned."""
        ...


class Digester(Protocol):
    """`KeyedHasher`, as far as marks need it."""

    def digest(self, purpose: str, value: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Marker:
    """Makes marks. Hashes of addresses are those that a closed account leaves behind."""

    hasher: Digester

    def of_address(self, address: PhoneNumber | EmailAddress) -> Mark:
        if isinstance(address, PhoneNumber):
            return self.of_phone_hash(self.hasher.digest("phone", address.e164))
        return self.of_email_hash(self.hasher.digest("email", str(address)))

    def of_phone_hash(self, digest: str) -> Mark:
        return Mark(MarkKind.PHONE, digest)

    def of_email_hash(self, digest: str) -> Mark:
        return Mark(MarkKind.EMAIL, digest)

    def of_device_hash(self, digest: str) -> Mark:
        return Mark(MarkKind.DEVICE, digest)
