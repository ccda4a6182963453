"""The shape of every error answer."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mate_http.schemas.base import Output


class FieldProblem(Output, frozen=True):
    """One input to change: its name as on the wire, a stable code, and the remedy."""

    field: str
    code: str
    detail: str


class Problem(Output, frozen=True):
    """`application/problem+json`. `code` is stable; `detail` follows Accept-Language (vi, en)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    request_id: str
    errors: list[FieldProblem]


@dataclass(frozen=True, slots=True)
class Complaint:
    """What went wrong, before it is put into a document and a language.

    `english` is complete; `facts` fill the Vietnamese sentence of `code`.
    """

    status: int
    code: str
    english: str
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)
    fields: Sequence[FieldComplaint] = ()
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldComplaint:
    field: str
    code: str
    english: str
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)
