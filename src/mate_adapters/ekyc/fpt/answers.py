"""What FPT.AI's answers mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mate_adapters.ekyc.reading import all_of, day, object_in, opposite, score, truth, written
from mate_core.kyc.errors import VerifierRefused
from mate_core.kyc.findings import BEST, CardText, Found, KycReason

Fields = Mapping[str, object]

OCR_REASONS: Final[Mapping[str, KycReason]] = {
    "2": KycReason.CARD_INCOMPLETE,
    "3": KycReason.CARD_NOT_FOUND,
    "7": KycReason.CARD_NOT_FOUND,
    "8": KycReason.CARD_BLURRED,
}
FACE_REASONS: Final[Mapping[str, KycReason]] = {
    "406": KycReason.FACE_COVERED,
    "407": KycReason.FACE_NOT_FOUND,
    "408": KycReason.VIDEO_UNUSABLE,
    "303": KycReason.FACE_NOT_FOUND,
}
OK: Final = "200"


def code_of(fields: Fields, name: str = "code") -> str:
    """Codes come as texts and as numbers; empty when there is none, as with their rate limit."""
    value = fields.get(name)
    return str(value).strip() if isinstance(value, str | int) and value is not True else ""


def require_front(card: Fields) -> None:
    """Raises VerifierRefused when the back was sent as the front."""
    kind = written(card, "type_new") or written(card, "type") or ""
    if kind.endswith("_back"):
        raise VerifierRefused(KycReason.CARD_NOT_FOUND)


def card_text(front: Fields) -> CardText:
    return CardText(
        number=written(front, "id"),
        full_name=written(front, "name"),
        date_of_birth=day(written(front, "dob")),
        expires_on=day(written(front, "doe")),
    )


def ocr_score(front: Fields) -> int | None:
    """The least sure of number, name and birth date; None when one of them has no figure."""
    scores = [score(front.get(f"{name}_prob"), of=100) for name in ("id", "name", "dob")]
    known = [each for each in scores if each is not None]
    return min(known) if len(known) == len(scores) else None


def is_live(answer: Fields) -> Found:
    """Live, no deepfake, and nothing that the vendor wants looked at; each has to be said."""
    liveness = object_in(answer, "liveness")
    verdict = all_of(truth(liveness.get("is_live")), opposite(truth(liveness.get("is_deepfake"))))
    if verdict is Found.YES and truth(liveness.get("need_to_review")) is not Found.NO:
        return Found.UNKNOWN
    return verdict


def liveness_score(answer: Fields) -> int | None:
    """How sure it is that nothing was played back."""
    spoof = score(object_in(answer, "liveness").get("spoof_prob"), of=1)
    return None if spoof is None else BEST - spoof


def is_same(answer: Fields) -> Found:
    match = object_in(answer, "face_match")
    return truth(match.get("isMatch", match.get("is_match")))


def face_score(answer: Fields) -> int | None:
    return score(object_in(answer, "face_match").get("similarity"), of=100)


def compared(answer: Fields) -> Found:
    """The card against the selfie. A selfie that is a card too is refused.

    Raises VerifierRefused.
    """
    data = object_in(answer, "data")
    if truth(data.get("isBothImgIDCard")) is Found.YES:
        raise VerifierRefused(KycReason.FACE_NOT_FOUND)
    return truth(data.get("isMatch"))
