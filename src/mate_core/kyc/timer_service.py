"""What the clock does with cases: asks again, lets unfinished ones go, deletes pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mate_core.kyc.case import CLOCK_SIGNS, KycCase
from mate_core.kyc.clerk import KycClerk
from mate_core.kyc.events import KycCheckWanted, KycPicturesGone
from mate_core.kyc.policies import KycPolicy
from mate_core.kyc.ports import KycUow
from mate_core.kyc.states import OPEN, KycAction, KycState
from mate_core.media import steps as media_steps
from mate_core.media.errors import ObjectStorageUnavailable
from mate_core.media.model import StoredMedia
from mate_core.media.ports import ObjectStorage
from mate_core.shared.commands import command
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import KycCaseId
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class KycTimerService:
    open_uow: Callable[[], KycUow]
    open_read: Callable[[], KycUow]
    clock: Clock
    storage: ObjectStorage
    clerk: KycClerk
    policy: KycPolicy

    async def act(self, case_id: KycCaseId) -> None:
        """Whatever is due about that case; nothing when it is not due any more."""
        at = self.clock.now()
        async with self.open_read() as uow:
            case = await uow.kyc_cases.get(case_id)
            if not _is_due(case, at=at):
                return
            media = await self._media_of(uow, case)
        if case.discarded_at is None:
            await self._move(case_id)
        elif await self._are_gone(media):
            await self._note_gone(case_id)
        else:
            await self._look_again(case_id)

    @command
    async def _move(self, case_id: KycCaseId) -> None:
        at = self.clock.now()
        async with self.open_uow() as uow:
            case = await uow.kyc_cases.get_for_change(case_id)
            if not _is_due(case, at=at):
                return
            if case.state is KycState.COLLECTING:
                expired = case.expire(at=at)
                await self.clerk.keep(uow, case, expired, KycAction.EXPIRE, CLOCK_SIGNS, at=at)
            elif case.state in OPEN:
                await self._ask_for(uow, case, at=at)
            else:
                for media_id in case.pictures.all:
                    await media_steps.discard(uow, media_id, at=at)
                await uow.kyc_cases.save(case.discarded(self.policy, at=at))
            await uow.commit()

    async def _ask_for(self, uow: KycUow, case: KycCase, *, at: datetime) -> None:
        """A task that was lost, or a worker that died over it."""
        if case.state is KycState.CHECKING:
            again = case.ask_again(at=at, due_at=at + self.policy.patience)
            await self.clerk.keep(uow, case, again, KycAction.ASK_AGAIN, CLOCK_SIGNS, at=at)
        else:
            await uow.kyc_cases.save(case.asked_for(self.policy, at=at))
        await uow.publish(KycCheckWanted(case_id=case.id, at=at))

    async def _media_of(self, uow: KycUow, case: KycCase) -> list[StoredMedia]:
        found = []
        for media_id in case.pictures.all:
            try:
                found.append(await uow.media.get(media_id))
            except NotFound:
                continue  # its row is forgotten long after its objects were proved gone
        return found

    async def _are_gone(self, media: list[StoredMedia]) -> bool:
        """Asked of the storage itself, whatever the rows say."""
        try:
            # Papers have no smaller copies: one object each.
            return all([await self.storage.stat(each.place) is None for each in media])
        except ObjectStorageUnavailable:
            return False

    @command
    async def _note_gone(self, case_id: KycCaseId) -> None:
        at = self.clock.now()
        async with self.open_uow() as uow:
            case = await uow.kyc_cases.get_for_change(case_id)
            if case.gone_at is None:
                await uow.kyc_cases.save(case.proved_gone(at=at))
                await uow.publish(KycPicturesGone(case_id=case.id, user_id=case.user_id, at=at))
                await uow.commit()

    @command
    async def _look_again(self, case_id: KycCaseId) -> None:
        at = self.clock.now()
        async with self.open_uow() as uow:
            case = await uow.kyc_cases.get_for_change(case_id)
            await uow.kyc_cases.save(case.discarded(self.policy, at=at))
            await uow.commit()


def _is_due(case: KycCase, *, at: datetime) -> bool:
    return case.due_at is not None and case.due_at <= at
