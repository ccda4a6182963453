"""Examples of wallets, payments, payouts and refunds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from mate_http.examples.common import AT, AUDIT, BOOKING, FREEZE, OTHER, PARTNER, USER

_ESCROW: Final = "0190f5b3-af41-7d63-9c41-506f7e8d9cab"
_BANK_ACCOUNT: Final[dict[str, Any]] = {
    "bankCode": "VCB",
    "accountNumber": "0123456789",
    "accountName": "NGUYEN VAN AN",
}
_MASKED_ACCOUNT: Final[dict[str, Any]] = {
    **_BANK_ACCOUNT,
    "accountNumber": "•••• 6789",
}
_WITHDRAWAL: Final[dict[str, Any]] = {
    "id": OTHER,
    "amount": 600_000,
    "currency": "VND",
    "status": "REQUESTED",
    **_MASKED_ACCOUNT,
    "requestedAt": AT,
    "endedAt": None,
}
_STAFF_WITHDRAWAL: Final[dict[str, Any]] = {
    "id": OTHER,
    "ownerId": PARTNER,
    "refundId": None,
    "amount": 600_000,
    "status": "REQUESTED",
    **_MASKED_ACCOUNT,
    "requestedAt": AT,
    "approvedAt": None,
    "fileId": None,
    "bankReference": None,
    "returnReference": None,
    "endedAt": None,
    "waitsForSecondPerson": False,
}
_PAYOUT_FILE: Final[dict[str, Any]] = {
    "id": OTHER,
    "name": "mate-payout-20260314-9f6b2a7d.csv",
    "count": 1,
    "total": 600_000,
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "createdAt": AT,
    "createdBy": USER,
}
_APPROVAL: Final[dict[str, Any]] = {
    "id": OTHER,
    "action": "escrow.refund",
    "subjectId": _ESCROW,
    "terms": "refund:8050000",
    "amount": 8_050_000,
    "beneficiaryId": USER,
    "reason": "Khiếu nại 4711.",
    "proposedBy": PARTNER,
    "proposedAt": AT,
    "lapsesAt": "2026-03-17T10:00:00+07:00",
}
_DIVISION: Final[dict[str, Any]] = {
    "payer": 0,
    "partner": 700_000,
    "serviceFee": 105_000,
    "vat": 0,
    "pit": 0,
}
_REFUND: Final[dict[str, Any]] = {
    "refundId": OTHER,
    "paymentIntentId": _ESCROW,
    "method": "vnpay",
    "status": "REQUESTED",
    "cause": "PAYER_REQUEST",
    "amount": 500_000,
    "currency": "VND",
    "requestedAt": AT,
    "endedAt": None,
}
_STAFF_REFUND: Final[dict[str, Any]] = {
    **_REFUND,
    "payerId": USER,
    "status": "BY_BANK",
    "needsStaff": False,
    "attempts": 1,
    "vendorRefund": None,
    "vendorCode": "95",
    "nextAt": None,
    "endedAt": "2026-03-14T10:00:05+07:00",
}
_SUSPENDED: Final[dict[str, Any]] = {
    "id": OTHER,
    "paymentIntentId": _ESCROW,
    "payerId": USER,
    "method": "vnpay",
    "vendorTransaction": "14226112",
    "amount": 800_000,
    "currency": "VND",
    "cause": "SUSPECTED_FRAUD",
    "owner": "finance",
    "openedAt": AT,
    "dueAt": "2026-03-17T12:00:00+07:00",
    "closedAt": None,
}

MONEY_EXAMPLES: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "Wallet": {
            "balance": 1_200_000,
            "heldBalance": 805_000,
            "withdrawingBalance": 0,
            "pendingBalance": 0,
            "currency": "VND",
        },
        "DepositBody": {"amount": 500_000, "method": "vnpay"},
        "Deposit": {
            "paymentIntentId": OTHER,
            "status": "OPEN",
            "amount": 500_000,
            "payUrl": "https://pay.example/…",
            "expiresAt": AT,
        },
        "PayBody": {"bookingId": BOOKING, "method": "vnpay"},
        "Paid": {
            "bookingId": BOOKING,
            "status": "CONFIRMED",
            "payUrl": "https://pay.example/…",
            "paymentIntentId": OTHER,
        },
        "PaymentReturn": {
            "status": "SUCCEEDED",
            "amount": 805_000,
            "currency": "VND",
            "bookingId": BOOKING,
        },
        "ReasonBody": {"reason": "Đã xem giấy tờ."},
        "Division": _DIVISION,
        "EscrowDecision": {
            "escrowId": _ESCROW,
            "bookingId": BOOKING,
            "amount": 805_000,
            "settlement": "done",
            "waitsForSecondPerson": False,
            "division": _DIVISION,
        },
        "BankAccountBody": {**_BANK_ACCOUNT, "password": "mật khẩu dài"},
        "BankAccount": {
            **_MASKED_ACCOUNT,
            "bankName": "Vietcombank",
            "since": AT,
            "withdrawalsFrom": "2026-03-15T10:00:00+07:00",
        },
        "WithdrawBody": {"amount": 600_000, **_BANK_ACCOUNT},
        "Withdrawal": _WITHDRAWAL,
        "Withdrawals": {"items": [_WITHDRAWAL], "withdrawable": 99_997, "nextCursor": None},
        "StaffWithdrawal": _STAFF_WITHDRAWAL,
        "StaffWithdrawals": {"items": [_STAFF_WITHDRAWAL], "nextCursor": None},
        "WithdrawalDossier": {"withdrawal": _STAFF_WITHDRAWAL, "audit": [AUDIT]},
        "BankWordBody": {"bankReference": "FT26073000123", "reason": "Sao kê ngày 14/3."},
        "PayoutFile": _PAYOUT_FILE,
        "PayoutFiles": {"items": [_PAYOUT_FILE], "nextCursor": None},
        "Approval": _APPROVAL,
        "Approvals": {"items": [_APPROVAL], "nextCursor": None},
        "Freeze": FREEZE,
        "EscrowFile": {
            "escrowId": _ESCROW,
            "bookingId": BOOKING,
            "amount": 805_000,
            "status": "HELD",
            "dueAt": AT,
            "freezes": [FREEZE],
            "audit": [AUDIT],
        },
        "RefundBody": {"paymentIntentId": _ESCROW, "amount": 500_000},
        "Refund": _REFUND,
        "StaffRefund": _STAFF_REFUND,
        "StaffRefunds": {"items": [_STAFF_REFUND], "nextCursor": None},
        "RefundDossier": {"refund": _STAFF_REFUND, "audit": [AUDIT]},
        "RefundPayoutBody": {**_BANK_ACCOUNT, "reason": "Giấy xác nhận của ngân hàng."},
        "RefundPayout": {
            "refund": _STAFF_REFUND,
            "withdrawal": {**_STAFF_WITHDRAWAL, "ownerId": USER, "refundId": OTHER},
        },
        "SuspendedPayment": _SUSPENDED,
        "SuspendedPayments": {"items": [_SUSPENDED]},
        "SuspenseFile": {"item": _SUSPENDED, "refund": None, "audit": [AUDIT]},
    }
)
