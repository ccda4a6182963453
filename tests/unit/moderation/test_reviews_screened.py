"""What may not stand in a listing is not read in a review either, before staff have looked."""

from __future__ import annotations

import pytest

from mate_core.reviews.model import FlagCause
from mate_core.shared.actor import Actor
from tests.unit.reviews.house import write
from tests.unit.world import World


@pytest.mark.parametrize(
    ("comment", "cause"),
    [
        ("Đúng giờ, vui vẻ, sẽ gặp lại.", None),
        ("Gặp ở khách sạn thì mình từ chối.", None),
        ("Nói thẳng là g.á.i g-ọ-i", FlagCause.TERMS),
        ("Gọi mình 0901 234 567", FlagCause.TERMS),
    ],
)
async def test_review_with_forbidden_words_waits_for_staff(
    world: World, user: Actor, partner: Actor, comment: str, cause: FlagCause | None
) -> None:
    booking = await world.completed(user, partner)
    review = await write(world, user, booking, 5, comment)
    assert (review.flag.cause if review.flag else None) is cause
