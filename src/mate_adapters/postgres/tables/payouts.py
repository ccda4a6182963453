"""Money that leaves: deeds of staff."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from mate_adapters.postgres.tables.columns import dong, identifier, instant, metadata, text

staff_deeds: Final = sa.Table(
    "staff_deeds",
    metadata,
    identifier(primary_key=True),
    text("action"),
    identifier("subject_id"),
    text("terms"),
    dong("amount"),
    identifier("beneficiary_id"),
    text("reason"),
    identifier("proposed_by"),
    instant("proposed_at"),
    instant("lapses_at"),
    identifier("seconded_by", null=True),
    instant("granted_at", null=True),
)
