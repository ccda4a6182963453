"""What staff do with accounts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from mate_core.identity.errors import LastAdministrator, NoSecondFactor
from mate_core.identity.events import RoleChanged, SecondFactorReset
from mate_core.identity.model import User
from mate_core.identity.ports import IdentityUow
from mate_core.identity.second_steps import SecondStepDesk
from mate_core.identity.steps import end_sessions
from mate_core.shared.actor import STAFF_ROLES, Actor, Capability, Role
from mate_core.shared.auditing import audit_record, require_reason
from mate_core.shared.commands import command
from mate_core.shared.contact import AddressReader
from mate_core.shared.errors import Forbidden, InvalidInput, NotFound
from mate_core.shared.ids import IdGenerator, UserId
from mate_core.shared.ports import AuditRecord, Clock


@dataclass(frozen=True, slots=True)
class StaffAccountService:
    open_uow: Callable[[], IdentityUow]
    open_read: Callable[[], IdentityUow]
    clock: Clock
    ids: IdGenerator
    second: SecondStepDesk
    reader: AddressReader

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
            await uow.audit.add(
                audit_record(
                    self.ids,
                    actor,
                    at=now,
                    action="user.second_factor_reset",
                    subject_type="user",
                    subject_id=user_id,
                    reason=reason,
                )
            )
            await uow.publish(SecondFactorReset(user_id=user_id, at=now))
            await self.second.tell(uow, user, at=now)
            await uow.commit()
        return changed

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

        `actor` None is the bootstrap: possible only while there is no administrator at all.
        Raises Forbidden, NotFound, LastAdministrator, InvalidInput.
        """
        require_reason(reason)
        if capabilities and role not in STAFF_ROLES:
            raise InvalidInput("capabilities", "capability.not_staff", "Only staff have these.")
        now = self.clock.now()
        async with self.open_uow() as uow:
            user = await uow.users.get_for_change(user_id)
            admins = await uow.users.count_admins()
            if actor is None:
                if admins:
                    raise Forbidden
            else:
                actor.require_role(Role.ADMIN)
            if user.role is Role.ADMIN and role is not Role.ADMIN and admins == 1:
                raise LastAdministrator
            changed = user.with_role(role, capabilities, at=now)
            await uow.users.save(changed)
            await uow.audit.add(
                audit_record(
                    self.ids,
                    actor,
                    at=now,
                    action="user.role",
                    subject_type="user",
                    subject_id=user_id,
                    reason=reason,
                    facts={"from": user.role.value, "to": role.value},
                )
            )
            await uow.publish(RoleChanged(user_id=user_id, role=role, at=now))
            await uow.commit()
        return changed
