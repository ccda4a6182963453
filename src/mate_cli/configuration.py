"""The settings of a command; apart from `opening`, whose imports take longer than some commands."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

from mate_adapters.settings import Settings, base_directory, load_settings


def read_settings(args: Namespace, overrides: Mapping[str, str] | None = None) -> Settings:
    """The settings in force; `overrides` are what the command line says of variables.

    Raises SettingsError.
    """
    dotenv = Path(args.env_file) if args.env_file else base_directory() / ".env"
    return load_settings({**os.environ, **(overrides or {})}, dotenv)
