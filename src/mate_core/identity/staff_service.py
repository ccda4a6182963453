"""What staff do with accounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from uuid import UUID

from mate_core.identity.errors import (
    LastAdministrator,
    NoSecondFactor,
    OwnRole,
    SecondAdministratorNeeded,
)
from mate_core.identity.events import RoleChanged, RoleProposed, SecondFactorReset
from mate_core.identity.model import Session, User
from mate_core.identity.policies import IdentityPolicy
from mate_core.identity.ports import IdentityUow
from mate_core.identity.role_change import RoleProposal, needs_two
from mate_core.identity.second_steps import SecondStepDesk
from mate_core.identity.steps import end_session, end_sessions
from mate_core.shared.actor import STAFF_ROLES, Actor, Capability, Role
from mate_core.shared.auditing import audit_record, require_reason
from mate_core.shared.commands import command
from mate_core.shared.contact import AddressReader
from mate_core.shared.errors import Forbidden, InvalidInput, NotFound
from mate_core.shared.ids import IdGenerator, SessionId, UserId
from mate_core.shared.ports import AuditRecord, Clock

_NO_FACTS: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class StaffAccountService:
    open_uow: Callable[[], IdentityUow]
    open_read: Callable[[], IdentityUow]
    clock: Clock
    ids: IdGenerator
    second: SecondStepDesk
    reader: AddressReader
    policy: IdentityPolicy

    async def find(self, identifier: str) -> User:
        """By id, verified phone or verified e-mail; for tools that name a person.

        Raises NotFound, InvalidInput.
        """
        async with self.open_read() as uow:
            try:
                return await uow.users.get(UserId(UUID(identifier)))
            except ValueError:
                pass
            user = await uow.users.verified_by(self.reader.either(identifier, field="user"))
        if user is None:
            raise NotFound
        return user

    async def audit_of(self, actor: Actor, user_id: UserId) -> Sequence[AuditRecord]:
        actor.require_staff()
        async with self.open_read() as uow:
            return await uow.audit.about(user_id)

    @command
    async def reset_second_factor(self, actor: Actor, user_id: UserId, *, reason: str) -> User:
        """Take away the second factor of a person who lost it; every session of his ends.

        Staff can then do nothing before they have enrolled another one. Raises Forbidden, NotFound,
        NoSecondFactor, InvalidInput.
        """
        actor.require_role(Role.ADMIN)
        require_reason(reason)
        now = self.clock.now()
        async with self.open_uow() as uow:
            user = await uow.users.get_for_change(user_id)
            factor = await uow.second_factors.get_for_change(user_id)
            if factor is None:
                raise NoSecondFactor
            changed = user.without_second_factor(at=now)
            await uow.users.save(changed)
            await uow.second_factors.remove(user_id)
            await end_sessions(uow, user_id, at=now)
            await self._record(uow, actor, "user.second_factor_reset", user_id, reason=reason)
            await uow.publish(SecondFactorReset(user_id=user_id, at=now))
            await self.second.tell(uow, user, at=now)
            await uow.commit()
        return changed

    @command
    async def end_sessions(
        self, actor: Actor, user_id: UserId, session_id: SessionId | None, *, reason: str
    ) -> int:
        """Log a person out, of one session or of all; answers of how many.

        His credentials for alarms live on: only he takes those away (RULES 3). Staff are logged
        out by administrators. Raises Forbidden, NotFound, InvalidInput.
        """
        actor.require_staff()
        require_reason(reason)
        now = self.clock.now()
        async with self.open_uow() as uow:
            user = await uow.users.get_for_change(user_id)
            if user.role in STAFF_ROLES:
                actor.require_role(Role.ADMIN)
            kept = await uow.sessions.of_user(user_id)
            wanted = [each for each in kept if session_id in (None, each.id)]
            if session_id is not None and not wanted:
                raise NotFound
            ended = [each for each in wanted if each.is_open(at=now)]
            for session in ended:
                await end_session(uow, session, at=now)
            facts = {"sessions": str(len(ended))}
            await self._record(uow, actor, "user.sessions_end", user_id, reason=reason, facts=facts)
            await uow.commit()
        return len(ended)

    async def sessions_of(self, actor: Actor, user_id: UserId) -> Sequence[Session]:
        """Every session that is still kept, oldest first; raises Forbidden."""
        actor.require_staff()
        async with self.open_read() as uow:
            return await uow.sessions.of_user(user_id)

    @command
    async def change_role(
        self,
        actor: Actor | None,
        user_id: UserId,
        role: Role,
        capabilities: frozenset[Capability],
        *,
        reason: str,
    ) -> User:
        """Another role; the person's access tokens stop working at once.

        `actor` None is the bootstrap: possible only while there is no administrator at all. From
        two administrators on, a change that gives or takes power is proposed by one and done by
        another one who repeats it. Raises Forbidden, NotFound, LastAdministrator, OwnRole,
        SecondAdministratorNeeded (the proposal is stored), InvalidInput.
        """
        require_reason(reason)
        if capabilities and role not in STAFF_ROLES:
            raise InvalidInput("capabilities", "capability.not_staff", "Only staff have these.")
        now = self.clock.now()
        async with self.open_uow() as uow:
            user = await uow.users.get_for_change(user_id)
            admins = await uow.users.count_admins()
            self._require_right(actor, user, role, admins)
            waiting = None
            if actor is not None and admins > 1 and needs_two(user.role, role):
                waiting = await self._proposed(uow, actor, user, role, capabilities, reason=reason)
            if waiting is None:
                changed = user.with_role(role, capabilities, at=now)
                await uow.users.save(changed)
                facts = {"from": user.role.value, "to": role.value}
                await self._record(uow, actor, "user.role", user_id, reason=reason, facts=facts)
                await uow.publish(RoleChanged(user_id=user_id, role=role, at=now))
            await uow.commit()
        if waiting is not None:
            raise SecondAdministratorNeeded(waiting.lapses_at)
        return changed

    def _require_right(self, actor: Actor | None, user: User, role: Role, admins: int) -> None:
        if actor is None:
            if admins:
                raise Forbidden
            return
        actor.require_role(Role.ADMIN)
        if user.role is Role.ADMIN and role is not Role.ADMIN and admins == 1:
            raise LastAdministrator
        if actor.user_id == user.id and role in STAFF_ROLES:
            raise OwnRole

    async def _proposed(
        self,
        uow: IdentityUow,
        actor: Actor,
        user: User,
        role: Role,
        capabilities: frozenset[Capability],
        *,
        reason: str,
    ) -> RoleProposal | None:
        """None when another administrator proposed just this; else what waits for another one."""
        now = self.clock.now()
        known = await uow.role_proposals.get_for_change(user.id)
        stands = known is not None and known.is_for(role, capabilities, at=now)
        if known is not None and stands and known.proposed_by != actor.user_id:
            await uow.role_proposals.remove(user.id)
            return None
        if known is not None and stands:
            return known
        proposal = RoleProposal(
            user_id=user.id,
            role=role,
            capabilities=capabilities,
            reason=reason,
            proposed_by=actor.user_id,
            proposed_at=now,
            lapses_at=now + self.policy.role_proposal_lifetime,
        )
        await uow.role_proposals.put(proposal)
        facts = {"from": user.role.value, "to": role.value}
        await self._record(uow, actor, "user.role.propose", user.id, reason=reason, facts=facts)
        proposed = RoleProposed(user_id=user.id, role=role, proposed_by=actor.user_id, at=now)
        await uow.publish(proposed)
        return proposal

    async def _record(
        self,
        uow: IdentityUow,
        actor: Actor | None,
        action: str,
        user_id: UserId,
        *,
        reason: str,
        facts: Mapping[str, str] = _NO_FACTS,
    ) -> None:
        await uow.audit.add(
            audit_record(
                self.ids,
                actor,
                at=self.clock.now(),
                action=action,
                subject_type="user",
                subject_id=user_id,
                reason=reason,
                facts=facts,
            )
        )
