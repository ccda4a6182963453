"""The page from which pictures to try with are taken."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlencode

from mate_adapters.sandbox.ekyc.plate import EkycVerdict, Side
from mate_adapters.sandbox.html import Html, fill, joined
from mate_adapters.sandbox.pages import page

_PAGE: Final = """
<p>Pictures that the vendors of identity checks here can read: save a front, a back and a selfie of
one row and upload them with <a href="/sandbox/ekyc/film">this video</a>. Any other picture reads as
nothing and ends in the staff queue. Other persons: put <code>number</code>, <code>name</code> and
<code>born</code> (dd/mm/yyyy) into the address.</p>
<div class="scroll"><table>
<tr><th>Verdict</th><th>Pictures</th></tr>
$rows
</table></div>
"""
_ROW: Final = "<tr><td>$verdict</td><td>$links</td></tr>"
_LINK: Final = '<a href="$url">$side</a> '


def ekyc_page(verdicts: Iterable[EkycVerdict], sides: Iterable[Side]) -> Html:
    rows = [
        fill(_ROW, verdict=verdict, links=joined(_link(verdict, side) for side in sides))
        for verdict in verdicts
    ]
    return page("Identity checks", fill(_PAGE, rows=joined(rows)))


def _link(verdict: EkycVerdict, side: Side) -> Html:
    query = urlencode({"side": side, "verdict": verdict})
    return fill(_LINK, url=f"/sandbox/ekyc/picture?{query}", side=side)
