"""What payments keeps of a person: balances, movements, accounts at banks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from mate_core.payments.ports import PaymentsUow
from mate_core.privacy.ports import Collection
from mate_core.shared.ids import UserId
from mate_core.shared.pages import Cursor

_PAGE: Final = 200


@dataclass(frozen=True, slots=True)
class MoneyData:
    open_read: Callable[[], PaymentsUow]

    def collect(self, person: UserId) -> Sequence[Collection]:
        return [
            Collection("wallet", self._wallet(person)),
            Collection("money-movements", self._movements(person)),
            Collection("bank-account", self._account(person)),
            Collection("withdrawals", self._withdrawals(person)),
        ]

    async def _wallet(self, person: UserId) -> AsyncIterator[Mapping[str, Any]]:
        async with self.open_read() as uow:
            yield asdict(await uow.wallets.get(person))

    async def _movements(self, person: UserId) -> AsyncIterator[Mapping[str, Any]]:
        """Only his own lines of each entry: the others are somebody else's."""
        after: Cursor | None = None
        while True:
            async with self.open_read() as uow:
                page = await uow.journal.of_person(person, after=after, limit=_PAGE)
            for entry in page.items:
                yield {
                    "code": entry.code,
                    "kind": entry.kind,
                    "at": entry.at,
                    "lines": [
                        {"account": line.account.kind, "amount": line.amount}
                        for line in entry.postings
                        if line.account.owner == person
                    ],
                }
            after = page.next
            if after is None:
                return

    async def _account(self, person: UserId) -> AsyncIterator[Mapping[str, Any]]:
        async with self.open_read() as uow:
            account = await uow.bank_accounts.active(person)
        if account is not None:
            yield asdict(account)

    async def _withdrawals(self, person: UserId) -> AsyncIterator[Mapping[str, Any]]:
        after: Cursor | None = None
        while True:
            async with self.open_read() as uow:
                page = await uow.withdrawals.page(person, status=None, after=after, limit=_PAGE)
            for withdrawal in page.items:
                yield asdict(withdrawal)
            after = page.next
            if after is None:
                return

    async def erase(self, uow: PaymentsUow, person: UserId, *, at: datetime) -> None:
        """Numbers and names at banks go, their keyed hashes stay (RULES 16); the books stay."""
        await uow.bank_accounts.forget(person)
