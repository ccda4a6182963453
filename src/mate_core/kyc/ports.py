"""What identity checks need of the world."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from mate_core.kyc.case import KycCase, KycEntry
from mate_core.kyc.findings import Findings, KycProvider
from mate_core.kyc.states import KycState
from mate_core.profiles.ports import ProfilesUow
from mate_core.shared.ids import KycCaseId, UserId
from mate_core.shared.pages import Cursor, Page


class KycCases(Protocol):
    async def add(self, case: KycCase) -> None:
        """Raises ConcurrencyConflict when the person has an open case."""
        ...

    async def get(self, case_id: KycCaseId) -> KycCase:
        """Raises NotFound."""
        ...

    async def get_for_change(self, case_id: KycCaseId) -> KycCase:
        """The same, its row locked until the end of the transaction; raises NotFound."""
        ...

    async def latest(self, user_id: UserId) -> KycCase | None:
        """The person's newest case, whatever its state."""
        ...

    async def latest_for_change(self, user_id: UserId) -> KycCase | None:
        """The same, locked. The caller holds the lock on the person."""
        ...

    async def of_user(self, user_id: UserId) -> Sequence[KycCase]:
        """All cases of that person, oldest first."""
        ...

    async def verified(self, user_id: UserId) -> KycCase | None:
        """The one that the person is verified by."""
        ...

    async def save(self, case: KycCase) -> None:
        """Guarded by `version`; raises ConcurrencyConflict when somebody saved in between."""
        ...

    async def listed(
        self, states: Collection[KycState], *, after: Cursor | None, limit: int
    ) -> Page[KycCase]:
        """Newest first by `opened_at`; of every state when `states` is empty."""
        ...

    async def write_down(self, entry: KycEntry) -> None:
        """Append-only."""
        ...

    async def log_of(self, case_id: KycCaseId) -> Sequence[KycEntry]:
        """Oldest first."""
        ...

    async def submitted_since(self, user_id: UserId, since: datetime) -> Sequence[datetime]:
        """Instants of that person's submissions since then, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class CardHolder:
    """Whose card it is, known by its keyed hash; a ban stays with the card."""

    user_id: UserId
    banned_at: datetime | None = None


class CardHashes(Protocol):
    async def claim(self, card_hash: str, user_id: UserId, *, at: datetime) -> CardHolder:
        """Enter the card for that person unless it is entered; answers whose it is now."""
        ...

    async def ban_cards_of(self, user_id: UserId, *, at: datetime) -> int:
        """Nobody is verified with that person's cards any more; answers how many there are."""
        ...

    async def lift_bans_of(self, user_id: UserId) -> None: ...


class KycUow(ProfilesUow, Protocol):
    @property
    def kyc_cases(self) -> KycCases: ...
    @property
    def card_hashes(self) -> CardHashes: ...


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """One picture or video, in memory only while a vendor is asked."""

    content: bytes = field(repr=False)
    content_type: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """`session` names the case to the vendor and says nothing of the person."""

    session: str
    front: EvidenceFile
    back: EvidenceFile
    video: EvidenceFile
    selfie: EvidenceFile | None = None


class IdentityVerifier(Protocol):
    """A vendor that looks at papers and faces. Never called inside a unit of work."""

    @property
    def provider(self) -> KycProvider: ...
    @property
    def needs_selfie(self) -> bool:
        """Whether it can do nothing with a video: it is asked only where there is a selfie."""
        ...

    async def check(self, evidence: Evidence) -> Findings:
        """What the vendor found. Every call is billed, and none of it tells who the person is.

        Raises:
            VerifierRefused: these pictures cannot be judged, with the reason to tell the person.
            VerifierUnavailable: no answer in time, or none that makes sense; ask another vendor.
        """
        ...
