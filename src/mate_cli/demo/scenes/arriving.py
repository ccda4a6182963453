"""Act one: people arrive, and one of them opens for business."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from mate_cli.demo.client import API, Json, Person, expect
from mate_cli.demo.stage import Scene, Stage, scene
from mate_cli.tables import money

HOURLY_RATE: Final = 199_999
_DAYS_OPEN: Final = 6
BORN: Final = "1998-05-20"


async def register_user(stage: Stage) -> Scene:
    await register(stage, stage.user)
    return scene(
        f"{stage.user.name} registers with {stage.user.phone}, types the code from the SMS,"
        " and logs in.",
        userId=stage.user.user_id,
    )


async def register_partner(stage: Stage) -> Scene:
    await register(stage, stage.partner)
    offer: Json = {
        "hourlyRate": 150_000,
        "serviceTypes": ["walking", "coffee"],
        "bio": "Dạo phố và cà phê.",
    }
    await stage.client.post(stage.partner, f"{API}/partners/register", offer)
    await stage.client.log_in(stage.partner)
    return scene(
        f"{stage.partner.name} registers too, and offers company for walks and coffee.",
        partnerId=stage.partner.user_id,
    )


async def open_for_business(stage: Stage) -> Scene:
    await stage.client.put(stage.partner, f"{API}/partners/me/pricing", {"hourlyRate": HOURLY_RATE})
    area = {"baseLat": stage.latitude, "baseLng": stage.longitude}
    await stage.client.put(stage.partner, f"{API}/partners/me", area)
    today = (await stage.now()).date()
    days = [today + timedelta(days=ahead) for ahead in range(1, _DAYS_OPEN + 1)]
    slots = [{"date": day.isoformat(), "startTime": "08:00", "endTime": "23:00"} for day in days]
    await stage.client.post(stage.partner, f"{API}/partners/me/slots/bulk", {"slots": slots})
    return scene(
        f"{stage.partner.name} asks {money(HOURLY_RATE)} VND an hour and opens"
        f" {len(days)} days from 8:00 to 23:00.",
        hourlyRate=HOURLY_RATE,
        slots=len(days),
    )


async def search(stage: Stage) -> Scene:
    found = await stage.client.get(
        stage.user, f"{API}/search/nearby", lat=stage.latitude + 0.01, lng=stage.longitude
    )
    hits = [item for item in found["items"] if item["partnerId"] == stage.partner.user_id]
    expect(hits, f"{stage.partner.name} was not found nearby")
    return scene(
        f"{stage.user.name} searches nearby and finds {stage.partner.name}:"
        f" {money(hits[0]['hourlyRate'])} VND an hour, under {hits[0]['distanceKm']} km away."
        " Nobody learns the exact place.",
        distanceKm=hits[0]["distanceKm"],
        found=len(found["items"]),
    )


async def register(stage: Stage, person: Person) -> None:
    """An account with a verified number, logged in."""
    answer = await stage.client.post(
        None,
        f"{API}/auth/register",
        {
            "phone": person.phone,
            "password": person.password,
            "fullName": f"{person.name} Demo",
            "dateOfBirth": BORN,
        },
    )
    code = await stage.code_for(person.phone)
    challenge = {"challengeId": answer["challengeId"], "code": code}
    await stage.client.post(None, f"{API}/auth/verify-otp", challenge)
    person.user_id = answer["userId"]
    await stage.client.log_in(person)
