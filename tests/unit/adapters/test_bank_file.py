"""The CSV for the bank, byte by byte, and what is read back (docs/bank-file.md)."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from uuid import UUID

import pytest

from mate_adapters.payments.bank_file.gateway import BankFileGateway
from mate_core.payments.payouts.bank_account import AccountDetails
from mate_core.payments.payouts.withdrawal import PayoutResult, Withdrawal
from mate_core.shared.errors import InvalidInput
from mate_core.shared.ids import BankAccountId, PayoutFileId, UserId, WithdrawalId
from mate_core.shared.money import Vnd

AT = datetime(2026, 3, 14, 3, 0, tzinfo=UTC)
FILE = PayoutFileId(UUID("0198f0a2-7b1e-7c34-9a55-0242ac120002"))
ONE = WithdrawalId(UUID("0198f0a2-0000-7000-8000-000000000001"))
TWO = WithdrawalId(UUID("0198f0a2-0000-7000-8000-000000000002"))
HEADER = b"reference,amount_vnd,result,bank_reference\n"


def withdrawal(withdrawal_id: WithdrawalId, amount: int, details: AccountDetails) -> Withdrawal:
    return Withdrawal(
        withdrawal_id, UserId(FILE), BankAccountId(FILE), details, Vnd(amount), requested_at=AT
    )


AN = withdrawal(ONE, 600_000, AccountDetails.parse("vcb", "0123 456 789", "Nguyễn Văn Ân"))
DUNG = withdrawal(TWO, 12_345_678, AccountDetails.parse("970407", "19012345678", "Đỗ Thị Dung"))


class TestOrder:
    def test_golden_bytes(self) -> None:
        body = (
            b"MATE-PAYOUT,1,0198f0a2-7b1e-7c34-9a55-0242ac120002,2026-03-14T10:00:00+07:00\r\n"
            b"line,reference,bank_bin,bank_code,account_number,account_name,amount_vnd,description"
            b"\r\n"
            b"1,0198f0a2-0000-7000-8000-000000000001,970436,VCB,0123456789,NGUYEN VAN AN,600000,"
            b"MATE SOCIAL 0198f0a2000070008000000000000001\r\n"
            b"2,0198f0a2-0000-7000-8000-000000000002,970407,TCB,19012345678,DO THI DUNG,12345678,"
            b"MATE SOCIAL 0198f0a2000070008000000000000002\r\n"
        )
        digest = hashlib.sha256(body).hexdigest().encode()
        made = BankFileGateway().order(FILE, [AN, DUNG], at=AT)

        assert made == body + b"TOTAL,2,12945678," + digest + b"\r\n"

    def test_same_order_gives_the_same_bytes(self) -> None:
        assert BankFileGateway().order(FILE, [AN], at=AT) == BankFileGateway().order(
            FILE, [AN], at=AT
        )

    def test_name_that_would_be_a_formula_or_a_column_is_plain_text(self) -> None:
        details = AccountDetails.parse("VCB", "0123456789", '=SUM(A1),"x" Văn')
        made = BankFileGateway().order(FILE, [withdrawal(ONE, 1, details)], at=AT)

        assert b",SUM A1 X VAN," in made
        assert made.isascii()


class TestResults:
    def test_paid_and_failed_lines(self) -> None:
        raw = HEADER + f"{ONE},600000,PAID,FT26073\n{TWO},12345678,FAILED,RT 9\n".encode()

        assert list(BankFileGateway().read_results(raw)) == [
            PayoutResult(ONE, Vnd(600_000), paid=True, bank_reference="FT26073"),
            PayoutResult(TWO, Vnd(12_345_678), paid=False, bank_reference="RT 9"),
        ]

    def test_windows_line_ends_a_byte_order_mark_and_blank_lines_do_no_harm(self) -> None:
        raw = b"\xef\xbb\xbf" + HEADER.replace(b"\n", b"\r\n") + f"{ONE},1,PAID,F\r\n\r\n".encode()

        assert len(BankFileGateway().read_results(raw)) == 1

    @pytest.mark.parametrize(
        ("raw", "complaint"),
        [
            (b"\xff\xfe", "UTF-8"),
            (b"a,b\n", "line 1"),
            (HEADER + b"x,1,PAID,F\n", "line 2: the reference"),
            (HEADER + f"{ONE},1.000,PAID,F\n".encode(), "line 2: the amount"),
            (HEADER + f"{ONE},0,PAID,F\n".encode(), "line 2: the amount"),
            (HEADER + f"{ONE},1,paid,F\n".encode(), "line 2: the result"),
            (HEADER + f"{ONE},1,PAID,\n".encode(), "line 2: the bank's reference"),
            (HEADER + f"{ONE},1,PAID\n".encode(), "line 2: expected 4 columns"),
            (HEADER + f"{ONE},1,PAID,F\n{ONE},1,FAILED,G\n".encode(), "twice"),
            (HEADER + b'"open', "file"),
        ],
    )
    def test_file_that_cannot_be_right_is_refused_whole(self, raw: bytes, complaint: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            BankFileGateway().read_results(raw)

        assert refused.value.code == "bank_result.malformed"
        assert complaint in refused.value.detail
