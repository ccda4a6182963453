"""What staff see when somebody says that no code arrives, and what they may do about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from mate_core.messages.attempt import MessageAttempt, MessageChannel, Suppression
from mate_core.messages.errors import NotSuppressed
from mate_core.messages.policies import HASH_PURPOSE
from mate_core.messages.ports import AddressHasher, MessagesUow
from mate_core.shared.actor import Actor
from mate_core.shared.auditing import audit_record, require_reason
from mate_core.shared.commands import command
from mate_core.shared.contact import EmailAddress, PhoneNumber
from mate_core.shared.ids import IdGenerator
from mate_core.shared.ports import Clock

LATEST = 20


@dataclass(frozen=True, slots=True)
class AddressView:
    """The last attempts to one address, newest first, and whether it is left alone."""

    attempts: Sequence[MessageAttempt]
    suppressions: Sequence[Suppression]


@dataclass(frozen=True, slots=True)
class StaffMessageService:
    open_uow: Callable[[], MessagesUow]
    open_read: Callable[[], MessagesUow]
    clock: Clock
    ids: IdGenerator
    hasher: AddressHasher

    async def trace(self, actor: Actor, address: str) -> AddressView:
        """Raises Forbidden, InvalidInput."""
        actor.require_staff()
        digest = self._digest(address)
        async with self.open_read() as uow:
            attempts = await uow.message_attempts.to_address(digest, limit=LATEST)
            found = [await uow.suppressions.find(channel, digest) for channel in MessageChannel]
        return AddressView(attempts, [each for each in found if each is not None])

    @command
    async def lift(
        self, actor: Actor, address: str, *, reason: str, dry_run: bool = False
    ) -> Sequence[Suppression]:
        """Send there again, on every channel. The record names the address by its hash only.

        Raises Forbidden, InvalidInput, NotSuppressed.
        """
        actor.require_staff()
        require_reason(reason)
        digest, now = self._digest(address), self.clock.now()
        async with self.open_uow() as uow:
            found = [await uow.suppressions.find(channel, digest) for channel in MessageChannel]
            lifted = [each for each in found if each is not None]
            if not lifted:
                raise NotSuppressed
            if dry_run:
                return lifted
            for each in lifted:
                await uow.suppressions.remove(each.channel, digest)
            await uow.audit.add(
                audit_record(
                    self.ids,
                    actor,
                    at=now,
                    action="message.unsuppress",
                    subject_type="address",
                    subject_id=UUID(digest[:32]),
                    reason=reason,
                    facts={each.channel.value: each.cause.value for each in lifted},
                )
            )
            await uow.commit()
        return lifted

    def _digest(self, address: str) -> str:
        spelled = (
            EmailAddress.parse(address, field="address").address
            if "@" in address
            else PhoneNumber.parse(address, field="address").e164
        )
        return self.hasher.digest(HASH_PURPOSE, spelled)
