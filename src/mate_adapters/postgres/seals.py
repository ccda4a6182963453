"""What is encrypted before it reaches the database, and how it is found again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from mate_adapters.crypto.cipher import AesGcmFieldCipher
from mate_adapters.crypto.keyed import HmacKeyedHasher
from mate_core.identity.ports import KeyedHasher
from mate_core.shared.ports import FieldCipher

_BYTES: Final = "latin-1"
"""Every byte is one sign of it, so any content survives the way through a text."""


@dataclass(frozen=True, slots=True)
class SealKeys:
    """What seals are made of, as plain bytes that may go to another process of ours.

    `fields` is the ring of keys by id, the one that seals first.
    """

    fields: Mapping[str, bytes] = field(repr=False)
    hashes: bytes = field(repr=False)

    def seals(self) -> Seals:
        return Seals(AesGcmFieldCipher(self.fields), HmacKeyedHasher(self.hashes))


@dataclass(frozen=True, slots=True)
class Seals:
    """The cipher, the keyed hash, and the context of every sealed column."""

    cipher: FieldCipher
    hasher: KeyedHasher

    def account_number(self, account_id: UUID, number: str) -> str:
        return self.cipher.seal(f"bank_account.number/{account_id}", number)

    def open_account_number(self, account_id: UUID, sealed: str) -> str:
        """Raises FieldUnreadable."""
        return self.cipher.open(f"bank_account.number/{account_id}", sealed)

    def account_number_hash(self, bank_code: str, number: str) -> str:
        return self.hasher.digest("bank-account-number", f"{bank_code}:{number}")

    def second_factor(self, user_id: UUID, secret: bytes) -> str:
        return self.cipher.seal(f"second_factor.secret/{user_id}", secret.decode(_BYTES))

    def open_second_factor(self, user_id: UUID, sealed: str) -> bytes:
        """Raises FieldUnreadable."""
        return self.cipher.open(f"second_factor.secret/{user_id}", sealed).encode(_BYTES)

    def file(self, file_id: UUID, content: bytes) -> str:
        return self.cipher.seal(f"payout_file.content/{file_id}", content.decode(_BYTES))

    def open_file(self, file_id: UUID, sealed: str) -> bytes:
        """Raises FieldUnreadable."""
        return self.cipher.open(f"payout_file.content/{file_id}", sealed).encode(_BYTES)

    def declared(self, case_id: UUID, content: str) -> str:
        return self.cipher.seal(f"kyc_case.declared/{case_id}", content)

    def open_declared(self, case_id: UUID, sealed: str) -> str:
        """Raises FieldUnreadable."""
        return self.cipher.open(f"kyc_case.declared/{case_id}", sealed)

    def verified_name(self, case_id: UUID, name: str) -> str:
        return self.cipher.seal(f"kyc_case.name/{case_id}", name)

    def open_verified_name(self, case_id: UUID, sealed: str) -> str:
        """Raises FieldUnreadable."""
        return self.cipher.open(f"kyc_case.name/{case_id}", sealed)

    def safety_note(self, review_id: UUID, note: str) -> str:
        return self.cipher.seal(f"review.safety_note/{review_id}", note)

    def open_safety_note(self, review_id: UUID, sealed: str) -> str:
        """Raises FieldUnreadable."""
        return self.cipher.open(f"review.safety_note/{review_id}", sealed)
