"""How the two find each other: by words, a place and a time, and by what they have in common."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from mate_cli.demo.client import API, Json, expect
from mate_cli.demo.stage import Scene, Stage, scene
from mate_cli.tables import money

_ASKED: Final = "ca phe"
"""As people type: without accents. The listing says "cà phê"."""
_HOURS: Final = 3


async def search(stage: Stage) -> Scene:
    """By words, a place, and free tomorrow evening."""
    tomorrow = (await stage.now()).date() + timedelta(days=1)
    wish: Json = {
        "lat": round(stage.latitude + 0.01, 6),
        "lng": round(stage.longitude, 6),
        "q": _ASKED,
        "maxRate": 300_000,
        "freeAt": {
            "date": tomorrow.isoformat(),
            "startTime": "18:00",
            "durationHours": _HOURS,
        },
    }
    found = await stage.client.post(stage.user, f"{API}/search/partners", wish)
    hits = [item for item in found["items"] if item["partnerId"] == stage.partner.user_id]
    expect(hits, f"{stage.partner.name} was not found nearby")
    wish["freeAt"]["startTime"] = "21:30"
    late = await stage.client.post(stage.user, f"{API}/search/partners", wish)
    hits_late = [item for item in late["items"] if item["partnerId"] == stage.partner.user_id]
    expect(not hits_late, f"{stage.partner.name} was found at an hour that is not open")
    return scene(
        f'{stage.user.name} searches for "{_ASKED}", free tomorrow from 18:00 for {_HOURS} hours,'
        f" and finds {stage.partner.name}: {money(hits[0]['hourlyRate'])} VND an hour, under"
        f" {hits[0]['distanceKm']} km away. Nobody learns the exact place.",
        f"From 21:30 on {stage.partner.name} would not be free for so long, and is not found.",
        distanceKm=hits[0]["distanceKm"],
        found=len(found["items"]),
    )


async def suggestions(stage: Stage) -> Scene:
    """Each with everything that speaks for it."""
    client, user = stage.client, stage.user
    consent = {"purpose": "location", "version": 1, "language": "vi"}
    await client.post(user, f"{API}/privacy/consents", consent)
    place = {"latitude": stage.latitude + 0.01, "longitude": stage.longitude}
    await client.put(user, f"{API}/users/me/location", place)
    tastes = {"interests": ["Phim", "Nhạc"], "languages": ["Tiếng Việt"]}
    await client.put(user, f"{API}/users/me", tastes)
    found = await client.get(user, f"{API}/search/suggestions")
    items = [each for each in found["items"] if each["partnerId"] == stage.partner.user_id]
    expect(items, f"{stage.partner.name} was not suggested")
    reasons = items[0]["reasons"]
    return scene(
        f"{user.name} likes films and music, and allows the app to know the place."
        f" {stage.partner.name} is suggested, because:",
        *(f"  {reason['text']}" for reason in reasons),
        reasons=[reason["code"] for reason in reasons],
    )
