"""How a broken invariant is told."""

from __future__ import annotations

from uuid import UUID


class Violated(Exception):
    """`rule` names the invariant, `subject` is the id of what broke it."""

    def __init__(self, rule: str, detail: str, subject: UUID | None = None) -> None:
        super().__init__(f"{rule}: {detail}")
        self.rule = rule
        self.detail = detail
        self.subject = subject
