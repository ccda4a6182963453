"""How a partner deals with requests: what ranking and his public page tell of it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from mate_core.partners.policies import ReliabilityPolicy


@dataclass(frozen=True, slots=True)
class Reliability:
    """Counters of bookings' moves, each once: requests that he accepted or declined himself, those
    that lapsed without his answer, and confirmed bookings that he called off or did not come to.

    What a system, staff or the user ended, and what was ended for safety, counts nowhere.
    """

    accepted: int = 0
    declined: int = 0
    lapsed: int = 0
    cancelled: int = 0

    @property
    def answered(self) -> int:
        return self.accepted + self.declined

    def __add__(self, more: Reliability) -> Reliability:
        return Reliability(
            self.accepted + more.accepted,
            self.declined + more.declined,
            self.lapsed + more.lapsed,
            self.cancelled + more.cancelled,
        )

    def __sub__(self, less: Reliability) -> Reliability:
        return Reliability(
            self.accepted - less.accepted,
            self.declined - less.declined,
            self.lapsed - less.lapsed,
            self.cancelled - less.cancelled,
        )

    def response_rate(self, policy: ReliabilityPolicy) -> int | None:
        """Requests answered, in whole percent; None while they are too few to tell anything."""
        asked = self.answered + self.lapsed
        return None if asked < policy.fewest_shown else round(100 * Fraction(self.answered, asked))

    def weighted_response(self, policy: ReliabilityPolicy) -> Fraction:
        """Requests answered, 0 to 1, as if `policy` had seen some of everybody before."""
        seen = policy.prior_requests
        asked = self.answered + self.lapsed + seen
        return (self.answered + policy.prior_response * seen) / asked

    def weighted_cancellation(self, policy: ReliabilityPolicy) -> Fraction:
        """Accepted bookings called off, 0 to 1, likewise."""
        seen = policy.prior_bookings
        # Who accepted before this was counted may have called off more than he accepted since.
        accepted = max(self.accepted, self.cancelled) + seen
        return (self.cancelled + policy.prior_cancellation * seen) / accepted

    def grade(self, policy: ReliabilityPolicy) -> int:
        """0 to 100 in steps: what of it counts in the ranking, and rarely changes."""
        kept = 1 - self.weighted_cancellation(policy)
        return int(self.weighted_response(policy) * kept * 100 / policy.step) * policy.step


NOTHING_COUNTED: Final = Reliability()
