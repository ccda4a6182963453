"""Identity checks over HTTP: from the first picture to the token that says verified."""

from __future__ import annotations

from typing import Any

from httpx import Response

from mate_adapters.memory.workshop import png
from mate_adapters.sandbox.ekyc.film import film
from mate_core.kyc.errors import VerifierRefused
from mate_core.kyc.findings import KycReason
from mate_core.shared.actor import Capability
from tests.contract.http_world import Caller, HttpWorld, http_world
from tests.unit.kyc.house import borderline, mismatch, work

WISH = {
    "idNumber": "079 098 123 456",
    "fullName": "Nguyễn Văn An",
    "dateOfBirth": "1998-05-17",
    "sex": "MALE",
}


def picture(name: str) -> tuple[str, bytes, str]:
    return name, png(640, 480), "image/png"


async def upload(who: Caller) -> Response:
    card = {"front": picture("front.png"), "back": picture("back.png")}
    answer = await who.post("/kyc/upload-id-card", files=card)
    assert answer.status_code == 200, answer.text
    return await who.post("/kyc/upload-video", files={"video": ("v.mp4", film(), "video/mp4")})


async def submitted(http: HttpWorld, who: Caller) -> dict[str, Any]:
    """Uploaded, agreed to and submitted; every task has run."""
    uploaded = await upload(who)
    assert uploaded.json()["nextStep"] == "SUBMIT", uploaded.text
    consent = {"purpose": "kyc_biometrics", "version": 1, "language": "vi"}
    agreed = await who.post("/privacy/consents", json=consent)
    assert agreed.is_success, agreed.text
    answer = await who.post("/kyc/submit", json=WISH)
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "PENDING"
    await work(http.world)
    return dict((await who.get("/kyc/status")).json())


async def test_a_person_is_verified_and_the_next_token_says_so() -> None:
    async with http_world() as http:
        user = await http.user()
        start = (await user.get("/kyc/status")).json()
        assert (start["status"], start["missing"]) == ("NONE", ["front", "back", "video"])
        done = await submitted(http, user)
        assert (done["status"], done["state"], done["nextStep"]) == (
            "VERIFIED",
            "VERIFIED",
            "NOTHING",
        )
        again = await http.again(user)
        assert (await again.get("/users/me")).json()["account"]["kycStatus"] == "VERIFIED"


async def test_without_consent_pictures_or_sense_nothing_is_submitted() -> None:
    async with http_world() as http:
        user = await http.user()
        missing = await user.post("/kyc/submit", json=WISH)
        assert (missing.status_code, missing.json()["code"]) == (409, "kyc.pictures_missing")
        await upload(user)
        no_consent = await user.post("/kyc/submit", json=WISH)
        assert no_consent.json()["code"] == "privacy.consent_missing"
        for field, value, code in (
            ("idNumber", "12345", "citizen_id.malformed"),
            ("idNumber", "003098123456", "citizen_id.unknown_province"),
            ("dateOfBirth", "1997-05-17", "kyc.number_contradicts"),
            ("dateOfBirth", "2010-05-17", "identity.under_age"),
        ):
            refused = await user.post("/kyc/submit", json=WISH | {field: value})
            assert refused.status_code == 422, refused.text
            assert refused.json()["errors"][0]["code"] == code
            assert value not in refused.text
        short = await user.post(
            "/kyc/upload-video", files={"video": ("v.mp4", film(1.0), "video/mp4")}
        )
        assert (short.status_code, short.json()["code"]) == (422, "kyc.video_unsuitable")


async def test_a_picture_that_cannot_be_taken_is_named_by_its_field() -> None:
    async with http_world() as http:
        user = await http.user()
        card = {"front": picture("front.png"), "back": ("back.png", b"no picture", "image/png")}
        refused = await user.post("/kyc/upload-id-card", files=card)
        assert refused.status_code == 422, refused.text
        assert refused.json()["errors"][0]["field"] == "back"


async def test_blurred_pictures_are_asked_for_again_with_the_reason() -> None:
    async with http_world() as http:
        user = await http.user()
        http.world.parts.verifier.meets(VerifierRefused(KycReason.CARD_BLURRED))
        told = await submitted(http, user)
        assert (told["state"], told["nextStep"], told["reasons"]) == (
            "COLLECTING",
            "RETAKE",
            ["CARD_BLURRED"],
        )


async def test_staff_look_by_links_and_decide() -> None:
    async with http_world() as http:
        user, staff = await http.user(), await http.support(Capability.KYC)
        http.world.parts.verifier.meets(borderline(http.world))
        await submitted(http, user)
        (case,) = (await staff.get("/admin/kyc")).json()["items"]
        assert (case["userId"], case["state"]) == (user.id, "IN_REVIEW")
        file = (await staff.get(f"/admin/kyc/{user.id}")).json()
        assert file["declared"]["idNumber"] == "079098123456"
        assert file["log"][-1]["face"] == 7_000
        links = (
            await staff.post(f"/admin/kyc/{user.id}/pictures", json={"reason": "compare"})
        ).json()
        assert links["front"]
        assert links["selfie"] is None
        assert user.id not in str(links)
        done = await staff.post(f"/admin/kyc/{user.id}/approve", json={"reason": "same person"})
        assert done.json()["state"] == "VERIFIED"
        twice = await staff.post(f"/admin/kyc/{user.id}/approve", json={"reason": "same person"})
        assert (twice.status_code, twice.json()["code"]) == (409, "kyc.move_refused")


async def test_a_rejection_is_overridden_by_two() -> None:
    """RULES 16."""
    async with http_world() as http:
        user, first = await http.user(), await http.support(Capability.KYC)
        http.world.parts.verifier.meets(mismatch(http.world))
        assert (await submitted(http, user))["reasons"] == ["FACE_MISMATCH"]
        path = f"/admin/kyc/{user.id}/approve"
        proposed = await first.post(path, json={"reason": "it is she"})
        assert (proposed.status_code, proposed.json()["code"]) == (409, "kyc.second_person_needed")
        second = await http.support(Capability.KYC)
        assert (await second.post(path, json={"reason": "yes"})).json()["state"] == "VERIFIED"
