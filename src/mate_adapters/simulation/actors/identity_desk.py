"""Staff before the queue of identity checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Final

from mate_adapters.simulation.actors.applicants import ApplicantActor
from mate_adapters.simulation.actors.habits import minutes
from mate_adapters.simulation.actors.staff import StaffActor
from mate_adapters.simulation.commands.identity import (
    ApproveKyc,
    LookAtPapers,
    RejectKyc,
    RetryKyc,
    RevokeKyc,
)
from mate_adapters.simulation.engine import Engine
from mate_adapters.simulation.stage import Outcome
from mate_core.kyc.events import KycRejected, KycReviewNeeded, KycRevoked, KycVerified
from mate_core.kyc.findings import KycReason
from mate_core.shared.ids import UserId

_HOUR: Final = 60
_DAY: Final = 24 * _HOUR
_TRIES: Final = 6
_SECOND_PERSON: Final = "kyc.second_person_needed"
_CARD_OF_ANOTHER: Final = "kyc.card_not_accepted"


class IdentityDesk:
    """Decides what waits, hears complaints about rejections, takes back a few verifications."""

    def __init__(
        self,
        engine: Engine,
        rng: Random,
        staff: list[StaffActor],
        applicants: Mapping[int, ApplicantActor],
    ) -> None:
        self._engine = engine
        self._rng = rng
        self._staff = staff
        self._applicants = applicants
        engine.listen(KycReviewNeeded, self._review_needed)
        engine.listen(KycRejected, self._rejected)
        engine.listen(KycVerified, self._verified)
        engine.listen(KycRevoked, self._revoked)

    def _applicant(self, user_id: UserId) -> ApplicantActor | None:
        number = self._engine.stage.world.number_of(user_id)
        return self._applicants.get(number) if number is not None else None

    def _on_duty(self) -> StaffActor:
        return self._staff[int(self._rng.random() * len(self._staff))]

    # The queue

    def _review_needed(self, event: KycReviewNeeded) -> None:
        applicant = self._applicant(event.user_id)
        if applicant is not None and self._rng.random() < 0.97:  # a few lie there for ever
            unanswered = KycReason.VERIFIER_UNAVAILABLE in event.reasons
            delay = minutes(self._rng, 10, 12 * _HOUR)
            self._engine.soon(delay, self._decide, applicant, unanswered, 0)

    def _decide(self, applicant: ApplicantActor, unanswered: bool, tries: int) -> None:
        engine, rng = self._engine, self._rng
        staff, who = self._on_duty().number, applicant.number
        if rng.random() < 0.5:
            engine.do(LookAtPapers(actor=staff, partner=who))
        if unanswered and rng.random() < 0.4:
            outcome = engine.do(RetryKyc(actor=staff, partner=who))
        elif not applicant.is_honest or rng.random() < 0.05:
            outcome = self._reject(staff, who, KycReason.CARD_NOT_GENUINE)
        else:
            outcome = engine.do(ApproveKyc(actor=staff, partner=who))
            if outcome.code == _CARD_OF_ANOTHER:
                outcome = self._reject(staff, who, KycReason.CARD_NOT_ACCEPTED)
        if not outcome.ok and outcome.code != "kyc.move_refused" and tries < _TRIES:
            engine.soon(minutes(rng, 30, 5 * _HOUR), self._decide, applicant, unanswered, tries + 1)

    def _reject(self, staff: int, who: int, because: KycReason) -> Outcome:
        return self._engine.do(RejectKyc(actor=staff, partner=who, because=because))

    # In twos

    def _rejected(self, event: KycRejected) -> None:
        applicant = self._applicant(event.user_id)
        if applicant is not None and applicant.is_honest and self._rng.random() < 0.5:
            command = ApproveKyc(actor=self._on_duty().number, partner=applicant.number)
            self._engine.soon(minutes(self._rng, _HOUR, 3 * _DAY), self._propose, command)

    def _verified(self, event: KycVerified) -> None:
        applicant = self._applicant(event.user_id)
        if applicant is not None and self._rng.random() < 0.02:
            command = RevokeKyc(actor=self._on_duty().number, partner=applicant.number)
            self._engine.soon(minutes(self._rng, _DAY, 9 * _DAY), self._propose, command)

    def _propose(self, command: ApproveKyc | RevokeKyc) -> None:
        """One person is not enough, however often he says it (RULES 16)."""
        if self._engine.do(command).code != _SECOND_PERSON:
            return
        self._engine.do(replace(command, refused=True))
        first = next(each for each in self._staff if each.number == command.actor)
        second = first.colleagues[int(self._rng.random() * len(first.colleagues))]
        agreed = replace(command, actor=second.number)
        self._engine.soon(minutes(self._rng, 20, 2 * _DAY), self._agree, agreed)

    def _agree(self, command: ApproveKyc | RevokeKyc) -> None:
        self._engine.do(command)

    def _revoked(self, event: KycRevoked) -> None:
        applicant = self._applicant(event.user_id)
        if applicant is not None:
            self._engine.soon(minutes(self._rng, _HOUR, 3 * _DAY), applicant.begin)
