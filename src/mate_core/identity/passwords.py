"""What may be a password, and proof that somebody knows his own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mate_core.identity.errors import PasswordWrong
from mate_core.identity.policies import IdentityPolicy
from mate_core.identity.ports import IdentityUow, KeyedHasher, PasswordHasher
from mate_core.identity.tries import admit, forgive
from mate_core.shared.actor import Actor
from mate_core.shared.commands import command
from mate_core.shared.errors import InvalidInput
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class PasswordRules:
    policy: IdentityPolicy

    def require_fit(self, password: str, *, field: str = "password") -> None:
        """Raises InvalidInput, naming the field."""
        shortest, longest = self.policy.password_length
        if not shortest <= len(password) <= longest:
            raise InvalidInput(
                field,
                "password.length",
                f"Choose a password of {shortest} to {longest} characters.",
            )


@dataclass(frozen=True, slots=True)
class PasswordProof:
    """The same person still, by his password. Hashing happens outside transactions.

    Tries are counted by session: a stolen one may not guess, and holds up no other.
    """

    open_uow: Callable[[], IdentityUow]
    clock: Clock
    passwords: PasswordHasher
    hasher: KeyedHasher
    policy: IdentityPolicy

    async def given(self, actor: Actor, password: str | None) -> bool:
        """Whether the right password was given; raises PasswordWrong, TooManyTries."""
        if password is None:
            return False
        await self.require(actor, password)
        return True

    async def require(self, actor: Actor, password: str) -> None:
        """Raises PasswordWrong, TooManyTries."""
        key = self.hasher.digest("tries", f"password:{actor.user_id}:{actor.session_id}")
        password_hash = await self._admit(actor, key)
        if not await self.passwords.verify(password, password_hash):
            raise PasswordWrong
        if self.policy.tries is not None:
            await self._forgive(key)

    @command
    async def _admit(self, actor: Actor, key: str) -> str:
        """Counts the try; answers what to compare with."""
        limits = self.policy.tries
        async with self.open_uow() as uow:
            user = await uow.users.get(actor.user_id)
            if limits is not None:
                await admit(uow, ((key, limits.password),), at=self.clock.now())
                await uow.commit()
        return user.password_hash

    @command
    async def _forgive(self, key: str) -> None:
        async with self.open_uow() as uow:
            await forgive(uow, cleared=(key,), at=self.clock.now())
            await uow.commit()
