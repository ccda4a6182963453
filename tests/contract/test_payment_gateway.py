"""What every PaymentGateway must do, and what becomes of it when its vendor misbehaves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from mate_adapters.sandbox.gateways.model import Call, Trouble
from mate_core.payments.errors import GatewayRefused, GatewayUnavailable, NoticeForged
from mate_core.payments.intent import NoticeOutcome, NoticeResult, PaymentNotice
from mate_core.payments.ledger import Provider
from mate_core.payments.vendor import RefundState
from mate_core.shared.money import ZERO, Vnd
from tests.contract.gateway_bench import (
    BENCHES,
    ORDER,
    Bench,
    ScriptedBench,
    question,
    refund_of,
    sandboxed,
)

SILENT = (Trouble.ERROR, Trouble.REPLY_LOST, Trouble.NONSENSE, Trouble.STRANGE)
"""After these nobody knows what became of a call."""


class GatewayContract:
    @pytest.fixture(params=BENCHES)
    async def bench(self, request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
        if request.param == "scripted":
            yield ScriptedBench()
            return
        server = request.getfixturevalue("postgres_server")
        async with sandboxed(server, [Provider(request.param)]) as (bench,):
            yield bench


async def paid(bench: Bench) -> PaymentNotice:
    (raw,) = await bench.pay()
    return bench.gateway.read_notice(raw)


class TestCreate(GatewayContract):
    async def test_an_order_gets_a_page(self, bench: Bench) -> None:
        checkout = await bench.gateway.create(ORDER)

        assert urlsplit(checkout.pay_url).scheme in ("http", "https")

    async def test_the_same_order_gets_the_same_page_or_is_refused(self, bench: Bench) -> None:
        first = await bench.gateway.create(ORDER)

        try:
            assert await bench.gateway.create(ORDER) == first
        except GatewayRefused:  # ZaloPay shows a page only once
            assert bench.gateway.provider is Provider.ZALOPAY

    async def test_another_order_gets_another_page(self, bench: Bench) -> None:
        other = replace(ORDER, merchant_reference="A43")

        assert await bench.gateway.create(ORDER) != await bench.gateway.create(other)

    @pytest.mark.parametrize("trouble", [Trouble.ERROR, Trouble.REPLY_LOST, Trouble.NONSENSE])
    async def test_an_order_whose_fate_is_unknown_may_be_repeated(
        self, bench: Bench, trouble: Trouble
    ) -> None:
        if not bench.calls_to_create:
            return  # VNPay hears of an order when the payer comes
        await bench.meets(Call.CREATE, trouble)

        with pytest.raises(GatewayUnavailable):
            await bench.gateway.create(ORDER)
        try:
            assert (await bench.gateway.create(ORDER)).pay_url
        except GatewayRefused:  # it arrived, and ZaloPay shows a page only once
            assert bench.gateway.provider is Provider.ZALOPAY
            assert trouble is not Trouble.ERROR


class TestNotices(GatewayContract):
    async def test_a_notice_says_what_was_paid(self, bench: Bench) -> None:
        notice = await paid(bench)

        assert notice.merchant_reference == ORDER.merchant_reference
        assert notice.amount == ORDER.amount
        assert notice.result is NoticeResult.SUCCEEDED
        assert notice.vendor_transaction
        assert notice.vendor_code

    @pytest.mark.parametrize("outcome", ["fail", "cancel"])
    async def test_a_failure_is_told_as_such_or_not_at_all(
        self, bench: Bench, outcome: str
    ) -> None:
        raw = await bench.pay(outcome)

        results = [bench.gateway.read_notice(each).result for each in raw]
        assert results == ([NoticeResult.FAILED] if bench.tells_failures else [])

    async def test_suspicion_is_neither_success_nor_failure(self, bench: Bench) -> None:
        if not bench.suspects:
            return
        (raw,) = await bench.pay("suspected")

        notice = bench.gateway.read_notice(raw)

        assert notice.result is NoticeResult.SUSPECTED
        assert notice.vendor_transaction

    async def test_paying_twice_gives_two_transactions(self, bench: Bench) -> None:
        one, two = [bench.gateway.read_notice(raw) for raw in await bench.pay("pay_twice")]

        assert one.vendor_transaction != two.vendor_transaction

    async def test_a_duplicate_says_the_same(self, bench: Bench) -> None:
        one, two = await bench.pay("duplicate")

        assert one == two
        assert bench.gateway.read_notice(one) == bench.gateway.read_notice(two)

    async def test_another_sum_is_told_as_it_was_paid(self, bench: Bench) -> None:
        (raw,) = await bench.pay("wrong_amount")

        assert bench.gateway.read_notice(raw).amount == ORDER.amount + Vnd(1_000)

    @pytest.mark.parametrize("outcome", ["tampered", "wrong_signature"])
    async def test_a_forgery_is_refused(self, bench: Bench, outcome: str) -> None:
        (raw,) = await bench.pay(outcome)

        with pytest.raises(NoticeForged):
            bench.gateway.read_notice(raw)

    async def test_a_notice_under_other_keys_is_forged(self, bench: Bench) -> None:
        (raw,) = await bench.pay()

        with pytest.raises(NoticeForged):
            bench.stranger.read_notice(raw)

    async def test_a_notice_to_another_merchant_is_forged(self, bench: Bench) -> None:
        (raw,) = await bench.pay()

        with pytest.raises(NoticeForged):
            bench.neighbour.read_notice(raw)

    async def test_a_name_that_comes_twice_is_forged(self, bench: Bench) -> None:
        (raw,) = await bench.pay()

        with pytest.raises(NoticeForged):
            bench.gateway.read_notice(bench.with_a_name_twice(raw))

    async def test_a_notice_that_was_cut_short_is_forged(self, bench: Bench) -> None:
        (raw,) = await bench.pay()

        with pytest.raises(NoticeForged):
            bench.gateway.read_notice(raw[:-5])

    async def test_nonsense_is_forged(self, bench: Bench) -> None:
        for raw in (b"", b"&", b"=", b"\xff\xfe", b"{}", b"[]", b"a=1", b".", b"[" * 5_000):
            with pytest.raises(NoticeForged):
                bench.gateway.read_notice(raw)

    async def test_notices_in_the_wrong_order_are_each_understood(self, bench: Bench) -> None:
        if not bench.tells_failures:
            return  # only successes are told
        results = [bench.gateway.read_notice(raw).result for raw in await bench.pay("out_of_order")]

        assert results == [NoticeResult.SUCCEEDED, NoticeResult.FAILED]

    async def test_the_payer_who_comes_back_names_the_attempt(self, bench: Bench) -> None:
        await bench.pay()

        assert bench.gateway.read_return(await bench.returned()) == ORDER.merchant_reference
        with pytest.raises(NoticeForged):
            bench.stranger.read_return(await bench.returned())

    async def test_every_outcome_has_an_answer(self, bench: Bench) -> None:
        answers = {outcome: bench.gateway.acknowledge(outcome) for outcome in NoticeOutcome}

        recorded = answers[NoticeOutcome.RECORDED]
        assert recorded.status in (200, 204)
        assert answers[NoticeOutcome.FORGED] != recorded
        assert answers[NoticeOutcome.TROUBLE] != recorded


class TestQuery(GatewayContract):
    async def test_what_the_vendor_has_never_heard_of_is_none(self, bench: Bench) -> None:
        assert await bench.gateway.query(question()) is None

    async def test_an_attempt_that_nobody_paid_is_none(self, bench: Bench) -> None:
        await bench.gateway.create(ORDER)

        assert await bench.gateway.query(question()) is None

    async def test_a_payment_is_told_as_by_its_notice(self, bench: Bench) -> None:
        notice = await paid(bench)

        told = await bench.gateway.query(question())

        assert told is not None
        assert replace(told, vendor_code="") == replace(notice, vendor_code="")

    @pytest.mark.parametrize("outcome", ["unsent", "late"])
    async def test_a_payment_whose_notice_never_came_is_found(
        self, bench: Bench, outcome: str
    ) -> None:
        assert await bench.pay(outcome) == []

        told = await bench.gateway.query(question())

        assert told is not None
        assert (told.result, told.amount) == (NoticeResult.SUCCEEDED, ORDER.amount)

    async def test_a_failure_is_told(self, bench: Bench) -> None:
        await bench.pay("fail")

        told = await bench.gateway.query(question())

        assert told is not None
        assert (told.result, told.amount) == (NoticeResult.FAILED, ORDER.amount)

    async def test_another_sum_is_told_as_it_was_paid(self, bench: Bench) -> None:
        await bench.pay("wrong_amount")

        told = await bench.gateway.query(question())

        assert told is not None
        assert told.amount == ORDER.amount + Vnd(1_000)

    async def test_suspicion_is_told(self, bench: Bench) -> None:
        if not bench.suspects:
            return
        await bench.pay("suspected")

        told = await bench.gateway.query(question())

        assert told is not None
        assert told.result is NoticeResult.SUSPECTED

    async def test_a_success_after_a_failure_is_what_counts(self, bench: Bench) -> None:
        if not bench.tells_failures:
            return
        raw = await bench.pay("out_of_order")

        told = await bench.gateway.query(question())

        assert told is not None
        assert told.vendor_transaction == bench.gateway.read_notice(raw[0]).vendor_transaction

    async def test_a_payment_that_went_back_is_still_told_by_its_number(self, bench: Bench) -> None:
        notice = await paid(bench)
        await bench.gateway.refund(refund_of(notice))

        told = await bench.gateway.query(question(transaction=notice.vendor_transaction))

        assert told is not None
        assert told.vendor_transaction == notice.vendor_transaction

    @pytest.mark.parametrize("trouble", SILENT)
    async def test_no_sensible_answer_is_an_unknown_outcome(
        self, bench: Bench, trouble: Trouble
    ) -> None:
        await paid(bench)
        await bench.meets(Call.QUERY, trouble)

        with pytest.raises(GatewayUnavailable):
            await bench.gateway.query(question())
        assert await bench.gateway.query(question()) is not None

    async def test_a_vendor_that_does_not_answer_in_time_is_unavailable(self, bench: Bench) -> None:
        await paid(bench)
        await bench.meets(Call.QUERY, Trouble.TIMEOUT)

        with pytest.raises(GatewayUnavailable):
            await bench.impatient.query(question())

    async def test_a_slow_answer_counts(self, bench: Bench) -> None:
        await paid(bench)
        await bench.meets(Call.QUERY, Trouble.SLOW)

        assert await bench.gateway.query(question()) is not None

    async def test_under_wrong_keys_nothing_is_learned(self, bench: Bench) -> None:
        if not bench.has_keys_of_its_own:
            return  # the script does not ask who asks
        await paid(bench)

        with pytest.raises(GatewayUnavailable):
            await bench.stranger.query(question())


class TestRefund(GatewayContract):
    async def test_the_whole_sum_goes_back(self, bench: Bench) -> None:
        order = refund_of(await paid(bench))

        answer = await bench.gateway.refund(order)

        assert answer.state is RefundState.DONE
        assert answer.vendor_refund
        assert await bench.sent_back() == ORDER.amount

    async def test_parts_go_back_one_by_one(self, bench: Bench) -> None:
        notice = await paid(bench)

        one = await bench.gateway.refund(refund_of(notice, 402_499, name="R1"))
        two = await bench.gateway.refund(refund_of(notice, 402_498, name="R2"))

        assert one.state is two.state is RefundState.DONE
        assert one.vendor_refund != two.vendor_refund
        assert await bench.sent_back() == ORDER.amount

    async def test_the_same_order_twice_pays_once(self, bench: Bench) -> None:
        order = refund_of(await paid(bench), 402_499)

        first = await bench.gateway.refund(order)

        assert (await bench.gateway.refund(order)).state is first.state
        assert await bench.sent_back() == Vnd(402_499)

    async def test_twenty_copies_at_once_pay_once(self, bench: Bench) -> None:
        order = refund_of(await paid(bench), 10_000)

        answers = await asyncio.gather(
            *(bench.gateway.refund(order) for _ in range(20)), return_exceptions=True
        )

        assert any(not isinstance(answer, Exception) for answer in answers)
        assert await bench.sent_back() == Vnd(10_000)

    async def test_more_than_was_captured_is_refused(self, bench: Bench) -> None:
        notice = await paid(bench)

        answer = await bench.gateway.refund(refund_of(notice, ORDER.amount.amount + 1))

        assert answer.state is RefundState.REFUSED
        assert await bench.sent_back() == ZERO

    async def test_parts_that_are_more_than_the_whole_are_refused(self, bench: Bench) -> None:
        notice = await paid(bench)
        await bench.gateway.refund(refund_of(notice, 500_000, name="R1"))

        answer = await bench.gateway.refund(refund_of(notice, 304_998, name="R2"))

        assert answer.state is RefundState.REFUSED
        assert await bench.sent_back() == Vnd(500_000)

    async def test_nothing_is_not_sent_back(self, bench: Bench) -> None:
        answer = await bench.gateway.refund(refund_of(await paid(bench), 0))

        assert answer.state is RefundState.REFUSED

    async def test_a_refusal_is_final(self, bench: Bench) -> None:
        order = refund_of(await paid(bench))
        await bench.meets(Call.REFUND, Trouble.REFUSED)

        assert (await bench.gateway.refund(order)).state is RefundState.REFUSED
        assert (await bench.gateway.refund(order)).state is RefundState.REFUSED
        assert await bench.sent_back() == ZERO

    async def test_a_refund_may_run_on_and_be_done_later(self, bench: Bench) -> None:
        order = refund_of(await paid(bench))
        await bench.meets(Call.REFUND, Trouble.PENDING)

        assert (await bench.gateway.refund(order)).state is RefundState.PENDING
        answer = await bench.gateway.query_refund(order)

        assert answer is not None
        assert answer.state is RefundState.DONE
        assert await bench.sent_back() == ORDER.amount

    async def test_a_refund_may_run_on_and_be_refused_later(self, bench: Bench) -> None:
        order = refund_of(await paid(bench))
        await bench.meets(Call.REFUND, Trouble.PENDING_REFUSED)

        assert (await bench.gateway.refund(order)).state is RefundState.PENDING
        answer = await bench.gateway.query_refund(order)

        assert answer is not None
        assert answer.state is RefundState.REFUSED
        assert await bench.sent_back() == ZERO

    async def test_a_lost_order_is_unknown_to_the_vendor_and_sent_again(self, bench: Bench) -> None:
        order = refund_of(await paid(bench))
        await bench.meets(Call.REFUND, Trouble.ERROR)

        with pytest.raises(GatewayUnavailable):
            await bench.gateway.refund(order)
        assert await bench.gateway.query_refund(order) is None
        assert (await bench.gateway.refund(order)).state is RefundState.DONE
        assert await bench.sent_back() == ORDER.amount

    @pytest.mark.parametrize("trouble", [Trouble.REPLY_LOST, Trouble.NONSENSE])
    async def test_a_lost_reply_is_found_by_asking(self, bench: Bench, trouble: Trouble) -> None:
        order = refund_of(await paid(bench))
        await bench.meets(Call.REFUND, trouble)

        with pytest.raises(GatewayUnavailable):
            await bench.gateway.refund(order)
        answer = await bench.gateway.query_refund(order)

        assert answer is not None
        assert answer.state is RefundState.DONE
        assert (await bench.gateway.refund(order)).state is RefundState.DONE
        assert await bench.sent_back() == ORDER.amount

    async def test_a_vendor_that_falls_silent_after_paying_pays_once(self, bench: Bench) -> None:
        order = refund_of(await paid(bench))
        await bench.meets(Call.REFUND, Trouble.TIMEOUT)

        with pytest.raises(GatewayUnavailable):
            await bench.impatient.refund(order)
        assert (await bench.gateway.refund(order)).state is RefundState.DONE
        assert await bench.sent_back() == ORDER.amount


class TestQueryRefund(GatewayContract):
    async def test_a_refund_that_was_never_sent_is_none(self, bench: Bench) -> None:
        order = refund_of(await paid(bench))

        assert await bench.gateway.query_refund(order) is None

    async def test_a_refund_is_told_as_it_was_answered(self, bench: Bench) -> None:
        order = refund_of(await paid(bench), 402_499)
        answer = await bench.gateway.refund(order)

        told = await bench.gateway.query_refund(order)

        assert told is not None
        assert (told.state, told.vendor_refund) == (answer.state, answer.vendor_refund)

    async def test_a_vendor_that_has_forgotten_it_says_none(self, bench: Bench) -> None:
        order = refund_of(await paid(bench))
        await bench.gateway.refund(order)
        await bench.meets(Call.QUERY_REFUND, Trouble.UNKNOWN)

        assert await bench.gateway.query_refund(order) is None

    @pytest.mark.parametrize("trouble", SILENT)
    async def test_no_sensible_answer_is_an_unknown_outcome(
        self, bench: Bench, trouble: Trouble
    ) -> None:
        order = refund_of(await paid(bench))
        await bench.gateway.refund(order)
        await bench.meets(Call.QUERY_REFUND, trouble)

        with pytest.raises(GatewayUnavailable):
            await bench.gateway.query_refund(order)
        assert await bench.gateway.query_refund(order) is not None
