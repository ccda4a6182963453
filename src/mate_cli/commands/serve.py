"""`mate serve`: everything in one process."""

from __future__ import annotations

from argparse import Namespace

from mate_adapters.limits import rates_of
from mate_adapters.runtime import Runtime, open_runtime
from mate_adapters.settings import Environment, Settings
from mate_cli.commands.seed import require_sandbox
from mate_cli.console import Console
from mate_cli.exits import Exit
from mate_cli.logs import configure_logs
from mate_cli.seed.people import PASSWORD, PEOPLE
from mate_cli.seed.planting import plant
from mate_cli.server.dispatch import AsgiApp, side_by_side
from mate_cli.server.listening import listen
from mate_cli.server.running import Processes
from mate_cli.signals import Stop
from mate_http.app import create_app
from mate_http.options import HttpOptions


async def serve(args: Namespace, console: Console) -> int:
    settings, opened = listen(args)
    configure_logs(settings)
    with opened, Stop.by_signals() as stop:
        async with open_runtime(settings, owns_server=True) as runtime:
            if args.demo_data:
                require_sandbox(settings)
                await plant(runtime)
            processes = Processes(runtime, _app(runtime), opened)
            try:
                with_worker = settings.workers_in_server and not args.no_worker
                await processes.start(with_worker=with_worker)
                _announce(console, settings, with_demo=args.demo_data)
                await processes.until(stop)
            finally:
                await processes.stop(stop)
    console.note("Stopped.")
    return Exit.OK


def _app(runtime: Runtime) -> AsgiApp:
    settings = runtime.settings
    http = create_app(
        runtime.application,
        HttpOptions(
            production=settings.environment is Environment.PRODUCTION,
            public_url=settings.public_url,
            allowed_origins=settings.allowed_origins,
            secure_cookies=settings.public_url.startswith("https://"),
            limiter=runtime.limiter,
            rates=rates_of(settings),
            ready=runtime.ready,
        ),
    )
    return side_by_side(http, runtime.sandbox_app, runtime.application.ledger)


def _announce(console: Console, settings: Settings, *, with_demo: bool) -> None:
    url = settings.public_url
    document: dict[str, object] = {"event": "ready", "url": url, "docs": f"{url}/api/docs"}
    lines = ["Mate Social is ready.", "", f"  API      {url}/api/v1", f"  Docs     {url}/api/docs"]
    if settings.sandbox:
        document["sandbox"] = f"{url}/sandbox"
        lines.append(f"  Sandbox  {url}/sandbox   (messages, gateways, clock)")
    if with_demo:
        lines += ["", f"  Demo logins, password {PASSWORD}:"]
        lines += [f"    {person.phone}  {person.name} ({person.what})" for person in PEOPLE]
    console.answer(document, [*lines, "", "Stop with Ctrl+C."])
