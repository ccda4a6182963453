"""Reading what vendors send: strictly, and nothing twice.

Programs differ in which of two equal names they believe, so a name that comes twice is refused
before anything else looks at it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import unquote_plus


class QueryUnreadable(ValueError):
    """Not an ASCII query of UTF-8 parameters, or a parameter name comes twice."""


class ObjectUnreadable(ValueError):
    """Not a JSON object in UTF-8, or a name comes twice in one."""


def parsed_query(raw: bytes) -> dict[str, str]:
    """The parameters of a query, decoded once; raises QueryUnreadable."""
    parameters: dict[str, str] = {}
    try:
        fields = raw.decode("ascii").split("&")
        for field in fields:
            name, _, value = field.partition("=")
            name, value = unquote_plus(name, errors="strict"), unquote_plus(value, errors="strict")
            if name in parameters:
                raise QueryUnreadable(f"{name!r} comes twice")
            parameters[name] = value
    except UnicodeDecodeError as wrong:
        raise QueryUnreadable("not UTF-8 in percent encoding") from wrong
    return parameters


def parsed_object(raw: bytes | str) -> dict[str, object]:
    """The fields of a JSON object; raises ObjectUnreadable."""
    try:
        text = raw.decode() if isinstance(raw, bytes) else raw
        content = json.loads(text, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as wrong:
        raise ObjectUnreadable(str(wrong)) from wrong
    if not isinstance(content, dict):
        raise ObjectUnreadable("not a JSON object")
    return content


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ObjectUnreadable("a name comes twice")
    return fields


def text_of(fields: Mapping[str, object], name: str) -> str:
    """A field as the vendors sign it: text as it is, whole numbers in digits, nothing for none.

    Raises ValueError for anything else: a float that was parsed cannot be signed again.
    """
    value = fields.get(name)
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if type(value) is int:
        return str(value)
    raise ValueError(f"{name} is neither text nor a whole number")


def number_of(fields: Mapping[str, object], name: str) -> int:
    """A whole number, sent as such or in digits; raises ValueError."""
    text = text_of(fields, name)
    if not (text.isascii() and text.removeprefix("-").isdigit()):
        raise ValueError(f"{name} is not a whole number")
    return int(text)
