"""What partners and staff read about listings."""

from __future__ import annotations

from dataclasses import dataclass

from mate_core.moderation.screening.case import ListingCase, ListingCaseState
from mate_core.moderation.screening.model import Category
from mate_core.partners.model import ListingStatus, Partner


@dataclass(frozen=True, slots=True)
class OwnListing:
    """Where one's listing stands, and what staff said of it or screening found in it.

    `words` are one's own, as they were found.
    """

    status: ListingStatus
    categories: tuple[Category, ...] = ()
    words: tuple[str, ...] = ()

    @classmethod
    def of(cls, partner: Partner, latest: ListingCase | None) -> OwnListing:
        if partner.listing is ListingStatus.APPROVED or latest is None:
            return cls(partner.listing)
        decision = latest.decision
        if latest.state is ListingCaseState.REJECTED and decision and decision.category:
            categories = [decision.category]
        else:
            categories = [each.category for each in latest.findings]
        words = [each.excerpt for each in latest.findings]
        return cls(partner.listing, tuple(dict.fromkeys(categories)), tuple(dict.fromkeys(words)))


@dataclass(frozen=True, slots=True)
class ListingFile:
    """A case, the partner as he stands now, and the cases before it, oldest first."""

    case: ListingCase
    partner: Partner
    earlier: tuple[ListingCase, ...]
