"""What every PayoutGateway must do: the bank file as much as the scripted bank."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from mate_adapters.memory.payout_gateway import ScriptedBank
from mate_adapters.payments.bank_file.gateway import RESULT_COLUMNS, BankFileGateway
from mate_core.payments.payouts.bank_account import BankAccount
from mate_core.payments.payouts.ports import PayoutGateway
from mate_core.payments.payouts.withdrawal import PayoutResult, Withdrawal
from mate_core.shared.errors import InvalidInput
from mate_core.shared.ids import BankAccountId, PayoutFileId
from mate_core.shared.money import Vnd
from tests.contract.makers import NOBODY, NOW, new_id
from tests.contract.payout_makers import DETAILS, new_withdrawal

Answer = Callable[[Sequence[PayoutResult]], bytes]
ACCOUNT = BankAccount(BankAccountId(NOBODY), NOBODY, DETAILS, created_at=NOW)


def as_csv(results: Sequence[PayoutResult]) -> bytes:
    """The file with which a bank answers."""
    rows = [
        f"{each.withdrawal_id},{each.amount.amount},"
        f"{'PAID' if each.paid else 'FAILED'},{each.bank_reference}"
        for each in results
    ]
    return "\n".join([",".join(RESULT_COLUMNS), *rows]).encode()


@pytest.fixture(params=["scripted", "bank_file"])
def bank(request: pytest.FixtureRequest) -> tuple[PayoutGateway, Answer]:
    if request.param == "bank_file":
        return BankFileGateway(), as_csv
    scripted = ScriptedBank()
    return scripted, scripted.answer


def orders() -> tuple[PayoutFileId, list[Withdrawal]]:
    return PayoutFileId(new_id()), [new_withdrawal(ACCOUNT) for _ in range(3)]


class TestPayoutGateway:
    def test_same_order_gives_the_same_bytes(self, bank: tuple[PayoutGateway, Answer]) -> None:
        file_id, withdrawals = orders()
        gateway, _ = bank

        assert gateway.order(file_id, withdrawals, at=NOW) == gateway.order(
            file_id, withdrawals, at=NOW
        )

    def test_order_names_every_withdrawal_with_its_sum_and_full_number(
        self, bank: tuple[PayoutGateway, Answer]
    ) -> None:
        file_id, withdrawals = orders()
        text = bank[0].order(file_id, withdrawals, at=NOW).decode()

        assert all(str(each.id) in text for each in withdrawals)
        assert text.count(DETAILS.number) == text.count("600000") == len(withdrawals)

    def test_answers_are_read_as_they_were_given(self, bank: tuple[PayoutGateway, Answer]) -> None:
        gateway, answer = bank
        _, (one, two, _) = orders()
        results = [
            PayoutResult(one.id, one.amount, paid=True, bank_reference="FT26073"),
            PayoutResult(two.id, Vnd(1), paid=False, bank_reference="RT 9"),
        ]

        assert list(gateway.read_results(answer(results))) == results
        assert list(gateway.read_results(answer([]))) == []

    def test_withdrawal_that_comes_twice_spoils_the_file(
        self, bank: tuple[PayoutGateway, Answer]
    ) -> None:
        gateway, answer = bank
        _, (one, *_) = orders()
        results = [
            PayoutResult(one.id, one.amount, paid, bank_reference="FT1") for paid in (True, False)
        ]

        with pytest.raises(InvalidInput):
            gateway.read_results(answer(results))

    def test_what_cannot_be_read_is_refused(self, bank: tuple[PayoutGateway, Answer]) -> None:
        with pytest.raises(InvalidInput):
            bank[0].read_results(b"\xff?")
