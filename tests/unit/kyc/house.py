"""People with papers: short cuts of stories about identity checks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

from mate_adapters.memory.workshop import png
from mate_adapters.sandbox.ekyc.film import film
from mate_core.kyc.case import DeclaredIdentity, KycCase, Picture
from mate_core.kyc.citizen_id import CitizenId
from mate_core.kyc.findings import Findings, Found, Scores
from mate_core.kyc.views import KycProgress
from mate_core.privacy.consents import Language, Purpose
from mate_core.shared.actor import Actor
from tests.unit.world import World

NUMBER = "079098123456"
DECLARED = DeclaredIdentity(CitizenId(NUMBER), "Nguyễn Văn An", date(1998, 5, 17))


async def chunks(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def upload(world: World, person: Actor, *pictures: Picture) -> KycProgress:
    """The pictures, by default the three that are needed."""
    progress = await world.app.kyc.status(person)
    for picture in pictures or (Picture.FRONT, Picture.BACK, Picture.VIDEO):
        data = film() if picture is Picture.VIDEO else png(640, 480)
        progress = await world.app.kyc.upload(person, picture, chunks(data), "")
    return progress


async def agree(world: World, person: Actor) -> None:
    await world.app.consents.grant(person, Purpose.KYC_BIOMETRICS, version=1, language=Language.VI)


async def submit(world: World, person: Actor, declared: DeclaredIdentity = DECLARED) -> KycProgress:
    """Pictures, consent and a submission; nobody was asked yet."""
    await upload(world, person)
    await agree(world, person)
    return await world.app.kyc.submit(person, declared)


async def checked(
    world: World,
    person: Actor,
    *answers: Findings | Exception,
    declared: DeclaredIdentity = DECLARED,
) -> KycProgress:
    """The same, and every task that follows has run; `answers` are those of the first vendor."""
    for answer in answers:
        world.parts.verifier.meets(answer)  # type: ignore[arg-type]  # of the two it may raise
    await submit(world, person, declared)
    await work(world)
    return await world.app.kyc.status(person)


async def work(world: World) -> None:
    """Whatever workers have to do now, and what follows from that, until nothing is left."""
    while await world.store.outbox.relay(at=world.now, limit=100) + await world.parts.queue.drain():
        pass


async def case_of(world: World, person: Actor) -> KycCase:
    async with world.store.open_read() as uow:
        case = await uow.kyc_cases.latest(person.user_id)
    assert case is not None
    return case


def borderline(world: World) -> Findings:
    """All in order, the face just not sure enough."""
    return replace(
        world.parts.verifier.good(), scores=Scores(liveness=9_900, face=7_000, ocr=9_800)
    )


def mismatch(world: World) -> Findings:
    return replace(
        world.parts.verifier.good(), same_face=Found.NO, scores=Scores(9_900, 1_200, 9_800)
    )
