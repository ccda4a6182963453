"""What holds for the whole test run: one throw-away PostgreSQL, and how far Hypothesis goes."""

from __future__ import annotations

import gc
import os
import tempfile
from pathlib import Path

import psutil
import pytest
from hypothesis import Phase, settings

from mate_adapters.postgres.server import LocalPostgres

_HOME_VARIABLE = "MATE_TEST_POSTGRES_HOME"
_BIN_VARIABLE = "MATE_TEST_POSTGRES_BIN"
_HOME_PREFIX = "mate-test-"
_PROFILE_VARIABLE = "MATE_TEST_PROFILE"

# A failure is told at once in the quick profile; shrinking a long story would take minutes. The
# thorough one finds it again and shrinks it. No deadlines: a busy machine's time proves nothing.
settings.register_profile(
    "quick",
    max_examples=50,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
settings.register_profile("thorough", max_examples=1_000, deadline=None)
settings.load_profile(os.environ.get(_PROFILE_VARIABLE, "quick"))


def pytest_configure(config: pytest.Config) -> None:
    """Choose the server's home in the controller; xdist workers inherit it by the environment."""
    if hasattr(config, "workerinput"):
        return
    _remove_abandoned_homes()
    home = Path(tempfile.mkdtemp(prefix=f"{_HOME_PREFIX}{os.getpid()}-"))
    home.chmod(0o711)  # run as root, the server is another user and must walk through it
    os.environ[_HOME_VARIABLE] = str(home)


def pytest_collection_finish() -> None:
    """Modules and items stay to the end: the collector need not look at them again and again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        _remove(Path(os.environ.pop(_HOME_VARIABLE)))


@pytest.fixture(scope="session")
def postgres_server() -> LocalPostgres:
    """The run's own server, up; all workers share it. Stopped and erased when the run ends."""
    server = _server(Path(os.environ[_HOME_VARIABLE]))
    server.start()
    return server


def _server(home: Path) -> LocalPostgres:
    programs = os.environ.get(_BIN_VARIABLE)
    return LocalPostgres(home, bin_dir=Path(programs) if programs else None, fast=True)


def _remove(home: Path) -> None:
    _server(home).destroy()
    home.rmdir()


def _remove_abandoned_homes() -> None:
    """A run that was killed could not clean up; the next one does it."""
    for home in Path(tempfile.gettempdir()).glob(f"{_HOME_PREFIX}*-*"):
        owner = home.name.removeprefix(_HOME_PREFIX).split("-")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)) and _is_ours(home):
            _remove(home)


def _is_ours(home: Path) -> bool:
    return home.stat().st_uid == os.geteuid()
