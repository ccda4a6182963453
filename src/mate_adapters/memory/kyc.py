"""Identity checks in memory, and a verifier that says what it is told to."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from mate_adapters.memory.pages import newest_first
from mate_adapters.memory.tables import Table
from mate_adapters.memory.transaction import Transaction
from mate_core.kyc.case import KycCase, KycEntry
from mate_core.kyc.errors import VerifierRefused, VerifierUnavailable
from mate_core.kyc.findings import CardText, Findings, Found, KycProvider, Scores
from mate_core.kyc.ports import CardHolder, Evidence
from mate_core.kyc.states import OPEN, KycAction, KycState
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import KycCaseId, UserId
from mate_core.shared.pages import Cursor, Page


@dataclass(frozen=True, slots=True)
class _Card:
    holder: CardHolder
    claimed_at: datetime


class KycTables:
    def __init__(self) -> None:
        self.cases = Table[KycCaseId, KycCase]()
        self.cases_of = self.cases.index(lambda case: (case.user_id,))
        self.cases_due = self.cases.due_index(lambda case: case.due_at, lambda case_id: case_id)
        self.log = Table[UUID, KycEntry]()
        self.log_of_case = self.log.index(lambda entry: (entry.case_id,))
        self.log_of_user = self.log.index(lambda entry: (entry.user_id,))
        self.cards = Table[str, _Card]()
        self.cards_of = self.cards.index(lambda card: (card.holder.user_id,))


class MemoryKycCases:
    def __init__(self, tables: KycTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._cases = transaction.view(tables.cases)
        self._log = transaction.view(tables.log)

    async def add(self, case: KycCase) -> None:
        await self._transaction.lock()
        is_open = case.state in OPEN
        if is_open and any(each.state in OPEN for each in self._of(case.user_id)):
            raise ConcurrencyConflict
        self._cases.put(case.id, case)

    async def get(self, case_id: KycCaseId) -> KycCase:
        case = self._cases.get(case_id)
        if case is None:
            raise NotFound
        return case

    async def get_for_change(self, case_id: KycCaseId) -> KycCase:
        await self._transaction.lock()
        return await self.get(case_id)

    async def latest(self, user_id: UserId) -> KycCase | None:
        return max(self._of(user_id), key=lambda case: (case.opened_at, case.id), default=None)

    async def latest_for_change(self, user_id: UserId) -> KycCase | None:
        await self._transaction.lock()
        return await self.latest(user_id)

    async def of_user(self, user_id: UserId) -> Sequence[KycCase]:
        return sorted(self._of(user_id), key=lambda case: (case.opened_at, case.id))

    async def verified(self, user_id: UserId) -> KycCase | None:
        found = [case for case in self._of(user_id) if case.state is KycState.VERIFIED]
        return found[0] if found else None

    async def save(self, case: KycCase) -> None:
        await self._transaction.lock()
        stored = self._cases.get(case.id)
        if stored is None or stored.version != case.version:
            raise ConcurrencyConflict
        self._cases.put(case.id, replace(case, version=case.version + 1))

    async def listed(
        self, states: Collection[KycState], *, after: Cursor | None, limit: int
    ) -> Page[KycCase]:
        found = [case for case in self._cases.all() if not states or case.state in states]
        return newest_first(found, lambda case: (case.opened_at, case.id), after=after, limit=limit)

    async def write_down(self, entry: KycEntry) -> None:
        await self._transaction.lock()
        self._log.put(entry.id, entry)

    async def log_of(self, case_id: KycCaseId) -> Sequence[KycEntry]:
        found = self._log.where(self._tables.log_of_case, case_id)
        return sorted(found, key=lambda entry: (entry.at, entry.id))

    async def submitted_since(self, user_id: UserId, since: datetime) -> Sequence[datetime]:
        mine = self._log.where(self._tables.log_of_user, user_id)
        return sorted(
            entry.at for entry in mine if entry.action is KycAction.SUBMIT and entry.at >= since
        )

    def _of(self, user_id: UserId) -> list[KycCase]:
        return self._cases.where(self._tables.cases_of, user_id)


class MemoryCardHashes:
    def __init__(self, tables: KycTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._cards = transaction.view(tables.cards)

    async def claim(self, card_hash: str, user_id: UserId, *, at: datetime) -> CardHolder:
        await self._transaction.lock()
        if self._cards.get(card_hash) is None:
            self._cards.put(card_hash, _Card(CardHolder(user_id), at))
        card = self._cards.get(card_hash)
        if card is None:
            raise RuntimeError("a card that was just entered is not there")
        return card.holder

    async def ban_cards_of(self, user_id: UserId, *, at: datetime) -> int:
        return await self._mark(user_id, at)

    async def lift_bans_of(self, user_id: UserId) -> None:
        await self._mark(user_id, None)

    async def _mark(self, user_id: UserId, banned_at: datetime | None) -> int:
        await self._transaction.lock()
        found = [
            (card_hash, card)
            for card_hash, card in self._tables.cards.rows.items()
            if card.holder.user_id == user_id
        ]
        for card_hash, card in found:
            holder = replace(card.holder, banned_at=banned_at)
            self._cards.put(card_hash, replace(card, holder=holder))
        return len(found)


class ScriptedVerifier:
    """IdentityVerifier that says what it is told; `answers` are met in order, one a call.

    Without an answer of its own a call finds everything in order about `card`.
    """

    def __init__(
        self, provider: KycProvider = KycProvider.VNPT, *, needs_selfie: bool = False
    ) -> None:
        self._provider = provider
        self._needs_selfie = needs_selfie
        self._answers: deque[Findings | VerifierRefused | VerifierUnavailable] = deque()
        self.card = CardText("079098123456", "NGUYỄN VĂN AN", date(1998, 5, 17), date(2038, 5, 17))
        self.seen: list[Evidence] = []

    @property
    def provider(self) -> KycProvider:
        return self._provider

    @property
    def needs_selfie(self) -> bool:
        return self._needs_selfie

    def meets(self, *answers: Findings | VerifierRefused | VerifierUnavailable) -> None:
        """The next calls are answered so."""
        self._answers.extend(answers)

    def good(self) -> Findings:
        """Everything in order, all scores high."""
        return Findings(
            provider=self._provider,
            reference=f"{self._provider.value}-{len(self.seen)}",
            card_genuine=Found.YES,
            face_live=Found.YES,
            same_face=Found.YES,
            scores=Scores(liveness=9_900, face=9_700, ocr=9_800),
            card=self.card,
        )

    async def check(self, evidence: Evidence) -> Findings:
        self.seen.append(evidence)
        answer = self._answers.popleft() if self._answers else self.good()
        if isinstance(answer, Exception):
            raise answer
        return answer
