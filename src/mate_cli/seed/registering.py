"""Registering without a telephone: the code is overheard where it is made."""

from __future__ import annotations

from mate_cli.seed.people import DemoPerson
from mate_core.application import Application
from mate_core.identity.model import User
from mate_core.identity.service import Registration
from mate_core.shared.contact import PhoneNumber
from mate_core.shared.ids import Random


class RememberingRandom:
    """Another Random, whose last choice can be asked for.

    The code goes out as an SMS all the same; reading it back from there would race with whichever
    worker delivers it.
    """

    def __init__(self, random: Random) -> None:
        self._random = random
        self.last = ""

    def choice_of(self, alphabet: str, length: int) -> str:
        self.last = self._random.choice_of(alphabet, length)
        return self.last


async def registered(
    application: Application, random: RememberingRandom, person: DemoPerson, password: str
) -> User:
    """An active account with a verified phone number; `application` registers with `random`."""
    wish = Registration(
        email=None,
        phone=PhoneNumber.parse(person.phone),
        password=password,
        full_name=person.name,
        date_of_birth=person.born,
    )
    answer = await application.registration.register(wish)
    user_id = await application.registration.verify(answer.challenge_id, random.last)
    return await application.staff_accounts.find(str(user_id))
