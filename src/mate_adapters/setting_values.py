"""How the text of a setting becomes a typed value; parsers raise ValueError with the remedy."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as BadBase64
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar
from urllib.parse import SplitResult, urlsplit

E = TypeVar("E", bound=StrEnum)

_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})
_KEY_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,32}")
FIELD_KEY_BYTES: Final = 32


class Secret:
    """Text that must not reach logs, tracebacks or screens; only `reveal` gives it out."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one call that needs it."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(***)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)


def secret(text: str) -> Secret:
    return Secret(text)


class FieldKeys:
    """A ring of keys, hidden like a Secret; the first one seals."""

    __slots__ = ("_keys",)

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._keys = dict(keys)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(self._keys)

    def reveal(self) -> Mapping[str, bytes]:
        return self._keys

    def __repr__(self) -> str:
        return f"FieldKeys({', '.join(self._keys)})"


def field_keys(text: str) -> FieldKeys:
    """`id:key` separated by commas, each key 32 bytes in base64; never quotes a key back."""
    keys: dict[str, bytes] = {}
    for item in text.split(","):
        key_id, _, encoded = item.strip().partition(":")
        if not _KEY_ID.fullmatch(key_id) or key_id in keys:
            raise ValueError("write id:key,id:key with ids of letters and digits, each once")
        try:
            key = b64decode(encoded, validate=True)
        except (BadBase64, ValueError):
            key = b""
        if len(key) != FIELD_KEY_BYTES:
            raise ValueError(
                f"key {key_id} is not {FIELD_KEY_BYTES} bytes in base64;"
                " `openssl rand -base64 32` makes one"
            )
        keys[key_id] = key
    return FieldKeys(keys)


class TokenKeys:
    """The ring that signs tokens, hidden like a Secret; the first one signs, all verify.

    `text` is how it is written. A key that is None is derived from the master key.
    """

    __slots__ = ("_keys", "_text")

    def __init__(self, text: str, keys: Mapping[str, bytes | None]) -> None:
        self._text = text
        self._keys = dict(keys)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(self._keys)

    @property
    def text(self) -> str:
        return self._text

    def reveal(self, derived: bytes) -> Mapping[str, bytes]:
        """The keys; `derived` stands for the one of the master key."""
        return {key_id: derived if key is None else key for key_id, key in self._keys.items()}

    def __repr__(self) -> str:
        return f"TokenKeys({', '.join(self._keys)})"


DERIVED: Final = "secret-key"
"""Written in the place of a key: the one that follows from MATE_SECRET_KEY."""


def token_keys(text: str) -> TokenKeys:
    """`id:key` separated by commas, each 32 bytes in base64 or the word `secret-key`."""
    keys: dict[str, bytes | None] = {}
    for item in text.split(","):
        key_id, _, encoded = item.strip().partition(":")
        if encoded == DERIVED and _KEY_ID.fullmatch(key_id) and key_id not in keys:
            keys[key_id] = None
            continue
        if key_id in keys:
            raise ValueError(f"key {key_id} is given twice")
        keys |= field_keys(item).reveal()
    return TokenKeys(text, keys)


def text(value: str) -> str:
    return value


def path(value: str) -> Path:
    """An absolute path; `~` is the home and anything relative starts in the working directory."""
    return Path(value).expanduser().absolute()


def terminal_code(value: str) -> str:
    """VNPay's name for a merchant's terminal."""
    if not (value.isascii() and value.isalnum() and len(value) == 8):
        raise ValueError("write the 8 letters and digits that VNPay gave")
    return value


def boolean(value: str) -> bool:
    word = value.lower()
    if word not in _TRUE | _FALSE:
        raise ValueError("write true or false")
    return word in _TRUE


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """A parser of integers from `low` to `high`, both included."""

    def parse(value: str) -> int:
        if not (value.isascii() and value.isdigit() and low <= int(value) <= high):
            raise ValueError(f"write a whole number from {low} to {high}")
        return int(value)

    return parse


def whole_percent(value: str) -> int:
    """A whole percentage from 0 to 100."""
    if not (value.isascii() and value.isdigit()) or int(value) > 100:
        raise ValueError("write a whole percentage from 0 to 100, such as 15")
    return int(value)


def days(value: str) -> frozenset[date]:
    """Comma-separated calendar days."""
    try:
        return frozenset(date.fromisoformat(item.strip()) for item in value.split(",") if item)
    except ValueError:
        raise ValueError("write days such as 2027-02-05,2027-02-06") from None


def rights_days(value: str) -> tuple[int, ...]:
    """Four numbers of working days, each no smaller than the one before."""
    items = [item.strip() for item in value.split(",")]
    found = tuple(int(item) for item in items if item.isascii() and item.isdigit())
    in_order = len(items) == len(found) == 4 and list(found) == sorted(found)
    if not in_order or not 1 <= found[0] <= found[-1] <= 60:
        raise ValueError("write four numbers of days from 1 to 60 in order, such as 2,10,15,20")
    return found


def limits(value: str) -> tuple[int, int]:
    """Two whole percentages `accept/refuse`, the second no greater than the first."""
    accept, _, refuse = value.partition("/")
    try:
        numbers = whole_percent(accept.strip()), whole_percent(refuse.strip())
    except ValueError:
        numbers = 0, 1
    if numbers[1] > numbers[0]:
        raise ValueError("write two whole percentages such as 90/50: good from 90, bad below 50")
    return numbers


def one_of(choices: type[E]) -> Callable[[str], E]:
    """A parser of the members of `choices`."""

    def parse(value: str) -> E:
        try:
            return choices(value.lower())
        except ValueError:
            raise ValueError(f"write one of {', '.join(choices)}") from None

    return parse


def member_of(choices: Sequence[E]) -> Callable[[str], E]:
    """A parser of one of `choices`."""

    def parse(value: str) -> E:
        for choice in choices:
            if choice.value == value.strip().lower():
                return choice
        raise ValueError(f"write one of {', '.join(choices)}")

    return parse


def members_of(choices: Sequence[E]) -> Callable[[str], tuple[E, ...]]:
    """A parser of some of `choices` in order, separated by commas, each once."""
    one = member_of(choices)

    def parse(value: str) -> tuple[E, ...]:
        found = tuple(one(item) for item in value.split(",") if item.strip())
        if len(set(found)) < len(found):
            raise ValueError("name each of them once")
        return found

    return parse


def pairs(value: str) -> Mapping[str, str]:
    """name=value pairs, separated by commas."""
    found: dict[str, str] = {}
    for item in value.split(","):
        name, equals, text = (part.strip() for part in item.partition("="))
        if not (name and equals and text) or name in found:
            raise ValueError("write name=value pairs separated by commas, each name once")
        found[name] = text
    return MappingProxyType(found)


def web_url(value: str) -> str:
    """An http or https address, without the slash at its end."""
    parts = _split(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("write an address such as https://api.example.vn")
    return value.rstrip("/")


def bucket_name(value: str) -> str:
    """A bucket as S3 allows it: 3 to 63 small letters, digits and hyphens."""
    letters = value.replace("-", "a")
    plain = letters.isascii() and letters.isalnum() and value == value.lower()
    if not (plain and 3 <= len(value) <= 63 and value[0] != "-" != value[-1]):
        raise ValueError("write 3 to 63 small letters, digits and hyphens, such as mate-private")
    return value


def origins(value: str) -> tuple[str, ...]:
    """Comma-separated origins, each a scheme with a host and no path."""
    found = tuple(item.strip().rstrip("/") for item in value.split(",") if item.strip())
    for origin in found:
        parts = _split(origin)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
            raise ValueError("write origins such as https://app.example.vn, separated by commas")
    return found


def database_url(value: str) -> Secret:
    """A libpq URI. `postgresql+driver://` of other tools is understood and brought into form."""
    scheme, separator, rest = value.partition("://")
    if scheme.partition("+")[0] not in {"postgres", "postgresql"} or not separator or not rest:
        raise ValueError("write postgresql://user:password@host:5432/database")
    return Secret(f"postgresql://{rest}")


def redis_url(value: str) -> Secret:
    """The address of a Redis server."""
    parts = _split(value)
    if parts.scheme not in {"redis", "rediss", "unix"} or not (parts.hostname or parts.path):
        raise ValueError("write redis://user:password@host:6379/0")
    return Secret(value)


def networks(value: str) -> tuple[str, ...]:
    """Comma-separated IP addresses or networks, such as 10.0.0.0/8."""
    found = tuple(item.strip() for item in value.split(",") if item.strip())
    for item in found:
        try:
            network = ip_network(item)
        except ValueError:
            raise ValueError("write addresses or networks such as 10.0.0.0/8") from None
        if network.prefixlen == 0:
            raise ValueError("a network of everybody would let everybody choose an address")
    return found


def _split(value: str) -> SplitResult:
    """The parts of an address; a malformed one has none."""
    try:
        parts = urlsplit(value)
        _ = parts.port  # a bad port shows only when asked for
    except ValueError:
        return urlsplit("")
    return parts
