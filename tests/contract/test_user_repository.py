"""What every Users repository must do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mate_core.bookings.ports import BookingsUow
from mate_core.identity.errors import AddressTaken
from mate_core.identity.model import KycStatus, UserStatus
from mate_core.shared.actor import Capability, Role
from mate_core.shared.contact import EmailAddress
from mate_core.shared.errors import NotFound
from tests.contract.makers import DAY, MINUTE, NOBODY, NOW, a_user, new_phone, new_user
from tests.contract.stores import (
    Store,
    StoreContract,
    assert_locks,
    assert_waits_for_the_first,
    committed,
)

EMAIL = EmailAddress("an@example.vn")


class TestUsers(StoreContract):
    async def test_every_field_survives(self, store: Store) -> None:
        user = new_user(
            email=EMAIL,
            role=Role.SUPPORT,
            status=UserStatus.SUSPENDED,
            kyc_status=KycStatus.VERIFIED,
            capabilities=frozenset({Capability.KYC, Capability.FINANCE}),
            email_verified_at=NOW + DAY,
            updated_at=NOW + DAY,
            session_epoch=7,
            password_changed_at=NOW + MINUTE,
            second_factor_at=NOW,
        )
        await committed(store, lambda uow: uow.users.add(user))

        async with store.open_read() as uow:
            assert await uow.users.get(user.id) == user

    async def test_saved_change_is_read_again(self, store: Store) -> None:
        user = await a_user(store)
        changed = replace(user, password_hash="another", status=UserStatus.BANNED, session_epoch=1)
        await committed(store, lambda uow: uow.users.save(changed))

        async with store.open_read() as uow:
            assert await uow.users.get(user.id) == changed

    async def test_unknown_user_is_not_found(self, store: Store) -> None:
        async with store.open_read() as uow:
            with pytest.raises(NotFound):
                await uow.users.get(NOBODY)

    async def test_unknown_user_is_not_found_for_change(self, store: Store) -> None:
        async with store.open_uow() as uow:
            with pytest.raises(NotFound):
                await uow.users.get_for_change(NOBODY)

    async def test_row_for_change_stays_locked(self, store: Store) -> None:
        user = await a_user(store)
        await assert_locks(store, lambda uow: uow.users.get_for_change(user.id))

    async def test_persons_stay_locked(self, store: Store) -> None:
        one, other = await a_user(store), await a_user(store)

        async def lock_both(uow: BookingsUow) -> None:
            await uow.users.lock_persons([one.id, other.id])
            await uow.users.get(one.id)  # an answer: the locks are taken by now

        await assert_waits_for_the_first(
            store, lambda uow: uow.users.get_for_change(one.id), lock_both
        )
        await assert_waits_for_the_first(
            store, lock_both, lambda uow: uow.users.get_for_change(other.id)
        )

    async def test_account_is_found_by_its_verified_phone(self, store: Store) -> None:
        user = await a_user(store)
        assert user.phone is not None

        async with store.open_read() as uow:
            assert await uow.users.verified_by(user.phone) == user

    async def test_account_is_found_by_its_verified_email(self, store: Store) -> None:
        user = await a_user(store, email=EMAIL, email_verified_at=NOW)

        async with store.open_read() as uow:
            assert await uow.users.verified_by(EMAIL) == user

    @pytest.mark.parametrize("status", sorted(set(UserStatus) - {UserStatus.CLOSED}))
    async def test_account_is_found_whatever_its_status(
        self, store: Store, status: UserStatus
    ) -> None:
        phone = new_phone()
        user = await a_user(store, phone=phone, status=status)

        async with store.open_read() as uow:
            assert await uow.users.verified_by(phone) == user

    async def test_rule_24_unverified_address_reserves_nothing(self, store: Store) -> None:
        phone = new_phone()
        squatter = {"phone": phone, "phone_verified_at": None, "status": UserStatus.PENDING}
        await a_user(store, **squatter)
        await a_user(store, **squatter)
        owner = await a_user(store, phone=phone)

        async with store.open_read() as uow:
            assert await uow.users.verified_by(phone) == owner

    async def test_second_account_with_the_same_verified_phone_is_refused(
        self, store: Store
    ) -> None:
        phone = new_phone()
        await a_user(store, phone=phone)
        late = await a_user(store, phone=phone, phone_verified_at=None)

        with pytest.raises(AddressTaken):
            await committed(store, lambda uow: uow.users.save(replace(late, phone_verified_at=NOW)))

    async def test_second_account_with_the_same_verified_email_is_refused(
        self, store: Store
    ) -> None:
        await a_user(store, email=EMAIL, email_verified_at=NOW)
        late = await a_user(store, email=EMAIL)

        with pytest.raises(AddressTaken):
            await committed(store, lambda uow: uow.users.save(replace(late, email_verified_at=NOW)))

    async def test_owner_may_save_with_the_address_that_is_his(self, store: Store) -> None:
        user = await a_user(store)
        await committed(store, lambda uow: uow.users.save(replace(user, session_epoch=3)))

        async with store.open_read() as uow:
            assert (await uow.users.get(user.id)).session_epoch == 3

    async def test_given_up_address_is_free_again(self, store: Store) -> None:
        phone = new_phone()
        user = await a_user(store, phone=phone)
        moved = replace(user, phone=new_phone())
        await committed(store, lambda uow: uow.users.save(moved))
        owner = await a_user(store, phone=phone)

        async with store.open_read() as uow:
            assert await uow.users.verified_by(phone) == owner

    async def test_administrators_are_counted(self, store: Store) -> None:
        await a_user(store, role=Role.SUPPORT)
        first = await a_user(store, role=Role.ADMIN)
        await a_user(store, role=Role.ADMIN)
        await committed(store, lambda uow: uow.users.save(replace(first, role=Role.USER)))

        async with store.open_read() as uow:
            assert await uow.users.count_admins() == 1
