"""Blocks and bans on the wire."""

from __future__ import annotations

from mate_core.moderation import bans, blocks
from mate_http.schemas.moderation import Ban, BanAppeal, BanBody, BanProposal, Block, MyBan
from mate_http.times import local, local_or_none, utc_or_none


def block(made: blocks.Block) -> Block:
    return Block(
        user_id=made.blocked_id,
        display_name=made.shown_name,
        reason=made.reason,
        blocked_at=local(made.created_at),
    )


def terms(body: BanBody) -> bans.BanTerms:
    """Raises InvalidInput for an instant without an offset."""
    return bans.BanTerms(utc_or_none(body.until, field="until"), body.waive_tiers)


def my_ban(ban: bans.Ban) -> MyBan:
    return MyBan(
        reason=ban.reason,
        banned_at=local(ban.created_at),
        until=local_or_none(ban.terms.expires_at),
        review_until=local(ban.review_until),
        lifted_at=local_or_none(ban.lifted_at),
        appeal=_appeal(ban.appeal),
    )


def ban(decided: bans.Ban) -> Ban:
    return Ban(
        id=decided.id,
        user_id=decided.user_id,
        reason=decided.reason,
        banned_by=decided.banned_by,
        seconded_by=decided.seconded_by,
        banned_at=local(decided.created_at),
        until=local_or_none(decided.terms.expires_at),
        waives_tiers=decided.terms.waives_tiers,
        carried_out_at=local_or_none(decided.carried_out_at),
        review_until=local(decided.review_until),
        meetings_running=list(decided.watched),
        appeal=_appeal(decided.appeal),
        lifted_at=local_or_none(decided.lifted_at),
        lifted_by=decided.lifted_by,
        lift_reason=decided.lift_reason,
    )


def proposal(waiting: bans.BanProposal) -> BanProposal:
    return BanProposal(
        user_id=waiting.user_id,
        reason=waiting.reason,
        until=local_or_none(waiting.terms.expires_at),
        waives_tiers=waiting.terms.waives_tiers,
        proposed_by=waiting.proposed_by,
        proposed_at=local(waiting.proposed_at),
        lapses_at=local(waiting.lapses_at),
    )


def _appeal(appeal: bans.Appeal | None) -> BanAppeal | None:
    if appeal is None:
        return None
    return BanAppeal(
        text=appeal.text,
        appealed_at=local(appeal.at),
        granted=appeal.is_granted,
        answer=appeal.answer,
        decided_at=local_or_none(appeal.decided_at),
    )
