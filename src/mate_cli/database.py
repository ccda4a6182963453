"""The database of the settings, for commands that need less than the whole application."""

from __future__ import annotations

from mate_adapters.embedded import DATABASE, embedded_server
from mate_adapters.settings import Settings


def database_dsn(settings: Settings) -> str:
    """Where the database is; the embedded server is started or joined, never stopped.

    Raises ServerNotStarted.
    """
    if settings.database_url is not None:
        return settings.database_url.reveal()
    server = embedded_server(settings)
    server.start()
    server.create_database(DATABASE)
    return server.dsn(DATABASE)
