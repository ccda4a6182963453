"""The page with plots: complete in itself."""

from __future__ import annotations

import re
import sys

from mate_adapters.simulation import ALL_FAULTS, Plan, run, summarise
from mate_adapters.simulation.report import page


def test_the_page_holds_its_plots_and_loads_nothing() -> None:
    finished = run(Plan(users=60, partners=8, days=3, seed=2, faults=ALL_FAULTS))

    html = page(finished, summarise(finished))

    assert html.count("<svg") == 4
    assert finished.stage.log.digest in html
    assert not re.search(r"""(src|href)\s*=\s*["']https?:""", html)
    assert not re.search(r"<script[^>]*(src|href)", html)
    assert "@import" not in html


def test_the_plotting_library_leaves_no_hook_in_the_way_of_imports() -> None:
    assert not [finder for finder in sys.meta_path if type(finder).__module__.startswith("pygal")]
