"""What may be a password, and proof that somebody knows his own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from mate_core.identity.errors import PasswordWrong
from mate_core.identity.model import User
from mate_core.identity.policies import IdentityPolicy
from mate_core.identity.ports import IdentityUow, KeyedHasher, PasswordBlocklist, PasswordHasher
from mate_core.identity.tries import admit, forgive
from mate_core.shared.actor import Actor
from mate_core.shared.commands import also_when_banned, command
from mate_core.shared.contact import EmailAddress, PhoneNumber
from mate_core.shared.errors import InvalidInput
from mate_core.shared.ports import Clock
from mate_core.shared.text import folded

_SHORTEST_OWN: Final = 4
"""Parts of names that are shorter stand in many a good password by chance."""
_LEAST_BESIDE: Final = 6
"""How much of a password must be something else than what is known of its owner."""


@dataclass(frozen=True, slots=True)
class PasswordRules:
    """After NIST SP 800-63B, 5.1.1.2: a length, and nothing that is guessed first."""

    policy: IdentityPolicy
    blocklist: PasswordBlocklist

    async def require_fit(
        self, password: str, *, field: str = "password", own: Sequence[str] = ()
    ) -> None:
        """`own` is what others know of the person. Raises InvalidInput, naming the field."""
        shortest, longest = self.policy.password_length
        if not shortest <= len(password) <= longest:
            raise InvalidInput(
                field,
                "password.length",
                f"Choose a password of {shortest} to {longest} characters.",
            )
        self.require_own_secret(password, own, field=field)
        if await self.blocklist.is_guessable(password):
            raise InvalidInput(
                field,
                "password.guessable",
                "This password is guessed early; choose a longer one, such as four words.",
            )

    def require_own_secret(
        self, password: str, own: Sequence[str], *, field: str = "password"
    ) -> None:
        """Raises InvalidInput when too little of it is more than name, phone or e-mail."""
        if resembles(password, own):
            raise InvalidInput(
                field,
                "password.personal",
                "Choose a password without your name, phone number or e-mail address.",
            )


def known_of(phone: PhoneNumber | None, email: EmailAddress | None, name: str = "") -> list[str]:
    """What others know of a person, in the pieces in which they would try it."""
    pieces = [name, *name.split()]
    if phone is not None:
        pieces += [phone.e164, "0" + phone.e164.removeprefix("+84")]
    if email is not None:
        pieces += [email.address, *email.address.replace("@", ".").split(".")]
    return pieces


def resembles(password: str, own: Sequence[str]) -> bool:
    """Whether hardly anything is left of `password` without what is known of its owner."""
    rest = folded(password)
    pieces = {piece for piece in map(folded, own) if len(piece) >= _SHORTEST_OWN}
    found = False
    for piece in sorted(pieces, key=len, reverse=True):
        for spelled in (piece, piece[::-1]):
            if spelled in rest:
                rest, found = rest.replace(spelled, ""), True
    return found and len(rest) < _LEAST_BESIDE


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
        user = await self._admitted(actor)
        if not await self.passwords.verify(password, user.password_hash):
            raise PasswordWrong
        await self._forgive(actor)

    @command
    @also_when_banned
    async def _admitted(self, actor: Actor) -> User:
        async with self.open_uow() as uow:
            user = await uow.users.get(actor.user_id)
            if self.policy.tries is not None:
                asked = ((self._key(actor), self.policy.tries.password),)
                await admit(uow, asked, at=self.clock.now())
                await uow.commit()
        return user

    @command
    @also_when_banned
    async def _forgive(self, actor: Actor) -> None:
        if self.policy.tries is None:
            return
        async with self.open_uow() as uow:
            await forgive(uow, cleared=(self._key(actor),), at=self.clock.now())
            await uow.commit()

    def _key(self, actor: Actor) -> str:
        return self.hasher.digest("tries", f"password:{actor.user_id}:{actor.session_id}")
