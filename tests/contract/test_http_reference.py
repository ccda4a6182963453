"""The list of endpoints is drawn from the code, so it cannot tell anything else."""

from pathlib import Path

from mate_http.reference import MARK, endpoints

PAGE = Path(__file__).parents[2] / "docs" / "http-api.md"


def test_page_of_endpoints_equals_the_routes() -> None:
    _, mark, listed = PAGE.read_text(encoding="utf-8").partition(MARK)

    assert mark, "the page has lost the line behind which the list stands"
    assert listed == endpoints(), "redraw it: python -m mate_http.reference docs/http-api.md"
