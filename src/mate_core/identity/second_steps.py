"""Steps with the second factor inside somebody else's transaction, and the pass between two steps.

The pass is signed, not stored: it says that this person gave the right password a moment ago.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from mate_core.identity.codes import CodeDesk
from mate_core.identity.errors import SecondStepOver
from mate_core.identity.events import RecoveryCodeUsed
from mate_core.identity.model import User
from mate_core.identity.origin import DEVICE
from mate_core.identity.policies import IdentityPolicy
from mate_core.identity.ports import IdentityUow, KeyedHasher
from mate_core.identity.second_factor import SecondFactor, as_recovery_code
from mate_core.identity.texts import second_factor_changed_text
from mate_core.identity.tries import Asked
from mate_core.shared.ids import UserId


@dataclass(frozen=True, slots=True)
class SecondStepDesk:
    hasher: KeyedHasher
    codes: CodeDesk
    policy: IdentityPolicy

    def pass_for(self, user: User, *, at: datetime) -> str:
        """Worth `second_step_lifetime`, and nothing once the password is another one."""
        issued = int(at.timestamp())
        return f"{user.id.hex}.{issued}.{self._seal(user, issued)}"

    def holder(self, step_token: str) -> UserId:
        """Whose pass it claims to be. Raises SecondStepOver when it cannot be one."""
        try:
            return UserId(UUID(hex=step_token.split(".", maxsplit=1)[0]))
        except ValueError:
            raise SecondStepOver from None

    def require_valid(self, step_token: str, user: User, *, at: datetime) -> None:
        """Raises SecondStepOver: forged, run out, or from before a change of the password."""
        _, _, rest = step_token.partition(".")
        issued, _, seal = rest.partition(".")
        if not (issued.isascii() and issued.isdigit() and len(issued) <= 12):
            raise SecondStepOver
        if not hmac.compare_digest(seal.encode(), self._seal(user, int(issued)).encode()):
            raise SecondStepOver
        if at >= datetime.fromtimestamp(int(issued), UTC) + self.policy.second_step_lifetime:
            raise SecondStepOver

    def asked(self, user_id: UserId, source: str) -> Asked:
        """The counters of codes for that person: of the one who tries, and of all together.

        A known device is not held up by the others.
        """
        limits = self.policy.tries
        if limits is None:
            return ()
        own = self.hasher.digest("tries", f"second:{user_id}:{source}")
        if source.startswith(DEVICE):
            return ((own, limits.second_step),)
        everyone = self.hasher.digest("tries", f"second:{user_id}:*")
        return ((own, limits.second_step), (everyone, limits.second_step_of_all))

    async def spend(
        self, uow: IdentityUow, factor: SecondFactor, user: User, code: str, *, at: datetime
    ) -> bool:
        """Whether `code` is right: of the app, or one of the recovery codes; each works once."""
        used = factor.used(code, at=at)
        if used is None:
            used = factor.without(self.recovery_hash(user.id, code))
            if used is not None:
                left = len(used.recovery)
                await uow.publish(RecoveryCodeUsed(user_id=user.id, left=left, at=at))
                await self.tell(uow, user, at=at)
        if used is None:
            return False
        await uow.second_factors.put(used)
        return True

    async def tell(self, uow: IdentityUow, user: User, *, at: datetime) -> None:
        for address in user.verified_addresses().values():
            await self.codes.tell(uow, address, second_factor_changed_text(), at=at)

    def recovery_hash(self, user_id: UserId, code: str) -> str:
        return self.hasher.digest("recovery-code", f"{user_id}:{as_recovery_code(code)}")

    def recovery_hashes(self, user_id: UserId, codes: Sequence[str]) -> frozenset[str]:
        return frozenset(self.recovery_hash(user_id, code) for code in codes)

    def _seal(self, user: User, issued: int) -> str:
        return self.hasher.digest("second-step", f"{user.id}:{issued}:{user.password_hash}")
