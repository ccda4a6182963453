"""Answers for people or for machines, and questions before anything is done."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from typing import TextIO

from mate_cli.exits import Exit, Failure, refused


class Console:
    """Where a command writes. With `as_json` stdout holds JSON documents, one a line."""

    def __init__(
        self,
        *,
        as_json: bool = False,
        out: TextIO | None = None,
        err: TextIO | None = None,
        keyboard: TextIO | None = None,
    ) -> None:
        self.as_json = as_json
        self._out = out or sys.stdout
        self._err = err or sys.stderr
        self._keyboard = keyboard or sys.stdin

    def answer(self, document: Mapping[str, object], lines: Iterable[str]) -> None:
        """The result: `document` for machines, or `lines` for people."""
        if self.as_json:
            print(json.dumps(document, ensure_ascii=False), file=self._out, flush=True)
            return
        for line in lines:
            print(line, file=self._out)
        self._out.flush()

    def write(self, text: str) -> None:
        """A piece of a file, as it is; for commands whose answer is one, such as CSV."""
        self._out.write(text)

    def note(self, sentence: str) -> None:
        """Something by the way, for people only; never on stdout."""
        if not self.as_json:
            print(sentence, file=self._err, flush=True)

    def fail(self, failure: Failure) -> None:
        """Say on stderr why nothing was done."""
        if self.as_json:
            facts = {name: _plain(value) for name, value in failure.facts.items()}
            error = {"code": failure.code, "detail": failure.detail, **facts}
            print(json.dumps({"error": error}, ensure_ascii=False), file=self._err)
        else:
            print(f"mate: {failure.detail} ({failure.code})", file=self._err)

    def confirm(self, question: str, *, assumed: bool) -> None:
        """Go on only after a yes; `assumed` is `--yes`.

        Without a terminal nobody can answer, so the command is refused (raises CommandFailed).
        """
        if assumed:
            return
        if self.as_json or not self._keyboard.isatty():
            raise refused(
                "confirmation.missing",
                "Nobody is at the terminal to confirm this; add --yes if you are certain.",
                exit_code=Exit.USAGE,
            )
        print(f"{question} [y/N] ", end="", file=self._err, flush=True)
        if self._keyboard.readline().strip().lower() not in {"y", "yes"}:
            raise refused("confirmation.refused", "Nothing was changed.")


def _plain(value: object) -> object:
    return value if isinstance(value, (int, str)) or value is None else str(value)
