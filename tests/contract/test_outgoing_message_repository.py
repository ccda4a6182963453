"""What every OutgoingMessages repository must do."""

from __future__ import annotations

from mate_core.identity.model import Channel
from mate_core.messages.catalogue import CODE
from mate_core.messages.template import Language
from tests.contract.makers import MINUTE, NOW, new_id, new_message
from tests.contract.stores import Store, StoreContract, committed


class TestOutgoingMessages(StoreContract):
    async def test_every_field_survives(self, store: Store) -> None:
        english = CODE.message(Language.ENGLISH, code="123456", minutes="5")
        message = new_message(channel=Channel.EMAIL, address="an@example.vn", text=english)
        await committed(store, lambda uow: uow.outgoing.add(message))

        async with store.open_read() as uow:
            assert await uow.outgoing.get(message.id) == message

    async def test_unknown_message_is_none(self, store: Store) -> None:
        async with store.open_read() as uow:
            assert await uow.outgoing.get(new_id()) is None

    async def test_removed_message_is_gone_and_removing_again_is_no_error(
        self, store: Store
    ) -> None:
        message = new_message()
        await committed(store, lambda uow: uow.outgoing.add(message))
        await committed(store, lambda uow: uow.outgoing.remove(message.id))
        await committed(store, lambda uow: uow.outgoing.remove(message.id))

        async with store.open_read() as uow:
            assert await uow.outgoing.get(message.id) is None

    async def test_purge_deletes_what_expired_before(self, store: Store) -> None:
        old, fresh = new_message(expires_at=NOW - MINUTE), new_message(expires_at=NOW)
        await committed(
            store, lambda uow: uow.outgoing.add(old), lambda uow: uow.outgoing.add(fresh)
        )

        async with store.open_uow() as uow:
            assert await uow.outgoing.purge(before=NOW) == 1
            await uow.commit()
        async with store.open_read() as uow:
            assert await uow.outgoing.get(old.id) is None
            assert await uow.outgoing.get(fresh.id) == fresh
