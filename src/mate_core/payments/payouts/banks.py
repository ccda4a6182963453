"""Banks of Viet Nam that take transfers by account number.

Codes are those of VietQR, numbers the six-digit BINs of NAPAS. A bank that merged keeps its row
for as long as NAPAS routes its BIN.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from mate_core.payments.payouts.errors import BankUnknown


@dataclass(frozen=True, slots=True)
class Bank:
    code: str
    bin: str
    name: str


BANKS_AS_OF: Final = date(2025, 7, 1)
"""When the table was last compared with the list of NAPAS."""

_ROWS: Final = """
ABB 970425 ABBANK
ACB 970416 ACB
BAB 970409 Bac A Bank
BIDV 970418 BIDV
BVB 970438 BaoViet Bank
CAKE 546034 CAKE by VPBank
CBB 970444 VCBNeo
CIMB 422589 CIMB Viet Nam
COOPBANK 970446 Co-opBank
DOB 970406 Vikki Bank
EIB 970431 Eximbank
GPB 970408 GPBank
HDB 970437 HDBank
HLBVN 970442 Hong Leong Viet Nam
ICB 970415 VietinBank
IVB 970434 Indovina Bank
KLB 970452 KienlongBank
LPB 970449 LPBank
MB 970422 MB Bank
MSB 970426 MSB
NAB 970428 Nam A Bank
NCB 970419 NCB
OCB 970448 OCB
OCEANBANK 970414 MBV
PBVN 970439 Public Bank Viet Nam
PGB 970430 PGBank
PVCB 970412 PVcomBank
SCB 970429 SCB
SCVN 970410 Standard Chartered Viet Nam
SEAB 970440 SeABank
SGICB 970400 Saigonbank
SHB 970443 SHB
SHBVN 970424 Shinhan Bank Viet Nam
STB 970403 Sacombank
TCB 970407 Techcombank
TPB 970423 TPBank
UBANK 546035 Ubank by VPBank
UOB 970458 UOB Viet Nam
VAB 970427 VietABank
VBA 970405 Agribank
VCB 970436 Vietcombank
VCCB 970454 BVBank
VIB 970441 VIB
VIETBANK 970433 VietBank
VPB 970432 VPBank
VRB 970421 VRB
WVN 970457 Woori Bank Viet Nam
"""
BANKS: Final[Mapping[str, Bank]] = MappingProxyType(
    {
        code: Bank(code, number, name)
        for code, number, name in (row.split(maxsplit=2) for row in _ROWS.strip().splitlines())
    }
)


def bank_of(code: str) -> Bank:
    """The bank with that code or BIN, in any case; raises BankUnknown."""
    wanted = code.strip().upper()
    found = BANKS.get(wanted) or next((one for one in BANKS.values() if one.bin == wanted), None)
    if found is None:
        raise BankUnknown(bank_code=wanted[:20])
    return found
