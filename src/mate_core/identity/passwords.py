"""What may be a password, and proof that somebody knows his own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mate_core.identity.errors import PasswordWrong
from mate_core.identity.policies import IdentityPolicy
from mate_core.identity.ports import IdentityUow, PasswordHasher
from mate_core.shared.actor import Actor
from mate_core.shared.errors import InvalidInput


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
    """The same person still, by his password. Hashing happens outside transactions."""

    open_read: Callable[[], IdentityUow]
    passwords: PasswordHasher

    async def given(self, actor: Actor, password: str | None) -> bool:
        """Whether the right password was given; raises PasswordWrong for a wrong one."""
        if password is None:
            return False
        await self.require(actor, password)
        return True

    async def require(self, actor: Actor, password: str) -> None:
        """Raises PasswordWrong."""
        async with self.open_read() as uow:
            user = await uow.users.get(actor.user_id)
        if not await self.passwords.verify(password, user.password_hash):
            raise PasswordWrong
