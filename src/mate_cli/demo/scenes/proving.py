"""Act one, continued: who the partner is, proved by card and face before the sandbox's vendors."""

from __future__ import annotations

import secrets
from typing import Final

from mate_cli.demo.client import API, Json, expect
from mate_cli.demo.scenes.arriving import BORN
from mate_cli.demo.stage import Scene, Stage, scene, until

_PNG, _MP4 = "image/png", "video/mp4"
_HO_CHI_MINH_CITY: Final = "079"
_BORN_IN_THE_1900S: Final = "0"


async def blurred_card(stage: Stage) -> Scene:
    consent = {"purpose": "kyc_biometrics", "version": 1, "language": "vi"}
    await stage.client.post(stage.partner, f"{API}/privacy/consents", consent)
    stage.card_number = _card_number()
    await _upload_card(stage, "blurred")
    await _upload_face(stage)
    progress = await _submit(stage)
    expect(progress["nextStep"] == "RETAKE", f"the blurred card led to {progress['nextStep']}")
    return scene(
        f"{stage.partner.name} agrees that card and face are compared, and uploads both sides of"
        " the card, a selfie and a video.",
        f"The card is blurred: {', '.join(progress['reasons'])}, please take it again.",
        kycReasons=progress["reasons"],
    )


async def verified(stage: Stage) -> Scene:
    await _upload_card(stage, "approve")
    progress = await _submit(stage)
    expect(progress["status"] == "VERIFIED", f"the partner is {progress['status']}")
    staff = stage.staff = await stage.make_staff(stage)
    file = await stage.client.get(staff, f"{API}/admin/kyc/{stage.partner.user_id}")
    verdict = file["log"][-1]
    return scene(
        f"A sharp card, and {stage.partner.name} is verified: face {verdict['face'] / 100:.1f} %,"
        f" print {verdict['ocr'] / 100:.1f} %, signed by {verdict['provider']}.",
        "The number is forgotten but for a keyed hash; the pictures go within 24 hours.",
        kycProvider=verdict["provider"],
        kycDeclared=file["declared"],
    )


async def _upload_card(stage: Stage, verdict: str) -> None:
    files = {side: (await _picture(stage, side, verdict), _PNG) for side in ("front", "back")}
    await stage.client.upload(stage.partner, f"{API}/kyc/upload-id-card", **files)


async def _upload_face(stage: Stage) -> None:
    selfie = await _picture(stage, "face", "approve")
    await stage.client.upload(stage.partner, f"{API}/kyc/upload-selfie", selfie=(selfie, _PNG))
    video = await stage.client.fetch("/sandbox/ekyc/film")
    await stage.client.upload(stage.partner, f"{API}/kyc/upload-video", video=(video, _MP4))


async def _picture(stage: Stage, side: str, verdict: str) -> bytes:
    year, month, day = BORN.split("-")
    return await stage.client.fetch(
        "/sandbox/ekyc/picture",
        side=side,
        verdict=verdict,
        number=stage.card_number,
        name=f"{stage.partner.name} Demo",
        born=f"{day}/{month}/{year}",
    )


async def _submit(stage: Stage) -> Json:
    """Submitted, and what the vendors made of it; a worker asks them, so it is waited for."""
    wish = {
        "idNumber": stage.card_number,
        "fullName": f"{stage.partner.name} Demo",
        "dateOfBirth": BORN,
    }
    await stage.client.post(stage.partner, f"{API}/kyc/submit", wish)

    async def answered() -> Json | None:
        progress = await stage.client.get(stage.partner, f"{API}/kyc/status")
        return progress if progress["nextStep"] != "WAIT" else None

    return await until(answered, "nobody answered about the identity card")


def _card_number() -> str:
    """One that nobody has used before, as good as certainly."""
    return f"{_HO_CHI_MINH_CITY}{_BORN_IN_THE_1900S}{BORN[2:4]}{secrets.randbelow(10**6):06d}"
