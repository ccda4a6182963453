"""Blocks on the wire."""

from __future__ import annotations

from mate_core.moderation import blocks as core
from mate_http.schemas.moderation import Block
from mate_http.times import local


def block(made: core.Block) -> Block:
    return Block(
        user_id=made.blocked_id,
        display_name=made.shown_name,
        reason=made.reason,
        blocked_at=local(made.created_at),
    )
