"""Provinces and communes of today by their codes, beside the texts of before.

Revision ID: 0023
"""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_TABLES = ("profiles", "partner_profiles")
_ADD = """
ALTER TABLE {table}
    ADD COLUMN province_code   text,
    ADD COLUMN commune_code    text,
    ADD COLUMN commune_name    text,
    ADD COLUMN address_edition date,
    ADD CONSTRAINT {table}_province_code CHECK (province_code ~ '^[0-9]{{2}}$'),
    ADD CONSTRAINT {table}_commune_code CHECK (commune_code ~ '^[0-9]{{5}}$'),
    ADD CONSTRAINT {table}_province CHECK (
        (province_code IS NULL) = (address_edition IS NULL)
        AND (province_code IS NULL OR city IS NOT NULL)),
    ADD CONSTRAINT {table}_commune CHECK (
        (commune_code IS NULL) = (commune_name IS NULL)
        AND (commune_code IS NULL OR province_code IS NOT NULL));
"""
_DROP = """
ALTER TABLE {table}
    DROP COLUMN province_code,
    DROP COLUMN commune_code,
    DROP COLUMN commune_name,
    DROP COLUMN address_edition;
"""


def upgrade() -> None:
    for table in _TABLES:
        op.execute(_ADD.format(table=table))


def downgrade() -> None:
    for table in _TABLES:
        op.execute(_DROP.format(table=table))
