"""Money that leaves: deeds of staff, bank accounts, withdrawals, files for the bank."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from mate_adapters.postgres.tables.columns import count, dong, identifier, instant, metadata, text

staff_deeds: Final = sa.Table(
    "staff_deeds",
    metadata,
    identifier(primary_key=True),
    text("action"),
    identifier("subject_id"),
    text("terms"),
    dong("amount"),
    identifier("beneficiary_id", null=True),
    text("reason"),
    identifier("proposed_by"),
    instant("proposed_at"),
    instant("lapses_at"),
    identifier("seconded_by", null=True),
    instant("granted_at", null=True),
)

bank_accounts: Final = sa.Table(
    "bank_accounts",
    metadata,
    identifier(primary_key=True),
    identifier("user_id"),
    text("bank_code"),
    text("account_number", null=True),
    text("account_name"),
    instant("created_at"),
    instant("replaced_at", null=True),
    text("sealed_number", null=True),
    text("number_hash", null=True),
)

payout_files: Final = sa.Table(
    "payout_files",
    metadata,
    identifier(primary_key=True),
    instant("created_at"),
    identifier("created_by"),
    count("line_count"),
    dong("total"),
    text("digest"),
    sa.Column("content", sa.LargeBinary, nullable=True),
    text("sealed_content", null=True),
)

withdrawals: Final = sa.Table(
    "withdrawals",
    metadata,
    identifier(primary_key=True),
    identifier("user_id"),
    identifier("bank_account_id"),
    dong("amount"),
    text("status"),
    instant("requested_at"),
    instant("approved_at", null=True),
    identifier("file_id", null=True),
    text("bank_reference", null=True),
    text("return_reference", null=True),
    instant("ended_at", null=True),
    count("version"),
    identifier("refund_id", null=True),
)
