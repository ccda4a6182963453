"""The `mate` command: finds out what is wanted, then imports only what that needs."""

from __future__ import annotations

import asyncio
import importlib
import os
import sys
import traceback
from argparse import Namespace
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from mate_cli.console import Console
from mate_cli.exits import Exit, Failure
from mate_cli.parser import build_parser

Handler = Callable[[Namespace, Console], int | Coroutine[Any, Any, int]]

_INTERRUPTED = 130
"""What shells expect of a program that Ctrl+C ended."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; answers its exit code."""
    wanted = sys.argv[1:] if arguments is None else list(arguments)
    args = build_parser(as_json="--json" in wanted).parse_args(wanted)
    console = Console(as_json=args.json)
    try:
        return _run(handler_of(args.handler), args, console)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader (`| head`) has seen enough; Python would complain again when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.OK
    except Exception as error:  # the last line of defence turns every failure into one sentence
        return _failed(error, console)


def handler_of(name: str) -> Handler:
    """The function behind `package.module:function`; imported only now, so that help is quick."""
    module, _, function = name.partition(":")
    handler: Handler = getattr(importlib.import_module(module), function)
    return handler


def _run(handler: Handler, args: Namespace, console: Console) -> int:
    result = handler(args, console)
    if isinstance(result, int):
        return result
    uvloop = importlib.import_module("uvloop")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(result)


def _failed(error: Exception, console: Console) -> int:
    from mate_cli.failures import failure_of  # noqa: PLC0415  only now is it worth its imports

    failure = failure_of(error)
    if failure is None:
        traceback.print_exception(error)
        sentence = "This is a bug; the lines above say where."
        failure = Failure(Exit.REFUSED, "internal", f"{type(error).__name__}: {sentence}")
    console.fail(failure)
    return failure.exit


if __name__ == "__main__":
    sys.exit(main())
