"""`mate openapi`: the contract of the HTTP API, from the code."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path

from mate_adapters.composition.memory_world import memory_world
from mate_cli.console import Console
from mate_cli.exits import Exit
from mate_http.app import create_app
from mate_http.options import HttpOptions


def openapi(args: Namespace, console: Console) -> int:
    """Built over the memory adapters: the contract does not depend on what lies below."""
    app = create_app(memory_world().application, HttpOptions())
    document = app.openapi_schema.to_schema()
    if args.output is None:
        console.answer(document, [json.dumps(document, ensure_ascii=False, indent=2)])
        return Exit.OK
    Path(args.output).write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", "utf-8")
    paths = len(document.get("paths", {}))
    console.answer(
        {"output": args.output, "paths": paths}, [f"Wrote {paths} paths to {args.output}."]
    )
    return Exit.OK
