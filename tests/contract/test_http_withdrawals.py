"""Bank accounts, withdrawals, files and approvals over HTTP."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from mate_core.shared.actor import Actor, Capability
from mate_core.shared.ids import UserId
from mate_core.shared.time import spoken
from tests.contract.http_world import Caller, HttpWorld, http_world
from tests.unit.payments.payouts import meet
from tests.unit.world import PASSWORD

DAY = timedelta(days=1)
ACCOUNT = {"bankCode": "VCB", "accountNumber": "0123 456 789", "accountName": "Nguyễn Văn An"}
MASKED = {"bankCode": "VCB", "accountNumber": "•••• 6789", "accountName": "NGUYEN VAN AN"}
WHY = {"reason": "looks right"}
BANK_SAYS = {"bankReference": "FT26073000123", "reason": "statement of 14 March"}


async def earner(http: HttpWorld, *, hourly_rate: int | None = None) -> Caller:
    """A partner with the earnings of one meeting and a bank account, a day later."""
    partner = await http.partner(open_days=14)
    if hourly_rate is not None:
        priced = await partner.put("/partners/me/pricing", json={"hourlyRate": hourly_rate})
        assert priced.status_code == 200, priced.text
    await meet(http.world, await _actor(http, partner))
    partner = await http.again(partner)
    answer = await partner.put("/wallet/bank-account", json={**ACCOUNT, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    http.world.pass_time(DAY)
    return await http.again(partner)


async def _actor(http: HttpWorld, person: Caller) -> Actor:
    return await http.world.app.sessions.authenticate(person.token or "")


async def wish(partner: Caller, amount: int = 600_000, **more: Any) -> dict[str, Any]:
    answer = await partner.once("/wallet/withdraw", {"amount": amount, **ACCOUNT, **more})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_from_the_wish_to_the_banks_word() -> None:
    async with http_world() as http:
        partner = await earner(http)
        account = (await partner.get("/wallet/bank-account")).json()
        assert {key: account[key] for key in MASKED} == MASKED
        assert account["bankName"] == "Vietcombank"

        asked = await wish(partner)
        assert (asked["status"], asked["amount"]) == ("REQUESTED", 600_000)
        assert {key: asked[key] for key in MASKED} == MASKED
        wallet = (await partner.get("/wallet")).json()
        assert (wallet["balance"], wallet["withdrawingBalance"]) == (100_000, 600_000)
        listed = (await partner.get("/wallet/withdrawals")).json()
        assert (listed["items"], listed["withdrawable"]) == ([asked], 100_000)
        assert (await partner.get(f"/wallet/withdrawals/{asked['id']}")).json() == asked

        staff = await http.support(Capability.FINANCE)
        waiting = (await staff.get("/admin/withdrawals?status=REQUESTED")).json()["items"]
        assert [each["id"] for each in waiting] == [asked["id"]]
        path = f"/admin/withdrawals/{asked['id']}"
        approved = (await staff.post(f"{path}/approve", json=WHY)).json()
        assert (approved["status"], approved["waitsForSecondPerson"]) == ("APPROVED", False)

        exported = await staff.post("/admin/withdrawals/export", json=WHY)
        assert exported.status_code == 201
        file = exported.json()
        assert (file["count"], file["total"]) == (1, 600_000)
        for _ in range(2):
            download = await staff.get(f"/admin/withdrawals/files/{file['id']}")
            assert download.headers["content-type"].startswith("text/csv")
            assert file["name"] in download.headers["content-disposition"]
            assert hashlib.sha256(download.content).hexdigest() == file["digest"]
        assert (await staff.get("/admin/withdrawals/files")).json()["items"] == [file]

        late = await partner.post(f"/wallet/withdrawals/{asked['id']}/cancel")
        assert (late.status_code, late.json()["code"]) == (409, "withdrawal.move_refused")

        paid = (await staff.post(f"{path}/paid", json=BANK_SAYS)).json()
        assert (paid["status"], paid["bankReference"]) == ("PAID", "FT26073000123")
        dossier = (await staff.get(path)).json()
        assert dossier["withdrawal"] == paid
        assert [record["action"] for record in dossier["audit"]] == [
            "withdrawal.approve",
            "withdrawal.paid",
        ]
        moved = (await partner.get("/transactions?limit=2")).json()["items"]
        assert [each["type"] for each in moved] == ["WITHDRAWAL_PAID", "WITHDRAWAL"]


async def test_same_key_gives_the_first_answer_and_another_body_is_refused() -> None:
    async with http_world() as http:
        partner = await earner(http)
        body = {"amount": 300_000, **ACCOUNT}
        first, again = [
            await partner.once("/wallet/withdraw", body, key="wish-1") for _ in range(2)
        ]
        other = await partner.once("/wallet/withdraw", {**body, "amount": 1}, key="wish-1")

        assert (first.status_code, again.json()) == (201, first.json())
        assert (other.status_code, other.json()["code"]) == (422, "payment.amount_out_of_range")
        longer = await partner.once("/wallet/withdraw", {**body, "amount": 300_001}, key="wish-1")
        assert (longer.status_code, longer.json()["code"]) == (422, "idempotency.key_reused")


async def test_password_given_later_is_the_same_wish() -> None:
    """No digest of a password is kept with an idempotency key."""
    async with http_world() as http:
        partner = await earner(http)
        body = {"amount": 300_000, **ACCOUNT}
        first = await partner.once("/wallet/withdraw", body, key="wish-1")
        again = await partner.once("/wallet/withdraw", {**body, "password": PASSWORD}, key="wish-1")

        assert again.json() == first.json()


@pytest.mark.parametrize(
    ("changes", "status", "code", "field"),
    [
        ({"bankCode": "XYZ"}, 422, "bank.unknown", "bankCode"),
        ({"accountNumber": "12"}, 422, "input.invalid", "accountNumber"),
        ({"accountNumber": "999999999"}, 422, "withdrawal.account_not_registered", "accountNumber"),
        ({"amount": 49_999}, 422, "payment.amount_out_of_range", "amount"),
        ({"amount": 700_001}, 422, "withdrawal.not_earned", "amount"),
        ({"password": "guessed"}, 422, "auth.password_wrong", "password"),
    ],
)
async def test_refusal_names_its_field(
    changes: dict[str, Any], status: int, code: str, field: str
) -> None:
    async with http_world() as http:
        partner = await earner(http)
        answer = await partner.once("/wallet/withdraw", {"amount": 600_000, **ACCOUNT, **changes})
        problem = answer.json()

        assert (answer.status_code, problem["code"]) == (status, code)
        assert [each["field"] for each in problem["errors"]] == [field]


async def test_account_in_another_name_is_refused_and_none_is_404() -> None:
    async with http_world() as http:
        partner = await http.partner()
        none = await partner.get("/wallet/bank-account")
        body = {**ACCOUNT, "accountName": "Trần Thị Bình", "password": PASSWORD}
        other = await partner.put("/wallet/bank-account", json=body)

        assert none.status_code == 404
        assert (other.status_code, other.json()["code"]) == (422, "bank.name_mismatch")


async def test_withdrawal_on_hold_says_from_when() -> None:
    async with http_world() as http:
        partner = await http.partner()
        await partner.put("/wallet/bank-account", json={**ACCOUNT, "password": PASSWORD})
        answer = await partner.once("/wallet/withdraw", {"amount": 600_000, **ACCOUNT})

        assert (answer.status_code, answer.json()["code"]) == (409, "withdrawal.on_hold")
        assert spoken(http.world.now + DAY) in answer.json()["detail"]


async def test_rule_16_large_one_is_listed_until_a_second_person_agrees() -> None:
    async with http_world() as http:
        partner = await earner(http, hourly_rate=2_000_000)
        asked = await wish(partner, 6_000_000)
        path = f"/admin/withdrawals/{asked['id']}/approve"
        one, two = [await http.support(Capability.FINANCE) for _ in range(2)]
        first = await one.post(path, json=WHY)
        (waiting,) = (await two.get("/admin/approvals")).json()["items"]
        second = await two.post(path, json=WHY)

        assert (first.status_code, first.json()["waitsForSecondPerson"]) == (200, True)
        assert first.json()["status"] == "REQUESTED"
        assert (waiting["action"], waiting["amount"]) == ("withdrawal.approve", 6_000_000)
        assert (waiting["subjectId"], waiting["proposedBy"]) == (asked["id"], one.id)
        assert (second.json()["waitsForSecondPerson"], second.json()["status"]) == (
            False,
            "APPROVED",
        )
        assert (await one.get("/admin/approvals")).json()["items"] == []


async def test_rule_20_failure_and_return_need_two_people() -> None:
    async with http_world() as http:
        partner = await earner(http)
        one, two = [await http.support(Capability.FINANCE) for _ in range(2)]
        for word in ("failed", "returned"):
            asked = await wish(partner, 300_000)
            path = f"/admin/withdrawals/{asked['id']}"
            await one.post(f"{path}/approve", json=WHY)
            await one.post("/admin/withdrawals/export", json=WHY)
            if word == "returned":
                await one.post(f"{path}/paid", json=BANK_SAYS)
            first = (await one.post(f"{path}/{word}", json=BANK_SAYS)).json()
            second = (await two.post(f"{path}/{word}", json=BANK_SAYS)).json()
            assert (first["waitsForSecondPerson"], second["status"]) == (True, word.upper())
        assert (await partner.get("/wallet")).json()["balance"] == 700_000


async def test_rejected_one_goes_back_and_others_never_see_it() -> None:
    async with http_world() as http:
        partner, stranger = await earner(http), await http.user()
        asked = await wish(partner)
        staff = await http.support(Capability.FINANCE)
        hidden = await stranger.get(f"/wallet/withdrawals/{asked['id']}")
        rejected = await staff.post(f"/admin/withdrawals/{asked['id']}/reject", json=WHY)

        assert hidden.status_code == 404
        assert rejected.json()["status"] == "REJECTED"
        assert (await partner.get("/wallet")).json()["balance"] == 700_000


async def test_rule_16_party_is_refused_by_code() -> None:
    async with http_world() as http:
        partner = await earner(http)
        asked = await wish(partner)
        admin = await http.world.admin()
        await http.world.app.staff_accounts.change_role(
            admin, UserId(UUID(partner.id)), admin.role, frozenset(), reason="promoted"
        )
        promoted = await http.again(partner)
        answer = await promoted.post(f"/admin/withdrawals/{asked['id']}/approve", json=WHY)

        assert (answer.status_code, answer.json()["code"]) == (403, "staff.own_case")
