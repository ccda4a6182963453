"""Statements and reports over HTTP."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from mate_core.shared.actor import Capability
from mate_core.shared.money import Vnd
from mate_core.shared.time import local_day
from tests.contract.http_world import Caller, HttpWorld, http_world

DAY = timedelta(days=1)


async def depositor(http: HttpWorld, *amounts: int) -> Caller:
    """Somebody who deposits once a day; the clock stands at the last deposit."""
    user = await http.user()
    actor = await http.world.app.sessions.authenticate(user.token or "")
    for number, amount in enumerate(amounts):
        if number:
            http.world.pass_time(DAY)
        await http.world.fund(actor, Vnd(amount))
    return await http.logged_in(user.phone)


async def test_transactions_stand_between_their_balances() -> None:
    async with http_world() as http:
        user = await depositor(http, 50_000, 30_000)
        page = (await user.get("/transactions")).json()

    assert [(item["openingBalance"], item["closingBalance"]) for item in page["items"]] == [
        (50_000, 80_000),
        (0, 50_000),
    ]
    assert (page["openingBalance"], page["closingBalance"]) == (0, 80_000)


async def test_transactions_are_asked_for_by_day_and_type() -> None:
    async with http_world() as http:
        user = await depositor(http, 50_000, 30_000)
        today = local_day(http.world.now)
        of_today = (await user.get(f"/transactions?from={today}&to={today}")).json()
        before = (await user.get(f"/transactions?to={today - DAY}")).json()
        holds = (await user.get("/transactions?type=ESCROW_HOLD")).json()

    assert [item["amount"] for item in of_today["items"]] == [30_000]
    assert (of_today["openingBalance"], of_today["closingBalance"]) == (50_000, 80_000)
    assert [item["amount"] for item in before["items"]] == [50_000]
    assert holds["items"] == []


async def test_one_transaction_tells_the_same_as_the_list() -> None:
    async with http_world() as http:
        user = await depositor(http, 50_000, 30_000)
        (newest, _) = (await user.get("/transactions")).json()["items"]
        one = await user.get(f"/transactions/{newest['id']}")

    assert (one.status_code, one.json()) == (200, newest)


async def test_csv_is_the_whole_statement_and_opens_in_excel() -> None:
    async with http_world() as http:
        user = await depositor(http, *range(10_000, 10_030))
        answer = await user.get("/transactions?format=csv&limit=2")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.content.startswith(b"\xef\xbb\xbfcreatedAt,")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert len(rows) == 30
    assert rows[0]["closingBalance"] == str(sum(range(10_000, 10_030)))
    assert [row["openingBalance"] for row in rows[:-1]] == [
        row["closingBalance"] for row in rows[1:]
    ]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("type=ANYTHING", "type"),
        ("from=yesterday", "from"),
        ("format=pdf", "format"),
        ("from=2026-03-02&to=2026-03-01", "to"),
        ("from=0001-01-01", "from"),
    ],
)
async def test_odd_question_is_refused_by_name(query: str, field: str) -> None:
    async with http_world() as http:
        user = await http.user()
        answer = await user.get(f"/transactions?{query}")

    assert answer.status_code in (400, 422)
    assert answer.json()["errors"][0]["field"] == field


async def test_month_of_the_wallet_adds_up() -> None:
    async with http_world() as http:
        user = await depositor(http, 50_000, 30_000)
        month = f"{local_day(http.world.now):%Y-%m}"
        told = (await user.get(f"/wallet/statement?month={month}")).json()

    assert told["month"] == month
    assert told["openingBalance"] + told["credits"] + told["debits"] == told["closingBalance"]
    assert told["closingBalance"] == 80_000


@pytest.mark.parametrize("month", ["2026-13", "november", "2026-1"])
async def test_month_that_is_none_is_refused(month: str) -> None:
    async with http_world() as http:
        user = await http.user()
        answer = await user.get(f"/wallet/statement?month={month}")

    assert answer.status_code in (400, 422)
    assert answer.json()["errors"][0]["field"] == "month"


async def test_daily_report_is_for_finance() -> None:
    async with http_world() as http:
        await depositor(http, 50_000)
        refused = await (await http.support()).get("/admin/reports/daily")
        finance = await http.support(Capability.FINANCE)
        told = (await finance.get("/admin/reports/daily")).json()
        day = local_day(http.world.now)
        earlier = (await finance.get(f"/admin/reports/daily?date={day - DAY}")).json()

    assert refused.status_code == 403
    assert (told["day"], told["ok"], told["difference"]) == (day.isoformat(), True, 0)
    gateway = {each["account"]: each for each in told["accounts"]}["gateway:vnpay"]
    assert (gateway["opening"], gateway["minus"], gateway["closing"]) == (0, -50_000, -50_000)
    assert told["people"]["available"] == 50_000
    assert {each["closing"] for each in earlier["accounts"]} == {0}
