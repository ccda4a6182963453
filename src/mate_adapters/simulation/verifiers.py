"""Vendors that look at papers, as the person decides, until they are down."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from mate_adapters.memory.clock import VirtualClock
from mate_adapters.simulation.faults import FaultSwitch
from mate_adapters.simulation.papers import Look, Papers
from mate_core.kyc.errors import VerifierRefused, VerifierUnavailable
from mate_core.kyc.findings import CardText, Findings, Found, KycProvider, KycReason, Scores
from mate_core.kyc.ports import Evidence
from mate_core.shared.time import is_adult

_SCORES = {
    Look.GOOD: Scores(liveness=9_900, face=9_700, ocr=9_800),
    Look.BORDERLINE: Scores(liveness=9_900, face=7_000, ocr=9_800),
    Look.BLURRED: Scores(liveness=9_900, face=9_700, ocr=2_000),
    Look.FAKE: Scores(liveness=1_000, face=9_700, ocr=9_800),
    Look.UNLIKE: Scores(liveness=9_900, face=3_000, ocr=9_800),
}
_REFUSED = frozenset({Look.FAKE, Look.UNLIKE})
_ADULT = 18


class Word(StrEnum):
    """What an answer comes to, in the vendor's own books."""

    CLEARS = "clears"
    DOUBTS = "doubts"
    REFUSES = "refuses"


class SimulatedVerifier:
    """IdentityVerifier with books of its own: `words` says by reference what it answered.

    VNPT looks at a selfie and at the card itself; FPT.AI at the video, and never at the card.
    """

    def __init__(self, switch: FaultSwitch, clock: VirtualClock, provider: KycProvider) -> None:
        self._switch = switch
        self._clock = clock
        self._provider = provider
        self.down_until = clock.now()
        self.words: dict[str, Word] = {}

    @property
    def provider(self) -> KycProvider:
        return self._provider

    @property
    def needs_selfie(self) -> bool:
        return self._provider is KycProvider.VNPT

    async def check(self, evidence: Evidence) -> Findings:
        now = self._clock.now()
        if now < self.down_until or self._switch.at_vendor() is not None:
            raise VerifierUnavailable("503")
        papers = Papers.seen_in(evidence.front.content)
        if papers.look is Look.BLURRED and not self.needs_selfie:
            raise VerifierRefused(KycReason.CARD_BLURRED)
        reference = f"{self._provider}-{len(self.words) + 1}"
        self.words[reference] = self._word(papers, at=now)
        return Findings(
            provider=self._provider,
            reference=reference,
            card_genuine=Found.YES if self.needs_selfie else Found.UNKNOWN,
            face_live=Found.NO if papers.look is Look.FAKE else Found.YES,
            same_face=Found.NO if papers.look is Look.UNLIKE else Found.YES,
            scores=_SCORES[papers.look],
            card=CardText(
                papers.number.number,
                papers.full_name.upper(),
                papers.date_of_birth,
                date(papers.born + 60, 5, 17),
            ),
        )

    def _word(self, papers: Papers, *, at: datetime) -> Word:
        if papers.look in _REFUSED or not is_adult(papers.date_of_birth, at=at, years=_ADULT):
            return Word.REFUSES
        is_clear = papers.look is Look.GOOD and self.needs_selfie
        return Word.CLEARS if is_clear else Word.DOUBTS
