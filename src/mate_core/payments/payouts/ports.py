"""What payouts need of the world."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from mate_core.payments.payouts.bank_account import BankAccount
from mate_core.payments.payouts.withdrawal import (
    PayoutFile,
    PayoutOrder,
    PayoutResult,
    Withdrawal,
    WithdrawalStatus,
)
from mate_core.shared.ids import PayoutFileId, UserId, WithdrawalId
from mate_core.shared.money import Vnd
from mate_core.shared.pages import Cursor, Page


class BankAccounts(Protocol):
    """Account numbers are kept in one place only, here and in withdrawals."""

    async def replace(self, account: BankAccount) -> None:
        """Make it the owner's one active account; the one before ends at `created_at`."""
        ...

    async def add_for_once(self, account: BankAccount) -> None:
        """Keep an account that is replaced already: it never becomes the active one."""
        ...

    async def active(self, owner: UserId) -> BankAccount | None: ...

    async def forget(self, owner: UserId) -> None:
        """Empty the number and the holder of every account of his; the keyed hash stays."""
        ...

    async def held_by_banned(self, account: BankAccount) -> bool:
        """Whether somebody else, whose ban is in force, has or had an account of that number."""
        ...

    async def share_one(self, person: UserId, others: Sequence[UserId]) -> bool:
        """Whether `person` ever had an account that one of `others` has or had, by its number."""
        ...


class Withdrawals(Protocol):
    """Locked after the capture and the refund, before the deeds of staff and the wallets."""

    async def add(self, withdrawal: Withdrawal) -> None:
        """Raises ConcurrencyConflict, here or at commit, for a second one of one refund that is
        open or paid."""
        ...

    async def get(self, withdrawal_id: WithdrawalId) -> Withdrawal:
        """Raises NotFound."""
        ...

    async def get_for_change(self, withdrawal_id: WithdrawalId) -> Withdrawal: ...

    async def save(self, withdrawal: Withdrawal) -> None:
        """Guarded by `version`."""
        ...

    async def page(
        self,
        owner: UserId | None,
        *,
        status: WithdrawalStatus | None,
        after: Cursor | None,
        limit: int,
        earnings_only: bool = False,
    ) -> Page[Withdrawal]:
        """Newest first; `owner` None means everyone's (staff).

        `earnings_only` leaves out refunds that go by bank.
        """
        ...

    async def gone(self, owner: UserId, *, since: datetime | None = None) -> Vnd:
        """What of his earnings is on its way or was paid, of the requests since then (or of all).

        Refunds that go by bank are no earnings.
        """
        ...

    async def approved_for_change(
        self, *, but: UserId, limit: int, at: datetime
    ) -> Sequence[Withdrawal]:
        """APPROVED ones of everybody but that person, oldest first, their rows locked.

        What was approved before its owner was banned waits for the end of the review of that ban.
        """
        ...


class PayoutFiles(Protocol):
    async def add(self, file: PayoutFile) -> None: ...

    async def get(self, file_id: PayoutFileId) -> PayoutFile:
        """Raises NotFound."""
        ...

    async def page(self, *, after: Cursor | None, limit: int) -> Page[PayoutOrder]:
        """Newest first, without their bytes."""
        ...


class PayoutGateway(Protocol):
    """The way to the bank. Nothing here moves our books: only what the bank says afterwards."""

    def order(
        self, file_id: PayoutFileId, withdrawals: Sequence[Withdrawal], *, at: datetime
    ) -> bytes:
        """The order to pay them all, as the bank reads it; the same input gives the same bytes."""
        ...

    def read_results(self, raw: bytes) -> Sequence[PayoutResult]:
        """What the bank says became of them; raises InvalidInput when it cannot be read."""
        ...
