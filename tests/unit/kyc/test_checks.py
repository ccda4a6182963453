"""What vendors say, what follows from it, and what happens while they say nothing."""

from __future__ import annotations

from mate_core.identity.model import KycStatus
from mate_core.kyc.case import Picture
from mate_core.kyc.errors import VerifierRefused, VerifierUnavailable
from mate_core.kyc.events import KycRejected, KycVerified
from mate_core.kyc.findings import KycProvider, KycReason
from mate_core.kyc.states import KycAction, KycState
from mate_core.kyc.views import NextStep
from mate_core.moderation.bans import BanTerms
from mate_core.partners.model import ServiceType
from mate_core.partners.service import Offer
from mate_core.payments.payouts.steps import name_of_verified_partner
from mate_core.shared.actor import Actor
from mate_core.shared.contact import PhoneNumber
from tests.unit.kyc.house import (
    DECLARED,
    borderline,
    case_of,
    checked,
    mismatch,
    submit,
    upload,
    work,
)
from tests.unit.world import PASSWORD, RATE, World

PHONE = PhoneNumber("+84977000111")
OFFER = Offer(hourly_rate=RATE, service_types=frozenset({ServiceType.WALKING}))


async def test_good_findings_verify_and_everybody_learns_of_it(world: World) -> None:
    user = await world.user(PHONE)
    progress = await checked(world, user)
    assert (progress.status, progress.next_step) == (KycStatus.VERIFIED, NextStep.NOTHING)
    assert [event.user_id for event in world.events(KycVerified)] == [user.user_id]
    assert "da duoc xac minh" in world.parts.sms.to(PHONE.e164)[-1].text
    login = await world.app.login.login(PHONE.e164, PASSWORD)
    claims = world.app.sessions.signer.read_access(login.access_token, at=world.now)
    assert claims.kyc_verified


async def test_the_log_holds_scores_thresholds_and_who_signed(world: World, user: Actor) -> None:
    await checked(world, user)
    async with world.store.open_read() as uow:
        *_, last = await uow.kyc_cases.log_of((await case_of(world, user)).id)
    signature = last.signature
    assert (last.action, signature.provider) == (KycAction.VERIFY, KycProvider.VNPT)
    assert (signature.scores.liveness, signature.scores.face, signature.scores.ocr) == (
        9_900,
        9_700,
        9_800,
    )
    assert signature.thresholds.startswith("liveness:9000/5000")
    assert signature.reference


async def test_a_partner_is_verified_with_the_person(world: World, user: Actor) -> None:
    await world.app.partners.register(user, OFFER)
    await checked(world, user)
    assert (await world.app.partners.mine(user)).partner.is_verified
    async with world.store.open_read() as uow:
        assert await name_of_verified_partner(uow, user.user_id) == DECLARED.full_name


async def test_who_was_verified_before_is_a_verified_partner_at_once(
    world: World, user: Actor
) -> None:
    await checked(world, user)
    await world.app.partners.register(user, OFFER)
    assert (await world.app.partners.mine(user)).partner.is_verified


async def test_a_mismatch_rejects_and_leaves_the_partner_unverified(
    world: World, user: Actor
) -> None:
    await world.app.partners.register(user, OFFER)
    await checked(world, user, mismatch(world))
    assert not (await world.app.partners.mine(user)).partner.is_verified
    (event,) = world.events(KycRejected)
    assert event.reasons == (KycReason.FACE_MISMATCH,)


async def test_between_the_limits_staff_decide(world: World, user: Actor) -> None:
    progress = await checked(world, user, borderline(world))
    assert (progress.state, progress.next_step) == (KycState.IN_REVIEW, NextStep.WAIT)
    assert progress.reasons == ()  # what it is about is for staff only


async def test_unusable_pictures_go_back_to_the_person_in_the_same_case(world: World) -> None:
    user = await world.user(PHONE)
    progress = await checked(world, user, VerifierRefused(KycReason.CARD_BLURRED))
    assert (progress.state, progress.next_step) == (KycState.COLLECTING, NextStep.RETAKE)
    assert progress.reasons == (KycReason.CARD_BLURRED,)
    assert "chup lai" in world.parts.sms.to(PHONE.e164)[-1].text
    first = await case_of(world, user)
    await upload(world, user, Picture.FRONT)
    await world.app.kyc.submit(user, DECLARED)
    await work(world)
    case = await case_of(world, user)
    assert (case.id, case.state) == (first.id, KycState.VERIFIED)


async def test_the_next_vendor_is_asked_when_the_first_is_down(world: World, user: Actor) -> None:
    world.parts.verifier.meets(VerifierUnavailable("503"))
    await submit(world, user)
    await work(world)
    assert (await case_of(world, user)).state is KycState.VERIFIED
    assert len(world.parts.second_verifier.seen) == 1


async def test_after_two_rounds_without_an_answer_staff_take_over(
    world: World, user: Actor
) -> None:
    """Never a rejection, and never an approval, because somebody did not answer."""
    for verifier in (world.parts.verifier, world.parts.second_verifier):
        verifier.meets(VerifierUnavailable("503"), VerifierUnavailable("503"))
    await submit(world, user)
    await work(world)
    case = await case_of(world, user)
    assert (case.state, case.checks) == (KycState.SUBMITTED, 2)
    world.pass_time(world.app.kyc.policy.pause)
    await world.pump()
    await work(world)
    case = await case_of(world, user)
    assert (case.state, case.checks) == (KycState.IN_REVIEW, 4)
    assert case.reasons == (KycReason.VERIFIER_UNAVAILABLE,)


async def test_a_lost_task_is_asked_for_again(world: World, user: Actor) -> None:
    await submit(world, user)
    await world.store.outbox.relay(at=world.now, limit=100)
    world.parts.queue.forget()
    world.pass_time(world.app.kyc.policy.patience)
    await world.pump()
    await work(world)
    assert (await case_of(world, user)).state is KycState.VERIFIED


async def test_a_check_whose_worker_died_is_begun_again(world: World, user: Actor) -> None:
    await submit(world, user)
    checker = world.app.kyc_checker
    begun = await checker._begin((await case_of(world, user)).id)
    assert begun is not None
    world.parts.queue.forget()
    world.pass_time(world.app.kyc.policy.patience)
    await world.pump()
    await work(world)
    assert (await case_of(world, user)).state is KycState.VERIFIED
    # What the first worker heard at last changes nothing any more.
    await checker._decide(begun.case, mismatch(world))
    assert (await case_of(world, user)).state is KycState.VERIFIED


async def test_two_tasks_for_one_case_ask_once(world: World, user: Actor) -> None:
    await submit(world, user)
    case = await case_of(world, user)
    await world.app.kyc_checker.check(case.id)
    await world.app.kyc_checker.check(case.id)
    assert len(world.parts.verifier.seen) == 1


async def test_storage_that_is_away_counts_as_no_answer(world: World, user: Actor) -> None:
    await submit(world, user)
    world.parts.objects.broken = True
    await work(world)
    assert (await case_of(world, user)).state is KycState.SUBMITTED
    world.parts.objects.broken = False
    world.pass_time(world.app.kyc.policy.pause)
    await world.pump()
    await work(world)
    assert (await case_of(world, user)).state is KycState.VERIFIED


class TestOneCardOneAccount:
    async def test_a_second_account_with_the_card_is_refused_after_the_checks(
        self, world: World, user: Actor
    ) -> None:
        """RULES 24: a number alone tells nobody whether we know it."""
        await checked(world, user)
        other = await world.user()
        assert (await submit(world, other)).state is KycState.SUBMITTED
        await work(world)
        progress = await world.app.kyc.status(other)
        assert progress.status is KycStatus.REJECTED
        assert progress.reasons == (KycReason.CARD_NOT_ACCEPTED,)
        assert len(world.parts.verifier.seen) == 2

    async def test_a_ban_follows_the_card(self, world: World, user: Actor) -> None:
        """RULES 17."""
        await checked(world, user)
        staff = await world.support()
        await world.app.staff_bans.ban(staff, user.user_id, BanTerms(), reason="scams")
        evader = await world.user()
        assert (await checked(world, evader)).reasons == (KycReason.CARD_NOT_ACCEPTED,)

    async def test_a_lifted_ban_leaves_the_card_with_its_first_account(
        self, world: World, user: Actor
    ) -> None:
        await checked(world, user)
        staff = await world.support()
        await world.app.staff_bans.ban(staff, user.user_id, BanTerms(), reason="scams")
        await world.app.staff_bans.unban(staff, user.user_id, reason="the wrong one")
        cards = world.store.tables.kyc.cards.rows.values()
        assert [card.holder.banned_at for card in cards] == [None]

    async def test_a_rejected_card_stays_free(self, world: World, user: Actor) -> None:
        """Whoever sends in a stranger's card does not keep it from its owner."""
        await checked(world, user, mismatch(world))
        owner = await world.user()
        assert (await checked(world, owner)).status is KycStatus.VERIFIED
