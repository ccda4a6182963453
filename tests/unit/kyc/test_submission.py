"""What people do with their own papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mate_adapters.memory.workshop import png
from mate_adapters.sandbox.ekyc.film import film
from mate_core.identity.errors import UnderAge
from mate_core.identity.model import KycStatus
from mate_core.kyc.case import Picture
from mate_core.kyc.citizen_id import Sex
from mate_core.kyc.errors import (
    CardNumberContradicts,
    KycAlreadyVerified,
    KycPicturesMissing,
    KycUnderWay,
    TooManySubmissions,
    VideoUnsuitable,
)
from mate_core.kyc.events import KycCheckWanted
from mate_core.kyc.findings import KycReason
from mate_core.kyc.personal_data import KycData
from mate_core.kyc.states import KycAction, KycState
from mate_core.kyc.views import NextStep
from mate_core.media.model import MediaState
from mate_core.privacy.consents import Purpose
from mate_core.privacy.errors import ConsentMissing
from mate_core.shared.actor import Actor
from mate_core.shared.errors import InvalidInput
from tests.unit.kyc.house import (
    DECLARED,
    NUMBER,
    agree,
    borderline,
    case_of,
    checked,
    chunks,
    mismatch,
    submit,
    upload,
    work,
)
from tests.unit.world import DAY, World


async def test_a_newcomer_is_told_what_to_upload(world: World, user: Actor) -> None:
    progress = await world.app.kyc.status(user)
    assert (progress.status, progress.state) == (KycStatus.NONE, None)
    assert progress.next_step is NextStep.UPLOAD
    assert progress.missing == (Picture.FRONT, Picture.BACK, Picture.VIDEO)


async def test_uploads_are_counted_down_until_they_can_be_submitted(
    world: World, user: Actor
) -> None:
    progress = await upload(world, user, Picture.FRONT)
    assert progress.missing == (Picture.BACK, Picture.VIDEO)
    progress = await upload(world, user, Picture.BACK, Picture.VIDEO)
    assert (progress.missing, progress.next_step) == ((), NextStep.SUBMIT)


async def test_a_newer_picture_replaces_the_one_before(world: World, user: Actor) -> None:
    await upload(world, user, Picture.FRONT)
    former = (await case_of(world, user)).pictures.front
    await upload(world, user, Picture.FRONT)
    assert former is not None
    async with world.store.open_read() as uow:
        assert (await uow.media.get(former)).state is MediaState.DELETED
    assert (await case_of(world, user)).pictures.front != former


@pytest.mark.parametrize("seconds", [1.0, 31.0])
async def test_a_video_of_the_wrong_length_is_refused_and_thrown_away(
    world: World, user: Actor, seconds: float
) -> None:
    with pytest.raises(VideoUnsuitable):
        await world.app.kyc.upload(user, Picture.VIDEO, chunks(film(seconds)), "video/mp4")
    async with world.store.open_read() as uow:
        (media,) = (await uow.media.listed(owner_id=user.user_id, after=None, limit=9)).items
        assert media.state is MediaState.DELETED
        assert await uow.kyc_cases.latest(user.user_id) is None


async def test_a_submission_waits_for_its_answer(world: World, user: Actor) -> None:
    progress = await submit(world, user)
    assert (progress.status, progress.state) == (KycStatus.PENDING, KycState.SUBMITTED)
    assert progress.next_step is NextStep.WAIT
    assert len(world.events(KycCheckWanted)) == 1
    with pytest.raises(KycUnderWay):
        await world.app.kyc.submit(user, DECLARED)
    with pytest.raises(KycUnderWay):
        await world.app.kyc.upload(user, Picture.FRONT, chunks(png(640, 480)), "")


async def test_nothing_is_submitted_without_pictures(world: World, user: Actor) -> None:
    with pytest.raises(KycPicturesMissing):
        await world.app.kyc.submit(user, DECLARED)
    await upload(world, user, Picture.FRONT, Picture.BACK)
    with pytest.raises(KycPicturesMissing):
        await world.app.kyc.submit(user, DECLARED)


async def test_v4_nothing_is_sent_to_anybody_without_consent(world: World, user: Actor) -> None:
    await upload(world, user)
    with pytest.raises(ConsentMissing):
        await world.app.kyc.submit(user, DECLARED)
    await agree(world, user)
    assert (await world.app.kyc.submit(user, DECLARED)).state is KycState.SUBMITTED


async def test_a_withdrawn_consent_ends_the_case_and_its_pictures_whatever_vendors_say(
    world: World, user: Actor
) -> None:
    await submit(world, user)
    begun = await world.app.kyc_checker._begin((await case_of(world, user)).id)
    await world.app.consents.withdraw(user, Purpose.KYC_BIOMETRICS)
    case = await case_of(world, user)
    assert (case.state, case.declared) == (KycState.EXPIRED, None)
    assert (await world.app.kyc.status(user)).status is KycStatus.NONE
    assert begun is not None
    await world.app.kyc_checker._decide(begun.case, world.parts.verifier.good())
    assert (await case_of(world, user)).state is KycState.EXPIRED
    await world.pump()
    assert not (await case_of(world, user)).has_pictures


async def test_a_withdrawn_consent_leaves_a_verdict_alone(world: World, user: Actor) -> None:
    await checked(world, user)
    await world.app.consents.withdraw(user, Purpose.KYC_BIOMETRICS)
    assert (await world.app.kyc.status(user)).status is KycStatus.VERIFIED


async def test_a_closed_account_leaves_nothing_but_the_log_and_the_hash(
    world: World, user: Actor
) -> None:
    """RULES 18."""
    await checked(world, user, borderline(world))
    async with world.store.open_uow() as uow:
        await KycData(world.store.open_read, world.app.kyc.policy).erase(
            uow, user.user_id, at=world.now
        )
        await uow.commit()
    await work(world)
    case = await case_of(world, user)
    assert (case.declared, case.verified_name, case.has_pictures) == (None, None, False)
    world.pass_time(world.app.kyc.policy.look_again)
    await world.pump()
    assert (await case_of(world, user)).gone_at is not None


async def test_a_copy_of_one_s_data_holds_what_was_declared(world: World, user: Actor) -> None:
    await checked(world, user, borderline(world))
    (collection,) = KycData(world.store.open_read, world.app.kyc.policy).collect(user.user_id)
    (row,) = [row async for row in collection.rows]
    assert row["declaredNumber"] == NUMBER


async def test_what_cannot_stand_on_one_card_is_refused(world: World, user: Actor) -> None:
    await upload(world, user)
    with pytest.raises(CardNumberContradicts):
        await world.app.kyc.submit(user, replace(DECLARED, date_of_birth=date(1997, 5, 17)))
    with pytest.raises(CardNumberContradicts):
        await world.app.kyc.submit(user, replace(DECLARED, sex=Sex.FEMALE))
    with pytest.raises(UnderAge):
        await world.app.kyc.submit(user, replace(DECLARED, date_of_birth=date(2009, 5, 17)))
    with pytest.raises(InvalidInput, match="fullName"):
        await world.app.kyc.submit(user, replace(DECLARED, full_name=" x "))
    assert (await case_of(world, user)).state is KycState.COLLECTING


async def test_after_a_rejection_one_begins_anew_and_the_old_case_stays(
    world: World, user: Actor
) -> None:
    progress = await checked(world, user, mismatch(world))
    assert (progress.status, progress.reasons) == (
        KycStatus.REJECTED,
        (KycReason.FACE_MISMATCH,),
    )
    assert progress.next_step is NextStep.TRY_AGAIN
    rejected = await case_of(world, user)
    assert (await checked(world, user)).status is KycStatus.VERIFIED
    async with world.store.open_read() as uow:
        kept = await uow.kyc_cases.get(rejected.id)
        log = await uow.kyc_cases.log_of(rejected.id)
    assert kept.state is KycState.REJECTED
    assert [entry.action for entry in log] == [
        KycAction.SUBMIT,
        KycAction.BEGIN,
        KycAction.REJECT,
    ]


async def test_who_is_verified_submits_nothing_more(world: World, user: Actor) -> None:
    await checked(world, user)
    with pytest.raises(KycAlreadyVerified):
        await world.app.kyc.upload(user, Picture.FRONT, chunks(png(640, 480)), "")
    with pytest.raises(KycAlreadyVerified):
        await world.app.kyc.submit(user, DECLARED)


async def test_the_fourth_submission_of_a_day_is_refused(world: World, user: Actor) -> None:
    for _ in range(3):
        await checked(world, user, mismatch(world))
    await upload(world, user)
    with pytest.raises(TooManySubmissions) as refused:
        await world.app.kyc.submit(user, DECLARED)
    assert refused.value.retry_at == world.now + DAY
    world.pass_time(DAY)
    await upload(world, user)
    assert (await world.app.kyc.submit(user, DECLARED)).state is KycState.SUBMITTED


async def test_the_number_is_nowhere_but_in_the_open_case(world: World, user: Actor) -> None:
    """In no event, log line or repr; after the approval nowhere at all (RULES: data minimised)."""
    await submit(world, user)
    case = await case_of(world, user)
    assert case.declared is not None
    assert case.declared.number.number == NUMBER
    assert NUMBER not in repr(case)
    await work(world)
    case = await case_of(world, user)
    assert (case.declared, case.verified_name) == (None, DECLARED.full_name)
    async with world.store.open_read() as uow:
        log = await uow.kyc_cases.log_of(case.id)
    for text in (repr(world.store.events), repr(log), repr(case)):
        assert NUMBER not in text
        assert DECLARED.full_name not in text
    hashes = list(world.store.tables.kyc.cards.rows)
    assert len(hashes) == 1
    assert NUMBER not in hashes[0]
