"""Partners before anybody searches, over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mate_adapters.composition.ports import Policies
from mate_core.search.policies import ORIGIN_MOVES, SearchPolicy
from mate_core.search.suggestions.model import Reason, ReasonCode
from mate_http.presenters.discovery import text_of
from mate_http.problems.languages import Language
from tests.contract.http_world import Caller, HttpWorld, http_world

VIETNAMESE = {"Accept-Language": "vi-VN,vi;q=0.9"}


async def trending(caller: Caller, query: str = "") -> list[str]:
    answer = await caller.get(f"/search/trending{query}")
    assert answer.status_code == 200, answer.text
    return [item["partnerId"] for item in answer.json()["items"]]


async def suggested(caller: Caller, **more: Any) -> dict[str, dict[str, str]]:
    """By partner: the texts of the reasons by their code."""
    answer = await caller.get("/search/suggestions", **more)
    assert answer.status_code == 200, answer.text
    return {
        item["partnerId"]: {reason["code"]: reason["text"] for reason in item["reasons"]}
        for item in answer.json()["items"]
    }


async def computed(http: HttpWorld) -> None:
    """What the worker does every ten minutes."""
    await http.world.app.views.write_down()
    await http.world.app.trends.recompute()


async def test_who_is_looked_at_rises() -> None:
    async with http_world() as http:
        first, second = await http.partner(), await http.partner()
        lookers = [await http.user() for _ in range(3)]
        for looker in lookers[:2]:
            await looker.get(f"/partners/{first.id}")
        await lookers[0].get(f"/partners/{second.id}")
        await computed(http)
        assert await trending(lookers[2]) == [first.id, second.id]
        assert await trending(lookers[2], "?limit=1") == [first.id]


async def test_booking_weighs_more_than_looks() -> None:
    async with http_world() as http:
        booked, looked_at, user = await http.partner(), await http.partner(), await http.user()
        await http.paid(user, booked)
        for _ in range(3):
            await (await http.user()).get(f"/partners/{looked_at.id}")
        await computed(http)
        assert await trending(user) == [booked.id, looked_at.id]


async def test_own_looks_those_of_staff_and_repeated_ones_do_not_count() -> None:
    async with http_world() as http:
        partner, user, staff = await http.partner(), await http.user(), await http.admin()
        for caller in (partner, staff):
            await caller.get(f"/partners/{partner.id}")
        await computed(http)
        assert await trending(user) == []

        for _ in range(3):
            await user.get(f"/partners/{partner.id}")
        assert await http.world.app.views.write_down() == 1


async def test_blocked_people_and_oneself_are_left_out() -> None:
    async with http_world() as http:
        partner, user, other = await http.partner(), await http.user(), await http.user()
        await user.get(f"/partners/{partner.id}")
        await computed(http)
        blocked = await partner.post("/blacklist", {"userId": other.id, "reason": "no"})
        assert blocked.status_code == 201, blocked.text
        assert await trending(partner) == []
        assert await trending(other) == []
        assert partner.id not in await suggested(other)
        assert await trending(user) == [partner.id]


async def test_city_is_read_in_any_spelling() -> None:
    async with http_world() as http:
        partner, user = await http.partner(), await http.user()
        await partner.put("/partners/me", {"city": "TP. Hồ Chí Minh"})
        await user.get(f"/partners/{partner.id}")
        await computed(http)
        for city in ("ho chi minh", "Sài Gòn", "HỒ CHÍ MINH"):
            assert await trending(user, f"?city={city}") == [partner.id]
        assert await trending(user, "?city=Hà Nội") == []


async def test_who_is_no_longer_found_does_not_trend() -> None:
    async with http_world() as http:
        partner, user = await http.partner(), await http.user()
        await user.get(f"/partners/{partner.id}")
        await computed(http)
        await partner.put("/partners/me/availability", {"isAvailable": False})
        assert await trending(user) == []


async def test_what_nobody_does_any_more_is_forgotten() -> None:
    async with http_world() as http:
        partner, user = await http.partner(), await http.user()
        await http.paid(user, partner)
        await computed(http)
        http.world.pass_time(timedelta(days=29))
        user = await http.again(user)
        assert await trending(user) == [partner.id]
        await computed(http)
        assert await trending(user) == []


async def test_suggestions_say_why_in_the_readers_language() -> None:
    async with http_world() as http:
        partner, user = await http.partner(), await http.user()
        await partner.put("/users/me", {"interests": ["phim", "trà"], "languages": ["vi", "en"]})
        await user.put("/users/me", {"interests": ["Phim"], "languages": ["en"]})
        await http.paid(user, partner)

        english = (await suggested(user))[partner.id]
        assert english["shared_interests"] == "You both like Phim"
        assert english["shared_languages"] == "Speaks English as you do"
        assert english["usual_price"] == "Within your usual price"

        vietnamese = (await suggested(user, headers=VIETNAMESE))[partner.id]
        assert vietnamese["shared_interests"] == "Hai bạn cùng thích Phim"
        assert vietnamese["shared_languages"] == "Cùng nói tiếng Anh với bạn"
        assert english.keys() == vietnamese.keys()


async def test_nobody_to_suggest_is_an_empty_list() -> None:
    async with http_world() as http:
        user = await http.user()
        assert await suggested(user) == {}
        assert await trending(user) == []


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/search/suggestions?limit=51", "limit"),
        ("/search/trending?limit=0", "limit"),
        ("/search/trending?city=" + "a" * 101, "city"),
        ("/search/trending?city=%2B%2B", "city"),
    ],
)
async def test_bad_input_names_its_field(path: str, field: str) -> None:
    async with http_world() as http:
        answer = await (await http.user()).get(path)
        assert answer.status_code in (400, 422)
        assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("code", ReasonCode)
def test_every_reason_has_a_sentence(code: ReasonCode, language: Language) -> None:
    words = ("movie",) if code is ReasonCode.USUAL_SERVICE else ("x",)
    assert "{" not in text_of(Reason(code, 1, words), language)


async def test_partner_page_tells_how_many_requests_were_answered() -> None:
    async with http_world() as http:
        partner, user = await http.partner(), await http.user()
        page = (await user.get(f"/partners/{partner.id}")).json()
        assert page["responseRate"] is None


async def test_too_many_places_are_answered_with_when_to_come_back() -> None:
    limited = Policies(search=SearchPolicy(origin_moves=ORIGIN_MOVES))
    async with http_world(policies=limited) as http:
        user = await http.user()
        for number in range(31):
            answer = await user.get(f"/search/nearby?lat={10 + number / 50}&lng=106.7")
            assert answer.status_code == 200
        refused = await user.get("/search/nearby?lat=12&lng=106.7", headers=VIETNAMESE)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "120")
        assert refused.json()["code"] == "search.too_many_origins"
        assert refused.json()["detail"].startswith("Bạn đã tìm từ quá nhiều nơi")
