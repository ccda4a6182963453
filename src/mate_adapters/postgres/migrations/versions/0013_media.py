"""Stored media: what people upload.

Revision ID: 0013
"""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MEDIA = """
CREATE TABLE stored_media (
    id           uuid        PRIMARY KEY,
    owner_id     uuid        NOT NULL REFERENCES users,
    kind         text        NOT NULL,
    bucket       text        NOT NULL,
    key          text        NOT NULL,
    state        text        NOT NULL,
    content_type text,
    bytes        integer,
    width        integer,
    height       integer,
    duration_ms  integer,
    renditions   jsonb       NOT NULL,
    created_at   timestamptz NOT NULL,
    changed_at   timestamptz NOT NULL,
    purged_at    timestamptz,
    version      integer     NOT NULL DEFAULT 0,
    CONSTRAINT stored_media_kind CHECK (kind IN (
        'AVATAR', 'IMAGE', 'VIDEO', 'KYC_DOCUMENT', 'KYC_VIDEO')),
    CONSTRAINT stored_media_bucket CHECK (bucket IN ('PUBLIC', 'PRIVATE', 'KYC')),
    CONSTRAINT stored_media_papers CHECK (
        (bucket = 'KYC') = (kind IN ('KYC_DOCUMENT', 'KYC_VIDEO'))),
    CONSTRAINT stored_media_state CHECK (state IN ('RECEIVED', 'READY', 'IN_USE', 'DELETED')),
    CONSTRAINT stored_media_key CHECK (key ~ '^[a-z2-7]{26}$'),
    CONSTRAINT stored_media_facts CHECK (
        (content_type IS NULL) = (bytes IS NULL)
        AND (state NOT IN ('READY', 'IN_USE') OR bytes IS NOT NULL)
        AND (state <> 'RECEIVED' OR bytes IS NULL)),
    CONSTRAINT stored_media_sizes CHECK (
        least(bytes, width, height) > 0 AND (duration_ms IS NULL OR duration_ms >= 0)),
    CONSTRAINT stored_media_purged CHECK (purged_at IS NULL OR state = 'DELETED')
) WITH (fillfactor = 80);
COMMENT ON COLUMN stored_media.changed_at IS 'instant of the last move of state';
COMMENT ON COLUMN stored_media.purged_at IS 'since when the objects are proved gone';
CREATE UNIQUE INDEX stored_media_key ON stored_media (key);
CREATE INDEX stored_media_of_owner ON stored_media (owner_id, kind, created_at);
CREATE INDEX stored_media_newest ON stored_media (created_at, id);
CREATE INDEX stored_media_idle ON stored_media (changed_at, id)
    WHERE state IN ('RECEIVED', 'READY');
CREATE INDEX stored_media_to_purge ON stored_media (changed_at, id)
    WHERE state = 'DELETED' AND purged_at IS NULL;
CREATE INDEX stored_media_gone ON stored_media (purged_at) WHERE purged_at IS NOT NULL;
"""


def upgrade() -> None:
    op.execute(MEDIA)


def downgrade() -> None:
    op.execute("DROP TABLE stored_media")
