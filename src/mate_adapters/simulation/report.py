"""One HTML page about a run, with its plots inside: it opens anywhere, without the internet."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from html import escape
from typing import Any, Final

import pygal
from pygal.style import LightColorizedStyle

from mate_adapters.simulation.run import Run
from mate_adapters.simulation.summary import Summary

# pygal leaves a finder for its plugins behind, in a form that Python 3.11 warns about at every
# import that fails anywhere later. We have no plugins.
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != "pygal"]

_HISTOGRAM_BARS: Final = 12
_LABELS_AT_MOST: Final = 12
_STYLE: Final = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; margin: 1rem 0 }
tr { border-top: 1px solid #ddd }
td { padding: .2rem .8rem }
td.number { text-align: right; font-variant-numeric: tabular-nums }
figure { margin: 1rem 0 }
.broken { background: #fdd; padding: 1rem }
"""


def page(run: Run, summary: Summary) -> str:
    """The whole document."""
    plan = run.plan
    title = f"{plan.users:,} users, {plan.partners:,} partners, {plan.days} days, seed {plan.seed}"
    figures = "".join(
        f"<figure>{chart.render(is_unicode=True, disable_xml_declaration=True)}</figure>"
        for chart in (
            _bookings_by_day(summary),
            _money_by_day(summary),
            _outcomes(summary),
            _earnings(summary),
        )
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Simulation: {escape(title)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>A simulated marketplace</h1><p>{escape(title)}; {run.stage.commands:,} commands.</p>"
        f"{_verdict(run)}{figures}"
        f"<h2>Money by account, VND</h2>{_table(summary.accounts)}"
        f"<h2>Bookings by outcome</h2>{_table(summary.outcomes)}"
        f"<h2>Identity checks by outcome</h2>{_table(summary.identity_checks)}"
        f"<p>Verified {summary.minutes_to_verification:,.0f} minutes after the first submission, "
        f"the median; {summary.codes_lost:,} one-time codes never arrived.</p>"
        f"<h2>Reviews</h2>{_table(summary.reviews)}"
        f"<h2>Blocks</h2>{_table(summary.blocks)}<h2>Bans</h2>{_table(summary.bans)}"
        f"<h2>Refusals and trouble</h2>{_table(summary.refusals)}"
        f"<p>Log hash <code>{run.stage.log.digest}</code></p></body></html>\n"
    )


def _verdict(run: Run) -> str:
    if run.violation is None:
        return "<p>Every invariant held after every command.</p>"
    return f'<p class="broken">Broken: {escape(str(run.violation))}</p>'


def _table(rows: Mapping[str, int]) -> str:
    cells = "".join(
        f'<tr><td>{escape(name)}</td><td class="number">{value:,}</td></tr>'
        for name, value in rows.items()
    )
    return f"<table>{cells}</table>"


def _chart(kind: Any, title: str, **options: Any) -> Any:
    """`js` stays empty: tooltips would load a script from the internet."""
    return kind(
        title=title,
        js=[],
        style=LightColorizedStyle,
        width=960,
        height=380,
        value_formatter=lambda value: f"{value:,.0f}",
        **options,
    )


def _by_day(kind: Any, title: str, summary: Summary) -> Any:
    step = max(1, len(summary.days) // _LABELS_AT_MOST)
    labels = [f"{each.day:%d.%m.}" for each in summary.days]
    chart = _chart(kind, title, x_label_rotation=30, show_minor_x_labels=False)
    chart.x_labels = labels
    chart.x_labels_major = labels[::step]
    return chart


def _bookings_by_day(summary: Summary) -> Any:
    chart = _by_day(pygal.Line, "Bookings a day", summary)
    chart.add("requested", [each.requested for each in summary.days])
    chart.add("paid", [each.paid for each in summary.days])
    return chart


def _money_by_day(summary: Summary) -> Any:
    chart = _by_day(pygal.Line, "Money a day, thousand VND", summary)
    chart.add("held for bookings", [each.turnover / 1_000 for each in summary.days])
    chart.add("fees earned", [each.fees / 1_000 for each in summary.days])
    return chart


def _outcomes(summary: Summary) -> Any:
    chart = _chart(pygal.HorizontalBar, "Bookings by outcome")
    for name, count in summary.outcomes.items():
        chart.add(name.replace("_", " "), count)
    return chart


def _earnings(summary: Summary) -> Any:
    """How many partners earned how much: steps of equal width up to the best earner."""
    chart = _chart(pygal.Bar, "Partners by earnings, million VND", show_legend=False)
    highest = max(summary.partner_earnings, default=0)
    width = max(1, -(-highest // _HISTOGRAM_BARS))
    bars = [0] * _HISTOGRAM_BARS
    for earned in summary.partner_earnings:
        bars[min(earned // width, _HISTOGRAM_BARS - 1)] += 1
    chart.x_labels = [f"{(n + 1) * width / 1_000_000:.1f}" for n in range(_HISTOGRAM_BARS)]
    chart.add("partners", bars)
    return chart
