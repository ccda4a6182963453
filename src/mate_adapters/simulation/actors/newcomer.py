"""Anybody at all: registers with a phone, waits for the code, and goes on from there."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from mate_adapters.simulation.actors.habits import minutes
from mate_adapters.simulation.commands.people import LogIn, Register, Resend, Verify
from mate_adapters.simulation.engine import Engine

_CODES_WANTED = 8
_COMES_BACK = 6
_HOUR = 60
_CODE_WRONG = "auth.code_invalid"


class Newcomer:
    def __init__(self, engine: Engine, number: int, rng: Random) -> None:
        self.engine = engine
        self.number = number
        self.rng = rng
        self.is_in = False
        self._comings = 0

    def arrive(self) -> None:
        challenge = self.engine.label()
        registered = self.engine.do(
            Register(
                actor=self.number, challenge=challenge, born=1970 + int(self.rng.random() * 36)
            )
        )
        if registered.ok:
            self.engine.soon(minutes(self.rng, 1.5, 4), self._verify, challenge, 0)
        else:
            self.engine.soon(minutes(self.rng, 15, 60), self.arrive)

    def _verify(self, challenge: int, tries: int) -> None:
        """A code that does not come, or comes late, is asked for again; some day later, too."""
        verify = Verify(actor=self.number, challenge=challenge)
        verified = self.engine.do(verify)
        if verified.ok and self.engine.happens(self.engine.plan.faults.double_click):
            self.engine.do(replace(verify, refused=True))  # a code opens once
        if verified.ok or (verified.code == _CODE_WRONG and self._knows_the_way_in()):
            self.is_in = True
            self.settle_in()
        elif tries < _CODES_WANTED:
            fresh = self.engine.label()
            resent = self.engine.do(Resend(actor=self.number, challenge=challenge, fresh=fresh))
            name, wait = (
                (fresh, minutes(self.rng, 2, 4))
                if resent.ok
                else (
                    challenge,
                    minutes(self.rng, 11, 60),
                )
            )
            self.engine.soon(wait, self._verify, name, tries + 1)
        elif self._comings < _COMES_BACK:
            self._comings += 1
            self.engine.soon(minutes(self.rng, 3 * _HOUR, 20 * _HOUR), self.arrive)

    def _knows_the_way_in(self) -> bool:
        """The code was right the first time, only nobody was told: the password opens."""
        return self.engine.do(LogIn(actor=self.number)).ok

    def settle_in(self) -> None:
        """What comes first once the account is there."""
