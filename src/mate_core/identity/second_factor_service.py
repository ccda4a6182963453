"""Enrolling the second factor of staff, and fresh recovery codes."""

from __future__ import annotations

from base64 import b32decode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from mate_core.identity import totp
from mate_core.identity.errors import CodeInvalid, NoSecondFactor, SecondFactorEnrolled
from mate_core.identity.events import SecondFactorEnrolled as Enrolled
from mate_core.identity.model import User
from mate_core.identity.passwords import PasswordProof
from mate_core.identity.policies import IdentityPolicy
from mate_core.identity.ports import IdentityUow
from mate_core.identity.second_factor import SecondFactor, new_recovery_codes
from mate_core.identity.second_steps import SecondStepDesk
from mate_core.identity.steps import end_sessions
from mate_core.identity.tries import Asked, admit, forgive
from mate_core.shared.actor import Actor
from mate_core.shared.commands import command
from mate_core.shared.ids import Random
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the authenticator app needs; shown once."""

    secret: str
    uri: str


@dataclass(frozen=True, slots=True)
class SecondFactorService:
    open_uow: Callable[[], IdentityUow]
    clock: Clock
    random: Random
    proof: PasswordProof
    second: SecondStepDesk
    policy: IdentityPolicy

    @command
    async def enroll(self, actor: Actor, password: str) -> Enrolment:
        """A secret for the app of a member of staff; it counts once `confirm` has seen its code.

        Asked again before that, it makes another one. Raises Forbidden, PasswordWrong,
        SecondFactorEnrolled.
        """
        actor.require_staff()
        await self.proof.require(actor, password)
        now = self.clock.now()
        secret = b32decode(self.random.choice_of(totp.BASE32, totp.SECRET_CHARACTERS))
        async with self.open_uow() as uow:
            user = await uow.users.get_for_change(actor.user_id)
            if user.second_factor_at is not None:
                raise SecondFactorEnrolled
            await uow.second_factors.put(SecondFactor(user.id, secret, created_at=now))
            await uow.commit()
        uri = totp.key_uri(secret, issuer=self.policy.issuer, account=_account_of(user))
        return Enrolment(totp.spelled(secret), uri)

    @command
    async def confirm(self, actor: Actor, code: str) -> Sequence[str]:
        """The app works: from now on every login asks for it. Answers the recovery codes, once.

        Every other session ends. Raises CodeInvalid, NoSecondFactor, TooManyTries.
        """
        actor.require_staff()
        now = self.clock.now()
        await self._admit(actor, at=now)
        async with self.open_uow() as uow:
            user = await uow.users.get_for_change(actor.user_id)
            factor = await uow.second_factors.get_for_change(actor.user_id)
            if factor is None or factor.confirmed_at is not None:
                raise NoSecondFactor
            used = factor.used(code, at=now)
            if used is None:
                raise CodeInvalid
            codes = new_recovery_codes(self.random)
            hashes = self.second.recovery_hashes(user.id, codes)
            await uow.second_factors.put(used.confirmed(hashes, at=now))
            await uow.users.save(user.with_second_factor(at=now))
            await uow.publish(Enrolled(user_id=user.id, at=now))
            await self.second.tell(uow, user, at=now)
            await end_sessions(uow, user.id, at=now, but=actor.session_id)
            await self._forgive(uow, actor, at=now)
            await uow.commit()
        return codes

    @command
    async def renew_recovery_codes(self, actor: Actor, code: str) -> Sequence[str]:
        """Ten new ones for a code of the app; the former ones are void.

        Raises CodeInvalid, NoSecondFactor, TooManyTries.
        """
        now = self.clock.now()
        await self._admit(actor, at=now)
        async with self.open_uow() as uow:
            user = await uow.users.get_for_change(actor.user_id)
            factor = await uow.second_factors.get_for_change(actor.user_id)
            if factor is None or factor.confirmed_at is None:
                raise NoSecondFactor
            used = factor.used(code, at=now)
            if used is None:
                raise CodeInvalid
            codes = new_recovery_codes(self.random)
            hashes = self.second.recovery_hashes(user.id, codes)
            await uow.second_factors.put(used.confirmed(hashes, at=factor.confirmed_at))
            await self.second.tell(uow, user, at=now)
            await self._forgive(uow, actor, at=now)
            await uow.commit()
        return codes

    @command
    async def _admit(self, actor: Actor, *, at: datetime) -> None:
        async with self.open_uow() as uow:
            await admit(uow, self._asked(actor), at=at)
            await uow.commit()

    async def _forgive(self, uow: IdentityUow, actor: Actor, *, at: datetime) -> None:
        await forgive(uow, cleared=[key for key, _ in self._asked(actor)], at=at)

    def _asked(self, actor: Actor) -> Asked:
        return self.second.asked(actor.user_id, f"session:{actor.session_id}")


def _account_of(user: User) -> str:
    """How the app shows the account to its owner."""
    return str(user.email or user.phone or user.id)
