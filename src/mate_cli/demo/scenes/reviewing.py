"""After a meeting: both say how it was, and somebody who was unpleasant is kept away."""

from __future__ import annotations

from mate_cli.demo.client import API, Json, Person, expect
from mate_cli.demo.stage import Scene, Stage, scene


async def blind(stage: Stage) -> Scene:
    """One side has written, and nobody can tell."""
    await _write(stage, stage.partner, {"overallRating": 5, "comment": "Đúng giờ, lịch sự."})
    mine = await stage.client.get(stage.user, f"{API}/reviews/user/{stage.user.user_id}")
    expect(mine["items"] == [], "a review could be read before both had written")
    expect(mine["summary"]["totalReviews"] == 0, "a hidden review was counted")
    return scene(
        f"{stage.partner.name} reviews {stage.user.name}. Nobody can read it, or tell that it is"
        " there, before both have written or 14 days are over.",
        visible=len(mine["items"]),
    )


async def revealed(stage: Stage) -> Scene:
    """The second review opens both, and answers follow."""
    stars: Json = {"overallRating": 4, "punctualityRating": 5, "comment": "Nói chuyện rất vui."}
    await _write(stage, stage.user, stars)
    page = await stage.client.get(stage.user, f"{API}/reviews/partner/{stage.partner.user_id}")
    expect(len(page["items"]) == 1, "the review is not to be read")
    answer = {"response": "Cảm ơn bạn, hẹn gặp lại!"}
    await stage.client.post(
        stage.partner, f"{API}/reviews/{page['items'][0]['id']}/response", answer
    )
    partner = await stage.client.get(stage.user, f"{API}/partners/{stage.partner.user_id}")
    expect(partner["averageRating"] == stars["overallRating"], "the rating is not the reviews'")
    return scene(
        f"{stage.user.name} gives {stars['overallRating']} stars; now both reviews can be read,"
        f" and {stage.partner.name} says thank you. The rating is {partner['averageRating']:.1f}.",
        averageRating=partner["averageRating"],
        totalReviews=partner["totalReviews"],
    )


async def blocked(stage: Stage) -> Scene:
    """Hidden from each other, at once and without a word."""
    path = f"{API}/partners/{stage.partner.user_id}"
    await stage.client.get(stage.rival, path)
    await stage.client.post(
        stage.partner, f"{API}/blacklist", {"userId": stage.rival.user_id, "reason": "impolite"}
    )
    problem = await stage.client.refused(stage.rival, "GET", path)
    place = {"lat": stage.latitude, "lng": stage.longitude}
    found = await stage.client.get(stage.rival, f"{API}/search/nearby", **place)
    seen = [item for item in found["items"] if item["partnerId"] == stage.partner.user_id]
    expect(problem["status"] == 404 and not seen, f"{stage.rival.name} still finds the partner")
    return scene(
        f"{stage.partner.name} blocks {stage.rival.name}, who finds {stage.partner.name} no more:"
        f" {problem['status']}, as for somebody who is not there.",
        code=problem["code"],
    )


async def _write(stage: Stage, author: Person, review: Json) -> None:
    await stage.client.post(author, f"{API}/reviews", {"bookingId": stage.booking_id, **review})
