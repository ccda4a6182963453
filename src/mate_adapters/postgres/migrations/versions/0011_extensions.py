"""Extensions and refund policies that partners choose.

Revision ID: 0011
"""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

POLICIES = """
ALTER TABLE partner_profiles
    ADD COLUMN refund_policy text NOT NULL DEFAULT 'moderate',
    ADD CONSTRAINT partner_profiles_refund_policy CHECK (
        refund_policy IN ('flexible', 'moderate', 'strict'));
ALTER TABLE bookings
    ADD COLUMN refund_policy text NOT NULL DEFAULT 'moderate',
    ADD CONSTRAINT bookings_refund_policy CHECK (
        refund_policy IN ('flexible', 'moderate', 'strict'));
"""

LONGER_BOOKINGS = """
ALTER TABLE bookings
    ADD COLUMN added_half_hours  smallint NOT NULL DEFAULT 0,
    ADD COLUMN added_subtotal    bigint   NOT NULL DEFAULT 0,
    ADD COLUMN added_service_fee bigint   NOT NULL DEFAULT 0,
    ADD CONSTRAINT bookings_added CHECK (
        least(added_half_hours, added_subtotal, added_service_fee) >= 0);
COMMENT ON COLUMN bookings.total_amount IS 'as requested; extensions add added_subtotal and fee';
COMMENT ON COLUMN bookings.added_subtotal IS 'sum of the held extensions, rounded one by one';
CREATE INDEX bookings_of_user_by_start ON bookings (user_id, starts_at, id);
CREATE INDEX bookings_of_partner_by_start ON bookings (partner_id, starts_at, id);
CREATE INDEX bookings_by_start ON bookings (starts_at, id);
"""

EXTENSIONS = """
CREATE TABLE booking_extensions (
    id          uuid        PRIMARY KEY,
    booking_id  uuid        NOT NULL REFERENCES bookings,
    half_hours  smallint    NOT NULL,
    subtotal    bigint      NOT NULL,
    service_fee bigint      NOT NULL,
    provider    text,
    payer_ip    text        NOT NULL,
    status      text        NOT NULL,
    proposed_at timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    accepted_at timestamptz,
    closed_at   timestamptz,
    version     integer     NOT NULL DEFAULT 0,
    CONSTRAINT booking_extensions_status CHECK (status IN (
        'PROPOSED', 'AWAITING_PAYMENT', 'HELD', 'DECLINED', 'LAPSED', 'UNPAID', 'DROPPED')),
    CONSTRAINT booking_extensions_amounts CHECK (
        half_hours > 0 AND subtotal >= 0 AND service_fee >= 0),
    CONSTRAINT booking_extensions_closed CHECK (
        (closed_at IS NULL) = (status IN ('PROPOSED', 'AWAITING_PAYMENT'))),
    CONSTRAINT booking_extensions_accepted CHECK (
        CASE WHEN status IN ('AWAITING_PAYMENT', 'HELD', 'UNPAID') THEN accepted_at IS NOT NULL
             WHEN status IN ('PROPOSED', 'DECLINED', 'LAPSED') THEN accepted_at IS NULL
             ELSE true END)
) WITH (fillfactor = 70);
COMMENT ON COLUMN booking_extensions.provider IS 'the gateway that is to be paid; none: the wallet';
COMMENT ON COLUMN booking_extensions.expires_at IS 'when the time to answer, then to pay, is over';
CREATE INDEX booking_extensions_booking ON booking_extensions (booking_id, proposed_at);
CREATE UNIQUE INDEX booking_extensions_one_open ON booking_extensions (booking_id)
    WHERE status IN ('PROPOSED', 'AWAITING_PAYMENT');
CREATE INDEX booking_extensions_due ON booking_extensions (expires_at, id)
    WHERE status IN ('PROPOSED', 'AWAITING_PAYMENT');

-- the same closed list as that of the attempts to pay
DO $$ BEGIN
    EXECUTE 'ALTER TABLE booking_extensions ADD CONSTRAINT booking_extensions_provider '
        || (SELECT pg_get_constraintdef(oid) FROM pg_constraint
            WHERE conname = 'payment_intents_provider');
END $$;
"""

PAYING = """
ALTER TABLE payment_intents
    ADD COLUMN extension_id uuid REFERENCES booking_extensions,
    DROP CONSTRAINT payment_intents_reference,
    ADD CONSTRAINT payment_intents_reference CHECK (
        (purpose = 'DEPOSIT') = (booking_id IS NULL)),
    ADD CONSTRAINT payment_intents_extension CHECK (
        (purpose = 'EXTENSION') = (extension_id IS NOT NULL));
CREATE INDEX payment_intents_extension ON payment_intents (extension_id)
    WHERE extension_id IS NOT NULL;
"""


def _allow(table: str, constraint: str, value: str) -> str:
    """SQL that adds `value` to a closed list, whatever else stands in it by now."""
    return f"""
    DO $$
    DECLARE rule text;
    BEGIN
        SELECT replace(pg_get_constraintdef(oid), 'ARRAY[', 'ARRAY[''{value}''::text, ')
        INTO STRICT rule FROM pg_constraint WHERE conname = '{constraint}';
        EXECUTE 'ALTER TABLE {table} DROP CONSTRAINT {constraint},'
            || ' ADD CONSTRAINT {constraint} ' || rule;
    END $$;
    """


def _forbid(table: str, constraint: str, value: str) -> str:
    """SQL that takes `value` out again; refused while rows hold it."""
    return _allow(table, constraint, value).replace(
        f"'ARRAY[', 'ARRAY[''{value}''::text, '", f"'''{value}''::text, ', ''"
    )


def upgrade() -> None:
    op.execute(_allow("booking_status_history", "booking_status_history_action", "extend"))
    op.execute(_allow("payment_intents", "payment_intents_purpose", "EXTENSION"))
    for statements in (POLICIES, LONGER_BOOKINGS, EXTENSIONS, PAYING):
        op.execute(statements)


def downgrade() -> None:
    op.execute(
        "ALTER TABLE payment_intents DROP COLUMN extension_id,"
        " DROP CONSTRAINT payment_intents_reference,"
        " ADD CONSTRAINT payment_intents_reference"
        " CHECK ((purpose = 'BOOKING') = (booking_id IS NOT NULL))"
    )
    op.execute("DROP TABLE booking_extensions")
    op.execute("DROP INDEX bookings_of_user_by_start, bookings_of_partner_by_start")
    op.execute("DROP INDEX bookings_by_start")
    op.execute(
        "ALTER TABLE bookings DROP COLUMN added_half_hours, DROP COLUMN added_subtotal,"
        " DROP COLUMN added_service_fee, DROP COLUMN refund_policy"
    )
    op.execute("ALTER TABLE partner_profiles DROP COLUMN refund_policy")
    op.execute(_forbid("payment_intents", "payment_intents_purpose", "EXTENSION"))
    op.execute(_forbid("booking_status_history", "booking_status_history_action", "extend"))
