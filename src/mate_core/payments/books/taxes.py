"""Tax that is withheld from partners and paid on to the state (Decree 117/2025)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import NAMESPACE_OID, UUID, uuid5

from mate_core.payments.books.reader import PartnerTax
from mate_core.payments.ledger import TAX_PAYABLE, Account, AccountKind, Posting
from mate_core.payments.policies import Residency
from mate_core.shared.ids import UserId
from mate_core.shared.money import Vnd, total
from mate_core.shared.months import Month


class TaxKind(StrEnum):
    """The memo of its postings on `tax_payable`."""

    VAT = "VAT"
    PIT = "PIT"


@dataclass(frozen=True, slots=True)
class ResidencyRecord:
    """From `since` (UTC) on that person is taxed as such; append-only, the newest in force wins.

    Nobody has a record by default, and is taxed as a resident.
    """

    person: UserId
    residency: Residency
    since: datetime
    recorded_at: datetime
    recorded_by: UserId
    reason: str


@dataclass(frozen=True, slots=True)
class TaxReport:
    """Per partner from the escrows, beside what the journal says of the same month."""

    month: Month
    partners: Sequence[PartnerTax]
    posted_vat: Vnd
    posted_pit: Vnd

    @property
    def gross(self) -> Vnd:
        return total(each.gross for each in self.partners)

    @property
    def vat(self) -> Vnd:
        return total(each.vat for each in self.partners)

    @property
    def pit(self) -> Vnd:
        return total(each.pit for each in self.partners)

    @property
    def equals_ledger(self) -> bool:
        return (self.vat, self.pit) == (self.posted_vat, self.posted_pit)


def remittance_reference(month: Month, kind: TaxKind) -> str:
    """A month's tax of one kind is paid on once."""
    return f"tax:{month}:{kind}"


def remittance_subject(month: Month, kind: TaxKind) -> UUID:
    """The id of that month's tax of one kind, for its entry, its records and who agrees to it."""
    return uuid5(NAMESPACE_OID, remittance_reference(month, kind))


def remittance_postings(kind: TaxKind, amount: Vnd) -> tuple[Posting, ...]:
    """What we owed the state leaves the bank."""
    bank = Account(AccountKind.BANK)
    return Posting(TAX_PAYABLE, -amount, kind), Posting(bank, amount)
