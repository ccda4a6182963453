"""Identity checks."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from mate_adapters.postgres.tables.columns import (
    count,
    identifier,
    instant,
    metadata,
    small,
    text,
    texts,
)

kyc_cases: Final = sa.Table(
    "kyc_cases",
    metadata,
    identifier(primary_key=True),
    identifier("user_id"),
    instant("opened_at"),
    instant("changed_at"),
    instant("due_at", null=True),
    text("state"),
    identifier("front_id", null=True),
    identifier("back_id", null=True),
    identifier("video_id", null=True),
    identifier("selfie_id", null=True),
    text("sealed_declared", null=True),
    text("sealed_name", null=True),
    texts("reasons"),
    small("checks"),
    instant("submitted_at", null=True),
    instant("decided_at", null=True),
    instant("discarded_at", null=True),
    instant("gone_at", null=True),
    text("proposed_action", null=True),
    identifier("proposed_by", null=True),
    instant("proposal_lapses_at", null=True),
    count("version"),
)

kyc_log: Final = sa.Table(
    "kyc_log",
    metadata,
    identifier(primary_key=True),
    identifier("case_id"),
    identifier("user_id"),
    instant("at"),
    text("action"),
    text("state_before"),
    text("state_after"),
    text("signed_by"),
    identifier("actor_id", null=True),
    text("provider", null=True),
    text("reference"),
    small("liveness", null=True),
    small("face", null=True),
    small("ocr", null=True),
    text("thresholds"),
    texts("reasons"),
    text("note"),
)

kyc_cards: Final = sa.Table(
    "kyc_cards",
    metadata,
    sa.Column("card_hash", sa.Text, primary_key=True),
    identifier("user_id"),
    instant("claimed_at"),
    instant("banned_at", null=True),
)
