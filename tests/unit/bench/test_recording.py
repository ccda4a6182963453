from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from mate_adapters.postgres.connection import Call
from mate_adapters.postgres.statement import Statement, query
from mate_adapters.postgres.tables.columns import INSTANT, TEXTS, UUIDS
from tests.bench.recording import sent_of

_ID = UUID("00000000-0000-7000-8000-00000000002a")


@pytest.mark.parametrize(
    ("type_", "value", "text"),
    [
        (sa.Uuid(), _ID, str(_ID)),
        (sa.Text(), "cà phê: 12", "cà phê: 12"),
        (sa.SmallInteger(), -3, "-3"),
        (sa.Integer(), 70_000, "70000"),
        (sa.BigInteger(), -804_997_000_000, "-804997000000"),
        (sa.Boolean(), True, "t"),
        (sa.Boolean(), False, "f"),
        (INSTANT, datetime(2026, 1, 31, 2, 0, 0, 5, UTC), "2026-01-31T02:00:00.000005+00:00"),
        (INSTANT, datetime(1998, 5, 20, tzinfo=UTC), "1998-05-20T00:00:00+00:00"),
        (sa.Date(), date(1998, 5, 20), "1998-05-20"),
        (sa.Double(), 10.7769, "10.7769"),
        (sa.LargeBinary(), b"\x00\xff", "\\x00ff"),
        (TEXTS, ["a", 'b"c'], '{"a","b\\"c"}'),
        (UUIDS, [_ID], f"{{{_ID.hex}}}"),
        (sa.Text(), None, None),
    ],
)
def test_parameters_are_read_back_as_postgresql_would_write_them(
    type_: Any, value: Any, text: str | None
) -> None:
    statement = Statement(query("SELECT :value", value=type_))
    call = Call(statement, statement.encode({"value": value}))

    assert sent_of(call).parameters == (text,)
    assert sent_of(call).sql.startswith("SELECT $1")
