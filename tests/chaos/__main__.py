"""`make chaos`: kill processes and the database under load; nothing acknowledged may be lost."""

from __future__ import annotations

import json
import secrets
import sys
from argparse import ArgumentParser, Namespace

from tests.chaos.run import Plan, run
from tests.load.failure import LoadFailed


def main() -> int:
    options = _options()
    seed = secrets.randbelow(1_000_000) if options.seed is None else options.seed
    try:
        results = run(Plan(options.seconds, seed, options.players))
    except LoadFailed as failure:
        print(f"The run failed (seed {seed}): {failure}", file=sys.stderr)
        return 2
    print(json.dumps(results.document(), indent=2) if options.json else results.page())
    if not results.is_well:
        print(f"\nRepeat it with --seed {seed}. The ends of the logs:", file=sys.stderr)
        print(results.logs, file=sys.stderr)
    return 0 if results.is_well else 1


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="how long blows fall")
    parser.add_argument("--seed", type=int, help="of the blows and the lives; else any")
    parser.add_argument("--players", type=int, default=24, help="so many act at once")
    parser.add_argument("--json", action="store_true", help="figures by name, for machines")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
