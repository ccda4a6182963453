"""The ring of keys that sign tokens: from the settings, or kept under MATE_HOME in development."""

from __future__ import annotations

import secrets
from base64 import b64encode
from datetime import date
from pathlib import Path
from typing import Final

from mate_adapters.local_secrets import local_secret, replace_secret
from mate_adapters.setting_values import DERIVED, TokenKeys, token_keys
from mate_adapters.settings_schema import Settings

FILE: Final = "token-keys"
_FIRST: Final = f"1:{DERIVED}"
"""What signed before there was a ring; so nobody is logged out by its coming."""
_KEY_BYTES: Final = 32


def ring_of(settings: Settings) -> TokenKeys:
    """The keys in force. Production without a ring signs with the master key's, as ever."""
    if settings.token_keys is not None:
        return settings.token_keys
    if is_kept_by_us(settings):
        return token_keys(local_secret(settings.home, FILE, lambda: _FIRST))
    return token_keys(_FIRST)


def is_kept_by_us(settings: Settings) -> bool:
    """Whether the ring is a file of ours, so that a rotation is ours to do."""
    return settings.token_keys is None and settings.secret_key is None


def rotated(ring: TokenKeys, *, on: date) -> TokenKeys:
    """The ring with a new key in front, named by its day; the former ones go on verifying."""
    name, number = f"{on:%Y%m%d}", 1
    while name in ring.ids:
        number += 1
        name = f"{on:%Y%m%d}-{number}"
    key = b64encode(secrets.token_bytes(_KEY_BYTES)).decode()
    return token_keys(f"{name}:{key},{ring.text}")


def keep(home: Path, ring: TokenKeys) -> None:
    """In the file of ours; processes that run take it up when they are started again."""
    replace_secret(home, FILE, ring.text)
