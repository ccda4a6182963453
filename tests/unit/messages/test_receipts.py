"""News about attempts: what it changes, and what it never does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_adapters.memory.messages import DeliveryTrouble
from mate_core.messages.attempt import (
    RANK,
    AttemptStatus,
    MessageAttempt,
    MessageChannel,
    MessageVendor,
    SuppressionCause,
)
from mate_core.messages.events import MessageAttemptFailed
from mate_core.messages.ports import CallbackRequest, Carriers, Receipt
from mate_core.messages.receipt_service import ReceiptService
from mate_core.shared.errors import NotFound
from tests.unit.messages.house import House
from tests.unit.world import World

NOW = datetime(2026, 1, 5, 5, 0, tzinfo=UTC)
REQUEST = CallbackRequest("/", {}, b"")


@dataclass
class Scripted:
    """A reader that has read already."""

    receipts: list[Receipt]

    def read(self, request: CallbackRequest, *, at: datetime) -> list[Receipt]:
        return self.receipts


def service(house: House, *receipts: Receipt) -> ReceiptService:
    readers = {MessageVendor.TWILIO: Scripted(list(receipts))}
    return ReceiptService(house.store.open_uow, house.clock, Carriers(receipts=readers))


@pytest.fixture
def house() -> House:
    return House()


async def handed_over(house: House) -> MessageAttempt:
    code = house.code()
    await house.dispatcher.deliver(code)
    return (await house.attempts(code.id))[0]


async def test_the_vendor_s_id_and_status_are_learnt(house: House) -> None:
    attempt = await handed_over(house)
    told = Receipt(attempt.id, AttemptStatus.DELIVERED, vendor_id="SM1")

    assert await service(house, told).receive(MessageVendor.TWILIO, REQUEST) == 1

    (now,) = await house.attempts(attempt.message_id)
    assert now.status is AttemptStatus.DELIVERED
    assert now.vendor_id == attempt.vendor_id, "the answer to the call was first"


async def test_a_receipt_may_be_faster_than_the_answer(house: House) -> None:
    code = house.code()
    house.first.meets(DeliveryTrouble.REPLY_LOST)
    house.second.meets(DeliveryTrouble.REPLY_LOST)
    await house.dispatcher.deliver(code)
    (first, second) = await house.attempts(code.id)
    told = Receipt(first.id, AttemptStatus.DELIVERED, vendor_id="SM1")
    await service(house, told).receive(MessageVendor.TWILIO, REQUEST)

    (first, second) = await house.attempts(code.id)
    assert (first.status, first.vendor_id) == (AttemptStatus.DELIVERED, "SM1")
    assert second.status is AttemptStatus.UNKNOWN


async def test_news_about_attempts_of_another_vendor_or_of_nobody_is_ignored(house: House) -> None:
    house.first.meets(DeliveryTrouble.REFUSED)
    code = house.code()
    await house.dispatcher.deliver(code)
    by_stringee = (await house.attempts(code.id))[1]
    told = [
        Receipt(by_stringee.id, AttemptStatus.FAILED, suppress=SuppressionCause.BOUNCED),
        Receipt(house.ids.uuid(), AttemptStatus.FAILED),
    ]

    assert await service(house, *told).receive(MessageVendor.TWILIO, REQUEST) == 0
    assert (await house.history(code.id))[1] == "stringee:ACCEPTED"
    assert house.store.tables.messages.suppressions.rows == {}


async def test_a_failure_is_announced_once(house: House) -> None:
    attempt = await handed_over(house)
    told = Receipt(attempt.id, AttemptStatus.FAILED, error="30003")
    for _ in range(3):
        await service(house, told).receive(MessageVendor.TWILIO, REQUEST)

    announced = [each for each in house.store.events if isinstance(each, MessageAttemptFailed)]
    assert [each.message_id for each in announced] == [attempt.message_id]


async def test_a_vendor_without_receipts_has_no_callback(house: House) -> None:
    with pytest.raises(NotFound):
        await service(house).receive(MessageVendor.SES, REQUEST)


async def test_a_failure_wakes_the_task_of_a_message_that_still_waits() -> None:
    world = World()
    person = world.new_phone()
    await world.user(person)
    world.pass_time(timedelta(days=1))
    world.parts.sms.meets(DeliveryTrouble.REQUEST_LOST)
    await world.app.registration.register(world.registration(person))  # "you have an account"
    await world.deliver()
    (waiting,) = world.store.tables.identity.outgoing.rows
    assert len(world.parts.queue.failed) == 1, "given up by the queue, its outcome unknown"

    async with world.store.open_read() as uow:
        (attempt,) = await uow.message_attempts.of_message(waiting)
    assert attempt.status is AttemptStatus.UNKNOWN
    readers = {MessageVendor.SANDBOX: Scripted([Receipt(attempt.id, AttemptStatus.FAILED)])}
    receipts = ReceiptService(world.store.open_uow, world.clock, Carriers(receipts=readers))
    await receipts.receive(MessageVendor.SANDBOX, REQUEST)
    await world.deliver()

    assert world.store.tables.identity.outgoing.rows == {}, "no vendor was left to ask"


@given(st.lists(st.sampled_from(AttemptStatus), max_size=12))
def test_whatever_comes_in_whatever_order_the_rank_never_falls(news: list[AttemptStatus]) -> None:
    attempt = MessageAttempt(
        id=UUID(int=1),
        message_id=UUID(int=2),
        number=1,
        channel=MessageChannel.SMS,
        vendor=MessageVendor.TWILIO,
        template="code",
        address_hash="hash",
        started_at=NOW,
        updated_at=NOW,
    )
    ranks = [RANK[attempt.status]]
    for status in news:
        attempt = attempt.told(status, at=NOW)
        assert attempt.told(status, at=NOW + timedelta(days=1)) == attempt, "a repeat is no news"
        ranks.append(RANK[attempt.status])
    assert ranks == sorted(ranks)


def test_an_error_is_cut_to_what_is_stored() -> None:
    attempt = MessageAttempt(
        id=UUID(int=1),
        message_id=UUID(int=2),
        number=1,
        channel=MessageChannel.SMS,
        vendor=MessageVendor.TWILIO,
        template="code",
        address_hash="hash",
        started_at=NOW,
        updated_at=NOW,
    ).told(AttemptStatus.REFUSED, at=NOW, error="x" * 100)
    assert attempt.error == "x" * 60
