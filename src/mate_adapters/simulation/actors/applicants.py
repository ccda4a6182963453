"""Partners on their way to being verified, and those who try it with other papers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Final

from mate_adapters.simulation.actors.habits import minutes
from mate_adapters.simulation.commands.base import Command
from mate_adapters.simulation.commands.identity import (
    ApproveKyc,
    GiveConsent,
    ReadKycStatus,
    SubmitKyc,
    UploadCard,
    UploadSelfie,
    UploadVideo,
)
from mate_adapters.simulation.engine import Engine
from mate_adapters.simulation.papers import Look, Papers, born_of
from mate_core.kyc.case import Picture
from mate_core.kyc.views import KycProgress, NextStep

_HOUR: Final = 60
_DAY: Final = 24 * _HOUR
_ROUNDS: Final = 40
"""Looks at the app, after which even the most patient one has forgotten it."""
_TRIES: Final = 3
_HAS_SELFIE: Final = 0.9
_SHOWS_UP: Final = 0.04
"""The share of those who never upload anything, and come to the office with their card."""
_CHILD: Final = 2012


class ApplicantActor:
    """Sends in papers, takes them again when asked, and tries once more after a rejection."""

    def __init__(self, engine: Engine, number: int, rng: Random) -> None:
        self.engine = engine
        self.number = number
        self.rng = rng
        self.papers = Papers(number, born_of(number), engine.plan.papers.look(rng.random()))
        self.has_given_up = False
        self.in_person: Callable[[int], None] | None = None
        """What somebody does who would rather show his card at the office."""
        self._has_selfie = rng.random() < _HAS_SELFIE
        self._shows_up = rng.random() < _SHOWS_UP
        self._tries = 0
        self._rounds = 0

    @property
    def is_honest(self) -> bool:
        """Whether staff who look at the pictures find nothing wrong."""
        return self.papers.look is not Look.FAKE

    def begin(self) -> None:
        """Looks at the app and does what it says, whatever happened before."""
        self._rounds += 1
        if self._rounds > _ROUNDS:
            self.has_given_up = True
            return
        if self._rounds == 1 and self._shows_up and self.in_person is not None:
            self.in_person(self.number)
            return
        progress: KycProgress | None = self.engine.do(ReadKycStatus(actor=self.number)).value
        if progress is None:
            self._later(20, 3 * _HOUR)
        elif progress.next_step is NextStep.WAIT:
            self._later(2 * _HOUR, 2 * _DAY)
        elif progress.next_step is NextStep.TRY_AGAIN:
            self._rejected()
        elif progress.next_step is NextStep.SUBMIT:
            self._submit()
        elif progress.next_step is not NextStep.NOTHING:
            if progress.next_step is NextStep.RETAKE:
                self._take_better_pictures()
            self._send_in()

    def _later(self, least: float, most: float) -> None:
        self.engine.soon(minutes(self.rng, least, most), self.begin)

    def _rejected(self) -> None:
        self._tries += 1
        if self._tries > _TRIES or self.rng.random() < 0.2:
            self.has_given_up = True
            if self.in_person is not None and self.rng.random() < 0.3:
                self.in_person(self.number)
            return
        self._take_better_pictures()
        self.engine.soon(minutes(self.rng, _HOUR, 2 * _DAY), self._send_in)

    def _take_better_pictures(self) -> None:
        if self.papers.look is not Look.FAKE and self.rng.random() < 0.8:
            self.papers = Papers(self.number, born_of(self.number))

    def _send_in(self) -> None:
        """All pictures anew, then the rest; whatever fails is looked at again later."""
        me, papers = self.number, self.papers
        of, born, look = papers.of, papers.born, papers.look
        uploads: list[Command] = [
            UploadCard(actor=me, side=Picture.FRONT, of=of, born=born, look=look),
            UploadCard(actor=me, side=Picture.BACK, of=of, born=born, look=look),
            UploadVideo(actor=me, of=of, born=born, look=look),
        ]
        if self._has_selfie:
            uploads.append(UploadSelfie(actor=me, of=of, born=born, look=look))
        for upload in uploads:
            if not self.engine.do(upload).ok:
                self._later(20, 3 * _HOUR)
                return
        self._submit()

    def _submit(self) -> None:
        command = self.submission()
        outcome = self.engine.do(command)
        if outcome.code == "privacy.consent_missing":
            self.engine.do(GiveConsent(actor=self.number))
            outcome = self.engine.do(command)
        if outcome.ok:
            self.submitted(command)
            self._later(5, _HOUR)
        elif outcome.code == "kyc.too_many_submissions":
            self._later(_DAY, 3 * _DAY)
        else:
            self._later(_HOUR, 30 * _HOUR)

    def submission(self) -> SubmitKyc:
        """What stands on the card, as it stands there."""
        return SubmitKyc(actor=self.number, of=self.papers.of, born=self.papers.born)

    def submitted(self, command: SubmitKyc) -> None:
        """Once it is in."""


class ImpostorActor(ApplicantActor):
    """Tries other people's cards, a child's, and another name, then its own (RULES 24)."""

    def __init__(self, engine: Engine, number: int, rng: Random, *, others: range) -> None:
        super().__init__(engine, number, rng)
        self._own = Papers(number, born_of(number))
        # Never the neighbour, whose bank account others try to take (`RegisterBank.stolen`).
        victims = [each for each in others if each not in (number, number + 1)] or [number]
        victim = victims[int(rng.random() * len(victims))]
        stolen = Papers(victim, born_of(victim))
        tricks = [
            (stolen, SubmitKyc(actor=number, of=victim, born=stolen.born)),
            (Papers(number, _CHILD), SubmitKyc(actor=number, of=number, born=self._own.born)),
            (self._own, replace(self._honestly(), named=number + 1)),
        ]
        rng.shuffle(tricks)
        self._tricks = tricks
        self._has_selfie = True
        self.papers, self._submission = self._tricks.pop()

    @property
    def is_honest(self) -> bool:
        return self.papers == self._own and self._submission == self._honestly()

    def begin(self) -> None:
        if self._rounds == 0:
            me, born = self.number, self._own.born
            for command in (
                SubmitKyc(actor=me, of=me, born=born),  # without a picture
                SubmitKyc(actor=me, of=me, born=_CHILD),
                ApproveKyc(actor=me, partner=me),
            ):
                self._must_be_refused(command)
        super().begin()

    def _honestly(self) -> SubmitKyc:
        return SubmitKyc(actor=self.number, of=self.number, born=self._own.born)

    def _rejected(self) -> None:
        """The next trick, and with none left the truth."""
        if self._tricks:
            self._tries = 0
            self.papers, self._submission = self._tricks.pop()
        else:
            self.papers, self._submission = self._own, self._honestly()
        super()._rejected()

    def _take_better_pictures(self) -> None:
        """They are as good as they can be."""

    def submission(self) -> SubmitKyc:
        return self._submission

    def submitted(self, command: SubmitKyc) -> None:
        """Twice is once."""
        self._must_be_refused(command)

    def _must_be_refused(self, command: Command) -> None:
        self.engine.do(replace(command, refused=True))
