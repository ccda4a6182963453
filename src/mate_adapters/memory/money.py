"""Wallets, the journal and escrows in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from mate_adapters.memory.identity import IdentityTables
from mate_adapters.memory.pages import newest_first
from mate_adapters.memory.tables import Table
from mate_adapters.memory.transaction import Transaction
from mate_core.identity.model import UserStatus
from mate_core.payments.books.statements import Turnover
from mate_core.payments.errors import DuplicateReference, EscrowIsFrozen
from mate_core.payments.escrow import Escrow, Freeze, FreezeCause
from mate_core.payments.ledger import AccountKind, JournalEntry
from mate_core.payments.wallet import Wallet, WalletChange
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import EntryId, EscrowId, UserId
from mate_core.shared.money import ZERO, Vnd, total
from mate_core.shared.pages import Cursor, Page


def _owners(entry: JournalEntry) -> set[UserId]:
    return {posting.account.owner for posting in entry.postings if posting.account.owner}


class MoneyTables:
    def __init__(self) -> None:
        self.wallets = Table[UserId, Wallet]()
        self.journal = Table[EntryId, JournalEntry]()
        self.journal_by_reference = self.journal.index(lambda entry: (entry.reference,))
        self.journal_by_code = self.journal.index(lambda entry: (entry.code,))
        self.journal_by_owner = self.journal.index(_owners)
        self.journal_by_subject = self.journal.index(lambda entry: (entry.subject_id,))
        self.escrows = Table[EscrowId, Escrow]()
        self.escrows_by_reference = self.escrows.index(lambda escrow: (escrow.reference,))
        self.open_by_payee = self.escrows.index(
            lambda escrow: (escrow.payee,) if escrow.is_open else ()
        )
        self.settled_by_payee = self.escrows.index(
            lambda escrow: (escrow.payee,) if escrow.settled else ()
        )
        self.escrows_due = self.escrows.due_index(lambda escrow: escrow.due_at, lambda key: key)
        self.freezes = Table[UUID, Freeze]()
        self.open_freezes = self.freezes.index(
            lambda freeze: (freeze.escrow_id,) if freeze.lifted_at is None else ()
        )


class MemoryWallets:
    def __init__(
        self, tables: MoneyTables, identity: IdentityTables, transaction: Transaction
    ) -> None:
        self._transaction = transaction
        self._users = transaction.view(identity.users)
        self._wallets = transaction.view(tables.wallets)

    async def add(self, wallet: Wallet) -> None:
        await self._transaction.lock()
        self._wallets.put(wallet.user_id, wallet)

    async def get(self, user_id: UserId) -> Wallet:
        wallet = self._wallets.get(user_id)
        if wallet is None:
            raise NotFound
        return wallet

    async def get_for_change(self, user_id: UserId) -> Wallet:
        await self._transaction.lock()
        return await self.get(user_id)

    async def left_behind(self, *, limit: int) -> Sequence[UserId]:
        closed = [
            wallet.user_id
            for wallet in self._wallets.all()
            if wallet.available
            and (user := self._users.get(wallet.user_id)) is not None
            and user.status is UserStatus.CLOSED
        ]
        return sorted(closed)[:limit]

    async def apply(self, changes: Sequence[WalletChange]) -> None:
        await self._transaction.lock()
        for change in changes:
            wallet = await self.get(change.user_id)
            self._wallets.put(change.user_id, wallet.changed(change))


class MemoryJournal:
    """Append-only: there is no way to change or remove an entry."""

    def __init__(self, tables: MoneyTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._entries = transaction.view(tables.journal)

    async def add(self, entry: JournalEntry) -> None:
        await self._transaction.lock()
        if await self.has(entry.reference):
            raise DuplicateReference
        if self._entries.first(self._tables.journal_by_code, entry.code) is not None:
            raise ConcurrencyConflict  # run again, the command draws another code
        self._entries.put(entry.id, entry)

    async def add_all(self, entries: Sequence[JournalEntry]) -> None:
        for entry in entries:
            await self.add(entry)

    async def has(self, reference: str) -> bool:
        return self._entries.first(self._tables.journal_by_reference, reference) is not None

    async def get(self, entry_id: EntryId) -> JournalEntry:
        entry = self._entries.get(entry_id)
        if entry is None:
            raise NotFound
        return entry

    async def of_person(
        self, owner: UserId, *, after: Cursor | None, limit: int
    ) -> Page[JournalEntry]:
        entries = self._entries.where(self._tables.journal_by_owner, owner)
        return newest_first(entries, lambda entry: (entry.at, entry.id), after=after, limit=limit)

    async def of_person_within(
        self,
        owner: UserId,
        *,
        since: datetime,
        until: datetime,
        after: Cursor | None,
        limit: int,
    ) -> Page[JournalEntry]:
        entries = [
            entry
            for entry in self._entries.where(self._tables.journal_by_owner, owner)
            if since <= entry.at < until
        ]
        return newest_first(entries, lambda entry: (entry.at, entry.id), after=after, limit=limit)

    async def available_through(self, owner: UserId, through: Cursor) -> Vnd:
        return total(
            amount
            for at, entry_id, amount in self._available(owner)
            if (at, entry_id) <= (through.at, through.id)
        )

    async def turnover(self, owner: UserId, *, since: datetime, until: datetime) -> Turnover:
        moved = [(at, amount) for at, _, amount in self._available(owner) if at < until]
        inside = [amount for at, amount in moved if at >= since]
        return Turnover(
            opening=total(amount for at, amount in moved if at < since),
            credits=total(amount for amount in inside if amount > ZERO),
            debits=total(amount for amount in inside if amount < ZERO),
        )

    def _available(self, owner: UserId) -> Iterator[tuple[datetime, EntryId, Vnd]]:
        for entry in self._entries.where(self._tables.journal_by_owner, owner):
            for posting in entry.postings:
                account = posting.account
                if account.kind is AccountKind.AVAILABLE and account.owner == owner:
                    yield entry.at, entry.id, posting.amount

    async def of_subject(self, subject_id: UUID) -> Sequence[JournalEntry]:
        entries = self._entries.where(self._tables.journal_by_subject, subject_id)
        return sorted(entries, key=lambda entry: (entry.at, entry.id))


class MemoryEscrows:
    def __init__(self, tables: MoneyTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._escrows = transaction.view(tables.escrows)
        self._freezes = transaction.view(tables.freezes)

    async def add(self, escrow: Escrow) -> None:
        await self._transaction.lock()
        if await self.of_reference(escrow.reference) is not None:
            raise ConcurrencyConflict
        self._escrows.put(escrow.id, escrow)

    async def get(self, escrow_id: EscrowId) -> Escrow:
        escrow = self._escrows.get(escrow_id)
        if escrow is None:
            raise NotFound
        return escrow

    async def get_for_change(self, escrow_id: EscrowId) -> Escrow:
        await self._transaction.lock()
        return await self.get(escrow_id)

    async def due_for_change(self, ids: Sequence[EscrowId], *, at: datetime) -> Sequence[Escrow]:
        await self._transaction.lock()
        found = [self._escrows.get(escrow_id) for escrow_id in sorted(set(ids))]
        return [
            escrow
            for escrow in found
            if escrow is not None
            and escrow.due_at is not None
            and escrow.due_at <= at
            and not await self.open_freezes(escrow.id)
        ]

    async def of_reference(self, reference: UUID) -> Escrow | None:
        return self._escrows.first(self._tables.escrows_by_reference, reference)

    async def of_reference_for_change(self, reference: UUID) -> Escrow | None:
        await self._transaction.lock()
        return await self.of_reference(reference)

    async def references_of(self, ids: Sequence[EscrowId]) -> Mapping[EscrowId, UUID]:
        known = {escrow_id: self._escrows.get(escrow_id) for escrow_id in ids}
        return {escrow_id: each.reference for escrow_id, each in known.items() if each is not None}

    async def save(self, escrow: Escrow) -> None:
        await self._transaction.lock()
        stored = self._escrows.get(escrow.id)
        if stored is None or stored.version != escrow.version:
            raise ConcurrencyConflict
        if stored.is_open and not escrow.is_open and await self.open_freezes(escrow.id):
            raise EscrowIsFrozen
        self._escrows.put(escrow.id, replace(escrow, version=escrow.version + 1))

    async def save_settled(self, escrows: Sequence[Escrow]) -> None:
        for escrow in escrows:
            await self.save(escrow)

    async def page(self, *, open_only: bool, after: Cursor | None, limit: int) -> Page[Escrow]:
        escrows = (escrow for escrow in self._escrows.all() if escrow.is_open or not open_only)
        return newest_first(
            escrows, lambda escrow: (escrow.created_at, escrow.id), after=after, limit=limit
        )

    async def has_open(self, person: UserId) -> bool:
        return any(
            escrow.is_open and person in (escrow.payer, escrow.payee)
            for escrow in self._escrows.all()
        )

    async def incoming(self, payee: UserId) -> Vnd:
        held = self._escrows.where(self._tables.open_by_payee, payee)
        return total(escrow.subtotal for escrow in held)

    async def earned(self, payee: UserId) -> Vnd:
        settled = self._escrows.where(self._tables.settled_by_payee, payee)
        return total(escrow.settled.payee for escrow in settled if escrow.settled)

    async def add_freeze(self, freeze: Freeze) -> None:
        await self._transaction.lock()
        self._freezes.put(freeze.id, freeze)

    async def lift_freezes(self, escrow_id: EscrowId, cause: FreezeCause, *, at: datetime) -> int:
        await self._transaction.lock()
        standing = [each for each in await self.open_freezes(escrow_id) if each.cause is cause]
        for freeze in standing:
            self._freezes.put(freeze.id, replace(freeze, lifted_at=at))
        return len(standing)

    async def open_freezes(self, escrow_id: EscrowId) -> Sequence[Freeze]:
        freezes = self._freezes.where(self._tables.open_freezes, escrow_id)
        return sorted(freezes, key=lambda freeze: (freeze.opened_at, freeze.id))
