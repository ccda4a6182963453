"""Templates whose values are escaped unless they are markup already."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from string import Template
from typing import Final


class Html(str):
    """Text that is markup: made by `fill` or written here, never taken from input."""

    __slots__ = ()


def fill(template: str, **values: object) -> Html:
    """`template` with each `$name` replaced by its escaped value; raises KeyError for a gap."""
    safe = {
        name: value if isinstance(value, Html) else escape(str(value), quote=True)
        for name, value in values.items()
    }
    return Html(Template(template).substitute(safe))


def joined(parts: Iterable[Html]) -> Html:
    return Html("".join(parts))


STYLE: Final = """
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: #0b6bcb; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; font: 16px/1.5 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; gap: 1rem; align-items: baseline;
  border-bottom: 1px solid var(--line); margin-bottom: 1rem; }
header strong { font-size: 1.2rem; }
a { color: var(--accent); }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem .4rem 0;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: .5rem 0; }
button, input { font: inherit; padding: .45rem .8rem; border: 1px solid var(--line);
  border-radius: .4rem; background: var(--soft); color: inherit; }
button { cursor: pointer; }
button.main { background: var(--accent); border-color: var(--accent); color: #fff; }
.sum { font-size: 2rem; font-weight: 600; margin: .5rem 0; }
.fault { border-left: 4px solid #c62828; padding: .3rem .8rem; background: var(--soft); }
.quiet { opacity: .7; }
"""
