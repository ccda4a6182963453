"""Hours that are open every week, and private calendar feeds.

Revision ID: 0025
"""

from __future__ import annotations

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

WEEKLY_HOURS = """
CREATE TABLE weekly_hours (
    id           uuid        PRIMARY KEY,
    partner_id   uuid        NOT NULL REFERENCES partner_profiles,
    weekdays     smallint    NOT NULL,
    start_minute smallint    NOT NULL,
    minutes      smallint    NOT NULL,
    since        date        NOT NULL,
    until        date,
    except_dates date[]      NOT NULL DEFAULT '{}',
    created_at   timestamptz NOT NULL,
    version      integer     NOT NULL DEFAULT 0,
    CONSTRAINT weekly_hours_weekdays CHECK (weekdays BETWEEN 1 AND 127),
    CONSTRAINT weekly_hours_start CHECK (start_minute BETWEEN 0 AND 1439),
    CONSTRAINT weekly_hours_minutes CHECK (minutes BETWEEN 1 AND 1440),
    CONSTRAINT weekly_hours_until CHECK (until >= since)
);
COMMENT ON COLUMN weekly_hours.weekdays IS 'bit 0 is Monday; the local day on which they begin';
COMMENT ON COLUMN weekly_hours.start_minute IS 'of the local day';
COMMENT ON COLUMN weekly_hours.minutes IS 'may run past midnight';
COMMENT ON COLUMN weekly_hours.until IS 'the last local day on which they begin';
CREATE INDEX weekly_hours_partner ON weekly_hours (partner_id);
"""

FEEDS = """
CREATE TABLE calendar_feeds (
    user_id    uuid        PRIMARY KEY REFERENCES users,
    token_hash text        NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT calendar_feeds_token UNIQUE (token_hash)
);
"""


def upgrade() -> None:
    op.execute(WEEKLY_HOURS)
    op.execute(FEEDS)


def downgrade() -> None:
    op.execute("DROP TABLE calendar_feeds, weekly_hours")
