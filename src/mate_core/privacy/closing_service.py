"""Closing an account: by its owner, by staff for him, and the work until it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mate_core.identity.errors import CredentialsInvalid
from mate_core.identity.login_service import LoginService
from mate_core.identity.model import User, UserStatus
from mate_core.identity.origin import NOWHERE, Origin
from mate_core.identity.passwords import PasswordProof
from mate_core.identity.ports import KeyedHasher
from mate_core.privacy.closing import Closure, ClosureStatus
from mate_core.privacy.errors import NotClosing, StaffAccount
from mate_core.privacy.events import AccountClosed, ClosingRequested, ClosingWithdrawn
from mate_core.privacy.policies import PrivacyPolicy
from mate_core.privacy.ports import OpenBusiness, PersonalDataSource, PrivacyUow
from mate_core.shared.actor import Actor
from mate_core.shared.auditing import audit_record, require_reason
from mate_core.shared.commands import command
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import IdGenerator, UserId
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class ClosingService:
    """Lock order: person → closure → whatever the rooms erase."""

    open_uow: Callable[[], PrivacyUow]
    open_read: Callable[[], PrivacyUow]
    clock: Clock
    ids: IdGenerator
    proof: PasswordProof
    login: LoginService
    hasher: KeyedHasher
    sources: Sequence[PersonalDataSource]
    businesses: Sequence[OpenBusiness]
    policy: PrivacyPolicy

    async def close(self, actor: Actor, password: str) -> Closure:
        """Hidden at once, every session ended; the rest is the pump's (RULES 18).

        Raises PasswordWrong, TooManyTries, StaffAccount.
        """
        await self.proof.require(actor, password)
        return await self._close(actor.user_id, None, "")

    async def close_for(
        self, actor: Actor, person: UserId, *, reason: str, dry_run: bool = False
    ) -> Closure:
        """The same by staff, for a person who asked; audited.

        Raises Forbidden, NotFound, StaffAccount, InvalidInput.
        """
        actor.require_staff()
        require_reason(reason)
        return await self._close(person, actor, reason, dry_run=dry_run)

    @command
    async def _close(
        self, person: UserId, staff: Actor | None, reason: str, *, dry_run: bool = False
    ) -> Closure:
        now = self.clock.now()
        async with self.open_uow() as uow:
            user = await uow.users.get_for_change(person)
            going_on = await uow.closures.open_of(person)
            if going_on is not None:
                return going_on
            if user.status is UserStatus.CLOSED:
                raise NotFound
            if user.as_actor().is_staff:
                raise StaffAccount
            closure = Closure.requested(self.ids.uuid(), person, self.policy, at=now)
            await uow.users.save(user.closing(at=now))
            await uow.closures.add(closure)
            if staff is not None:
                await self._audit(uow, staff, closure, "close", reason)
            await uow.publish(ClosingRequested(user_id=person, at=now))
            if not dry_run:
                await uow.commit()
        return closure

    async def reopen(self, identifier: str, password: str, origin: Origin = NOWHERE) -> None:
        """Think again while the closing goes on; log in afterwards as ever, a ban still stands.

        Raises CredentialsInvalid alike for every cause, after equal work; TooManyTries.
        """
        user, _ = await self.login.identify(identifier, password, origin)
        await self._reopen(user.id)

    @command
    async def _reopen(self, person: UserId) -> None:
        now = self.clock.now()
        async with self.open_uow() as uow:
            user = await uow.users.get_for_change(person)
            closure = await uow.closures.open_of(person)
            if closure is None:
                raise CredentialsInvalid
            await uow.users.save(user.reopened(at=now))
            await uow.closures.save(closure.withdrawn(at=now))
            await uow.publish(ClosingWithdrawn(user_id=person, at=now))
            await uow.commit()

    async def act(self, closure_id: UUID) -> None:
        """The pump's: end what can be ended, and close once nothing is open."""
        async with self.open_read() as uow:
            closure = await uow.closures.get(closure_id)
        if closure.due_at is None or closure.due_at > self.clock.now():
            return
        for business in self.businesses:
            await business.wind_down(closure.user_id)
        await self._finish(closure.user_id)

    @command
    async def _finish(self, person: UserId) -> None:
        now = self.clock.now()
        async with self.open_uow() as uow:
            user = await uow.users.get_for_change(person)
            closure = await uow.closures.open_of(person)
            if closure is None or closure.is_held:
                return
            still_open = [
                code
                for business in self.businesses
                for code in await business.still_open(uow, person)
            ]
            if still_open:
                waiting = closure.waiting(tuple(sorted(set(still_open))), self.policy, at=now)
                await uow.closures.save(waiting)
            else:
                await self._complete(uow, user, closure, at=now)
            await uow.commit()

    async def _complete(
        self, uow: PrivacyUow, user: User, closure: Closure, *, at: datetime
    ) -> None:
        await uow.closures.save(
            closure.completed(
                self.hasher.digest("phone", user.phone.e164) if user.phone else None,
                self.hasher.digest("email", str(user.email)) if user.email else None,
                at=at,
            )
        )
        for source in self.sources:
            await source.erase(uow, user.id, at=at)
        await uow.publish(AccountClosed(user_id=user.id, at=at))

    async def forget_unverified(self, *, before: datetime, limit: int = 1_000) -> int:
        """Close registrations that nobody confirmed since then; answers how many."""
        async with self.open_read() as uow:
            stale = await uow.users.unverified(before=before, limit=limit)
        for person in stale:
            await self._forget(person)
        return len(stale)

    @command
    async def _forget(self, person: UserId) -> None:
        now = self.clock.now()
        async with self.open_uow() as uow:
            user = await uow.users.get_for_change(person)
            if user.status is not UserStatus.PENDING:
                return  # confirmed meanwhile
            for source in self.sources:
                await source.erase(uow, person, at=now)
            await uow.publish(AccountClosed(user_id=person, at=now))
            await uow.commit()

    async def queue(self, actor: Actor, *, after: Cursor | None, limit: int) -> Page[Closure]:
        """Accounts that are being closed, oldest first, for staff."""
        actor.require_staff()
        async with self.open_read() as uow:
            return await uow.closures.queue(after=after, limit=limit)

    @command
    async def hold(
        self, actor: Actor, person: UserId, *, reason: str, dry_run: bool = False
    ) -> Closure:
        """A legal hold: nothing is erased until it is lifted. Raises Forbidden, NotClosing."""
        actor.require_staff()
        require_reason(reason)
        async with self.open_uow() as uow:
            closure = await self._going_on(uow, person)
            held = closure.held(reason, actor.user_id)
            await uow.closures.save(held)
            await self._audit(uow, actor, closure, "hold", reason)
            if not dry_run:
                await uow.commit()
        return held

    @command
    async def release(
        self, actor: Actor, person: UserId, *, reason: str, dry_run: bool = False
    ) -> Closure:
        """Lift the legal hold; the closing goes on at once. Raises Forbidden, NotClosing."""
        actor.require_staff()
        require_reason(reason)
        async with self.open_uow() as uow:
            closure = await self._going_on(uow, person)
            released = closure.released(at=self.clock.now())
            await uow.closures.save(released)
            await self._audit(uow, actor, closure, "release", reason)
            if not dry_run:
                await uow.commit()
        return released

    async def _going_on(self, uow: PrivacyUow, person: UserId) -> Closure:
        await uow.users.get_for_change(person)
        closure = await uow.closures.open_of(person)
        if closure is None or closure.status is not ClosureStatus.CLOSING:
            raise NotClosing
        return closure

    async def _audit(
        self, uow: PrivacyUow, staff: Actor, closure: Closure, deed: str, reason: str
    ) -> None:
        await uow.audit.add(
            audit_record(
                self.ids,
                staff,
                at=self.clock.now(),
                action=f"account.{deed}",
                subject_type="user",
                subject_id=closure.user_id,
                reason=reason,
            )
        )
