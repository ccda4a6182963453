"""Tax residencies, and what vendors say they have settled."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from mate_adapters.postgres.tables.columns import (
    dong,
    identifier,
    instant,
    metadata,
    text,
)

tax_residencies: Final = sa.Table(
    "tax_residencies",
    metadata,
    identifier("user_id", primary_key=True),
    sa.Column("since", sa.DateTime(timezone=True), primary_key=True),
    text("residency"),
    instant("recorded_at"),
    identifier("recorded_by"),
    text("reason"),
)

settlement_files: Final = sa.Table(
    "settlement_files",
    metadata,
    identifier(primary_key=True),
    text("provider"),
    text("digest"),
    text("batch"),
    text("name"),
    instant("imported_at"),
    identifier("imported_by"),
)

settlement_rows: Final = sa.Table(
    "settlement_rows",
    metadata,
    identifier("file_id", primary_key=True),
    sa.Column("line_no", sa.Integer, primary_key=True),
    text("provider"),
    text("external_transaction_id"),
    text("merchant_reference"),
    dong("amount"),
    dong("fee"),
    text("status"),
    instant("happened_at"),
)
