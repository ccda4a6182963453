"""Refusals about reviews. None of them depends on whether the other side has written."""

from __future__ import annotations

from mate_core.shared.errors import Conflict, Forbidden, InvalidInput, TooMany


class ReviewMoveRefused(Conflict):
    code = "review.move_refused"
    message = "A review that is {state} does not take this step."


class ReviewTooEarly(Conflict):
    code = "review.too_early"
    message = "A meeting can be reviewed once it is over and no dispute about it is undecided."


class ReviewNotEligible(Conflict):
    code = "review.not_eligible"
    message = (
        "Only a meeting that began with the meeting code, or a settled no-show, can be reviewed."
    )


class ReviewWindowClosed(Conflict):
    code = "review.window_closed"
    message = "The time to review this meeting is over."


class ReviewExists(Conflict):
    code = "review.exists"
    message = "You have reviewed this meeting; change that review while it is hidden."


class ReviewPublished(Conflict):
    code = "review.published"
    message = "Reviews cannot be changed any more once they can be read, or their time is over."


class ResponseExists(Conflict):
    code = "review.response_exists"
    message = "You have answered this review; one answer is all there can be."


class NothingToDecide(Conflict):
    code = "review.nothing_to_decide"
    message = "This review neither waits for staff nor is it hidden."


class ReviewOwnCase(Forbidden):
    code = "review.own_case"
    message = "You wrote, received or reported this review; ask a colleague."


class ReviewAuthorBarred(Forbidden):
    code = "review.author_barred"
    message = "Your account cannot write reviews now."


class TooManyReports(TooMany):
    code = "review.too_many_reports"
    message = "You have reported {limit} reviews; try again later."


def photo_not_yours() -> InvalidInput:
    return InvalidInput(
        "photoUrls", "review.photo_not_yours", "Use urls that /upload/image answered you."
    )
