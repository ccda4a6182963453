"""Refusals about no-shows and disputes."""

from __future__ import annotations

from mate_core.shared.errors import Conflict, RuleViolation


class DisputeMoveRefused(Conflict):
    code = "dispute.move_refused"
    message = "A dispute that is {status} cannot take the step “{action}”."


class DisputeTooEarly(Conflict):
    code = "dispute.too_early"
    message = "A dispute is possible from the booked start; before it, cancel the booking."


class NothingToDispute(Conflict):
    """The money is settled, or all of it goes back to the payer anyway."""

    code = "dispute.nothing_to_dispute"
    message = "There is no money of this booking left to decide about."


class DisputeExists(Conflict):
    code = "dispute.exists"
    message = "There has been a dispute about this booking; one is all there can be."


class AnswerClosed(Conflict):
    code = "dispute.answer_closed"
    message = "The 48 hours to answer have passed, or staff have decided already."


class AcceptedAlready(Conflict):
    code = "dispute.accepted_already"
    message = "You accepted this decision; it can no longer be appealed."


class AppealClosed(Conflict):
    code = "dispute.appeal_closed"
    message = "The 72 hours to appeal have passed."


class NotTheOpener(Conflict):
    code = "dispute.not_the_opener"
    message = "Only the person who opened this dispute can withdraw it."


class SafetyNotWithdrawn(Conflict):
    """So that nobody can be pressed into it."""

    code = "dispute.safety_not_withdrawn"
    message = "A dispute about safety cannot be withdrawn; staff decide it within 72 hours."


class SameDecider(Conflict):
    code = "dispute.same_decider"
    message = "Another person must decide the appeal than the first time."


class SplitAmountInvalid(RuleViolation):
    code = "dispute.partner_amount_invalid"
    message = "A split needs a partner's amount between 0 and {highest} VND; others take none."
    field = "partnerAmount"


class NoShowOutsideWindow(Conflict):
    code = "booking.no_show_outside_window"
    message = (
        "A no-show can be reported from 30 minutes after the booked start until 24 hours after "
        "the booked end."
    )


class NoShowExists(Conflict):
    code = "booking.no_show_exists"
    message = "A no-show of this booking has been reported already."


class NoShowClosed(Conflict):
    code = "booking.no_show_closed"
    message = "There is no report that could be contested any more."


class NoShowClaimNotYours(RuleViolation):
    code = "booking.no_show_claim_not_yours"
    message = "That claim is not for the {party}; choose one of: {possible}."
    field = "claim"
