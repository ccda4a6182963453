"""`mate config`: every setting, and where its value came from."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path

from mate_adapters.embedded import embedded_server
from mate_adapters.postgres.server import LocalPostgresError
from mate_adapters.settings import Secret, Settings, all_settings
from mate_cli.configuration import read_settings
from mate_cli.console import Console
from mate_cli.exits import Exit
from mate_cli.tables import pairs, table

_HIDDEN = "(hidden)"


def config(args: Namespace, console: Console) -> int:
    settings = read_settings(args)
    rows = [
        {
            "name": setting.variable,
            "value": _shown(getattr(settings, field), is_secret=setting.is_secret),
            "source": settings.sources[setting.variable].value,
            "description": setting.description,
        }
        for field, setting in all_settings().items()
    ]
    places = _places(settings)
    console.answer({"settings": rows, "embeddedDatabase": places}, _lines(rows, places))
    return Exit.OK


def _shown(value: object, *, is_secret: bool) -> object:
    """A plain value; of a secret only whether there is one."""
    if value is None:
        return None
    if is_secret or isinstance(value, Secret):
        return _HIDDEN
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (frozenset, tuple)):
        return sorted(map(str, value)) if isinstance(value, frozenset) else list(value)
    if isinstance(value, Mapping):
        return [f"{name}={part}" for name, part in value.items()]
    return str(value) if isinstance(value, Path) else value


def _places(settings: Settings) -> dict[str, str] | None:
    """Where the embedded PostgreSQL keeps its data and programs; None with DATABASE_URL."""
    if settings.database_url is not None:
        return None
    try:
        place = embedded_server(settings).place
    except LocalPostgresError as trouble:
        return {"trouble": str(trouble)}
    return {
        "data": str(place.data),
        "programs": str(place.bin_dir),
        "socket": str(place.socket_dir),
        "log": str(place.log),
        "systemUser": place.os_user.name if place.os_user else "the caller",
    }


def _lines(rows: list[dict[str, object]], places: dict[str, str] | None) -> Iterable[str]:
    yield from table(
        ("SETTING", "VALUE", "FROM", "WHAT IT IS"),
        [(row["name"], _text(row["value"]), row["source"], row["description"]) for row in rows],
    )
    yield ""
    if places is None:
        yield "The database is the one that DATABASE_URL names."
    else:
        yield "The embedded PostgreSQL:"
        yield from (f"  {line}" for line in pairs(places.items()))


def _text(value: object) -> object:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or None
    return str(value).lower() if isinstance(value, bool) else value
