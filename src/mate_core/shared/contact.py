"""Addresses at which a person is reached: one spelling each, so that one person has one account."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Protocol

from mate_core.shared.errors import InvalidInput

_MOBILE = re.compile(r"\+84[35789][0-9]{8}")
"""Mobile numbers of Viet Nam: nine digits after +84, the first naming the operator's range."""
_LONGEST_TYPED = 40
NO_MOBILE = ("phone.not_mobile_vn", "Give a Vietnamese mobile number, such as 0901234567.")
NO_ADDRESS = (
    "address.malformed",
    "Give a Vietnamese mobile number, such as 0901234567, or an e-mail address.",
)
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
        digits = re.sub(r"[\s.\-()]", "", unicodedata.normalize("NFKC", text))
        for prefix in ("+84", "0084", "84", "0"):
            if digits.startswith(prefix):
                digits = "+84" + digits.removeprefix(prefix).removeprefix("0")
                break
        if not digits.isascii() or not _MOBILE.fullmatch(digits):
            raise InvalidInput(field, *NO_MOBILE)
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


class PhoneReader(Protocol):
    def e164(self, text: str) -> str | None:
        """The Vietnamese mobile number that was meant, in E.164; None when it is none."""
        ...


class PlainPhoneReader:
    """PhoneReader without a library: the form alone, whatever ranges operators have today."""

    def e164(self, text: str) -> str | None:
        try:
            return PhoneNumber.parse(text).e164
        except InvalidInput:
            return None


@dataclass(frozen=True, slots=True)
class AddressReader:
    """From what people type to addresses; one person's spellings all become the same."""

    phones: PhoneReader

    def phone(self, text: str, *, field: str = "phone") -> PhoneNumber:
        """Raises InvalidInput for what is no mobile number of Viet Nam."""
        number = self.phones.e164(text) if len(text) <= _LONGEST_TYPED else None
        if number is None or not _MOBILE.fullmatch(number):
            raise InvalidInput(field, *NO_MOBILE)
        return PhoneNumber(number)

    def email(self, text: str, *, field: str = "email") -> EmailAddress:
        """Raises InvalidInput."""
        return EmailAddress.parse(text, field=field)

    def either(self, text: str, *, field: str) -> PhoneNumber | EmailAddress:
        """Whichever of the two it is; raises InvalidInput."""
        if "@" in text:
            return self.email(text, field=field)
        try:
            return self.phone(text, field=field)
        except InvalidInput:
            raise InvalidInput(field, *NO_ADDRESS) from None
