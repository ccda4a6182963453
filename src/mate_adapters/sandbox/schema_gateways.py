"""Tables of the sandbox's gateways. Those of the first edition, for VNPay alone, are dropped."""

from __future__ import annotations

from typing import Final

GATEWAY_TABLES: Final = """
DROP TABLE IF EXISTS sandbox.deliveries, sandbox.notices, sandbox.payments;
CREATE SEQUENCE IF NOT EXISTS sandbox.vendor_numbers START 14000001;
CREATE TABLE IF NOT EXISTS sandbox.gateway_orders (
    provider text NOT NULL,
    reference text NOT NULL,
    amount bigint NOT NULL,
    info text NOT NULL,
    return_url text NOT NULL,
    opened_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    request text NOT NULL,
    fields jsonb NOT NULL,
    outcome text,
    PRIMARY KEY (provider, reference)
);
CREATE TABLE IF NOT EXISTS sandbox.gateway_charges (
    transaction bigint PRIMARY KEY DEFAULT nextval('sandbox.vendor_numbers'),
    provider text NOT NULL,
    reference text NOT NULL,
    amount bigint NOT NULL,
    "end" text NOT NULL,
    at timestamptz NOT NULL,
    FOREIGN KEY (provider, reference) REFERENCES sandbox.gateway_orders
);
CREATE INDEX IF NOT EXISTS gateway_charges_order
    ON sandbox.gateway_charges (provider, reference, transaction);
CREATE TABLE IF NOT EXISTS sandbox.gateway_refunds (
    provider text NOT NULL,
    name text NOT NULL,
    number bigint NOT NULL DEFAULT nextval('sandbox.vendor_numbers'),
    transaction bigint NOT NULL REFERENCES sandbox.gateway_charges,
    amount bigint NOT NULL,
    info text NOT NULL,
    state text NOT NULL,
    ends_as text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (provider, name)
);
CREATE INDEX IF NOT EXISTS gateway_refunds_charge
    ON sandbox.gateway_refunds (transaction, number);
CREATE TABLE IF NOT EXISTS sandbox.gateway_notices (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    provider text NOT NULL,
    reference text NOT NULL,
    content text NOT NULL,
    held_back boolean NOT NULL,
    FOREIGN KEY (provider, reference) REFERENCES sandbox.gateway_orders
);
CREATE INDEX IF NOT EXISTS gateway_notices_order
    ON sandbox.gateway_notices (provider, reference, id);
CREATE TABLE IF NOT EXISTS sandbox.gateway_deliveries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    notice_id bigint NOT NULL REFERENCES sandbox.gateway_notices (id),
    delivered_at timestamptz NOT NULL,
    http_status integer,
    answer text,
    message text NOT NULL
);
CREATE INDEX IF NOT EXISTS gateway_deliveries_notice
    ON sandbox.gateway_deliveries (notice_id, id);
CREATE TABLE IF NOT EXISTS sandbox.gateway_troubles (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    provider text NOT NULL,
    call text NOT NULL,
    trouble text NOT NULL
);
CREATE INDEX IF NOT EXISTS gateway_troubles_next
    ON sandbox.gateway_troubles (provider, call, id);
"""
