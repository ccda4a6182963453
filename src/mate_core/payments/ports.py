"""What payments needs of the world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from mate_core.identity.ports import IdentityUow
from mate_core.partners.ports import PartnersUow
from mate_core.payments.books.ports import SettlementFileStore, TaxResidencies
from mate_core.payments.books.statements import Turnover
from mate_core.payments.deed import DeedRecord
from mate_core.payments.escrow import Escrow, Freeze, FreezeCause
from mate_core.payments.intent import (
    Acknowledgement,
    Callback,
    Checkout,
    NoticeOutcome,
    PaymentIntent,
    PaymentNotice,
    PaymentOrder,
)
from mate_core.payments.ledger import JournalEntry, Provider
from mate_core.payments.payouts.ports import BankAccounts, PayoutFiles, Withdrawals
from mate_core.payments.refunds.ports import Captures, Chargebacks, Refunds, Suspense
from mate_core.payments.vendor import PaymentQuestion, RefundAnswer, RefundOrder
from mate_core.payments.wallet import Wallet, WalletChange
from mate_core.shared.ids import (
    EntryId,
    EscrowId,
    IntentId,
    UserId,
)
from mate_core.shared.money import Vnd
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.time import Period


class Wallets(Protocol):
    async def add(self, wallet: Wallet) -> None: ...

    async def get(self, user_id: UserId) -> Wallet:
        """Raises NotFound."""
        ...

    async def get_for_change(self, user_id: UserId) -> Wallet:
        """The same, its row locked until the end of the transaction; raises NotFound."""
        ...

    async def left_behind(self, *, limit: int) -> Sequence[UserId]:
        """Closed accounts whose wallet holds something to spend, by id."""
        ...

    async def apply(self, changes: Sequence[WalletChange]) -> None:
        """Add each change to its wallet, in the order given (sorted by person).

        Raises InsufficientFunds when a balance would leave its bounds, here or at commit.
        """
        ...


class Journal(Protocol):
    async def add(self, entry: JournalEntry) -> None:
        """Append; raises DuplicateReference when that reference is booked, here or at commit."""
        ...

    async def add_all(self, entries: Sequence[JournalEntry]) -> None:
        """Append every one or none; raises like `add`."""
        ...

    async def has(self, reference: str) -> bool: ...

    async def get(self, entry_id: EntryId) -> JournalEntry:
        """Raises NotFound."""
        ...

    async def of_person(
        self, owner: UserId, *, after: Cursor | None, limit: int
    ) -> Page[JournalEntry]:
        """Entries with a posting on an account of `owner`, newest first."""
        ...

    async def of_person_within(
        self,
        owner: UserId,
        *,
        since: datetime,
        until: datetime,
        after: Cursor | None,
        limit: int,
    ) -> Page[JournalEntry]:
        """Those from `since` until before `until`, newest first."""
        ...

    async def available_through(self, owner: UserId, through: Cursor) -> Vnd:
        """What `owner` could spend after the entry at that place and all older ones."""
        ...

    async def turnover(self, owner: UserId, *, since: datetime, until: datetime) -> Turnover:
        """What happened to what `owner` can spend, from `since` until before `until`."""
        ...

    async def of_subject(self, subject_id: UUID) -> Sequence[JournalEntry]:
        """Entries of one escrow or intent, oldest first."""
        ...


class Escrows(Protocol):
    async def add(self, escrow: Escrow) -> None: ...

    async def get(self, escrow_id: EscrowId) -> Escrow:
        """Raises NotFound."""
        ...

    async def get_for_change(self, escrow_id: EscrowId) -> Escrow:
        """The same, its row locked (`FOR NO KEY UPDATE`: freezes may still be added)."""
        ...

    async def due_for_change(self, ids: Sequence[EscrowId], *, at: datetime) -> Sequence[Escrow]:
        """Those of `ids` that can be settled at `at`, by id, their rows locked in that order.

        Left out, not waited for: what is settled, not due, frozen, or locked by somebody else.
        """
        ...

    async def of_reference(self, reference: UUID) -> Escrow | None:
        """The one escrow of that reference, if money was ever held for it; no lock."""
        ...

    async def of_reference_for_change(self, reference: UUID) -> Escrow | None:
        """The same, its row locked."""
        ...

    async def references_of(self, ids: Sequence[EscrowId]) -> Mapping[EscrowId, UUID]:
        """What the money of each was held for; unknown ids are left out."""
        ...

    async def save(self, escrow: Escrow) -> None:
        """Guarded by `version`; raises EscrowIsFrozen when it settles under an open freeze."""
        ...

    async def save_settled(self, escrows: Sequence[Escrow]) -> None:
        """Save the outcome of each: nothing else of them has changed. All or none.

        Guarded by `version` like `save`; raises EscrowIsFrozen when one is under an open freeze.
        """
        ...

    async def page(self, *, open_only: bool, after: Cursor | None, limit: int) -> Page[Escrow]:
        """Newest first."""
        ...

    async def has_open(self, person: UserId) -> bool:
        """Whether money is held that `person` has paid or may be paid."""
        ...

    async def incoming(self, payee: UserId) -> Vnd:
        """The sum of subtotals held for that payee and not settled."""
        ...

    async def earned(self, payee: UserId) -> Vnd:
        """The sum of what settlements paid that payee, after tax."""
        ...

    async def add_freeze(self, freeze: Freeze) -> None: ...

    async def lift_freezes(self, escrow_id: EscrowId, cause: FreezeCause, *, at: datetime) -> int:
        """Close every open freeze of that cause; answers how many there were."""
        ...

    async def open_freezes(self, escrow_id: EscrowId) -> Sequence[Freeze]: ...


class Intents(Protocol):
    async def add(self, intent: PaymentIntent) -> None: ...

    async def get(self, intent_id: IntentId) -> PaymentIntent:
        """Raises NotFound."""
        ...

    async def get_for_change(self, intent_id: IntentId) -> PaymentIntent: ...

    async def find(self, provider: Provider, merchant_reference: str) -> PaymentIntent | None:
        """By our name for it at the gateway; no lock."""
        ...

    async def waiting_for(self, reference: UUID) -> PaymentIntent | None:
        """The one attempt for that reference that is CREATED or OPEN, its row locked."""
        ...

    async def save(self, intent: PaymentIntent) -> None:
        """Guarded by `version`."""
        ...

    async def forget_addresses(self, *, before: datetime) -> int:
        """Empty the payer's address of attempts made before that instant; answers how many."""
        ...

    async def has_waiting(self, payer: UserId) -> bool:
        """Whether an attempt of that payer is CREATED or OPEN."""
        ...

    async def opened_within(self, provider: Provider, period: Period) -> Sequence[PaymentIntent]:
        """Attempts that were made in the period, oldest first."""
        ...


class Callbacks(Protocol):
    async def receive(self, callback: Callback) -> Callback:
        """Store it, or answer the stored twin with the same provider and digest."""
        ...

    async def get_for_change(self, callback_id: UUID) -> Callback: ...

    async def save(self, callback: Callback) -> None: ...

    async def purge_unverified(self, *, before: datetime) -> int:
        """Delete forged and unreadable ones received before that instant (RULES 7)."""
        ...


class References(Protocol):
    async def lock(self, reference: UUID) -> None:
        """Lock what the money is for, before the intent, the escrow and the wallets."""
        ...


class Deeds(Protocol):
    """What staff did or propose to do with money (RULES 16)."""

    async def lock(self) -> None:
        """One transaction at a time decides who may do what: sums of a day span many cases.

        Taken after persons and booking, before intent, escrow and wallets.
        """
        ...

    async def add(self, record: DeedRecord) -> None: ...

    async def save(self, record: DeedRecord) -> None:
        """Replace the record of that id; a granted one is never changed again."""
        ...

    async def waiting_for(self, action: str, subject_id: UUID, terms: str) -> DeedRecord | None:
        """The one proposal of these terms that was not granted, lapsed or not."""
        ...

    async def granted_by(self, actor: UserId, *, since: datetime) -> Vnd:
        """The sum of deeds granted since then that he proposed or seconded."""
        ...

    async def granted_to(self, beneficiary: UserId, *, since: datetime) -> Vnd:
        """The sum of deeds granted since then whose money that person gets."""
        ...

    async def waiting(self, *, at: datetime, after: Cursor | None, limit: int) -> Page[DeedRecord]:
        """Proposals that have not lapsed at `at`, newest first."""
        ...


class PaymentsUow(IdentityUow, Protocol):
    @property
    def wallets(self) -> Wallets: ...
    @property
    def journal(self) -> Journal: ...
    @property
    def escrows(self) -> Escrows: ...
    @property
    def intents(self) -> Intents: ...
    @property
    def callbacks(self) -> Callbacks: ...
    @property
    def suspense(self) -> Suspense: ...
    @property
    def references(self) -> References: ...
    @property
    def deeds(self) -> Deeds: ...
    @property
    def bank_accounts(self) -> BankAccounts: ...
    @property
    def withdrawals(self) -> Withdrawals: ...
    @property
    def payout_files(self) -> PayoutFiles: ...
    @property
    def tax_residencies(self) -> TaxResidencies: ...
    @property
    def settlement_files(self) -> SettlementFileStore: ...
    @property
    def captures(self) -> Captures: ...
    @property
    def refunds(self) -> Refunds: ...
    @property
    def chargebacks(self) -> Chargebacks: ...


class PayoutsUow(PartnersUow, PaymentsUow, Protocol):
    """For commands that ask whether a partner is verified, and in what name."""


class PaymentGateway(Protocol):
    """One vendor. Nothing here moves our money: only a verified notice does."""

    @property
    def provider(self) -> Provider: ...

    async def create(self, order: PaymentOrder) -> Checkout:
        """Open one attempt; the same order gives the same page.

        Raises:
            GatewayRefused: final, tell the payer.
            GatewayUnavailable: outcome unknown, call again with the same order.
        """
        ...

    def read_notice(self, raw: bytes) -> PaymentNotice:
        """The content of a callback, as it came: the query of a GET or the body of a POST.

        Raises NoticeForged when the signature or the merchant does not fit, NoticeUnreadable
        when a signed notice makes no sense or says nothing final.
        """
        ...

    def read_return(self, query: bytes) -> str:
        """Our name of the attempt whose payer comes back with that query; it proves nothing else.

        Raises NoticeForged and NoticeUnreadable likewise.
        """
        ...

    def acknowledge(self, outcome: NoticeOutcome) -> Acknowledgement:
        """What the vendor wants to hear."""
        ...

    async def query(self, question: PaymentQuestion) -> PaymentNotice | None:
        """What became of an attempt: a verified notice as from a callback.

        None while nothing final is known: unpaid, unknown there, under way. Raises
        GatewayUnavailable.
        """
        ...

    async def refund(self, order: RefundOrder) -> RefundAnswer:
        """Send money back to its source. The same order again never pays twice.

        Raises GatewayUnavailable: outcome unknown, ask by `query_refund`.
        """
        ...

    async def query_refund(self, order: RefundOrder) -> RefundAnswer | None:
        """What became of a refund; None when the vendor does not know of it.

        Then it never arrived: send it again. Raises GatewayUnavailable.
        """
        ...
