"""Refusals about identity checks, and what vendors may answer instead of findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mate_core.shared.errors import Conflict, Forbidden, MateError, RuleViolation, TooMany

if TYPE_CHECKING:
    from mate_core.kyc.findings import KycReason


class KycMoveRefused(Conflict):
    code = "kyc.move_refused"
    message = "A case that is {state} does not take this step."


class KycUnderWay(Conflict):
    code = "kyc.under_way"
    message = "Your papers are being looked at; wait for the answer."


class KycAlreadyVerified(Conflict):
    code = "kyc.already_verified"
    message = "Your identity is verified already."


class KycPicturesMissing(Conflict):
    code = "kyc.pictures_missing"
    message = "First upload both sides of your card and the video."


class KycPicturesGone(Conflict):
    code = "kyc.pictures_gone"
    message = "The pictures are deleted; the person has to submit again."


class CardNotAccepted(Conflict):
    """Another account has it, or it is banned: nobody is told which, nor whose (RULES 24)."""

    code = "kyc.card_not_accepted"
    message = "This card cannot be accepted."


class TooManySubmissions(TooMany):
    code = "kyc.too_many_submissions"
    message = "You have submitted {limit} times; try again later."


class VideoUnsuitable(RuleViolation):
    code = "kyc.video_unsuitable"
    message = "Send a video of {shortest} to {longest} seconds and {megabytes} MB at most."
    field = "video"


class CardNumberContradicts(RuleViolation):
    code = "kyc.number_contradicts"
    message = "Number, date of birth and sex cannot stand on the same card; compare them with it."
    field = "idNumber"


class KycOwnCase(Forbidden):
    code = "kyc.own_case"
    message = "This is your own case, or one of your phone number; ask a colleague."


class KycSecondPersonNeeded(Conflict):
    """Told after the proposal was stored."""

    code = "kyc.second_person_needed"
    message = "Proposed; a second member of staff must do the same before {lapses_at}."


class VerifierRefused(MateError):
    """These pictures cannot be judged: new ones are needed, for that reason."""

    def __init__(self, reason: KycReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class VerifierUnavailable(MateError):
    """No answer, or none that can be understood: neither a rejection nor an approval."""
