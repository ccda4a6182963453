"""The state machine of identity checks as a page, drawn from the table that rules it."""

from __future__ import annotations

from mate_core.kyc.states import MOVES, OPEN, KycState

_INTRODUCTION = """# States of an identity check

Generated from `mate_core.kyc.states.MOVES`; a test keeps the two equal. To redraw it:
`python -m mate_core.kyc.diagram > docs/kyc-states.md`. What happens
along the edges: [kyc.md](kyc.md).
"""


def page() -> str:
    """A Markdown page: a Mermaid state diagram, and the table of edges with who and when."""
    edges = [f"    {state} --> {move.to}: {action}" for (state, action), move in MOVES.items()]
    ends = [f"    {state} --> [*]" for state in KycState if state not in OPEN]
    rows = [
        f"| {state} | {action} | {move.to} | {move.by} | {move.when} |"
        for (state, action), move in MOVES.items()
    ]
    return "\n".join(
        [
            _INTRODUCTION,
            "```mermaid",
            "stateDiagram-v2",
            f"    [*] --> {KycState.COLLECTING}: upload",
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
