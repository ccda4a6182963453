"""Secrets that development makes for itself once and keeps under MATE_HOME, for us only."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def local_secret(home: Path, name: str, make: Callable[[], str]) -> str:
    """The text of the file `name`; the first process to ask writes it."""
    path = home / name
    home.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _create_once(path, make())
    return path.read_text(encoding="utf-8").strip()


def replace_secret(home: Path, name: str, text: str) -> None:
    """Another text for the file `name`, whole at every moment."""
    home.mkdir(parents=True, exist_ok=True)
    _draft(home / name, text).replace(home / name)


def _create_once(path: Path, text: str) -> None:
    """Several processes may start at once: the first one's file stays, whole."""
    draft = _draft(path, text)
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def _draft(path: Path, text: str) -> Path:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return draft
