"""`mate simulate` as others meet it: a process with a document, an exit code and a hash."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from mate_adapters.simulation import ALL_FAULTS, Plan, run

PATIENCE_S = 120.0
WEEKS = 100 if os.environ.get("MATE_TEST_PROFILE") == "thorough" else 8
SEEDS = range(101, 101 + WEEKS)
SMALL = ("--users", "60", "--partners", "8", "--days", "3", "--faults", "all")


async def simulate(*arguments: str, hash_seed: str = "0") -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "mate_cli", "simulate", *arguments),
        env={"PATH": os.environ["PATH"], "PYTHONHASHSEED": hash_seed},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(PATIENCE_S):
        out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


async def document(*arguments: str, hash_seed: str = "0") -> dict[str, Any]:
    code, out, err = await simulate(*arguments, "--json", hash_seed=hash_seed)
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


async def test_the_log_hash_is_the_same_in_every_process_and_under_every_hash_seed() -> None:
    hashes = {
        (await document(*SMALL, "--seed", "11", hash_seed=hash_seed))["logHash"]
        for hash_seed in ("0", "1", "4242")
    }

    assert len(hashes) == 1


async def test_the_document_says_what_a_founder_and_a_script_want_to_know() -> None:
    found = await document(*SMALL, "--seed", "2")

    assert found["violations"] == 0
    assert found["commandsPerSecond"] > 0
    assert len(found["logHash"]) == 64
    assert sum(found["outcomes"].values()) == found["bookings"]
    assert sum(found["accounts"].values()) == 0


async def test_people_read_a_summary_and_the_report_is_written(tmp_path: Path) -> None:
    report = tmp_path / "out.html"

    code, out, _ = await simulate(*SMALL, "--report", str(report))

    assert code == 0
    assert "fees earned" in out
    assert "Every invariant held" in out
    assert "<svg" in report.read_text("utf-8")


async def test_a_crowd_of_nobody_is_a_mistake_of_usage() -> None:
    code, out, err = await simulate("--users", "0")

    assert (code, out) == (2, "")
    assert "--users" in err


@pytest.mark.parametrize("seed", SEEDS)
def test_a_week_of_faults_holds_every_invariant(seed: int) -> None:
    finished = run(Plan(users=250, partners=35, days=7, seed=seed, faults=ALL_FAULTS))

    assert finished.violation is None
