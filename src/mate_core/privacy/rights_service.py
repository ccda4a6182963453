"""Rights requests: what people ask, and the queue of those who answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from mate_core.privacy.errors import TooManyRequests
from mate_core.privacy.events import RightsAnswered, RightsRequested
from mate_core.privacy.policies import PrivacyPolicy
from mate_core.privacy.ports import PrivacyUow
from mate_core.privacy.rights import RightsKind, RightsRequest
from mate_core.shared.actor import Actor
from mate_core.shared.auditing import audit_record, require_reason
from mate_core.shared.commands import also_when_banned, command
from mate_core.shared.errors import InvalidInput, NotFound
from mate_core.shared.ids import IdGenerator
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.ports import AuditRecord, Clock

TEXT_LENGTH: Final = 2_000


@dataclass(frozen=True, slots=True)
class RightsFile:
    """A request with what staff did to it."""

    request: RightsRequest
    audit: Sequence[AuditRecord]


@dataclass(frozen=True, slots=True)
class RightsService:
    open_uow: Callable[[], PrivacyUow]
    open_read: Callable[[], PrivacyUow]
    clock: Clock
    ids: IdGenerator
    policy: PrivacyPolicy

    @command
    @also_when_banned
    async def ask(self, actor: Actor, kind: RightsKind, details: str) -> RightsRequest:
        """The dates by which we must acknowledge and answer stand in it.

        Raises InvalidInput, TooManyRequests.
        """
        _require_text("details", details, shortest=0)
        now = self.clock.now()
        async with self.open_uow() as uow:
            await uow.users.lock_persons([actor.user_id])  # counted one at a time
            earlier = await uow.rights_requests.of_user(actor.user_id)
            if sum(each.is_open for each in earlier) >= self.policy.open_requests:
                raise TooManyRequests(most=self.policy.open_requests)
            request = RightsRequest.received(
                self.ids.uuid(), actor.user_id, kind, details.strip(), self.policy, at=now
            )
            await uow.rights_requests.add(request)
            await uow.publish(
                RightsRequested(
                    request_id=request.id, user_id=actor.user_id, kind=kind.value, at=now
                )
            )
            await uow.commit()
        return request

    async def mine(self, actor: Actor) -> Sequence[RightsRequest]:
        """Newest first."""
        async with self.open_read() as uow:
            return await uow.rights_requests.of_user(actor.user_id)

    async def show_mine(self, actor: Actor, request_id: UUID) -> RightsRequest:
        """Raises NotFound, also for somebody else's."""
        async with self.open_read() as uow:
            request = await uow.rights_requests.get(request_id)
        if request.user_id != actor.user_id:
            raise NotFound
        return request

    async def queue(
        self, actor: Actor, *, open_only: bool, after: Cursor | None, limit: int
    ) -> Page[RightsRequest]:
        """What is due first comes first; raises Forbidden."""
        actor.require_staff()
        async with self.open_read() as uow:
            return await uow.rights_requests.queue(open_only=open_only, after=after, limit=limit)

    @command
    async def show(self, actor: Actor, request_id: UUID) -> RightsFile:
        """For staff; the look itself is audited, and acknowledges the request.

        Raises Forbidden, NotFound.
        """
        actor.require_staff()
        now = self.clock.now()
        async with self.open_uow() as uow:
            request = await uow.rights_requests.get_for_change(request_id)
            if request.is_open and request.acknowledged_at is None:
                await uow.rights_requests.save(request.acknowledged(at=now))
            await self._audit(uow, actor, request, "look", "read by staff")
            await uow.commit()
        async with self.open_read() as uow:
            return RightsFile(
                await uow.rights_requests.get(request_id), await uow.audit.about(request_id)
            )

    @command
    async def answer(
        self,
        actor: Actor,
        request_id: UUID,
        answer: str,
        *,
        reason: str,
        refused: bool = False,
        dry_run: bool = False,
    ) -> RightsRequest:
        """Close it; `answer` is what the person reads, a refusal says why.

        Nobody answers his own. Raises Forbidden, NotFound, RequestEnded, InvalidInput.
        """
        actor.require_staff()
        require_reason(reason)
        _require_text("answer", answer, shortest=1)
        now = self.clock.now()
        async with self.open_uow() as uow:
            request = await uow.rights_requests.get_for_change(request_id)
            if request.user_id == actor.user_id:
                raise NotFound
            done = request.answered(answer.strip(), actor.user_id, refused=refused, at=now)
            await uow.rights_requests.save(done)
            await self._audit(uow, actor, done, "refuse" if refused else "answer", reason)
            await uow.publish(
                RightsAnswered(request_id=done.id, user_id=done.user_id, refused=refused, at=now)
            )
            if not dry_run:
                await uow.commit()
        return done

    async def _audit(
        self, uow: PrivacyUow, actor: Actor, request: RightsRequest, deed: str, reason: str
    ) -> None:
        await uow.audit.add(
            audit_record(
                self.ids,
                actor,
                at=self.clock.now(),
                action=f"rights.{deed}",
                subject_type="rights_request",
                subject_id=request.id,
                reason=reason,
                facts={"kind": request.kind.value},
            )
        )


def _require_text(field: str, text: str, *, shortest: int) -> None:
    if not shortest <= len(text.strip()) <= TEXT_LENGTH:
        raise InvalidInput(field, "text.length", f"Give {shortest} to {TEXT_LENGTH} characters.")
