"""Money: wallets, journal, escrow, payment attempts, callbacks, suspense."""

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

wallets: Final = sa.Table(
    "wallets",
    metadata,
    identifier("user_id", primary_key=True),
    dong("balance"),
    dong("pending_balance"),
    dong("withdrawing"),
    dong("receivable"),
    text("currency"),
)

journal_entries: Final = sa.Table(
    "journal_entries",
    metadata,
    identifier(primary_key=True),
    text("transaction_code"),
    text("reference"),
    text("kind"),
    instant("created_at"),
    identifier("subject_id"),
)

postings: Final = sa.Table(
    "postings",
    metadata,
    identifier("entry_id", primary_key=True),
    sa.Column("line_no", sa.SmallInteger, primary_key=True),
    text("account"),
    identifier("owner_id", null=True),
    text("provider", null=True),
    dong("amount"),
    text("memo"),
    instant("created_at"),
)

escrow_holdings: Final = sa.Table(
    "escrow_holdings",
    metadata,
    identifier(primary_key=True),
    identifier("booking_id"),
    identifier("payer_id"),
    identifier("payee_id"),
    dong("amount"),
    dong("platform_fee"),
    text("status"),
    text("settlement_kind", null=True),
    instant("release_scheduled_at", null=True),
    small("refund_percent", null=True),
    dong("partner_amount", null=True),
    dong("amount_paid", null=True),
    dong("amount_refunded", null=True),
    dong("fee_kept", null=True),
    dong("tax_vat", null=True),
    dong("tax_pit", null=True),
    instant("released_at", null=True),
    instant("created_at"),
    count("version"),
)

escrow_lines: Final = sa.Table(
    "escrow_lines",
    metadata,
    identifier("escrow_id", primary_key=True),
    sa.Column("line_no", sa.SmallInteger, primary_key=True),
    dong("subtotal"),
    dong("service_fee"),
)

escrow_freezes: Final = sa.Table(
    "escrow_freezes",
    metadata,
    identifier(primary_key=True),
    identifier("escrow_id"),
    text("cause"),
    text("reason"),
    instant("opened_at"),
    identifier("opened_by", null=True),
    instant("lifted_at", null=True),
)

payment_intents: Final = sa.Table(
    "payment_intents",
    metadata,
    identifier(primary_key=True),
    text("purpose"),
    text("provider"),
    identifier("payer_id"),
    identifier("booking_id", null=True),
    dong("amount"),
    text("merchant_reference"),
    text("payer_ip"),
    text("status"),
    text("pay_url", null=True),
    text("external_transaction_id", null=True),
    text("failure", null=True),
    instant("created_at"),
    instant("expires_at"),
    instant("completed_at", null=True),
    instant("next_query_at", null=True),
    count("version"),
    identifier("extension_id", null=True),
)

callback_inbox: Final = sa.Table(
    "callback_inbox",
    metadata,
    identifier(primary_key=True),
    text("provider"),
    text("digest"),
    sa.Column("raw", sa.LargeBinary, nullable=False),
    instant("received_at"),
    small("attempts"),
    instant("due_at", null=True),
    instant("processed_at", null=True),
    text("outcome", null=True),
)

suspense_items: Final = sa.Table(
    "suspense_items",
    metadata,
    identifier(primary_key=True),
    text("provider"),
    text("external_transaction_id"),
    identifier("intent_id"),
    identifier("payer_id"),
    dong("amount"),
    text("cause"),
    text("owner"),
    instant("opened_at"),
    instant("due_at"),
    instant("next_action_at", null=True),
    instant("closed_at", null=True),
)
