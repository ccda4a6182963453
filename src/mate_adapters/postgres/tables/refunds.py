"""Captures, refunds to the source, chargebacks."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from mate_adapters.postgres.tables.columns import (
    count,
    dong,
    identifier,
    instant,
    metadata,
    small,
    text,
)

captures: Final = sa.Table(
    "captures",
    metadata,
    identifier(primary_key=True),
    identifier("intent_id"),
    text("provider"),
    text("external_transaction_id"),
    identifier("payer_id"),
    dong("amount"),
    instant("captured_at"),
    dong("returned"),
    sa.Column("suspended", sa.Boolean, nullable=False),
    count("version"),
)

refunds: Final = sa.Table(
    "refunds",
    metadata,
    identifier(primary_key=True),
    identifier("capture_id"),
    identifier("intent_id"),
    text("provider"),
    identifier("payer_id"),
    dong("amount"),
    text("cause"),
    instant("requested_at"),
    instant("next_at", null=True),
    identifier("suspense_id", null=True),
    text("status"),
    small("attempts"),
    text("vendor_refund", null=True),
    text("vendor_code", null=True),
    instant("ended_at", null=True),
    count("version"),
)

chargebacks: Final = sa.Table(
    "chargebacks",
    metadata,
    identifier(primary_key=True),
    identifier("capture_id"),
    identifier("intent_id"),
    text("provider"),
    text("vendor_reference"),
    identifier("payer_id"),
    dong("amount"),
    dong("owed"),
    text("reason"),
    instant("recorded_at"),
    identifier("recorded_by"),
    instant("written_off_at", null=True),
)
