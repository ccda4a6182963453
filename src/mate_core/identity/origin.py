"""Where a request comes from, and how a device is known again.

A device that has logged in holds a token: its own id, and a mark for each of the last persons who
did. It only opens a lane of its own for tries, so that strangers who guess at a name never slow its
owner; it logs nobody in.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from mate_core.identity.ports import KeyedHasher
from mate_core.shared.ids import IdGenerator, UserId

PERSONS_PER_DEVICE: Final = 3
_NO_DEVICE: Final = UUID(int=0)
_NOBODY: Final = UserId(UUID(int=0))
_MARK: Final = 32
"""Hexadecimal signs of a mark: 128 bits."""


@dataclass(frozen=True, slots=True)
class Origin:
    """`address` is the client's network address, `device` what the device calls itself."""

    address: str = ""
    device: str = ""
    device_token: str = ""


DEVICE: Final = "device:"
"""How the source of tries begins that is a device known to its owner."""
NOWHERE: Final = Origin()


@dataclass(frozen=True, slots=True)
class KnownDevices:
    hasher: KeyedHasher
    ids: IdGenerator

    def source(self, origin: Origin, user_id: UserId | None) -> str:
        """By what tries are told apart: the device if that person has logged in on it before.

        Everybody else by the network address. Takes as long for nobody's name.
        """
        device_id, marks = _parts(origin.device_token)
        expected = self._mark(device_id or _NO_DEVICE, user_id or _NOBODY)
        is_known = any(hmac.compare_digest(expected, mark) for mark in marks)
        if is_known and device_id is not None and user_id is not None:
            return f"{DEVICE}{device_id}"
        return f"address:{origin.address}"

    def named(self, origin: Origin) -> Origin:
        """The same, its device with an id of its own from now on."""
        device_id, _ = _parts(origin.device_token)
        if device_id is not None:
            return origin
        return replace(origin, device_token=self.ids.uuid().hex)

    def digest(self, origin: Origin) -> str | None:
        """A keyed hash of the device's id, by which it is known again; None without an id."""
        device_id, _ = _parts(origin.device_token)
        return self.hasher.digest("device", str(device_id)) if device_id else None

    def token_after(self, origin: Origin, user_id: UserId) -> str:
        """What the device holds after that person's login; the oldest mark makes room."""
        device_id, marks = _parts(origin.device_token)
        device_id = device_id or self.ids.uuid()
        mine = self._mark(device_id, user_id)
        kept = [mine, *(mark for mark in marks if mark != mine)][:PERSONS_PER_DEVICE]
        return ".".join([device_id.hex, *kept])

    def _mark(self, device_id: UUID, user_id: UserId) -> str:
        return self.hasher.digest("known-device", f"{device_id}:{user_id}")[:_MARK]


def _parts(token: str) -> tuple[UUID | None, list[str]]:
    head, *marks = token.split(".")[: PERSONS_PER_DEVICE + 1]
    try:
        device_id = UUID(hex=head)
    except ValueError:
        return None, []
    return device_id, [mark for mark in marks if len(mark) == _MARK and mark.isascii()]
