"""What every AuditLog must do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mate_core.shared.ids import UserId
from mate_core.shared.ports import AuditRecord
from tests.contract.makers import MINUTE, NOW, a_user, new_id
from tests.contract.stores import Store, StoreContract, committed


def new_record(actor_id: UserId | None, **changes: Any) -> AuditRecord:
    record = AuditRecord(
        id=new_id(),
        at=NOW,
        actor_id=actor_id,
        action="escrow.freeze",
        subject_type="escrow",
        subject_id=new_id(),
        reason="khách hàng hỏi",
        facts={"amount": "804997"},
    )
    return replace(record, **changes)


class TestAuditLog(StoreContract):
    async def test_every_field_survives(self, store: Store) -> None:
        record = new_record((await a_user(store)).id)
        await committed(store, lambda uow: uow.audit.add(record))

        async with store.open_read() as uow:
            assert list(await uow.audit.about(record.subject_id)) == [record]

    async def test_the_system_acts_without_a_person(self, store: Store) -> None:
        record = new_record(None, facts={})
        await committed(store, lambda uow: uow.audit.add(record))

        async with store.open_read() as uow:
            assert list(await uow.audit.about(record.subject_id)) == [record]

    async def test_records_about_one_thing_come_oldest_first_without_others(
        self, store: Store
    ) -> None:
        subject_id = new_id()
        late = new_record(None, subject_id=subject_id, at=NOW + MINUTE)
        early = new_record(None, subject_id=subject_id)
        await committed(
            store,
            lambda uow: uow.audit.add(late),
            lambda uow: uow.audit.add(early),
            lambda uow: uow.audit.add(new_record(None)),
        )

        async with store.open_read() as uow:
            assert list(await uow.audit.about(subject_id)) == [early, late]

    async def test_record_of_a_failed_command_is_gone_with_it(self, store: Store) -> None:
        record = new_record(None)
        async with store.open_uow() as uow:
            await uow.audit.add(record)

        async with store.open_read() as uow:
            assert list(await uow.audit.about(record.subject_id)) == []
