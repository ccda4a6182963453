"""The arithmetic of MONEY: every row of its table, and what must hold for any sum."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_core.payments.errors import EscrowClosed
from mate_core.payments.escrow import (
    Escrow,
    EscrowAction,
    EscrowLine,
    EscrowStatus,
    Instruction,
    SettlementKind,
    Shares,
    escrow_status_after,
    refund_at,
    refund_shares,
    release_at,
    settlement_postings,
    split_shares,
)
from mate_core.payments.ledger import AccountKind
from mate_core.payments.policies import NO_TAX, RESIDENT, TaxPolicy, TaxRates
from mate_core.shared.ids import EscrowId, UserId
from mate_core.shared.money import ZERO, Vnd, total

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
TERMS = EscrowLine(Vnd(699_997), Vnd(105_000))
EXTENSION = EscrowLine(Vnd(100_000), Vnd(15_000))
PAYER, PAYEE = UserId(UUID(int=1)), UserId(UUID(int=2))


def new_escrow(*lines: EscrowLine) -> Escrow:
    return Escrow(EscrowId(UUID(int=3)), UUID(int=4), PAYER, PAYEE, lines, created_at=NOW)


def split_at(amount: int) -> Instruction:
    return Instruction(SettlementKind.SPLIT, NOW, partner_amount=Vnd(amount))


ROWS = [
    ("release", (TERMS,), release_at(NOW), (0, 699_997, 35_000, 14_000, 650_997, 105_000)),
    ("0 % refund", (TERMS,), refund_at(NOW, 0), (0, 699_997, 35_000, 14_000, 650_997, 105_000)),
    (
        "cancel at 50 %",
        (TERMS,),
        refund_at(NOW, 50),
        (402_499, 349_998, 17_500, 7_000, 325_498, 52_500),
    ),
    ("full refund", (TERMS,), refund_at(NOW), (804_997, 0, 0, 0, 0, 0)),
    (
        "split 400,000",
        (TERMS,),
        split_at(400_000),
        (344_997, 400_000, 20_000, 8_000, 372_000, 60_000),
    ),
    (
        "extended, release",
        (TERMS, EXTENSION),
        release_at(NOW),
        (0, 799_997, 40_000, 16_000, 743_997, 120_000),
    ),
    (
        "extended, cancel at 50 %",
        (TERMS, EXTENSION),
        refund_at(NOW, 50),
        (459_999, 399_998, 20_000, 8_000, 371_998, 60_000),
    ),
]


@pytest.mark.parametrize(
    ("lines", "instruction", "row"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_row_of_the_table(
    lines: tuple[EscrowLine, ...],
    instruction: Instruction,
    row: tuple[int, int, int, int, int, int],
) -> None:
    """Columns: payer, partner gross, VAT, PIT, partner net, fee kept."""
    escrow = new_escrow(*lines)
    shares = instruction.shares(escrow.subtotal, escrow.service_fee, RESIDENT)

    assert (
        shares.payer.amount,
        shares.gross.amount,
        shares.vat.amount,
        shares.pit.amount,
        shares.payee.amount,
        shares.fee.amount,
    ) == row
    assert _sum(shares) == escrow.amount


def _sum(shares: Shares) -> Vnd:
    return total((shares.payer, shares.payee, shares.fee, shares.vat, shares.pit))


subtotals = st.integers(1, 50_000_000).map(Vnd)
rates = st.sampled_from([NO_TAX, RESIDENT, TaxRates(vat=1, pit=9)])


class TestShares:
    @given(subtotals, subtotals, st.integers(0, 100), rates)
    def test_refund_divides_the_whole(
        self, subtotal: Vnd, fee: Vnd, percent: int, tax: TaxRates
    ) -> None:
        shares = refund_shares(subtotal, fee, percent, tax)

        assert _sum(shares) == subtotal + fee
        assert min(shares.payer, shares.payee, shares.fee, shares.tax) >= ZERO

    @given(subtotals, subtotals, st.data(), rates)
    def test_split_divides_the_whole(
        self, subtotal: Vnd, fee: Vnd, data: st.DataObject, tax: TaxRates
    ) -> None:
        gross = Vnd(data.draw(st.integers(0, subtotal.amount)))
        shares = split_shares(subtotal, fee, gross, tax)

        assert _sum(shares) == subtotal + fee
        assert shares.gross == gross
        assert min(shares.payer, shares.payee, shares.fee, shares.tax) >= ZERO

    @given(subtotals, subtotals)
    def test_more_refund_never_leaves_the_payer_with_less(self, subtotal: Vnd, fee: Vnd) -> None:
        given_back = [refund_shares(subtotal, fee, percent).payer for percent in range(101)]

        assert given_back == sorted(given_back)

    @given(subtotals, subtotals)
    def test_split_of_everything_is_a_release_and_of_nothing_a_refund(
        self, subtotal: Vnd, fee: Vnd
    ) -> None:
        assert split_shares(subtotal, fee, subtotal) == refund_shares(subtotal, fee, 0)
        assert split_shares(subtotal, fee, ZERO) == refund_shares(subtotal, fee, 100)

    @pytest.mark.parametrize("percent", [-1, 101])
    def test_refund_beyond_the_whole_is_a_bug(self, percent: int) -> None:
        with pytest.raises(ValueError, match="percent"):
            refund_shares(Vnd(100), Vnd(15), percent)

    @pytest.mark.parametrize("gross", [-1, 101])
    def test_split_beyond_the_subtotal_is_a_bug(self, gross: int) -> None:
        with pytest.raises(ValueError, match="between zero"):
            split_shares(Vnd(100), Vnd(15), Vnd(gross))

    def test_m1_fee_and_partner_together_are_what_the_payer_loses(self) -> None:
        shares = refund_shares(Vnd(1_500_000), Vnd(225_000), 0)

        assert (shares.payee, shares.fee, shares.payer) == (Vnd(1_500_000), Vnd(225_000), ZERO)


class TestTaxRates:
    JULY = datetime(2025, 6, 30, 17, 0, tzinfo=UTC)
    POLICY = TaxPolicy(((JULY, RESIDENT), (JULY + timedelta(days=365), TaxRates(5, 3))))

    def test_no_tax_before_the_first_row(self) -> None:
        assert self.POLICY.rates_at(self.JULY - timedelta(seconds=1)) == NO_TAX

    def test_rates_in_force_at_settlement_count(self) -> None:
        assert self.POLICY.rates_at(self.JULY) == RESIDENT
        assert self.POLICY.rates_at(self.JULY + timedelta(days=400)) == TaxRates(5, 3)

    def test_without_rows_tax_is_off(self) -> None:
        assert TaxPolicy().rates_at(NOW) == NO_TAX


class TestSettlement:
    @pytest.mark.parametrize(
        ("instruction", "status"),
        [
            (release_at(NOW), EscrowStatus.RELEASED),
            (refund_at(NOW, 50), EscrowStatus.RELEASED),
            (refund_at(NOW, 99), EscrowStatus.RELEASED),
            (refund_at(NOW), EscrowStatus.REFUNDED),
            (split_at(1), EscrowStatus.RELEASED),
            (split_at(0), EscrowStatus.REFUNDED),
        ],
    )
    def test_it_is_refunded_only_when_the_partner_gets_nothing(
        self, instruction: Instruction, status: EscrowStatus
    ) -> None:
        settled, _ = new_escrow(TERMS).instructed(instruction).settle(rates=NO_TAX, at=NOW)

        assert settled.status is status
        assert settled.settled_at == NOW

    @pytest.mark.parametrize("instruction", [release_at(NOW), refund_at(NOW)])
    def test_m7_settled_escrow_cannot_be_settled_again(self, instruction: Instruction) -> None:
        settled, _ = new_escrow(TERMS).instructed(instruction).settle(rates=NO_TAX, at=NOW)

        with pytest.raises(EscrowClosed):
            settled.settle(rates=NO_TAX, at=NOW)
        with pytest.raises(EscrowClosed):
            settled.instructed(refund_at(NOW))

    def test_escrow_without_an_instruction_is_never_due_and_cannot_be_settled(self) -> None:
        escrow = new_escrow(TERMS)

        assert escrow.due_at is None
        with pytest.raises(ValueError, match="no instruction"):
            escrow.settle(rates=NO_TAX, at=NOW)

    def test_settled_escrow_is_not_due(self) -> None:
        instructed = new_escrow(TERMS).instructed(release_at(NOW))
        settled, _ = instructed.settle(rates=NO_TAX, at=NOW)

        assert (instructed.due_at, settled.due_at) == (NOW, None)

    @pytest.mark.parametrize("status", [EscrowStatus.RELEASED, EscrowStatus.REFUNDED])
    @pytest.mark.parametrize("action", EscrowAction)
    def test_both_ends_are_final(self, status: EscrowStatus, action: EscrowAction) -> None:
        with pytest.raises(EscrowClosed):
            escrow_status_after(status, action)

    @given(subtotals, subtotals, st.integers(0, 100), rates)
    def test_m28_postings_of_a_settlement_close_what_was_held(
        self, subtotal: Vnd, fee: Vnd, percent: int, tax: TaxRates
    ) -> None:
        escrow = new_escrow(EscrowLine(subtotal, fee)).instructed(refund_at(NOW, percent))
        settled, event = escrow.settle(rates=tax, at=NOW)
        assert settled.settled is not None
        postings = settlement_postings(escrow, settled.settled)
        by_kind = {
            kind: total(p.amount for p in postings if p.account.kind is kind)
            for kind in AccountKind
        }

        assert total(posting.amount for posting in postings) == ZERO
        assert all(posting.amount for posting in postings)
        assert by_kind[AccountKind.HELD] == -escrow.amount
        assert by_kind[AccountKind.REVENUE] == event.fee
        assert by_kind[AccountKind.TAX_PAYABLE] == event.tax
        assert by_kind[AccountKind.AVAILABLE] == event.payer_amount + event.payee_amount

    def test_later_instruction_replaces_the_earlier(self) -> None:
        escrow = new_escrow(TERMS).instructed(release_at(NOW)).instructed(refund_at(NOW, 50))

        assert escrow.instruction == refund_at(NOW, 50)
        assert replace(escrow, instruction=None).due_at is None
