"""Where a request finds the core: in the state of the application, and nowhere else."""

from __future__ import annotations

from litestar.types import Scope

from mate_core.application import Application


def core_of(scope: Scope) -> Application:
    """Read at every request: one driver may be put before another core, as tests do."""
    application: Application = scope["litestar_app"].state.application
    return application
