"""Input that cannot be read at all: which field it is, and what to do about it."""

from __future__ import annotations

import re
from typing import Any, Final

from mate_http.problems.choices import choices_at

_AT: Final = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
_MISSING: Final = re.compile(r"Object missing required field `(?P<name>[^`]+)`")
_UNKNOWN: Final = re.compile(r"Object contains unknown field `(?P<name>[^`]+)`")
LONGEST_NAME: Final = 80


class BodyMalformed(Exception):
    """One field of the input cannot be read; becomes 400 with `errors[]`."""

    def __init__(self, field: str, code: str, detail: str, **facts: object) -> None:
        super().__init__(f"{field}: {detail}")
        self.field = field[:LONGEST_NAME]
        self.code = code
        self.detail = detail
        self.facts = facts


class WrongMediaType(Exception):
    """The body is not declared as JSON; becomes 415."""


class NotMultipart(Exception):
    """The body is not declared as multipart/form-data; becomes 415."""


class BodyTooSlow(Exception):
    """The body did not arrive in time; becomes 408."""


def why_malformed(error: Exception, wanted: Any = Any) -> BodyMalformed:
    """The decoder's complaint with the field in our spelling and the remedy.

    `wanted` is the schema of the body: of a closed list it tells what there is to choose from.
    """
    if isinstance(error, RecursionError):
        return BodyMalformed("body", "body.too_deep", "Send JSON with fewer levels.")
    text = str(error)
    at = _AT.search(text)
    path = at["path"] if at else ""
    if missing := _MISSING.match(text):
        return BodyMalformed(_join(path, missing["name"]), "field.missing", "Give this field.")
    if unknown := _UNKNOWN.match(text):
        return BodyMalformed(
            _join(path, unknown["name"]),
            "field.unknown",
            "There is no such field here; remove it or check its spelling.",
        )
    if at:
        return _unfit(path, _AT.sub("", text).replace("`", ""), wanted)
    if text.startswith("Expected `object`"):
        return BodyMalformed("body", "body.not_object", "Send a JSON object.")
    return BodyMalformed("body", "body.malformed", "Send well-formed JSON in UTF-8.")


def _unfit(path: str, wish: str, wanted: Any) -> BodyMalformed:
    """A value that is there, and is not what it should be."""
    if wish.startswith("Invalid enum value") and (found := choices_at(wanted, path)):
        choices = ", ".join(found)
        return BodyMalformed(path, "field.choice", f"Choose one of: {choices}.", choices=choices)
    return BodyMalformed(path, "field.malformed", f"{wish}.")


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
