"""Where the embedded PostgreSQL of the settings lives; apart, so that looking costs few imports."""

from __future__ import annotations

from typing import Final

from mate_adapters.postgres.server import LocalPostgres
from mate_adapters.settings_schema import Settings

DATABASE: Final = "mate"


def embedded_server(settings: Settings) -> LocalPostgres:
    """The PostgreSQL that lives under MATE_HOME."""
    return LocalPostgres(settings.home / "postgres")
