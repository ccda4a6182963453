"""The state machine of reviews as a page, drawn from the table that rules it."""

from __future__ import annotations

from mate_core.reviews.states import MOVES, ReviewState

_INTRODUCTION = """# States of a review

Generated from `mate_core.reviews.states.MOVES`; a test keeps the two equal. To redraw it:
`python -m mate_core.reviews.diagram > docs/review-states.md`. What happens along the edges:
[reviews.md](reviews.md).
"""


def page() -> str:
    """A Markdown page: a Mermaid state diagram, and the table of edges with who and when."""
    edges = [f"    {state} --> {move.to}: {action}" for (state, action), move in MOVES.items()]
    rows = [
        f"| {state} | {action} | {move.to} | {move.by} | {move.when} |"
        for (state, action), move in MOVES.items()
    ]
    return "\n".join(
        [
            _INTRODUCTION,
            "```mermaid",
            "stateDiagram-v2",
            f"    [*] --> {ReviewState.SEALED}: write",
            *edges,
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
