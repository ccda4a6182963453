"""Reading, giving and withdrawing consent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mate_core.privacy.consents import (
    INDISPENSABLE,
    TEXTS,
    Consent,
    ConsentSource,
    ConsentState,
    Language,
    Purpose,
    states,
)
from mate_core.privacy.errors import ConsentIndispensable, ConsentTextOutdated
from mate_core.privacy.events import ConsentChanged
from mate_core.privacy.ports import PrivacyUow
from mate_core.shared.actor import Actor
from mate_core.shared.commands import also_when_banned, command
from mate_core.shared.ids import IdGenerator, UserId
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class ConsentService:
    open_uow: Callable[[], PrivacyUow]
    open_read: Callable[[], PrivacyUow]
    clock: Clock
    ids: IdGenerator

    async def mine(self, actor: Actor) -> Sequence[ConsentState]:
        """Every purpose with its present text, and whether the actor agrees to it."""
        return await self._states(actor.user_id)

    async def of(self, actor: Actor, person: UserId) -> Sequence[Consent]:
        """The whole ledger of somebody, oldest first, for staff; raises Forbidden, NotFound."""
        actor.require_staff()
        async with self.open_read() as uow:
            await uow.users.get(person)
            return await uow.consents.history(person)

    async def grant(
        self,
        actor: Actor,
        purpose: Purpose,
        *,
        version: int,
        language: Language,
        source: ConsentSource = ConsentSource.APP,
    ) -> ConsentState:
        """Agree to the text that was shown; agreeing again changes nothing.

        Raises ConsentTextOutdated when `version` is not the present one.
        """
        text = TEXTS[purpose]
        if version != text.version:
            raise ConsentTextOutdated(current=text.version)
        return await self._record(actor, purpose, True, language, source)

    async def withdraw(
        self, actor: Actor, purpose: Purpose, *, source: ConsentSource = ConsentSource.APP
    ) -> ConsentState:
        """Takes effect with the next command that asks (`steps.has_consent`).

        Raises ConsentIndispensable.
        """
        if purpose in INDISPENSABLE:
            raise ConsentIndispensable
        return await self._record(actor, purpose, False, None, source)

    @command
    @also_when_banned
    async def _record(
        self,
        actor: Actor,
        purpose: Purpose,
        granted: bool,
        language: Language | None,
        source: ConsentSource,
    ) -> ConsentState:
        now, text = self.clock.now(), TEXTS[purpose]
        async with self.open_uow() as uow:
            await uow.users.lock_persons([actor.user_id])  # one change at a time
            state = ConsentState(text, await uow.consents.last(actor.user_id, purpose))
            if state.granted is granted:
                return state
            shown = language or (state.last.language if state.last else Language.VI)
            row = Consent(
                id=self.ids.uuid(),
                user_id=actor.user_id,
                purpose=purpose,
                granted=granted,
                version=text.version,
                language=shown,
                digest=text.digest(shown),
                source=source,
                at=now,
            )
            await uow.consents.add(row)
            await uow.publish(
                ConsentChanged(
                    user_id=actor.user_id, purpose=purpose.value, granted=granted, at=now
                )
            )
            await uow.commit()
        return ConsentState(text, row)

    async def _states(self, user_id: UserId) -> Sequence[ConsentState]:
        async with self.open_read() as uow:
            return states(await uow.consents.latest(user_id))
