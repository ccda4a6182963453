"""Weekly hours, the calendar with its bookings, the feed, and the catalogue, over HTTP."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from mate_core.partners.weekly_hours import WEEK
from mate_core.shared.time import local_day
from tests.contract.http_world import Caller, HttpWorld, http_world

DAY = timedelta(days=1)


def every_day(http: HttpWorld, **changes: Any) -> dict[str, Any]:
    """Around noon, from today on."""
    opens = {"startTime": "09:00", "endTime": "23:00", "from": today(http).isoformat()}
    return {"weekdays": list(WEEK), **opens, **changes}


def today(http: HttpWorld) -> date:
    return local_day(http.world.now)


async def open_weekly(http: HttpWorld, partner: Caller, **changes: Any) -> dict[str, Any]:
    wish = {"weekly": every_day(http, **changes)}
    answer = await partner.post("/partners/me/slots/bulk", json=wish)
    assert answer.status_code == 201, answer.text
    (rule,) = answer.json()["weeklyHours"]
    return dict(rule)


class TestWeeklyHours:
    async def test_a_rule_is_told_as_it_was_given_and_opens_its_days(self) -> None:
        async with http_world() as http:
            partner, user = await http.partner(open_days=0), await http.user()
            first = today(http) + DAY
            days = {"from": first.isoformat(), "until": (first + 6 * DAY).isoformat()}
            night = {"startTime": "21:00", "endTime": "01:00", **days}
            rule = await open_weekly(http, partner, **night)
            listed = (await partner.get("/partners/me/weekly-hours")).json()["items"]
            one = (await partner.get(f"/partners/me/weekly-hours/{rule['id']}")).json()
            free = (await user.get(f"/partners/{partner.id}/availability")).json()["items"]

        assert listed == [one] == [rule]
        assert {name: rule[name] for name in night} == night
        assert rule["weekdays"] == list(WEEK)
        assert len(free) == 7
        assert free[0]["startsAt"] == f"{first}T21:00:00+07:00"
        assert free[0]["endsAt"] == f"{first + DAY}T01:00:00+07:00"

    async def test_a_day_left_out_is_closed_until_it_is_restored(self) -> None:
        async with http_world() as http:
            partner, user = await http.partner(open_days=0), await http.user()
            rule = await open_weekly(http, partner)
            path, day = f"/partners/me/weekly-hours/{rule['id']}", today(http) + 3 * DAY
            asked = f"/partners/{partner.id}/availability?from={day}&to={day}"
            left_out = await partner.post(f"{path}/exceptions", json={"date": day.isoformat()})
            closed = (await user.get(asked)).json()["items"]
            restored = await partner.send("DELETE", f"{path}/exceptions/{day}")
            opened = (await user.get(asked)).json()["items"]
            again = await partner.send("DELETE", f"{path}/exceptions/{day}")

        assert (left_out.status_code, restored.status_code, again.status_code) == (200, 200, 404)
        assert left_out.json()["exceptDates"] == [day.isoformat()]
        assert restored.json()["exceptDates"] == []
        assert (len(closed), len(opened)) == (0, 1)

    async def test_an_edit_that_cuts_a_booking_names_it_and_changes_nothing(self) -> None:
        async with http_world() as http:
            partner, user = await http.partner(open_days=0), await http.user()
            rule = await open_weekly(http, partner)
            booking = await http.confirmed(user, partner)
            path = f"/partners/me/weekly-hours/{rule['id']}"
            evenings = every_day(http, startTime="19:00")
            day = {"date": booking["startsAt"][:10]}
            refused = [
                await partner.put(path, json=evenings),
                await partner.post(f"{path}/exceptions", json=day),
                await partner.send("DELETE", path, headers={"Accept-Language": "vi"}),
            ]
            left = (await partner.get(path)).json()
            await user.put(f"/bookings/{booking['id']}/cancel", json={"reason": "ill"})
            removed = await partner.send("DELETE", path)

        assert [answer.status_code for answer in refused] == [409, 409, 409]
        assert {answer.json()["code"] for answer in refused} == {"calendar.slot_reserved"}
        assert all(booking["bookingCode"] in answer.json()["detail"] for answer in refused)
        assert "hãy hủy" in refused[2].json()["detail"]
        assert left == rule
        assert removed.status_code == 204

    async def test_bad_rules_name_the_field_and_open_nothing(self) -> None:
        async with http_world() as http:
            partner = await http.partner(open_days=0)
            yesterday = today(http) - DAY
            monday = today(http) + (7 - today(http).weekday()) * DAY
            wrong: list[tuple[dict[str, Any], int, str, str]] = [
                ({"weekdays": []}, 400, "weekly.weekdays", "field.malformed"),
                ({"weekdays": ["someday"]}, 400, "weekly.weekdays[0]", "field.choice"),
                ({"startTime": "25:00"}, 400, "weekly.startTime", "field.malformed"),
                ({"until": yesterday.isoformat()}, 422, "until", "period.reversed"),
                ({"from": "2031-01-01"}, 422, "from", "date.too_far"),
                (
                    {"weekdays": ["sunday"], "from": str(monday), "until": str(monday)},
                    422,
                    "weekdays",
                    "weekly_hours.no_day",
                ),
            ]
            for changes, status, field, code in wrong:
                wish = {"weekly": every_day(http, **changes)}
                answer = await partner.post("/partners/me/slots/bulk", json=wish)
                (error,) = answer.json()["errors"]
                assert (answer.status_code, error["field"], error["code"]) == (status, field, code)
            nothing = await partner.post("/partners/me/slots/bulk", json={})
            assert nothing.json()["errors"][0]["field"] == "slots"
            assert (await partner.get("/partners/me/weekly-hours")).json() == {"items": []}

    async def test_slots_and_weekly_hours_come_together_or_not_at_all(self) -> None:
        async with http_world() as http:
            partner = await http.partner(open_days=0)
            slot = {"date": str(today(http) + DAY), "startTime": "06:00", "endTime": "08:00"}
            both = {"slots": [slot, slot], "weekly": every_day(http)}
            refused = await partner.post("/partners/me/slots/bulk", json=both)
            rules = (await partner.get("/partners/me/weekly-hours")).json()["items"]
            taken = await partner.post("/partners/me/slots/bulk", json=both | {"slots": [slot]})

        assert (refused.status_code, refused.json()["code"]) == (409, "calendar.slot_overlap")
        assert rules == []
        assert (len(taken.json()["items"]), len(taken.json()["weeklyHours"])) == (1, 1)


async def test_the_calendar_shows_what_each_booking_takes_of_slots_and_of_weekly_hours() -> None:
    async with http_world() as http:
        partner, user = await http.partner(open_days=0), await http.user()
        rule = await open_weekly(http, partner, endTime="12:00")
        day = local_day(http.world.now + timedelta(hours=48))
        slot = {"date": str(day), "startTime": "12:00", "endTime": "23:00"}
        opened = (await partner.post("/partners/me/slots", json=slot)).json()
        booking = await http.confirmed(user, partner)
        deleted = await partner.send("DELETE", f"/partners/me/slots/{opened['id']}")
        asked = f"/partners/me/slots?from={day}&to={day}"
        calendar = (await partner.get(asked)).json()

    named = {"bookingId": booking["id"], "bookingCode": booking["bookingCode"]}
    (shown,), (weekly,) = calendar["items"], calendar["weekly"]
    assert shown["id"] == opened["id"]
    assert weekly["weeklyHoursId"] == rule["id"]
    (of_slot,), (of_rule,) = shown["reserved"], weekly["reserved"]
    assert of_rule == {**named, "startsAt": booking["startsAt"], "endsAt": weekly["endsAt"]}
    assert of_slot == {**named, "startsAt": shown["startsAt"], "endsAt": of_slot["endsAt"]}
    assert of_slot["endsAt"] > booking["endsAt"]  # the way on belongs to it
    assert [taken["bookingCode"] for taken in calendar["reserved"]] == [booking["bookingCode"]]
    assert deleted.status_code == 409
    assert booking["bookingCode"] in deleted.json()["detail"]


class TestFeed:
    async def test_a_feed_tells_when_and_the_code_and_neither_whom_nor_where(self) -> None:
        async with http_world() as http:
            partner, user = await http.partner(), await http.user()
            booking = await http.confirmed(user, partner)
            link = (await user.post("/users/me/calendar-feed")).json()
            answer = await http.nobody.get(path_of(link))

        start = booking["startsAt"].replace("-", "").replace(":", "")
        assert answer.headers["content-type"].startswith("text/calendar")
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert f"SUMMARY:Mate Social meeting {booking['bookingCode']}\r\n" in answer.text
        assert answer.text.count("BEGIN:VEVENT") == 1
        assert f"DTSTART:{start[:8]}T" in answer.text
        for secret in ("An", "Lê Lợi", user.phone, partner.id, user.id, booking["id"]):
            assert secret not in answer.text

    async def test_a_new_address_ends_the_old_one_and_deleting_ends_all(self) -> None:
        async with http_world() as http:
            user = await http.user()
            before = (await user.get("/users/me/calendar-feed")).json()
            old = path_of((await user.post("/users/me/calendar-feed")).json())
            new = path_of((await user.post("/users/me/calendar-feed")).json())
            renewed = [(await http.nobody.get(path)).status_code for path in (old, new)]
            during = (await user.get("/users/me/calendar-feed")).json()
            await user.send("DELETE", "/users/me/calendar-feed")
            gone = (await http.nobody.get(new)).status_code

        assert before == {"isOn": False, "createdAt": None}
        assert (during["isOn"], during["createdAt"][:4]) == (True, str(http.world.now.year))
        assert (renewed, gone) == ([404, 200], 404)

    async def test_what_is_cancelled_leaves_the_feed(self) -> None:
        async with http_world() as http:
            partner, user = await http.partner(), await http.user()
            booking = await http.confirmed(user, partner)
            path = path_of((await partner.post("/users/me/calendar-feed")).json())
            await user.put(f"/bookings/{booking['id']}/cancel", json={"reason": "ill"})

            assert "VEVENT" not in (await http.nobody.get(path)).text

    async def test_a_token_without_the_ending_or_with_another_one_leads_nowhere(self) -> None:
        async with http_world() as http:
            user = await http.user()
            path = path_of((await user.post("/users/me/calendar-feed")).json())
            for wrong in (path.removesuffix(".ics"), path + "x", "//calendar/.ics"):
                assert (await http.nobody.get(wrong)).status_code == 404


def path_of(link: dict[str, Any]) -> str:
    return "//calendar/" + str(link["url"]).rpartition("/")[2]


class TestActivities:
    async def test_the_catalogue_is_public_and_kept_until_it_changes(self) -> None:
        async with http_world() as http:
            told = await http.nobody.get("/activities")
            again = await http.nobody.get(
                "/activities", headers={"If-None-Match": told.headers["etag"]}
            )

        venues = {each["venueClass"]: each for each in told.json()["venues"]}
        activities = {each["serviceType"]: each for each in told.json()["activities"]}
        assert venues["bar"]["closesAt"] == "02:00"
        assert venues["bar"]["closesNextDay"]
        assert activities["movie"]["venueClasses"] == ["cinema", "mall"]
        assert activities["movie"]["name"] == {"vi": "xem phim", "en": "film"}
        assert activities["travel"]["tripFromHours"] == 24
        assert (again.status_code, again.content) == (304, b"")

    async def test_quote_and_booking_refuse_what_the_catalogue_does_not_know(self) -> None:
        async with http_world() as http:
            partner, user = await http.partner(), await http.user()
            wish = http.wish(partner) | {"venueClass": "bar"}
            quoted = {
                name: wish[name]
                for name in ("partnerId", "date", "startTime", "durationHours", "serviceType")
            }
            refused = [
                await user.once("/bookings", wish),
                await user.post("/bookings/quote", json=quoted | {"venueClass": "bar"}),
            ]
            night = await user.once(
                "/bookings", wish | {"venueClass": "cafe", "startTime": "22:00"}
            )
            priced = await user.post("/bookings/quote", json=quoted | {"venueClass": "cafe"})

        for answer in refused:
            assert answer.status_code == 422
            assert answer.json()["code"] == "booking.venue_not_allowed"
            assert "cafe, mall, outdoors" in answer.json()["detail"]
        assert night.json()["code"] == "booking.outside_venue_hours"
        assert "06:00 to 00:00" in night.json()["detail"]
        assert priced.status_code == 200
