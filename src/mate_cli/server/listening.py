"""The socket that we listen on, taken before anything else is opened."""

from __future__ import annotations

import errno
import socket
from argparse import Namespace

from mate_adapters.settings import Settings
from mate_cli.configuration import read_settings
from mate_cli.exits import CommandFailed, Exit, refused

_BACKLOG = 2048


def listen(args: Namespace) -> tuple[Settings, socket.socket]:
    """The settings with what the command line says of host and port, and the open socket.

    `--port 0` takes a free port, which the settings then name. Raises SettingsError, and
    CommandFailed when the address cannot be had.
    """
    host = {"MATE_HOST": args.host} if args.host else {}
    port = {"MATE_PORT": str(args.port)} if args.port else {}
    settings = read_settings(args, host | port)
    if args.port != 0:
        return settings, _bound(settings.host, settings.port)
    opened = _bound(settings.host, 0)
    return read_settings(args, host | {"MATE_PORT": str(opened.getsockname()[1])}), opened


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise _failure(host, port, error) from error


def _failure(host: str, port: int, error: OSError) -> CommandFailed:
    if error.errno == errno.EADDRINUSE:
        sentence = f"Port {port} of {host} is in use: stop what listens there, or give --port."
        return refused("port.in_use", sentence, exit_code=Exit.UNAVAILABLE)
    if error.errno == errno.EACCES:
        sentence = f"Port {port} needs more rights than you have: give --port above 1023."
        return refused("port.not_permitted", sentence, exit_code=Exit.NOT_PERMITTED)
    sentence = f"{host} is no address of this machine: give another --host ({error})."
    return refused("host.unusable", sentence, exit_code=Exit.USAGE)
