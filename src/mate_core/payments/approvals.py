"""The two-person rule: one step that every staff command with money takes (RULES 16).

It is taken under the locks of persons and booking, before intent, escrow and wallets.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from mate_core.payments.deed import DeedRecord, StaffDeed
from mate_core.payments.errors import OwnCase, SecondPersonNeeded
from mate_core.payments.events import SecondPersonAwaited
from mate_core.payments.policies import StaffLimits
from mate_core.payments.ports import PaymentsUow
from mate_core.shared.actor import Actor
from mate_core.shared.auditing import audit_record
from mate_core.shared.ids import IdGenerator, UserId, sorted_ids
from mate_core.shared.time import from_local, local_day

__all__ = ["Authorization", "StaffDeed", "authorize", "refuse_own_case", "require_granted"]


@dataclass(frozen=True, slots=True)
class Authorization:
    """Whether to go on. If not, `proposal` waits for another person to repeat the command.

    `proposal` is None only where no money moves.
    """

    granted: bool
    proposal: DeedRecord | None = None


FREELY = Authorization(granted=True)
"""No money moves, so nobody needs to agree."""


async def authorize(
    uow: PaymentsUow,
    actor: Actor,
    deed: StaffDeed,
    *,
    policy: StaffLimits,
    ids: IdGenerator,
    reason: str,
    at: datetime,
) -> Authorization:
    """May `actor` do this now? Recorded for the daily sums when he may, proposed when he may not.

    The caller commits in both cases. A proposal lapses; whoever repeats the command then makes a
    new one. Raises OwnCase for a party to the case.
    """
    await refuse_own_case(uow, actor, deed.people)
    await uow.deeds.lock()
    waiting = await uow.deeds.waiting_for(deed.action, deed.subject_id, deed.terms)
    record = waiting
    if record is None or not record.still_means(deed, at=at):
        record = DeedRecord.proposed(
            waiting.id if waiting else ids.uuid(),
            deed,
            actor.user_id,
            reason=reason,
            lifetime=policy.proposal_lifetime,
            at=at,
        )
    is_second = record.proposed_by != actor.user_id
    if is_second or await _may_alone(uow, actor, deed, policy, at=at):
        record = record.granted(actor.user_id, at=at)
        await _keep(uow, record, known=waiting is not None)
        return Authorization(granted=True, proposal=record)
    if record != waiting:
        await _keep(uow, record, known=waiting is not None)
        await _announce(uow, actor, record, ids)
    return Authorization(granted=False, proposal=record)


def require_granted(authorization: Authorization) -> None:
    """After the commit: raises SecondPersonNeeded when it only stored a proposal."""
    if authorization.proposal is not None and not authorization.granted:
        raise SecondPersonNeeded(lapses_at=authorization.proposal.lapses_at)


async def refuse_own_case(uow: PaymentsUow, actor: Actor, people: Iterable[UserId]) -> None:
    """Raises OwnCase when `actor` is one of `people`, or shares a phone or bank account with one.

    Phone numbers count whether verified or not: a second account of his own rarely is.
    """
    concerned = sorted_ids(*people)
    if actor.user_id in concerned:
        raise OwnCase
    phone = (await uow.users.get(actor.user_id)).phone
    for person in concerned:
        if phone is not None and (await uow.users.get(person)).phone == phone:
            raise OwnCase
    if await uow.bank_accounts.share_one(actor.user_id, concerned):
        raise OwnCase


async def _may_alone(
    uow: PaymentsUow, actor: Actor, deed: StaffDeed, policy: StaffLimits, *, at: datetime
) -> bool:
    if deed.amount > policy.alone_at_once:
        return False
    midnight = from_local(local_day(at), time())
    moved = await uow.deeds.granted_by(actor.user_id, since=midnight)
    if deed.beneficiary is not None:
        moved = max(moved, await uow.deeds.granted_to(deed.beneficiary, since=midnight))
    return moved + deed.amount <= policy.alone_a_day


async def _keep(uow: PaymentsUow, record: DeedRecord, *, known: bool) -> None:
    if known:
        await uow.deeds.save(record)
    else:
        await uow.deeds.add(record)


async def _announce(uow: PaymentsUow, actor: Actor, record: DeedRecord, ids: IdGenerator) -> None:
    await uow.audit.add(
        audit_record(
            ids,
            actor,
            action=f"{record.action}.propose",
            subject_type=record.action.partition(".")[0],
            subject_id=record.subject_id,
            reason=record.reason,
            at=record.proposed_at,
            facts={"amount": str(record.amount.amount), "terms": record.terms},
        )
    )
    await uow.publish(
        SecondPersonAwaited(
            deed_id=record.id,
            action=record.action,
            subject_id=record.subject_id,
            amount=record.amount,
            proposed_by=record.proposed_by,
            at=record.proposed_at,
        )
    )
