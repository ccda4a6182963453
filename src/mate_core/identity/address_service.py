"""Another phone number, another e-mail address, and the second address of an account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mate_core.identity.codes import CodeDesk, CodeWish, channel_of
from mate_core.identity.errors import AddressUnchanged, CodeInvalid, NothingToVerify
from mate_core.identity.events import AddressVerified
from mate_core.identity.marks import Marker
from mate_core.identity.model import Channel, OtpChallenge, Purpose, User, UserStatus
from mate_core.identity.passwords import PasswordProof
from mate_core.identity.ports import IdentityUow
from mate_core.identity.steps import end_sessions
from mate_core.identity.texts import address_changed_text
from mate_core.shared.actor import Actor
from mate_core.shared.commands import command
from mate_core.shared.contact import EmailAddress, PhoneNumber
from mate_core.shared.ids import ChallengeId
from mate_core.shared.ports import Clock

_CHANGE: Final = {Channel.SMS: Purpose.CHANGE_PHONE, Channel.EMAIL: Purpose.CHANGE_EMAIL}
_CONFIRMED_HERE: Final = (Purpose.CHANGE_PHONE, Purpose.CHANGE_EMAIL, Purpose.VERIFY_ADDRESS)


@dataclass(frozen=True, slots=True)
class AddressService:
    """Codes are bound to the session that asked for them."""

    open_uow: Callable[[], IdentityUow]
    clock: Clock
    codes: CodeDesk
    marker: Marker
    proof: PasswordProof

    @command
    async def change(
        self, actor: Actor, address: PhoneNumber | EmailAddress, password: str
    ) -> ChallengeId:
        """A code to the new address; nothing changes before it is entered.

        The answer is the same when the address is another account's: its owner is told.
        Raises PasswordWrong, AddressUnchanged, TooManyCodes.
        """
        await self.proof.require(actor, password)
        async with self.open_uow() as uow:
            user = await uow.users.get(actor.user_id)
            if address in user.verified_addresses().values():
                raise AddressUnchanged
            purpose = _CHANGE[channel_of(address)]
            challenge_id = await self._ask(uow, actor, purpose, address)
            await uow.commit()
        return challenge_id

    @command
    async def verify(self, actor: Actor, channel: Channel) -> ChallengeId:
        """A code to the address that the account has on that channel, but has not proven yet.

        Raises NothingToVerify, TooManyCodes.
        """
        async with self.open_uow() as uow:
            user = await uow.users.get(actor.user_id)
            address = user.address_on(channel)
            if address is None or channel in user.verified_addresses():
                raise NothingToVerify
            challenge_id = await self._ask(uow, actor, Purpose.VERIFY_ADDRESS, address)
            await uow.commit()
        return challenge_id

    @command
    async def confirm(self, actor: Actor, challenge_id: ChallengeId, code: str) -> User:
        """The address is the account's from now on; the one that it replaces is told, and free.

        After a change every other session ends. Raises CodeInvalid (wrong, used, expired, of
        another session: all alike), AddressTaken.
        """
        now = self.clock.now()
        async with self.open_uow() as uow:
            opened = await self.codes.tried(
                uow, challenge_id, code, _CONFIRMED_HERE, at=now, session_id=actor.session_id
            )
            changed = None
            if opened is not None and opened.user_id == actor.user_id:
                changed = await self._take(uow, actor, opened, at=now)
            await uow.commit()
        if changed is None:
            raise CodeInvalid
        return changed

    async def _ask(
        self,
        uow: IdentityUow,
        actor: Actor,
        purpose: Purpose,
        address: PhoneNumber | EmailAddress,
    ) -> ChallengeId:
        owner, is_banned = await uow.together(
            uow.users.verified_by(address),
            uow.banned_marks.any_of([self.marker.of_address(address)]),
        )
        is_taken = owner is not None or is_banned
        wish = CodeWish(
            purpose,
            address,
            None if is_taken else actor.user_id,
            session_id=actor.session_id,
            is_taken=is_taken,
        )
        return await self.codes.issue(uow, wish, at=self.clock.now())

    async def _take(
        self, uow: IdentityUow, actor: Actor, challenge: OtpChallenge, *, at: datetime
    ) -> User | None:
        """None when the account has changed meanwhile in a way that makes the code pointless."""
        user = await uow.users.get_for_change(actor.user_id)
        address = challenge.target
        is_second = challenge.purpose is Purpose.VERIFY_ADDRESS
        if user.status is not UserStatus.ACTIVE:
            return None
        if is_second and user.address_on(challenge.channel) != address:
            return None
        changed = user.with_address(address, at=at)
        await uow.users.save(changed)
        await uow.publish(AddressVerified(user_id=user.id, channel=challenge.channel, at=at))
        for told in user.verified_addresses().values():
            await self.codes.tell(uow, told, address_changed_text(), at=at)
        if not is_second:
            await end_sessions(uow, user.id, at=at, but=actor.session_id)
        return changed
