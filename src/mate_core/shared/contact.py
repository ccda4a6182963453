"""Addresses at which a person is reached: one spelling each, so that one person has one account."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mate_core.shared.errors import InvalidInput

_MOBILE = re.compile(r"\+84[35789][0-9]{8}")
"""Mobile numbers of Viet Nam: nine digits after +84, the first naming the operator's range."""
_EMAIL = re.compile(r"[^@\s]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A Vietnamese mobile number in E.164, such as +84901234567."""

    e164: str

    def __post_init__(self) -> None:
        if not _MOBILE.fullmatch(self.e164):
            raise ValueError("not a Vietnamese mobile number in E.164")

    @classmethod
    def parse(cls, text: str, *, field: str = "phone") -> PhoneNumber:
        """Accepts 09…, 84…, 0084… and +84…, with spaces, dots or dashes; raises InvalidInput."""
        digits = re.sub(r"[\s.\-()]", "", text)
        for prefix in ("+84", "0084", "84", "0"):
            if digits.startswith(prefix):
                digits = "+84" + digits.removeprefix(prefix).removeprefix("0")
                break
        if not digits.isascii() or not _MOBILE.fullmatch(digits):
            raise InvalidInput(
                field, "phone.not_mobile_vn", "Give a Vietnamese mobile number, such as 0901234567."
            )
        return cls(digits)

    def __str__(self) -> str:
        return self.e164


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """An e-mail address in lower case; only its owner's code proves that it exists."""

    address: str

    @classmethod
    def parse(cls, text: str, *, field: str = "email") -> EmailAddress:
        """Trims and lowers `text`; raises InvalidInput when it cannot be an address."""
        address = text.strip().lower()
        if len(address) > 254 or not _EMAIL.fullmatch(address):
            raise InvalidInput(
                field, "email.malformed", "Give an e-mail address, such as an@example.vn."
            )
        return cls(address)

    def __str__(self) -> str:
        return self.address


def address_in(text: str, *, field: str) -> PhoneNumber | EmailAddress:
    """Whichever of the two `text` is; raises InvalidInput about that field."""
    if "@" in text:
        return EmailAddress.parse(text, field=field)
    return PhoneNumber.parse(text, field=field)
