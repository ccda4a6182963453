"""The story, step by step."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from mate_cli.demo.client import Surprise
from mate_cli.demo.scenes import (
    arriving,
    booking,
    disputing,
    finding,
    meeting,
    parting,
    paying,
    proving,
    reviewing,
)
from mate_cli.demo.stage import Scene, Stage


@dataclass(frozen=True, slots=True)
class Told:
    """One step that went as it should."""

    step: int
    title: str
    scene: Scene


STORY: Final[tuple[tuple[str, Callable[[Stage], Awaitable[Scene]]], ...]] = (
    ("A user registers", arriving.register_user),
    ("A partner registers", arriving.register_partner),
    ("A blurred identity card", proving.blurred_card),
    ("The partner is verified", proving.verified),
    ("The partner sets a price and weekly hours", arriving.open_for_business),
    ("The user searches by words, place and time", finding.search),
    ("Suggestions with their reasons", finding.suggestions),
    ("A quote", booking.quote),
    ("The user requests a booking", booking.request),
    ("A rival requests the same time", booking.rival_request),
    ("The wrong person tries to confirm", booking.wrong_role),
    ("The partner confirms", booking.confirm),
    ("To the payment page", paying.open_pay_page),
    ("A tampered callback", paying.tampered_callback),
    ("The payment, reported twice", paying.duplicate_callback),
    ("Time passes", meeting.travel_to_start),
    ("A wrong meeting code", meeting.wrong_code),
    ("The right meeting code", meeting.right_code),
    ("Both complete", meeting.complete),
    ("A review that nobody can read yet", reviewing.blind),
    ("Both reviews are revealed", reviewing.revealed),
    ("The release, 24 hours later", meeting.release),
    ("Statements", meeting.statements),
    ("A block", reviewing.blocked),
    ("Another booking", parting.book_again),
    ("Paid from the wallet", parting.top_up_and_pay),
    ("Cancelled at 50 %", parting.cancel),
    ("The refund equals the preview", parting.refund),
    ("A meeting goes wrong", disputing.go_wrong),
    ("A dispute", disputing.dispute),
    ("Staff split it, to the dong", disputing.split),
    ("The ledger's proof", parting.prove),
)


async def tell(stage: Stage) -> AsyncIterator[Told]:
    """Play every step; raises Surprise, naming the step, at the first that goes otherwise."""
    for number, (title, play) in enumerate(STORY, start=1):
        try:
            yield Told(number, title, await play(stage))
        except Surprise as surprise:
            raise Surprise(f"Step {number} ({title}): {surprise}") from surprise
        except (KeyError, TypeError, ValueError) as unreadable:
            sentence = f"Step {number} ({title}): the answer lacks or changes {unreadable!r}"
            raise Surprise(sentence) from unreadable
