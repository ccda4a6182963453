"""The list of endpoints in `docs/http-api.md`, drawn from the OpenAPI document."""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

from mate_http.openapi import describe

MARK: Final = "<!-- Generated: python -m mate_http.reference docs/http-api.md -->\n"
"""Everything behind this line of the page is ours."""
_TOLD: Final = frozenset({"400", "413", "415", "500", "503"})
"""What every route, or every route with a body, can answer; the page says so once."""


def endpoints() -> str:
    """One table for each group of routes: method and path, who may call, purpose, answers."""
    document = describe("http://127.0.0.1:8000").to_schema()
    rows: defaultdict[str, list[str]] = defaultdict(list)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            rows[operation["tags"][0]].append(_row(method, path, operation))
    parts = []
    for tag in document["tags"]:
        head = f"\n### {tag['name']}\n\n{tag['description']}\n\n"
        table = "| | what it does | answers |\n| --- | --- | --- |\n"
        parts.append(head + table + "".join(f"{row}\n" for row in rows[tag["name"]]))
    return "".join(parts)


def _row(method: str, path: str, operation: dict[str, Any]) -> str:
    login = "" if "security" in operation else " (public)"
    about = operation["summary"]
    if text := operation.get("description"):
        about += f". {' '.join(text.split())}".removesuffix(".")
    answers = ", ".join(sorted(set(operation["responses"]) - _TOLD))
    return f"| `{method.upper()} {path}`{login} | {about} | {answers} |"


def main() -> None:
    page = Path(sys.argv[1])
    written, _, _ = page.read_text(encoding="utf-8").partition(MARK)
    page.write_text(written + MARK + endpoints(), encoding="utf-8")


if __name__ == "__main__":
    main()
