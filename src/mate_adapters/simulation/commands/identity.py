"""Identity checks: what people do with their papers, and what staff make of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mate_adapters.simulation.commands.base import Command
from mate_adapters.simulation.papers import Look, Papers, name_of, sent
from mate_adapters.simulation.world import World
from mate_core.kyc.case import DeclaredIdentity, Picture
from mate_core.kyc.findings import KycReason
from mate_core.kyc.views import KycProgress
from mate_core.privacy.consents import Language, Purpose

_REASON = "a case of the queue"


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveConsent(Command):
    """To the comparison of face and card."""

    async def run(self, world: World) -> Any:
        await world.app.consents.grant(
            world.person(self.actor), Purpose.KYC_BIOMETRICS, version=1, language=Language.VI
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Upload(Command):
    """A picture that shows the card, or the face, of the person with number `of`."""

    of: int
    born: int
    look: Look = Look.GOOD

    async def _send(self, world: World, picture: Picture) -> KycProgress:
        papers = Papers(self.of, self.born, self.look)
        return await world.app.kyc.upload(
            world.person(self.actor), picture, sent(papers.content), ""
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadCard(_Upload):
    """One side of it."""

    side: Picture = Picture.FRONT

    async def run(self, world: World) -> Any:
        await self._send(world, self.side)


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadVideo(_Upload):
    async def run(self, world: World) -> Any:
        await self._send(world, Picture.VIDEO)


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadSelfie(_Upload):
    async def run(self, world: World) -> Any:
        await self._send(world, Picture.SELFIE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitKyc(Command):
    """What is said to stand on the card; `named` is whose name is given instead of its owner's."""

    of: int
    born: int
    named: int | None = None

    async def run(self, world: World) -> Any:
        papers = Papers(self.of, self.born)
        name = papers.full_name if self.named is None else name_of(self.named)
        declared = DeclaredIdentity(papers.number, name, papers.date_of_birth)
        await world.app.kyc.submit(world.person(self.actor), declared)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadKycStatus(Command):
    """Where one stands, and what to do next."""

    async def run(self, world: World) -> KycProgress:
        return await world.app.kyc.status(world.person(self.actor))


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtPapers(Command):
    """Staff open the pictures of `partner`."""

    partner: int

    async def run(self, world: World) -> Any:
        owner = world.person(self.partner).user_id
        await world.app.staff_kyc.look(world.person(self.actor), owner, reason=_REASON)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveKyc(Command):
    """What waits for staff; against a rejection it is a proposal, or its second."""

    partner: int

    async def run(self, world: World) -> Any:
        owner = world.person(self.partner).user_id
        await world.app.staff_kyc.approve(world.person(self.actor), owner, reason=_REASON)


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectKyc(Command):
    partner: int
    because: KycReason

    async def run(self, world: World) -> Any:
        owner = world.person(self.partner).user_id
        staff = world.person(self.actor)
        await world.app.staff_kyc.reject(staff, owner, [self.because], note=_REASON)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryKyc(Command):
    """Ask the vendors once more."""

    partner: int

    async def run(self, world: World) -> Any:
        owner = world.person(self.partner).user_id
        await world.app.staff_kyc.retry(world.person(self.actor), owner, reason=_REASON)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeKyc(Command):
    """Two of staff take a verification back."""

    partner: int

    async def run(self, world: World) -> Any:
        owner = world.person(self.partner).user_id
        await world.app.staff_kyc.revoke(world.person(self.actor), owner, reason=_REASON)
