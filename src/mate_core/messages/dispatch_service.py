"""Hands messages to vendors: one after the other, and never twice by accident."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from mate_core.messages.attempt import (
    AttemptStatus,
    MessageAttempt,
    MessageChannel,
    Suppression,
    SuppressionCause,
)
from mate_core.messages.catalogue import template_of
from mate_core.messages.circuit import Circuit
from mate_core.messages.errors import (
    DeliveryNotTaken,
    DeliveryRefused,
    DeliveryUnavailable,
    RefusalCause,
)
from mate_core.messages.ladder import Rung, Verdict, next_rung
from mate_core.messages.policies import HASH_PURPOSE, LadderPolicy
from mate_core.messages.ports import AddressHasher, Carriers, MessagesUow
from mate_core.messages.template import Message
from mate_core.shared.commands import command
from mate_core.shared.ids import IdGenerator
from mate_core.shared.ports import Clock

Send = Callable[..., Awaitable[str | None]]
"""`send` or `call` of one vendor: to, message, reference."""


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One message to one address; `id` is the sender's, the same on every attempt."""

    id: UUID
    channel: MessageChannel
    address: str
    message: Message


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the vendor's answer comes to."""

    status: AttemptStatus
    vendor_id: str | None = None
    error: str | None = None
    opted_out: bool = False


@dataclass(frozen=True, slots=True)
class MessageDispatcher:
    """The ladder at work. An attempt is written before its vendor is called, and again after.

    Circuits are this process's own: what another one learns it learns by itself.
    """

    open_uow: Callable[[], MessagesUow]
    clock: Clock
    ids: IdGenerator
    hasher: AddressHasher
    carriers: Carriers
    policy: LadderPolicy = field(default_factory=LadderPolicy)
    _circuits: dict[Rung, Circuit] = field(default_factory=dict)

    async def deliver(self, dispatch: Dispatch) -> None:
        """Until a vendor has taken it, or none will.

        Raises DeliveryUnavailable: call again later with the same dispatch.
        """
        tried: set[Rung] = set()
        while True:
            attempt = await self._begin(dispatch, tried)
            if attempt is None:
                return
            tried.add(Rung(attempt.channel, attempt.vendor))
            answer = await self._call(dispatch, attempt)
            await self._remember(attempt, answer)

    @command
    async def _begin(self, dispatch: Dispatch, tried: set[Rung]) -> MessageAttempt | None:
        """The next attempt, written down; None when there is nothing more to do."""
        at, address = self.clock.now(), self.hasher.digest(HASH_PURPOSE, dispatch.address)
        async with self.open_uow() as uow:
            if await uow.suppressions.find(dispatch.channel, address) is not None:
                return None
            attempts = await uow.message_attempts.of_message(dispatch.id)
            rung = next_rung(
                self._ladder(dispatch),
                attempts,
                is_code=template_of(dispatch.message).is_code,
                tried_now=tried,
                circuits=self._circuit,
                policy=self.policy,
                at=at,
            )
            if rung is Verdict.LATER:
                raise DeliveryUnavailable("later")
            if not isinstance(rung, Rung):
                return None
            attempt = MessageAttempt(
                id=self.ids.uuid(),
                message_id=dispatch.id,
                number=len(attempts) + 1,
                channel=rung.channel,
                vendor=rung.vendor,
                template=dispatch.message.template,
                address_hash=address,
                started_at=at,
                updated_at=at,
            )
            await uow.message_attempts.add(attempt)
            await uow.commit()
        return attempt

    async def _call(self, dispatch: Dispatch, attempt: MessageAttempt) -> _Answer:
        rung = Rung(attempt.channel, attempt.vendor)
        try:
            vendor_id = await self._sender(rung)(
                to=dispatch.address, message=dispatch.message, reference=str(attempt.id)
            )
        except DeliveryRefused as refused:
            if refused.cause is RefusalCause.ACCOUNT:
                self._trouble(rung, at_once=True)
            else:
                self._works(rung)
            opted_out = refused.cause is RefusalCause.OPTED_OUT
            return _Answer(AttemptStatus.REFUSED, error=refused.code, opted_out=opted_out)
        except DeliveryNotTaken as away:
            self._trouble(rung, retry_after=away.retry_after)
            return _Answer(AttemptStatus.NOT_TAKEN, error=away.code)
        except DeliveryUnavailable as silent:
            self._trouble(rung)
            return _Answer(AttemptStatus.UNKNOWN, error=silent.code)
        self._works(rung)
        return _Answer(AttemptStatus.ACCEPTED, vendor_id)

    @command
    async def _remember(self, attempt: MessageAttempt, answer: _Answer) -> None:
        """A receipt may have been faster than the answer: ranks decide."""
        at = self.clock.now()
        async with self.open_uow() as uow:
            known = await uow.message_attempts.get_for_change(attempt.id) or attempt
            told = known.told(answer.status, at=at, vendor_id=answer.vendor_id, error=answer.error)
            await uow.message_attempts.save(told)
            if answer.opted_out:
                await uow.suppressions.add(
                    Suppression(
                        attempt.channel, attempt.address_hash, SuppressionCause.OPTED_OUT, at
                    )
                )
            await uow.commit()

    def _ladder(self, dispatch: Dispatch) -> list[Rung]:
        if dispatch.channel is MessageChannel.EMAIL:
            return [Rung(MessageChannel.EMAIL, each.vendor) for each in self.carriers.email]
        rungs = [Rung(MessageChannel.SMS, each.vendor) for each in self.carriers.sms]
        if dispatch.channel is MessageChannel.VOICE:
            rungs = []
        if template_of(dispatch.message).voice is not None:
            rungs += [Rung(MessageChannel.VOICE, each.vendor) for each in self.carriers.voice]
        return rungs

    def _sender(self, rung: Rung) -> Send:
        senders: dict[Rung, Send] = {
            Rung(MessageChannel.SMS, each.vendor): each.send for each in self.carriers.sms
        }
        senders |= {
            Rung(MessageChannel.VOICE, each.vendor): each.call for each in self.carriers.voice
        }
        senders |= {
            Rung(MessageChannel.EMAIL, each.vendor): each.send for each in self.carriers.email
        }
        return senders[rung]

    def _circuit(self, rung: Rung) -> Circuit:
        return self._circuits.get(rung, Circuit())

    def _trouble(
        self, rung: Rung, *, retry_after: timedelta | None = None, at_once: bool = False
    ) -> None:
        self._circuits[rung] = self._circuit(rung).failed(
            self.policy, at=self.clock.now(), retry_after=retry_after, at_once=at_once
        )

    def _works(self, rung: Rung) -> None:
        self._circuits.pop(rung, None)
