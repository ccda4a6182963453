"""Where a person is paid out: one account at a time, in the verified name (RULES 20)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mate_core.kyc.names import plain_name
from mate_core.payments.payouts.banks import bank_of
from mate_core.shared.errors import InvalidInput
from mate_core.shared.ids import BankAccountId, UserId

_NUMBER: Final = re.compile(r"[0-9]{6,19}")
_NAME_LENGTH: Final = 70
"""What a transfer message of the banks holds."""


@dataclass(frozen=True, slots=True)
class AccountDetails:
    """Bank, number and holder, each in one spelling; the holder as banks print it."""

    bank_code: str
    number: str
    holder: str

    @classmethod
    def parse(cls, bank_code: str, number: str, holder: str) -> AccountDetails:
        """Spaces, dots and dashes in the number are dropped. Raises BankUnknown, InvalidInput."""
        digits = re.sub(r"[\s.\-]", "", number)
        if not digits.isascii() or not _NUMBER.fullmatch(digits):
            raise InvalidInput(
                "accountNumber", "account_number.malformed", "Give the 6 to 19 digits of it."
            )
        name = plain_name(holder)
        if not 2 <= len(name) <= _NAME_LENGTH:
            raise InvalidInput(
                "accountName", "name.length", f"Give a name of 2 to {_NAME_LENGTH} characters."
            )
        return cls(bank_of(bank_code).code, digits, name)

    @property
    def masked_number(self) -> str:
        """All that anybody but the bank needs: the last four digits."""
        return f"•••• {self.number[-4:]}"


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Kept for ever: one that was replaced still tells who shared it (RULES 16).

    One that was replaced the moment it was created took a refund, and never earnings.
    """

    id: BankAccountId
    owner: UserId
    details: AccountDetails
    created_at: datetime
    replaced_at: datetime | None = None
