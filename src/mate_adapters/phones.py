"""Phone numbers as Google reads them (libphonenumber), with the ranges of operators today."""

from __future__ import annotations

import unicodedata
from typing import Final

REGION: Final = "VN"


class MetadataPhoneReader:
    """PhoneReader by phonenumberslite: 0…, 84…, +84… and 0084…, however they are spaced."""

    def e164(self, text: str) -> str | None:
        # Half a second of metadata, seldom needed by a command.
        import phonenumbers  # noqa: PLC0415

        typed = unicodedata.normalize("NFKC", text).strip()
        if typed.startswith("00"):  # the library takes it for a trunk prefix of its own
            typed = "+" + typed.removeprefix("00")
        try:
            number = phonenumbers.parse(typed, REGION)
        except phonenumbers.NumberParseException:
            return None
        is_mobile = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
        if number.extension or not is_mobile:
            return None
        if phonenumbers.region_code_for_number(number) != REGION:
            return None
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
