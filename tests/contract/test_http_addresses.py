"""Lists of units for forms, and what a profile and a listing make of them."""

from __future__ import annotations

from tests.contract.http_world import http_world


async def test_lists_are_public_and_kept_by_clients_until_the_edition_changes() -> None:
    async with http_world() as http:
        provinces = await http.nobody.get("/addresses/provinces")
        communes = await http.nobody.get("/addresses/provinces/79/communes")
        headers = {"If-None-Match": communes.headers["etag"]}
        again = await http.nobody.get("/addresses/provinces/79/communes", headers=headers)
        unknown = await http.nobody.get("/addresses/provinces/99/communes")

    assert {"code": "01", "name": "Hà Nội"} in provinces.json()["items"]
    assert {"code": "26740", "name": "Phường Sài Gòn"} in communes.json()["items"]
    assert communes.json()["edition"] == "2025-07-01"
    assert "public" in communes.headers["cache-control"]
    assert (again.status_code, again.content) == (304, b"")
    assert unknown.status_code == 404


async def test_a_profile_takes_codes_or_the_texts_of_before() -> None:
    async with http_world() as http:
        user = await http.user()
        coded = await user.put("/users/me", json={"provinceCode": "79", "communeCode": "26743"})
        typed = await user.put("/users/me", json={"city": "tp hà nội", "district": "Ba Đình"})
        wrong = {"provinceCode": "01", "communeCode": "26743"}
        refused = await user.put("/users/me", json=wrong, headers={"Accept-Language": "vi"})

    shown = coded.json()["profile"]
    assert (shown["city"], shown["province"]["code"]) == ("Hồ Chí Minh", "79")
    assert shown["commune"] == {"code": "26743", "name": "Phường Bến Thành"}
    shown = typed.json()["profile"]
    assert (shown["city"], shown["district"], shown["commune"]) == ("Hà Nội", "Ba Đình", None)
    assert refused.status_code == 422
    assert refused.json()["errors"] == [
        {
            "field": "communeCode",
            "code": "address.commune_elsewhere",
            "detail": "Hãy chọn một xã, phường thuộc tỉnh, thành phố đó.",
        }
    ]


async def test_a_listing_shows_the_province_and_its_owner_the_commune() -> None:
    async with http_world() as http:
        partner, viewer = await http.partner(), await http.user()
        mine = (await partner.put("/partners/me", json={"communeCode": "26740"})).json()
        seen = (await viewer.get(f"/partners/{partner.id}")).json()
        await partner.put("/partners/me", json={"city": "Paris"})
        elsewhere = (await viewer.get(f"/partners/{partner.id}")).json()

    assert mine["commune"] == {"code": "26740", "name": "Phường Sài Gòn"}
    assert seen["province"] == {"code": "79", "name": "Hồ Chí Minh"}
    assert "commune" not in seen
    assert (elsewhere["city"], elsewhere["province"]) == ("Paris", None)
