"""Looking into the books: what one entry did, to the dong."""

from __future__ import annotations

from uuid import UUID

from mate_core.payments.capture import Capture
from mate_core.payments.intent import IntentStatus, PaymentIntent, SuspenseItem
from mate_core.payments.ledger import JournalEntry
from mate_core.payments.refunds.model import Refund
from tests.unit.world import World

Lines = list[tuple[str, int]]


async def entry(world: World, subject_id: UUID, reference: str) -> Lines:
    """The postings of the one entry under `reference`, as (account, dong)."""
    (found,) = [each for each in await entries(world, subject_id) if each.reference == reference]
    return [(posting.account.kind.value, posting.amount.amount) for posting in found.postings]


async def entries(world: World, subject_id: UUID) -> list[JournalEntry]:
    async with world.store.open_read() as uow:
        return list(await uow.journal.of_subject(subject_id))


async def refunds(world: World) -> list[Refund]:
    """Oldest first."""
    async with world.store.open_read() as uow:
        page = await uow.refunds.page(status=None, staff_only=False, after=None, limit=50)
    return list(reversed(page.items))


async def the_refund(world: World) -> Refund:
    (refund,) = await refunds(world)
    return refund


async def the_item(world: World) -> SuspenseItem:
    async with world.store.open_read() as uow:
        (item,) = await uow.suspense.open_items()
    return item


async def captures(world: World, intent: PaymentIntent) -> list[Capture]:
    async with world.store.open_uow() as uow:
        return list(await uow.captures.of_intent_for_change(intent.id))


async def status_of(world: World, intent: PaymentIntent) -> IntentStatus:
    async with world.store.open_read() as uow:
        return (await uow.intents.get(intent.id)).status
