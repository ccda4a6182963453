"""What to simulate: how many people, how long, from which seed, and how much goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from mate_adapters.composition.ports import Policies
from mate_adapters.simulation.papers import PaperShares
from mate_core.payments.policies import RESIDENT, PaymentPolicy, TaxPolicy

MARKET: Final = Policies(
    payments=PaymentPolicy(tax=TaxPolicy(((datetime(2025, 7, 1, tzinfo=UTC), RESIDENT),)))
)
"""The policies of production with withholding tax turned on: the books with every posting."""


@dataclass(frozen=True, slots=True)
class FaultRates:
    """Chances between 0 and 1: per command, per callback, or per simulated day where it says so."""

    storage: float = 0.0
    """A commit meets another transaction, an absent database, or the death of the process."""
    vendor: float = 0.0
    """A call to a gateway, carrier or verifier is refused, or its request or reply is lost."""
    message_lost: float = 0.0
    """Of a round of the pump: a message that the carrier has taken never arrives."""
    event: float = 0.0
    """An event's handler fails, or gets the event twice."""
    double_click: float = 0.0
    """Somebody sends the same command twice."""
    notice_late: float = 0.0
    notice_twice: float = 0.0
    notice_forged: float = 0.0
    notice_wrong_amount: float = 0.0
    notice_suspected: float = 0.0
    notice_for_nothing: float = 0.0
    """A second success for an attempt that was paid already, under another transaction."""
    unnoticed: float = 0.0
    """Somebody never sees the notification that asks for an answer."""
    outages_per_day: float = 0.0
    """The pump stands still for up to three hours."""
    clock_jumps_per_day: float = 0.0
    """Every process sleeps, and time goes on without it for up to four hours."""
    carrier_outages_per_day: float = 0.0
    """The carrier of SMS and calls takes nothing for one to eight hours."""
    verifier_outages_per_day: float = 0.0
    """One vendor of identity checks answers nobody for one to eight hours."""
    adversaries: float = 0.0
    """The share of users and partners who try what RULES forbid."""
    blocks_per_day: float = 0.0
    """Somebody blocks somebody with whom he has something under way, for no reason."""
    bans_per_day: float = 0.0
    """Staff ban somebody who has something under way, for no reason."""
    impostors: float = 0.0
    """The share of partners who try papers that are not theirs."""


NO_FAULTS: Final = FaultRates()
SOME_FAULTS: Final = FaultRates(
    storage=0.005,
    vendor=0.01,
    message_lost=0.01,
    event=0.01,
    double_click=0.02,
    notice_late=0.03,
    notice_twice=0.05,
    notice_forged=0.01,
    notice_wrong_amount=0.005,
    notice_suspected=0.005,
    notice_for_nothing=0.005,
    unnoticed=0.02,
    outages_per_day=0.2,
    clock_jumps_per_day=0.05,
    carrier_outages_per_day=0.05,
    verifier_outages_per_day=0.1,
    blocks_per_day=0.5,
    bans_per_day=0.2,
    adversaries=0.01,
    impostors=0.02,
)
ALL_FAULTS: Final = FaultRates(
    storage=0.03,
    vendor=0.05,
    message_lost=0.05,
    event=0.05,
    double_click=0.06,
    notice_late=0.1,
    notice_twice=0.15,
    notice_forged=0.05,
    notice_wrong_amount=0.02,
    notice_suspected=0.02,
    notice_for_nothing=0.02,
    unnoticed=0.05,
    outages_per_day=1.0,
    clock_jumps_per_day=0.2,
    carrier_outages_per_day=0.3,
    verifier_outages_per_day=0.5,
    blocks_per_day=2.0,
    bans_per_day=1.0,
    adversaries=0.05,
    impostors=0.15,
)
FAULTS: Final[Mapping[str, FaultRates]] = MappingProxyType(
    {"none": NO_FAULTS, "some": SOME_FAULTS, "all": ALL_FAULTS}
)


@dataclass(frozen=True, slots=True)
class Plan:
    """One run. The same plan gives the same log hash in every process and Python.

    The clock starts at `start`; people act for `days` days, then faults stop, nobody begins
    anything new, and everything that is open has to come to its end.
    """

    users: int = 200
    partners: int = 30
    days: int = 7
    seed: int = 1
    faults: FaultRates = NO_FAULTS
    papers: PaperShares = field(default_factory=PaperShares)
    policies: Policies = MARKET
    start: datetime = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)

    def __post_init__(self) -> None:
        if min(self.users, self.partners, self.days) < 1:
            raise ValueError("a simulation needs users, partners and days, one of each at least")
