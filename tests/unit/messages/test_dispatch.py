"""The ladder at work: whom it asks, when it stops, and that nothing goes out twice by accident."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from mate_adapters.memory.messages import RETRY_AFTER, DeliveryTrouble
from mate_core.messages.attempt import (
    AttemptStatus,
    MessageAttempt,
    MessageChannel,
    MessageVendor,
    Suppression,
    SuppressionCause,
)
from mate_core.messages.errors import DeliveryUnavailable
from mate_core.messages.policies import LadderPolicy
from tests.unit.messages.house import A_CODE, MAILBOX, PHONE, House

REFUSED, LOST = DeliveryTrouble.REFUSED, DeliveryTrouble.REQUEST_LOST
REPLY_LOST, BUSY = DeliveryTrouble.REPLY_LOST, DeliveryTrouble.NOT_TAKEN


@pytest.fixture
def house() -> House:
    return House()


class TestLadder:
    async def test_the_first_vendor_takes_it(self, house: House) -> None:
        code = house.code()
        await house.dispatcher.deliver(code)

        assert await house.history(code.id) == ["twilio:ACCEPTED"]
        assert "123456" in house.first.to(PHONE)[0].text
        assert house.second.calls == house.voice.calls == 0

    @pytest.mark.parametrize("trouble", [REFUSED, BUSY, DeliveryTrouble.ACCOUNT])
    async def test_where_it_certainly_did_not_go_out_the_next_vendor_is_asked(
        self, house: House, trouble: DeliveryTrouble
    ) -> None:
        house.first.meets(trouble)
        note = house.note()
        await house.dispatcher.deliver(note)

        assert len(house.first.sent) == 0
        assert len(house.second.sent) == 1
        assert (await house.history(note.id))[-1] == "stringee:ACCEPTED"

    async def test_a_call_is_the_last_rung_of_a_code(self, house: House) -> None:
        house.first.meets(REFUSED)
        house.second.meets(BUSY)
        code = house.code()
        await house.dispatcher.deliver(code)

        assert await house.history(code.id) == [
            "twilio:REFUSED",
            "stringee:NOT_TAKEN",
            "call:twilio:ACCEPTED",
        ]
        assert "1, 2, 3, 4, 5, 6" in house.voice.to(PHONE)[0].text

    async def test_no_phone_rings_for_what_is_no_code(self, house: House) -> None:
        house.first.meets(REFUSED)
        house.second.meets(REFUSED)
        await house.dispatcher.deliver(house.note())

        assert house.voice.calls == 0

    async def test_no_phone_rings_while_a_text_may_be_out(self, house: House) -> None:
        house.first.meets(LOST)
        house.second.meets(BUSY)

        with pytest.raises(DeliveryUnavailable):
            await house.dispatcher.deliver(house.code())

        assert house.voice.calls == 0

    async def test_what_nobody_takes_is_given_up(self, house: House) -> None:
        for vendor in (house.first, house.second, house.voice):
            vendor.meets(REFUSED)
        code = house.code()
        await house.dispatcher.deliver(code)
        await house.dispatcher.deliver(code)

        assert [house.first.calls, house.second.calls, house.voice.calls] == [1, 1, 1]

    async def test_mail_has_a_ladder_of_its_own(self, house: House) -> None:
        await house.dispatcher.deliver(house.dispatch(A_CODE, MessageChannel.EMAIL, to=MAILBOX))

        assert [mail.to for mail in house.mail.sent] == [MAILBOX]
        assert house.first.calls == 0


class TestUnknownOutcome:
    async def test_a_code_may_arrive_twice_and_never_three_times(self, house: House) -> None:
        house.first.meets(REPLY_LOST)
        house.second.meets(REPLY_LOST)
        code = house.code()
        await house.dispatcher.deliver(code)
        await house.dispatcher.deliver(code)

        assert await house.history(code.id) == ["twilio:UNKNOWN", "stringee:UNKNOWN"]
        assert len(house.first.sent) + len(house.second.sent) == 2

    async def test_another_text_is_not_repeated(self, house: House) -> None:
        house.first.meets(REPLY_LOST)
        note = house.note()
        for _ in range(3):
            with pytest.raises(DeliveryUnavailable):
                await house.dispatcher.deliver(note)

        assert await house.history(note.id) == ["twilio:UNKNOWN"]

    async def test_it_goes_on_once_the_first_is_known_to_have_failed(self, house: House) -> None:
        house.first.meets(LOST)
        note = house.note()
        with pytest.raises(DeliveryUnavailable):
            await house.dispatcher.deliver(note)
        await told(house, (await house.attempts(note.id))[0], AttemptStatus.FAILED)

        await house.dispatcher.deliver(note)

        assert await house.history(note.id) == ["twilio:FAILED", "stringee:ACCEPTED"]

    async def test_it_is_done_once_the_first_is_known_to_have_arrived(self, house: House) -> None:
        house.first.meets(REPLY_LOST)
        note = house.note()
        with pytest.raises(DeliveryUnavailable):
            await house.dispatcher.deliver(note)
        await told(house, (await house.attempts(note.id))[0], AttemptStatus.DELIVERED)

        await house.dispatcher.deliver(note)

        assert await house.history(note.id) == ["twilio:DELIVERED"]


class TestRepetition:
    async def test_a_message_that_was_taken_is_not_sent_again(self, house: House) -> None:
        code = house.code()
        await house.dispatcher.deliver(code)
        await house.another_process().deliver(code)

        assert len(house.first.sent) == 1

    async def test_two_workers_at_once_send_one(self, house: House) -> None:
        code = house.code()
        await asyncio.gather(
            *(house.another_process().deliver(code) for _ in range(8)), return_exceptions=True
        )

        assert len(house.first.sent) == 1
        assert house.second.sent == []

    async def test_while_another_worker_waits_for_an_answer_nothing_is_sent(
        self, house: House
    ) -> None:
        code = house.code()
        await begun_elsewhere(house, code.id)
        house.clock.advance(house.policy.call_patience - timedelta(seconds=1))

        with pytest.raises(DeliveryUnavailable):
            await house.dispatcher.deliver(code)
        assert house.first.calls == 0

    async def test_a_worker_that_died_in_the_call_counts_as_perhaps_sent(
        self, house: House
    ) -> None:
        code, note = house.code(), house.note()
        for dispatch in (code, note):
            await begun_elsewhere(house, dispatch.id)
        house.clock.advance(house.policy.call_patience)

        await house.dispatcher.deliver(code)
        with pytest.raises(DeliveryUnavailable):
            await house.dispatcher.deliver(note)

        assert len(house.first.sent) == 1


class TestCircuit:
    async def test_a_vendor_that_failed_three_times_stands_at_the_end_of_the_line_for_a_minute(
        self, house: House
    ) -> None:
        house.first.meets(LOST, LOST, LOST)
        for _ in range(3):
            await house.dispatcher.deliver(house.code())
        asked = house.first.calls

        await house.dispatcher.deliver(house.code())
        assert house.first.calls == asked
        house.clock.advance(timedelta(minutes=1))
        await house.dispatcher.deliver(house.code())
        assert house.first.calls == asked + 1

    async def test_a_success_closes_it(self, house: House) -> None:
        house.first.meets(LOST, LOST, None, LOST, LOST)
        for _ in range(5):
            await house.dispatcher.deliver(house.code())
        await house.dispatcher.deliver(house.code())

        assert house.first.calls == 6

    async def test_trouble_with_our_account_opens_it_at_once(self, house: House) -> None:
        house.first.meets(DeliveryTrouble.ACCOUNT)
        await house.dispatcher.deliver(house.code())
        await house.dispatcher.deliver(house.code())

        assert house.first.calls == 1

    async def test_a_number_that_is_refused_says_nothing_of_the_vendor(self, house: House) -> None:
        house.first.meets(*[REFUSED] * 4)
        for _ in range(5):
            await house.dispatcher.deliver(house.code())

        assert house.first.calls == 5

    async def test_an_open_one_is_asked_all_the_same_when_nobody_else_is_left(
        self, house: House
    ) -> None:
        house.first.meets(DeliveryTrouble.ACCOUNT)
        await house.dispatcher.deliver(house.note())
        house.second.meets(REFUSED)
        await house.dispatcher.deliver(house.note())

        assert len(house.first.sent) == 1

    async def test_a_vendor_that_asks_for_time_gets_it(self, house: House) -> None:
        house.first.meets(BUSY)
        await house.dispatcher.deliver(house.note())
        house.second.meets(BUSY)
        late = house.note()

        with pytest.raises(DeliveryUnavailable):
            await house.dispatcher.deliver(late)
        assert house.first.calls == 1
        house.clock.advance(RETRY_AFTER)
        await house.dispatcher.deliver(late)
        assert len(house.first.sent) == 1

    async def test_the_time_asked_for_is_bounded(self) -> None:
        house = House(LadderPolicy(longest_wait=timedelta(seconds=5)))
        house.first.meets(BUSY)
        await house.dispatcher.deliver(house.note())
        house.clock.advance(timedelta(seconds=5))
        await house.dispatcher.deliver(house.note())

        assert house.first.calls == 2


class TestSuppression:
    async def test_an_address_on_the_list_is_left_alone(self, house: House) -> None:
        async with house.store.open_uow() as uow:
            await uow.suppressions.add(
                Suppression(
                    MessageChannel.EMAIL,
                    house.hash_of(MAILBOX),
                    SuppressionCause.BOUNCED,
                    house.clock.now(),
                )
            )
            await uow.commit()
        mail = house.dispatch(A_CODE, MessageChannel.EMAIL, to=MAILBOX)
        await house.dispatcher.deliver(mail)

        assert house.mail.calls == 0
        assert await house.attempts(mail.id) == []

    async def test_who_opted_out_is_on_the_list_and_gets_nothing_from_others(
        self, house: House
    ) -> None:
        house.first.meets(DeliveryTrouble.OPTED_OUT)
        await house.dispatcher.deliver(house.code())
        await house.dispatcher.deliver(house.code())

        assert [house.first.calls, house.second.calls, house.voice.calls] == [1, 0, 0]


async def test_the_record_holds_neither_text_nor_address(house: House) -> None:
    code = house.code()
    await house.dispatcher.deliver(code)

    stored = repr(await house.attempts(code.id))
    assert PHONE not in stored
    assert "123456" not in stored.replace(house.hash_of(PHONE), "")


async def told(house: House, attempt: MessageAttempt, status: AttemptStatus) -> None:
    async with house.store.open_uow() as uow:
        await uow.message_attempts.save(attempt.told(status, at=house.clock.now()))
        await uow.commit()


async def begun_elsewhere(house: House, message_id: UUID) -> None:
    """An attempt that a worker wrote down before its call."""
    attempt = MessageAttempt(
        id=house.ids.uuid(),
        message_id=message_id,
        number=1,
        channel=MessageChannel.SMS,
        vendor=MessageVendor.TWILIO,
        template="code",
        address_hash="hash",
        started_at=house.clock.now(),
        updated_at=house.clock.now(),
    )
    async with house.store.open_uow() as uow:
        await uow.message_attempts.add(attempt)
        await uow.commit()
