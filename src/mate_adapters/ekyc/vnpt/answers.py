"""What VNPT's answers mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from mate_adapters.ekyc.reading import all_of, day, object_in, opposite, score, truth, written
from mate_core.kyc.errors import VerifierRefused
from mate_core.kyc.findings import CardText, Found, KycReason

Fields = Mapping[str, object]

FRONTS: Final = frozenset({0, 2, 9})
"""`type` of classify: the front of an old card, of a citizen's card, of a chip card."""
BACKS: Final = frozenset({1, 3, 10})
_WARNINGS: Final[Mapping[str, KycReason]] = {
    "anh_dau_vao_mo_nhoe": KycReason.CARD_BLURRED,
    "anh_dau_vao_mat_goc": KycReason.CARD_INCOMPLETE,
}


def require_side(classified: Fields, sides: frozenset[int]) -> None:
    """Raises VerifierRefused when the picture shows another paper, or the other side."""
    kind = classified.get("type")
    number = int(kind) if isinstance(kind, int | str) and str(kind).isdecimal() else None
    if number is not None and number not in sides:
        raise VerifierRefused(KycReason.CARD_NOT_FOUND)


def require_sharp(ocr: Fields) -> None:
    """Raises VerifierRefused for what the vendor warns of."""
    warnings = ocr.get("warning")
    for warning in warnings if isinstance(warnings, list) else ():
        if warning in _WARNINGS:
            raise VerifierRefused(_WARNINGS[warning])


def require_one_face(compared: Fields, live: Fields, mask: Fields) -> None:
    """Raises VerifierRefused when the selfie shows several faces, a covered or a sleeping one."""
    if (
        truth(compared.get("multiple_faces")) is Found.YES
        or truth(live.get("is_eye_open")) is Found.NO
    ):
        raise VerifierRefused(KycReason.FACE_NOT_FOUND)
    if truth(mask.get("masked")) is Found.YES:
        raise VerifierRefused(KycReason.FACE_COVERED)


def is_genuine(ocr: Fields, *cards: Fields) -> Found:
    """Both sides are cards and no copies, and nothing was changed; each has to be said."""
    said = [
        truth(object_in(ocr, "tampering").get("is_legal")),
        opposite(truth(ocr.get("id_fake_warning"))),
    ]
    if truth(ocr.get("expire_warning")) is Found.YES and _expiry(ocr) is None:
        said.append(Found.UNKNOWN)  # no longer valid, and the day cannot be read
    for card in cards:
        said += [
            _succeeded(card),
            opposite(truth(card.get("face_swapping"))),
            opposite(truth(card.get("fake_liveness"))),
        ]
    return all_of(*said)


def is_live(live: Fields, mask: Fields) -> Found:
    """A living face with open eyes and nothing before it."""
    return all_of(
        _succeeded(live), truth(live.get("is_eye_open")), opposite(truth(mask.get("masked")))
    )


def is_same(compared: Fields) -> Found:
    """By `msg`; `prob` is evidence, since its unit differs between readers."""
    return {"MATCH": Found.YES, "NOMATCH": Found.NO}.get(
        str(compared.get("msg", "")).upper(), Found.UNKNOWN
    )


def face_score(compared: Fields) -> int | None:
    return score(compared.get("prob"), of=100)


def liveness_score(live: Fields) -> int | None:
    """Where an edition gives one."""
    return score(live.get("liveness_prob"), of=1)


def ocr_score(ocr: Fields) -> int | None:
    """The least sure of number, name and birth date; None when one of them has no figure.

    A dash with the probability 0 means that nothing stands there, not that it is hard to read.
    """
    if None in [written(ocr, name) for name in ("id", "name", "birth_day")]:
        return None
    probabilities = [_id_score(ocr)] + [
        score(ocr.get(name), of=1) for name in ("name_prob", "birth_day_prob")
    ]
    known = [each for each in probabilities if each is not None]
    return min(known) if len(known) == len(probabilities) else None


def card_text(ocr: Fields) -> CardText:
    return CardText(
        number=written(ocr, "id"),
        full_name=written(ocr, "name"),
        date_of_birth=day(written(ocr, "birth_day")),
        expires_on=_expiry(ocr),
    )


def _id_score(ocr: Fields) -> int | None:
    """One figure, or one for each digit, as a list or as the text of one."""
    if (single := score(ocr.get("id_prob"), of=1)) is not None:
        return single
    digits = ocr.get("id_probs")
    if isinstance(digits, str):
        digits = digits.strip("[] ").split(",")
    scores = [score(each, of=1) for each in digits] if isinstance(digits, list) else []
    known = [each for each in scores if each is not None]
    return min(known) if known and len(known) == len(scores) else None


def _expiry(ocr: Fields) -> date | None:
    return day(written(ocr, "valid_date"))


def _succeeded(fields: Fields) -> Found:
    return {"success": Found.YES, "failure": Found.NO}.get(
        str(fields.get("liveness", "")).lower(), Found.UNKNOWN
    )
