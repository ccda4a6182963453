"""From what went wrong to an exit code and a sentence, in one place.

Imported only once something went wrong, so that the good way stays quick.
"""

from __future__ import annotations

import psycopg
import sqlalchemy.exc

from mate_adapters.postgres.server import LocalPostgresError
from mate_adapters.settings import SettingsError
from mate_cli.exits import CommandFailed, Exit, Failure
from mate_core.media.errors import ObjectStorageUnavailable
from mate_core.payments.errors import GatewayUnavailable
from mate_core.shared.errors import (
    ConcurrencyConflict,
    Forbidden,
    InvalidInput,
    NotAuthenticated,
    NotFound,
    Refusal,
    StorageUnavailable,
)

_AWAY = (
    StorageUnavailable,
    ConcurrencyConflict,
    GatewayUnavailable,
    psycopg.OperationalError,
    sqlalchemy.exc.OperationalError,
)


def failure_of(error: Exception) -> Failure | None:
    """The failure behind an expected exception; None for a bug."""
    match error:
        case CommandFailed():
            return error.failure
        case InvalidInput() | Refusal():
            return _refusal(error)
        case SettingsError():
            return Failure(Exit.USAGE, "settings.unusable", "\n".join(error.problems))
        case PermissionError():
            return Failure(Exit.NOT_PERMITTED, "file.not_permitted", str(error))
        case _:
            return _trouble(error)


def _refusal(error: InvalidInput | Refusal) -> Failure:
    if isinstance(error, InvalidInput):
        return Failure(Exit.USAGE, error.code, error.detail, {"field": error.field})
    code = Exit.REFUSED
    if isinstance(error, NotFound):
        code = Exit.NOT_FOUND
    elif isinstance(error, (Forbidden, NotAuthenticated)):
        code = Exit.NOT_PERMITTED
    return Failure(code, error.code, error.detail, error.facts)


def _trouble(error: Exception) -> Failure | None:
    """Trouble outside, which may pass by itself."""
    if isinstance(error, LocalPostgresError):
        return Failure(Exit.UNAVAILABLE, "database.unavailable", str(error))
    if isinstance(error, ObjectStorageUnavailable):
        sentence = (
            f"The storage of uploads cannot be used: {error}. `mate doctor` tells where it is."
        )
        return Failure(Exit.UNAVAILABLE, "uploads.unavailable", sentence)
    if isinstance(error, _AWAY):
        first_line = (str(error) or type(error).__name__).splitlines()[0]
        sentence = f"The database or a vendor cannot be reached now: {first_line}"
        return Failure(Exit.UNAVAILABLE, "unavailable", sentence)
    return None
