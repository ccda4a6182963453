"""The values that a field of the input may have, for whoever sent another one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec.inspect

_STEP: Final = re.compile(r"[^.\[\]]+")


def choices_at(kind: Any, path: str) -> tuple[str, ...]:
    """Of a closed list at `path` in the schema `kind`, such as `slots[1].state`; else empty."""
    found = [msgspec.inspect.type_info(kind)]
    for step in _STEP.findall(path):
        found = [below for each in found for below in _below(each, step)]
    return tuple(value for one in found for each in _plain(one) for value in _values(each))


def _values(kind: msgspec.inspect.Type) -> Iterator[str]:
    if isinstance(kind, msgspec.inspect.EnumType):
        yield from (str(member.value) for member in kind.cls)
    elif isinstance(kind, msgspec.inspect.LiteralType):
        yield from map(str, kind.values)


def _below(kind: msgspec.inspect.Type, step: str) -> Iterator[msgspec.inspect.Type]:
    for each in _plain(kind):
        if isinstance(each, msgspec.inspect.StructType):
            yield from (field.type for field in each.fields if field.encode_name == step)
        elif isinstance(each, msgspec.inspect.CollectionType):
            yield each.item_type


def _plain(kind: msgspec.inspect.Type) -> Iterator[msgspec.inspect.Type]:
    """Without descriptions, and each part of a union."""
    if isinstance(kind, msgspec.inspect.Metadata):
        yield from _plain(kind.type)
    elif isinstance(kind, msgspec.inspect.UnionType):
        for part in kind.types:
            yield from _plain(part)
    else:
        yield kind
