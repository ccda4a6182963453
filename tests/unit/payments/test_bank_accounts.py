"""Where a partner is paid out: known banks, the verified name, one account at a time."""

from __future__ import annotations

import re

import pytest

from mate_core.identity.errors import PasswordWrong
from mate_core.kyc.names import same_name
from mate_core.payments.events import BankAccountChanged
from mate_core.payments.payouts.bank_account import AccountDetails
from mate_core.payments.payouts.banks import BANKS, bank_of
from mate_core.payments.payouts.errors import (
    BankUnknown,
    HolderNameMismatch,
    NotVerifiedPartner,
)
from mate_core.shared.actor import Actor
from mate_core.shared.errors import InvalidInput, NotFound
from tests.unit.payments.payouts import DETAILS
from tests.unit.world import DAY, PASSWORD, World


class TestBanks:
    def test_codes_and_bins_are_unique(self) -> None:
        assert len({bank.bin for bank in BANKS.values()}) == len(BANKS)
        assert all(re.fullmatch(r"[0-9]{6}", bank.bin) for bank in BANKS.values())

    @pytest.mark.parametrize("name", ["VCB", "vcb", " 970436 "])
    def test_bank_is_known_by_code_and_by_bin(self, name: str) -> None:
        assert bank_of(name).name == "Vietcombank"

    @pytest.mark.parametrize("name", ["", "XYZ", "000000"])
    def test_unknown_bank_is_refused(self, name: str) -> None:
        with pytest.raises(BankUnknown):
            bank_of(name)


class TestNames:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Nguyễn Văn An", "NGUYEN VAN AN"),
            ("Đặng Thị Hồng Đào", "dang thi hong dao"),
            ("Nguyễn Văn An", "An Nguyễn Văn"),
            ("Nguye\u0302\u0303n Va\u0306n An", "Nguyễn  Văn\tAn"),
        ],
    )
    def test_accents_case_and_order_do_not_matter(self, one: str, other: str) -> None:
        assert same_name(one, other)

    @pytest.mark.parametrize("other", ["Nguyễn Văn Anh", "Nguyễn An", "", "Nguyễn Văn Văn An"])
    def test_another_name_is_another_person(self, other: str) -> None:
        assert not same_name("Nguyễn Văn An", other)

    def test_nameless_people_are_not_each_other(self) -> None:
        assert not same_name("…", "!")


class TestDetails:
    def test_one_spelling(self) -> None:
        assert AccountDetails.parse(" vcb ", "0123-456.789", "Nguyễn  Văn An") == DETAILS

    def test_number_is_shown_by_its_last_four_digits(self) -> None:
        assert DETAILS.masked_number == "•••• 6789"

    @pytest.mark.parametrize("number", ["12345", "1" * 20, "12a456", "", "٠١٢٣٤٥٦"])
    def test_number_that_no_bank_gives_is_refused(self, number: str) -> None:
        with pytest.raises(InvalidInput):
            AccountDetails.parse("VCB", number, "An")

    @pytest.mark.parametrize("name", ["", "A", "…", "x" * 71])
    def test_name_that_no_bank_prints_is_refused(self, name: str) -> None:
        with pytest.raises(InvalidInput):
            AccountDetails.parse("VCB", "123456", name)


class TestChange:
    async def test_first_account_is_free_after_a_day(self, world: World, partner: Actor) -> None:
        view = await world.app.bank_accounts.change(partner, DETAILS, password=PASSWORD)

        assert view.account.details == DETAILS
        assert view.free_from == world.now + DAY
        assert await world.app.bank_accounts.mine(partner) == view
        assert [event.owner for event in world.events(BankAccountChanged)] == [partner.user_id]

    async def test_same_account_again_changes_nothing(self, world: World, partner: Actor) -> None:
        first = await world.app.bank_accounts.change(partner, DETAILS, password=PASSWORD)
        world.pass_time(DAY)

        assert await world.app.bank_accounts.change(partner, DETAILS, password=PASSWORD) == first
        assert len(world.events(BankAccountChanged)) == 1

    async def test_another_account_takes_its_place(self, world: World, partner: Actor) -> None:
        await world.app.bank_accounts.change(partner, DETAILS, password=PASSWORD)
        world.pass_time(DAY)
        other = AccountDetails.parse("TCB", "987654321", DETAILS.holder)
        view = await world.app.bank_accounts.change(partner, other, password=PASSWORD)

        assert view.account.details == other
        assert view.free_from == world.now + DAY

    async def test_rule_20_name_must_be_the_verified_one(
        self, world: World, partner: Actor
    ) -> None:
        other = AccountDetails.parse("VCB", "0123456789", "Trần Thị Bình")

        with pytest.raises(HolderNameMismatch):
            await world.app.bank_accounts.change(partner, other, password=PASSWORD)
        with pytest.raises(NotFound):
            await world.app.bank_accounts.mine(partner)

    async def test_rule_20_a_stolen_session_lacks_the_password(
        self, world: World, partner: Actor
    ) -> None:
        with pytest.raises(PasswordWrong):
            await world.app.bank_accounts.change(partner, DETAILS, password="guessed")

    async def test_only_verified_partners_have_one(self, world: World, user: Actor) -> None:
        with pytest.raises(NotVerifiedPartner):
            await world.app.bank_accounts.change(user, DETAILS, password=PASSWORD)
