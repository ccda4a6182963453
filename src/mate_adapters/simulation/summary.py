"""What a founder would read of a run: bookings, money, people, time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from uuid import UUID

from mate_adapters.simulation.run import Run
from mate_core.bookings.model import Booking
from mate_core.bookings.transitions import BookingStatus
from mate_core.kyc.states import KycAction, KycState
from mate_core.moderation.events import UserBlocked
from mate_core.partners.calendar import SlotKind
from mate_core.payments.escrow import Escrow
from mate_core.reviews.states import ReviewState
from mate_core.shared.time import Period, local_day


@dataclass(frozen=True, slots=True)
class Day:
    """One day in Viet Nam: bookings asked for and paid, dong paid in and earned as fees."""

    day: date
    requested: int = 0
    paid: int = 0
    turnover: int = 0
    fees: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """Sums in dong; shares between 0 and 1; times in hours.

    `outcomes` counts bookings by how they ended, `accounts` holds the journal's sums, personal
    accounts taken together. `utilisation` is booked meeting time over published time.
    `identity_checks` counts cases by how they ended, `minutes_to_verification` is the median from
    a person's first submission to the first approval, `codes_lost` counts one-time codes that never
    arrived. `reviews` counts those written, those that were ever readable, and those hidden at the
    end; `blocks` and `bans` those that were made, and those that stand at the end.
    """

    bookings: int
    outcomes: Mapping[str, int]
    accounts: Mapping[str, int]
    turnover: int
    fees: int
    taxes: int
    paid_to_partners: int
    refunds: int
    refunded: int
    utilisation: float
    hours_to_release: float
    refusals: Mapping[str, int]
    identity_checks: Mapping[str, int]
    minutes_to_verification: float
    codes_lost: int
    reviews: Mapping[str, int]
    blocks: Mapping[str, int]
    bans: Mapping[str, int]
    days: tuple[Day, ...]
    partner_earnings: tuple[int, ...]

    def document(self) -> dict[str, object]:
        """For machines: names as in the HTTP API."""
        return {
            "bookings": self.bookings,
            "outcomes": dict(self.outcomes),
            "accounts": dict(self.accounts),
            "turnover": self.turnover,
            "feesEarned": self.fees,
            "taxesWithheld": self.taxes,
            "paidToPartners": self.paid_to_partners,
            "refunds": self.refunds,
            "refunded": self.refunded,
            "utilisation": round(self.utilisation, 4),
            "hoursToRelease": round(self.hours_to_release, 1),
            "identityChecks": dict(self.identity_checks),
            "minutesToVerification": round(self.minutes_to_verification, 1),
            "codesLost": self.codes_lost,
            "reviews": dict(self.reviews),
            "blocks": dict(self.blocks),
            "bans": dict(self.bans),
            "refusals": dict(self.refusals),
        }


def summarise(run: Run) -> Summary:
    """Read off what was committed."""
    tables = run.stage.world.tables
    bookings = [row.booking for row in tables.bookings.bookings.rows.values()]
    escrows = list(tables.money.escrows.rows.values())
    settled = [(each, each.settled) for each in escrows if each.settled is not None]
    earned: Counter[str] = Counter()
    for escrow, shares in settled:
        earned[str(escrow.payee)] += shares.payee.amount
    return Summary(
        bookings=len(bookings),
        outcomes=_sorted(Counter(_outcome(booking) for booking in bookings)),
        accounts=_accounts(run),
        turnover=sum(escrow.amount.amount for escrow in escrows),
        fees=sum(shares.fee.amount for _, shares in settled),
        taxes=sum(shares.tax.amount for _, shares in settled),
        paid_to_partners=sum(shares.payee.amount for _, shares in settled),
        refunds=sum(bool(shares.payer) for _, shares in settled),
        refunded=sum(shares.payer.amount for _, shares in settled),
        utilisation=_utilisation(run, bookings),
        hours_to_release=_hours_to_release(bookings, escrows),
        refusals=_sorted(_refusals(run)),
        identity_checks=_identity_checks(run),
        minutes_to_verification=_minutes_to_verification(run),
        codes_lost=len(run.stage.world.carrier.lost_codes),
        reviews=_reviews(run),
        blocks=_blocks(run),
        bans=_bans(run),
        days=_days(run, bookings, escrows),
        partner_earnings=tuple(sorted((sum_ for sum_ in earned.values() if sum_), reverse=True)),
    )


def _outcome(booking: Booking) -> str:
    if booking.cancellation is not None:
        return str(booking.cancellation.code)
    return booking.status.value.lower()


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _refusals(run: Run) -> Counter[str]:
    counts: Counter[str] = Counter()
    for (_, code), times in run.stage.outcomes.items():
        if code != "ok":
            counts[code] += times
    return counts


def _accounts(run: Run) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for (kind, owner), balance in run.stage.watch.books.balances.items():
        is_gateway = owner is not None and kind.value == "gateway"
        sums[f"{kind}:{owner}" if is_gateway else str(kind)] += balance
    return dict(sorted(sums.items()))


def _utilisation(run: Run, bookings: list[Booking]) -> float:
    tables = run.stage.world.tables.partners
    opened = [slot.period for slot in tables.slots.rows.values() if slot.kind is SlotKind.AVAILABLE]
    whole = Period(run.plan.start, run.plan.start + timedelta(days=run.plan.days))
    for rule in tables.weekly_hours.rows.values():
        opened += [each.period for each in rule.occurrences(whole)]
    published = sum((period.duration for period in opened), timedelta())
    met = sum(
        (each.period.duration for each in bookings if each.started_at is not None), timedelta()
    )
    return met / published if published else 0.0


def _hours_to_release(bookings: list[Booking], escrows: list[Escrow]) -> float:
    """From the booked end to the partner's money; the median."""
    ends: dict[UUID, datetime] = {
        booking.id: booking.period.end
        for booking in bookings
        if booking.status is BookingStatus.COMPLETED
    }
    waits = [
        (escrow.settled_at - ends[escrow.reference]) / timedelta(hours=1)
        for escrow in escrows
        if escrow.settled_at is not None and escrow.reference in ends
    ]
    return median(waits) if waits else 0.0


def _identity_checks(run: Run) -> dict[str, int]:
    cases = run.stage.world.tables.kyc.cases.rows.values()
    return _sorted(Counter(case.state.value.lower() for case in cases))


def _minutes_to_verification(run: Run) -> float:
    """Over everybody who ever sent papers in and was verified."""
    submitted: dict[UUID, datetime] = {}
    verified: dict[UUID, datetime] = {}
    for entry in run.stage.world.tables.kyc.log.rows.values():  # in the order of time
        if entry.action is KycAction.SUBMIT:
            submitted.setdefault(entry.user_id, entry.at)
        elif entry.after is KycState.VERIFIED:
            verified.setdefault(entry.user_id, entry.at)
    waits = [
        (at - submitted[person]) / timedelta(minutes=1)
        for person, at in verified.items()
        if person in submitted
    ]
    return median(waits) if waits else 0.0


def _reviews(run: Run) -> dict[str, int]:
    reviews = run.stage.world.tables.reviews.reviews.rows.values()
    return {
        "written": len(reviews),
        "revealed": sum(review.published_at is not None for review in reviews),
        "hidden": sum(review.state is ReviewState.HIDDEN for review in reviews),
    }


def _blocks(run: Run) -> dict[str, int]:
    world = run.stage.world
    made = sum(isinstance(event, UserBlocked) for event in world.store.events)
    return {"made": made, "standing": len(world.tables.moderation.blocks.rows)}


def _bans(run: Run) -> dict[str, int]:
    bans = run.stage.world.tables.moderation.bans.rows.values()
    return {
        "made": len(bans),
        "appealed": sum(ban.appeal is not None for ban in bans),
        "standing": sum(ban.in_force for ban in bans),
    }


def _days(run: Run, bookings: list[Booking], escrows: list[Escrow]) -> tuple[Day, ...]:
    requested = Counter(local_day(booking.created_at) for booking in bookings)
    paid = Counter(local_day(escrow.created_at) for escrow in escrows)
    turnover: Counter[date] = Counter()
    fees: Counter[date] = Counter()
    for escrow in escrows:
        turnover[local_day(escrow.created_at)] += escrow.amount.amount
        if escrow.settled is not None and escrow.settled_at is not None:
            fees[local_day(escrow.settled_at)] += escrow.settled.fee.amount
    first = local_day(run.plan.start)
    every = sorted({first, *requested, *paid, *fees})
    return tuple(
        Day(day, requested[day], paid[day], turnover[day], fees[day])
        for day in (every[0] + timedelta(days=n) for n in range((every[-1] - every[0]).days + 1))
    )
