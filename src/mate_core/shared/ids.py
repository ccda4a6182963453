"""Identifiers (UUIDv7, made by a port, so that tests know them) and human codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NewType, Protocol
from uuid import UUID

UserId = NewType("UserId", UUID)
SessionId = NewType("SessionId", UUID)
ChallengeId = NewType("ChallengeId", UUID)
MediaId = NewType("MediaId", UUID)
SlotId = NewType("SlotId", UUID)
WeeklyHoursId = NewType("WeeklyHoursId", UUID)
BookingId = NewType("BookingId", UUID)
ExtensionId = NewType("ExtensionId", UUID)
EscrowId = NewType("EscrowId", UUID)
EntryId = NewType("EntryId", UUID)
IntentId = NewType("IntentId", UUID)
BankAccountId = NewType("BankAccountId", UUID)
WithdrawalId = NewType("WithdrawalId", UUID)
PayoutFileId = NewType("PayoutFileId", UUID)
CaptureId = NewType("CaptureId", UUID)
RefundId = NewType("RefundId", UUID)
ChargebackId = NewType("ChargebackId", UUID)
KycCaseId = NewType("KycCaseId", UUID)
ReviewId = NewType("ReviewId", UUID)
ListingCaseId = NewType("ListingCaseId", UUID)
ReportCaseId = NewType("ReportCaseId", UUID)

CODE_ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 signs that a person cannot mistake for one another: no 0/O, 1/I."""


class IdGenerator(Protocol):
    def uuid(self) -> UUID:
        """A new UUIDv7; later calls sort after earlier ones."""
        ...


class Random(Protocol):
    """Unpredictable choices: secrets come from here, so the real adapter must be cryptographic."""

    def choice_of(self, alphabet: str, length: int) -> str:
        """`length` signs, each drawn evenly from `alphabet`."""
        ...


def booking_code(random: Random) -> str:
    return "MATE-" + random.choice_of(CODE_ALPHABET, 8)


def transaction_code(random: Random) -> str:
    return "TXN-" + random.choice_of(CODE_ALPHABET, 12)


def digits(random: Random, length: int) -> str:
    """A numeric secret such as a one-time password or a meeting code."""
    return random.choice_of("0123456789", length)


def sorted_ids(*ids: UserId) -> Sequence[UserId]:
    """Distinct ids in the order in which rows are locked everywhere."""
    return sorted(set(ids))
