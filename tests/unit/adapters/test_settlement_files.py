"""Vendors' settlement files: read strictly, each in its own layout."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mate_adapters.payments.settlement_files import LAYOUTS, CsvSettlementFiles
from mate_core.payments.books.reconciliation import RowStatus, SettlementContent, SettlementRow
from mate_core.payments.ledger import Provider
from mate_core.shared.errors import InvalidInput
from mate_core.shared.money import Vnd

HEAD = "SettlementBatch,TransactionNo,TxnRef,Amount,Fee,TransactionStatus,PayDate"
GOOD = "B1,14226112,abc,804997,8855,00,20261123003000"


def read(*lines: str, bom: bool = False) -> SettlementContent:
    text = "\r\n".join([*lines, ""])
    return CsvSettlementFiles().read(Provider.VNPAY, text.encode("utf-8-sig" if bom else "utf-8"))


@pytest.mark.parametrize("bom", [False, True])
def test_line_is_read_with_its_instant_in_utc(bom: bool) -> None:
    """Half past midnight in Viet Nam is still the day before in UTC."""
    assert read(HEAD, GOOD, bom=bom) == SettlementContent(
        "B1",
        [
            SettlementRow(
                line_no=2,
                vendor_transaction="14226112",
                merchant_reference="abc",
                amount=Vnd(804_997),
                fee=Vnd(8_855),
                status=RowStatus.PAID,
                happened_at=datetime(2026, 11, 22, 17, 30, tzinfo=UTC),
            )
        ],
    )


def test_columns_may_stand_in_any_order_with_others_between() -> None:
    content = read(
        "PayDate,Bank,TransactionStatus,Fee,Amount,TxnRef,TransactionNo,SettlementBatch",
        "20261123120000,NCB,05,0,5000,abc,1,B9",
    )
    assert (content.batch, content.rows[0].status) == ("B9", RowStatus.REFUNDED)


def test_sums_are_payments_less_refunds_and_what_is_left_after_the_fee() -> None:
    content = read(
        HEAD,
        "B1,1,a,1000,11,00,20261123120000",
        "B1,2,b,300,0,05,20261123120000",
        "B1,3,c,900,0,02,20261123120000",
    )
    assert (content.gross, content.fee, content.net) == (Vnd(700), Vnd(11), Vnd(689))


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ((), "columns"),
        (("a,b", "1,2"), "columns"),
        ((HEAD,), "batch"),
        ((HEAD, GOOD, GOOD.replace("B1", "B2")), "batch"),
        ((HEAD, GOOD.replace("B1", "", 1)), "batch"),
        ((HEAD, GOOD.replace("804997", "804.997")), "line"),
        ((HEAD, GOOD.replace("804997", "-5")), "line"),
        ((HEAD, GOOD.replace("804997", "٥")), "line"),
        ((HEAD, GOOD.replace("8855", "")), "line"),
        ((HEAD, GOOD.replace(",00,", ",99,")), "line"),
        ((HEAD, GOOD.replace("14226112", "")), "line"),
        ((HEAD, GOOD.replace("20261123003000", "23/11/2026")), "line"),
        ((HEAD, 'B1,"1'), "malformed"),
    ],
)
def test_file_with_one_odd_line_is_refused_as_a_whole(lines: tuple[str, ...], code: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read(*lines)
    assert refusal.value.code == f"settlement_file.{code}"


def test_odd_line_is_named() -> None:
    with pytest.raises(InvalidInput, match=r"Line 3: Amount must be whole dong"):
        read(HEAD, GOOD, GOOD.replace("804997", "x"))


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(InvalidInput) as refusal:
        CsvSettlementFiles().read(Provider.VNPAY, b"\xff\xfe\x00")
    assert refusal.value.code == "settlement_file.encoding"


def test_every_provider_has_a_layout_that_knows_all_three_outcomes() -> None:
    assert {provider.value for provider in Provider} <= LAYOUTS.keys()
    for layout in LAYOUTS.values():
        assert set(layout.statuses.values()) == set(RowStatus)
        assert len(set(layout.columns)) == len(layout.columns)
