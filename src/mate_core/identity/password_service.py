"""A password forgotten, and a password changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mate_core.identity.codes import CodeDesk, CodeWish
from mate_core.identity.errors import CodeInvalid, PasswordUnchanged
from mate_core.identity.events import PasswordChanged
from mate_core.identity.model import Channel, Purpose, User
from mate_core.identity.passwords import PasswordProof, PasswordRules, known_of
from mate_core.identity.ports import IdentityUow, PasswordHasher
from mate_core.identity.steps import end_sessions
from mate_core.identity.texts import password_changed_text
from mate_core.shared.actor import Actor
from mate_core.shared.commands import also_when_banned, command
from mate_core.shared.contact import EmailAddress, PhoneNumber
from mate_core.shared.ids import ChallengeId
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class PasswordService:
    open_uow: Callable[[], IdentityUow]
    clock: Clock
    passwords: PasswordHasher
    codes: CodeDesk
    rules: PasswordRules
    proof: PasswordProof

    @command
    async def forgot(self, address: PhoneNumber | EmailAddress, *, caller: str = "") -> ChallengeId:
        """A code to that address if an active account has verified it; the answer is the same.

        Nothing is sent to the address of nobody. Raises TooManyCodes.
        """
        async with self.open_uow() as uow:
            user = await uow.users.verified_by(address)
            known = user is not None and user.may_log_in
            wish = CodeWish(
                Purpose.RESET_PASSWORD, address, user.id if user and known else None, caller=caller
            )
            challenge_id = await self.codes.issue(uow, wish, at=self.clock.now())
            await uow.commit()
        return challenge_id

    @command
    async def reset(self, challenge_id: ChallengeId, code: str, password: str) -> None:
        """Another password; every session ends, and the person's other addresses are told.

        Raises CodeInvalid (wrong, used, expired, unknown: all alike), InvalidInput.
        """
        await self.rules.require_fit(password)
        password_hash = await self.passwords.hash(password)
        now = self.clock.now()
        async with self.open_uow() as uow:
            opened = await self.codes.tried(
                uow, challenge_id, code, (Purpose.RESET_PASSWORD,), at=now
            )
            is_reset = False
            if opened is not None and opened.user_id is not None:
                user = await uow.users.get_for_change(opened.user_id)
                is_reset = user.may_log_in
                self.rules.require_own_secret(password, known_of(user.phone, user.email))
                if is_reset:
                    await self._change(uow, user, password_hash, at=now, told_by=opened.channel)
                    await end_sessions(uow, user.id, at=now)
            await uow.commit()
        if not is_reset:
            raise CodeInvalid

    @command
    @also_when_banned
    async def change(self, actor: Actor, password: str, new_password: str) -> None:
        """Another password by who knows the present one; every other session ends.

        Raises PasswordWrong, PasswordUnchanged, InvalidInput.
        """
        await self.rules.require_fit(new_password, field="newPassword")
        await self.proof.require(actor, password)
        if new_password == password:
            raise PasswordUnchanged
        password_hash = await self.passwords.hash(new_password)
        now = self.clock.now()
        async with self.open_uow() as uow:
            user = await uow.users.get_for_change(actor.user_id)
            known = known_of(user.phone, user.email)
            self.rules.require_own_secret(new_password, known, field="newPassword")
            await self._change(uow, user, password_hash, at=now)
            await end_sessions(uow, user.id, at=now, but=actor.session_id)
            await uow.commit()

    async def _change(
        self,
        uow: IdentityUow,
        user: User,
        password_hash: str,
        *,
        at: datetime,
        told_by: Channel | None = None,
    ) -> None:
        """`told_by` is the channel whose owner knows already, since he entered its code."""
        await uow.users.save(user.with_password(password_hash, at=at))
        await uow.publish(PasswordChanged(user_id=user.id, at=at))
        for channel, address in user.verified_addresses().items():
            if channel is not told_by:
                await self.codes.tell(uow, address, password_changed_text(), at=at)
