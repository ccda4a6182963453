"""The page about states is drawn from the table, so it cannot tell anything else."""

from pathlib import Path

from mate_core.bookings.diagram import page

PAGE = Path(__file__).parents[3] / "docs" / "booking-states.md"


def test_page_of_states_equals_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "redraw it: python -m mate_core.bookings.diagram > docs/booking-states.md"
    )
