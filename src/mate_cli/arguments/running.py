"""Commands that run the system, or look at how it is set up."""

from __future__ import annotations

from mate_cli.arguments.parts import Commands, add_command


def add_to(commands: Commands) -> None:
    _serve(commands)
    _worker(commands)
    _migrate(commands)
    _seed(commands)
    _demo(commands)
    _config(commands)
    _doctor(commands)
    _openapi(commands)


def _serve(commands: Commands) -> None:
    serve = add_command(
        commands,
        "serve",
        "serve:serve",
        short="serve the API, the sandbox and a worker in one process",
        description=(
            "Serve the HTTP API; in development also the sandbox, and the background work.\n"
            "Without DATABASE_URL an embedded PostgreSQL is started, and stopped at the end\n"
            "when nobody else uses it."
        ),
        examples="mate serve\nmate serve --demo-data --port 8080\nmate serve --no-worker",
    )
    serve.add_argument("--host", help="address to listen on (MATE_HOST)")
    serve.add_argument("--port", type=int, help="port to listen on (MATE_PORT); 0 takes a free one")
    serve.add_argument("--demo-data", action="store_true", help="first do what `mate seed` does")
    serve.add_argument("--no-worker", action="store_true", help="leave background work to others")


def _worker(commands: Commands) -> None:
    add_command(
        commands,
        "worker",
        "worker:worker",
        short="do the background work: due rows, messages, housekeeping",
        description="Settle, expire, complete, send and clean up, until told to stop.",
        examples="mate worker\nDATABASE_URL=postgresql://… mate worker",
    )


def _migrate(commands: Commands) -> None:
    migrate = add_command(
        commands,
        "migrate",
        "migrate:migrate",
        short="bring the database to the newest schema",
        description="Run the migrations that are pending, all or nothing.",
        examples="mate migrate --check   # exit code 1 when something is pending\nmate migrate",
    )
    migrate.add_argument("--check", action="store_true", help="only say what is pending")


def _seed(commands: Commands) -> None:
    seed = add_command(
        commands,
        "seed",
        "seed:seed",
        short="create the demo people, or a crowd of invented ones",
        description=(
            "Staff, users and verified partners to play with, made by the real services.\n"
            "Safe to repeat: people who are there stay as they are, missing slots are added.\n"
            "With --partners or --users a crowd instead: so many invented people of all of\n"
            "Viet Nam, with prices, hours and ratings, written at once, all or none. The same\n"
            "seed gives the same people and comes once; another one adds others.\n"
            "Refused where the sandbox is off, and in production."
        ),
        examples=(
            "mate seed\nmate seed --json\nmate seed --partners 1000\n"
            "mate seed --partners 100000 --users 20000 --seed 7"
        ),
    )
    seed.add_argument("--partners", type=int, help="invent so many partners")
    seed.add_argument(
        "--users", type=int, help="and so many users; without it one for five partners"
    )
    seed.add_argument("--seed", type=int, help="whose people they are (1)")


def _demo(commands: Commands) -> None:
    demo = add_command(
        commands,
        "demo",
        "demo:demo",
        short="play one booking's whole life over real HTTP",
        description=(
            "Register, verify, search, book, pay, meet, complete, wait 24 hours by the sandbox\n"
            "clock, and prove the ledger. Uses a throw-away server with data of its own, unless\n"
            "--url names a running sandbox server that has the demo people (`serve --demo-data`);\n"
            "its clock moves on by about four days."
        ),
        examples="mate demo\nmate demo --url http://127.0.0.1:8000\nmate demo --json",
    )
    demo.add_argument("--url", help="a running sandbox server")
    demo.add_argument("--keep", action="store_true", help="keep the throw-away data, say where")


def _config(commands: Commands) -> None:
    add_command(
        commands,
        "config",
        "config:config",
        short="show every setting and where its value came from",
        description="Secrets stay hidden. Values come from the environment, .env, or defaults.",
        examples="mate config\nmate config --json",
    )


def _doctor(commands: Commands) -> None:
    add_command(
        commands,
        "doctor",
        "doctor:doctor",
        short="check this installation, with a remedy for what is wrong",
        description="Exit code 1 when something must be mended; warnings alone are 0.",
        examples="mate doctor\nmate doctor --json",
    )


def _openapi(commands: Commands) -> None:
    openapi = add_command(
        commands,
        "openapi",
        "openapi:openapi",
        short="print the OpenAPI document of the HTTP API",
        description="The same document that the server gives at /api/docs/openapi.json.",
        examples="mate openapi > openapi.json\nmate openapi --output openapi.json",
    )
    openapi.add_argument("--output", metavar="FILE", help="write there instead of to stdout")
