"""What the pages in docs/ promise in numbers is worked out again here."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from mate_core.bookings.policies import REFUND_TIERS, Price, price_of, refund_percent
from mate_core.partners.activity_table import FIRST
from mate_core.partners.model import RefundPolicy
from mate_core.payments.escrow import Shares, refund_shares, split_shares
from mate_core.payments.policies import RESIDENT
from mate_core.shared.money import Vnd

DOCS = Path(__file__).parents[2] / "docs"
PRICE = price_of(Vnd(199_999), 7, 15)
EXTENDED = "+ 0.5 h, "
UNITS = {"h": timedelta(hours=1), "days": timedelta(days=1)}


def rows_of(page: str, *, first_cell: str) -> list[list[str]]:
    """Cells of the rows of one table, which is found by the first cell of its heading."""
    lines = (DOCS / page).read_text(encoding="utf-8").splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith(f"| {first_cell} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def price_for(outcome: str) -> Price:
    """Of the meeting, and half an hour on top where the row says so: a line of its own."""
    if not outcome.startswith(EXTENDED):
        return PRICE
    more = price_of(Vnd(199_999), 1, 15)
    return Price(PRICE.subtotal + more.subtotal, PRICE.service_fee + more.service_fee)


def shares_of(outcome: str) -> Shares:
    price, outcome = price_for(outcome), outcome.removeprefix(EXTENDED)
    number = int(re.sub(r"\D", "", outcome) or 0)
    if outcome.startswith("split"):
        return split_shares(price.subtotal, price.service_fee, Vnd(number), RESIDENT)
    return refund_shares(price.subtotal, price.service_fee, number, RESIDENT)


@pytest.mark.parametrize(
    "row", rows_of("pricing.md", first_cell="outcome"), ids=lambda row: str(row[0])
)
def test_rows_of_the_pricing_page_are_right(row: list[str]) -> None:
    outcome, *sums = row
    shares = shares_of(outcome)
    parts = (shares.payer, shares.gross, shares.vat, shares.pit, shares.payee, shares.fee)
    expected = [f"{part.amount:,}" for part in (*parts, price_for(outcome).total)]

    assert sums == expected


@pytest.mark.parametrize(
    "row", rows_of("pricing.md", first_cell="policy"), ids=lambda row: str(row[0])
)
def test_refund_policies_on_the_pricing_page_are_those_of_the_code(row: list[str]) -> None:
    policy = RefundPolicy(row[0].partition(",")[0])
    for cell, percent in zip(row[1:], (100, 50), strict=True):
        number, unit = re.fullmatch(r"(\d+) (h|days).*|until the start", cell).groups()  # type: ignore[union-attr] # a cell without a time fails just here
        notice = timedelta(0) if unit is None else int(number) * UNITS[unit]
        assert refund_percent(REFUND_TIERS[policy], notice) == percent
        assert refund_percent(REFUND_TIERS[policy], notice - timedelta(seconds=1)) < percent


@pytest.mark.parametrize(
    "row", rows_of("disputes.md", first_cell="decision | user"), ids=lambda row: str(row[0])
)
def test_rows_of_the_page_about_disputes_are_right(row: list[str]) -> None:
    decision, *sums = row
    shares = shares_of({"release": "refund 0", "refund": "refund 100"}.get(decision, decision))
    parts = (shares.payer, shares.payee, shares.fee, shares.vat, shares.pit)

    assert sums == [f"{part.amount:,}" for part in parts]


def test_links_between_pages_lead_somewhere() -> None:
    root = DOCS.parent
    pages = [*DOCS.rglob("*.md"), root / "README.md", root / "CONTRIBUTING.md"]
    dead = [
        f"{page.relative_to(root)} → {target}"
        for page in pages
        for target in re.findall(r"\]\((?!https?://|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert not dead


def test_hours_and_places_of_the_calendar_page_are_those_of_the_catalogue() -> None:
    venues, activities = FIRST.venues, FIRST.activities.values()

    assert rows_of("calendar.md", first_cell="kind of place") == [
        [venue.names.en, venue.hours.spoken["opens"], venue.hours.spoken["closes"]]
        for venue in venues.values()
    ]
    assert rows_of("calendar.md", first_cell="activity") == [
        [each.names.en, ", ".join(venues[venue].names.en for venue in each.venue_classes)]
        for each in activities
    ]
