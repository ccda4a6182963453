"""Act one: people arrive, and one of them opens for business."""

from __future__ import annotations

from typing import Final

from mate_cli.demo.client import API, Json, Person
from mate_cli.demo.stage import Scene, Stage, scene
from mate_cli.tables import money
from mate_core.partners.weekly_hours import WEEK

HOURLY_RATE: Final = 199_999
_OPENS, _CLOSES = "08:00", "23:00"
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
    client, partner = stage.client, stage.partner
    await client.put(partner, f"{API}/partners/me/pricing", {"hourlyRate": HOURLY_RATE})
    area = {"baseLat": stage.latitude, "baseLng": stage.longitude}
    await client.put(partner, f"{API}/partners/me", area)
    tastes = {"interests": ["phim", "leo núi"], "languages": ["Tiếng Việt", "English"]}
    await client.put(partner, f"{API}/users/me", tastes)
    weekly: Json = {
        "weekdays": [day.value for day in WEEK],
        "startTime": _OPENS,
        "endTime": _CLOSES,
        "from": (await stage.now()).date().isoformat(),
    }
    await client.post(partner, f"{API}/partners/me/slots/bulk", {"weekly": weekly})
    return scene(
        f"{partner.name} asks {money(HOURLY_RATE)} VND an hour and is open every day of the week"
        f" from {_OPENS} to {_CLOSES}.",
        hourlyRate=HOURLY_RATE,
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
