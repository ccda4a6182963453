"""The state machine of bookings as a page, drawn from the table that rules it."""

from __future__ import annotations

from mate_core.bookings.transitions import MOVES, BookingStatus

_INTRODUCTION = """# States of a booking

Generated from `mate_core.bookings.transitions.MOVES`; a test keeps the two equal. To redraw it:
`python -m mate_core.bookings.diagram > docs/booking-states.md`.
"""


def page() -> str:
    """A Markdown page: a Mermaid state diagram, and the table of edges with who and when."""
    edges = [f"    {status} --> {move.to}: {action}" for (status, action), move in MOVES.items()]
    ends = [
        f"    {status} --> [*]" for status in (BookingStatus.COMPLETED, BookingStatus.CANCELLED)
    ]
    rows = [
        f"| {status} | {action} | {move.to} | {', '.join(sorted(move.by))} | {move.when} |"
        for (status, action), move in MOVES.items()
    ]
    return "\n".join(
        [
            _INTRODUCTION,
            "```mermaid",
            "stateDiagram-v2",
            f"    [*] --> {BookingStatus.PENDING}: request",
            *edges,
            *ends,
            "```",
            "",
            "| from | step | to | by | when |",
            "| --- | --- | --- | --- | --- |",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    import sys

    sys.stdout.write(page())
