"""What a vendor found out about pictures, in our words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

BEST: Final = 10_000
"""Scores are hundredths of a percent, 0 to 10,000: whole numbers compare exactly."""


class KycProvider(StrEnum):
    VNPT = "vnpt"
    FPT = "fpt"


class Found(StrEnum):
    """What was not said is UNKNOWN: it neither clears nor condemns."""

    YES = "YES"
    NO = "NO"
    UNKNOWN = "UNKNOWN"


class KycReason(StrEnum):
    """The closed list of why a case went where it went."""

    CARD_BLURRED = "CARD_BLURRED"
    CARD_INCOMPLETE = "CARD_INCOMPLETE"
    CARD_NOT_FOUND = "CARD_NOT_FOUND"
    FACE_NOT_FOUND = "FACE_NOT_FOUND"
    FACE_COVERED = "FACE_COVERED"
    VIDEO_UNUSABLE = "VIDEO_UNUSABLE"

    CARD_NOT_GENUINE = "CARD_NOT_GENUINE"
    CARD_EXPIRED = "CARD_EXPIRED"
    CARD_NOT_ACCEPTED = "CARD_NOT_ACCEPTED"
    NOT_LIVE = "NOT_LIVE"
    FACE_MISMATCH = "FACE_MISMATCH"
    DETAILS_DIFFER = "DETAILS_DIFFER"
    UNDER_AGE = "UNDER_AGE"

    SCORES_BORDERLINE = "SCORES_BORDERLINE"
    FINDINGS_INCOMPLETE = "FINDINGS_INCOMPLETE"
    VERIFIER_UNAVAILABLE = "VERIFIER_UNAVAILABLE"

    OTHER = "OTHER"
    """Only staff give it, with a sentence."""


RETAKES: Final = frozenset(
    {
        KycReason.CARD_BLURRED,
        KycReason.CARD_INCOMPLETE,
        KycReason.CARD_NOT_FOUND,
        KycReason.FACE_NOT_FOUND,
        KycReason.FACE_COVERED,
        KycReason.VIDEO_UNUSABLE,
    }
)
"""For these the person takes the pictures again, in the same case."""
REJECTIONS: Final = RETAKES | {
    KycReason.CARD_NOT_GENUINE,
    KycReason.CARD_EXPIRED,
    KycReason.CARD_NOT_ACCEPTED,
    KycReason.NOT_LIVE,
    KycReason.FACE_MISMATCH,
    KycReason.DETAILS_DIFFER,
    KycReason.UNDER_AGE,
    KycReason.OTHER,
}
"""What staff may give for a rejection."""


@dataclass(frozen=True, slots=True)
class CardText:
    """What stands on the card; None for what could not be read."""

    number: str | None = field(default=None, repr=False)
    full_name: str | None = field(default=None, repr=False)
    date_of_birth: date | None = field(default=None, repr=False)
    expires_on: date | None = field(default=None, repr=False)
    """None also for cards that never do."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Out of `BEST`; None where the vendor gives none."""

    liveness: int | None = None
    face: int | None = None
    ocr: int | None = None

    def __post_init__(self) -> None:
        for score in (self.liveness, self.face, self.ocr):
            if score is not None and not 0 <= score <= BEST:
                raise ValueError(f"a score is 0 to {BEST}, got {score}")


NO_SCORES: Final = Scores()


@dataclass(frozen=True, slots=True)
class Findings:
    """All that one vendor said of one set of pictures; `reference` is the vendor's own number."""

    provider: KycProvider
    reference: str
    card_genuine: Found
    face_live: Found
    same_face: Found
    scores: Scores
    card: CardText
