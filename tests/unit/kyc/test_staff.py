"""What staff do with cases, and what takes two of them."""

from __future__ import annotations

import pytest

from mate_core.identity.model import KycStatus
from mate_core.kyc.case import Picture
from mate_core.kyc.errors import (
    CardNotAccepted,
    KycMoveRefused,
    KycOwnCase,
    KycPicturesGone,
    KycSecondPersonNeeded,
    VerifierUnavailable,
)
from mate_core.kyc.events import KycSecondPersonAwaited
from mate_core.kyc.findings import KycReason
from mate_core.kyc.states import KycParty, KycState
from mate_core.kyc.views import KycFilter
from mate_core.partners.model import ServiceType
from mate_core.partners.service import Offer
from mate_core.payments.payouts.steps import name_of_verified_partner
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.errors import Forbidden, InvalidInput, NotFound
from tests.unit.kyc.house import borderline, case_of, checked, mismatch, submit, work
from tests.unit.world import DAY, RATE, World

OFFER = Offer(hourly_rate=RATE, service_types=frozenset({ServiceType.WALKING}))


@pytest.fixture
async def clerk(world: World) -> Actor:
    return await world.support(Capability.KYC)


@pytest.fixture
async def colleague(world: World) -> Actor:
    return await world.support(Capability.KYC)


async def audited(world: World, user: Actor) -> list[str]:
    records = await world.app.staff_accounts.audit_of(await world.admin(), user.user_id)
    return [record.action for record in records]


class TestTheQueue:
    async def test_what_waits_is_listed_and_approved_by_one_person(
        self, world: World, user: Actor, clerk: Actor
    ) -> None:
        await checked(world, user, borderline(world))
        page = await world.app.staff_kyc.listed(clerk, KycFilter.WAITING, after=None, limit=10)
        assert [case.user_id for case in page.items] == [user.user_id]
        ruling = await world.app.staff_kyc.approve(clerk, user.user_id, reason="card and face fit")
        assert (ruling.case.state, ruling.granted) == (KycState.VERIFIED, True)
        assert (await world.app.kyc.status(user)).status is KycStatus.VERIFIED
        assert await audited(world, user) == ["kyc.approve"]

    async def test_staff_reject_with_reasons_that_the_person_reads(
        self, world: World, user: Actor, clerk: Actor
    ) -> None:
        await checked(world, user, borderline(world))
        await world.app.staff_kyc.reject(
            clerk, user.user_id, [KycReason.CARD_NOT_GENUINE], note="edges are cut"
        )
        progress = await world.app.kyc.status(user)
        assert (progress.status, progress.reasons) == (
            KycStatus.REJECTED,
            (KycReason.CARD_NOT_GENUINE,),
        )

    @pytest.mark.parametrize("reasons", [[], [KycReason.SCORES_BORDERLINE]])
    async def test_reasons_come_from_the_list(
        self, world: World, user: Actor, clerk: Actor, reasons: list[KycReason]
    ) -> None:
        await checked(world, user, borderline(world))
        with pytest.raises(InvalidInput, match="reasons"):
            await world.app.staff_kyc.reject(clerk, user.user_id, reasons, note="no")

    async def test_vendors_are_asked_again_on_demand(
        self, world: World, user: Actor, clerk: Actor
    ) -> None:
        for verifier in (world.parts.verifier, world.parts.second_verifier):
            verifier.meets(VerifierUnavailable("503"), VerifierUnavailable("503"))
        await submit(world, user)
        await work(world)
        world.pass_time(world.app.kyc.policy.pause)
        await world.pump()
        await work(world)
        await world.app.staff_kyc.retry(clerk, user.user_id, reason="the vendor is back")
        await work(world)
        assert (await case_of(world, user)).state is KycState.VERIFIED

    async def test_a_dry_run_changes_nothing(self, world: World, user: Actor, clerk: Actor) -> None:
        await checked(world, user, borderline(world))
        ruling = await world.app.staff_kyc.approve(
            clerk, user.user_id, reason="looks fine", dry_run=True
        )
        assert ruling.case.state is KycState.VERIFIED
        assert (await case_of(world, user)).state is KycState.IN_REVIEW
        assert await audited(world, user) == []

    async def test_a_card_of_another_account_is_not_approved_by_hand_either(
        self, world: World, user: Actor, clerk: Actor
    ) -> None:
        await checked(world, user)
        other = await world.user()
        await checked(world, other, borderline(world))
        with pytest.raises(CardNotAccepted):
            await world.app.staff_kyc.approve(clerk, other.user_id, reason="looks fine")


class TestWhoMay:
    async def test_the_capability_is_needed(self, world: World, user: Actor) -> None:
        await checked(world, user, borderline(world))
        for actor in (user, await world.support(), await world.support(Capability.FINANCE)):
            with pytest.raises(Forbidden):
                await world.app.staff_kyc.listed(actor, KycFilter.ALL, after=None, limit=1)
            with pytest.raises(Forbidden):
                await world.app.staff_kyc.show(actor, user.user_id)
            with pytest.raises(Forbidden):
                await world.app.staff_kyc.look(actor, user.user_id, reason="r")
            with pytest.raises(Forbidden):
                await world.app.staff_kyc.approve(actor, user.user_id, reason="r")

    async def test_nobody_decides_about_himself(self, world: World, clerk: Actor) -> None:
        await checked(world, clerk, borderline(world))
        with pytest.raises(KycOwnCase):
            await world.app.staff_kyc.approve(clerk, clerk.user_id, reason="it is me")

    async def test_who_never_submitted_is_not_found(
        self, world: World, user: Actor, clerk: Actor
    ) -> None:
        with pytest.raises(NotFound):
            await world.app.staff_kyc.show(clerk, user.user_id)
        with pytest.raises(NotFound):
            await world.app.staff_kyc.approve(clerk, user.user_id, reason="r")


class TestLooking:
    async def test_every_look_is_audited(self, world: World, user: Actor, clerk: Actor) -> None:
        await checked(world, user, borderline(world))
        file = await world.app.staff_kyc.show(clerk, user.user_id)
        assert file.profile_name == "Nguyễn Văn An"
        links = await world.app.staff_kyc.look(clerk, user.user_id, reason="compare the faces")
        assert set(links) == {Picture.FRONT, Picture.BACK, Picture.VIDEO}
        assert await audited(world, user) == ["kyc.read", "kyc.look"]

    async def test_there_is_nothing_to_look_at_after_the_deletion(
        self, world: World, user: Actor, clerk: Actor
    ) -> None:
        await checked(world, user)
        world.pass_time(world.app.kyc.policy.approved_kept)
        await world.pump()
        with pytest.raises(KycPicturesGone):
            await world.app.staff_kyc.look(clerk, user.user_id, reason="curious")


class TestTwoPeople:
    async def test_an_override_of_a_rejection_waits_for_the_second(
        self, world: World, user: Actor, clerk: Actor, colleague: Actor
    ) -> None:
        """RULES 16."""
        await checked(world, user, mismatch(world))
        for _ in range(2):  # the same person twice is one person
            with pytest.raises(KycSecondPersonNeeded):
                await world.app.staff_kyc.approve(clerk, user.user_id, reason="it is she")
        assert (await world.app.kyc.status(user)).status is KycStatus.REJECTED
        ruling = await world.app.staff_kyc.approve(colleague, user.user_id, reason="I agree")
        assert ruling.case.state is KycState.VERIFIED
        assert len(world.events(KycSecondPersonAwaited)) == 2
        async with world.store.open_read() as uow:
            *_, last = await uow.kyc_cases.log_of(ruling.case.id)
        assert (last.signature.by, last.signature.actor_id) == (
            KycParty.TWO_STAFF,
            colleague.user_id,
        )

    async def test_a_proposal_lapses(
        self, world: World, user: Actor, clerk: Actor, colleague: Actor
    ) -> None:
        await checked(world, user, mismatch(world))
        with pytest.raises(KycSecondPersonNeeded):
            await world.app.staff_kyc.approve(clerk, user.user_id, reason="it is she")
        world.pass_time(3 * DAY)
        with pytest.raises(KycSecondPersonNeeded):
            await world.app.staff_kyc.approve(colleague, user.user_id, reason="I agree")

    async def test_what_nobody_can_see_any_more_is_not_overridden(
        self, world: World, user: Actor, clerk: Actor
    ) -> None:
        await checked(world, user, mismatch(world))
        world.pass_time(world.app.kyc.policy.rejected_kept)
        await world.pump()
        with pytest.raises(KycPicturesGone):
            await world.app.staff_kyc.approve(clerk, user.user_id, reason="it is she")

    async def test_a_verification_is_revoked_by_two_and_the_partner_with_it(
        self, world: World, user: Actor, clerk: Actor, colleague: Actor
    ) -> None:
        await world.app.partners.register(user, OFFER)
        await checked(world, user)
        with pytest.raises(KycSecondPersonNeeded):
            await world.app.staff_kyc.revoke(clerk, user.user_id, reason="card reported stolen")
        assert (await world.app.partners.mine(user)).partner.is_verified
        await world.app.staff_kyc.revoke(colleague, user.user_id, reason="so it is")
        assert not (await world.app.partners.mine(user)).partner.is_verified
        assert (await world.app.kyc.status(user)).status is KycStatus.REJECTED
        async with world.store.open_read() as uow:
            assert await name_of_verified_partner(uow, user.user_id) is None

    async def test_each_proposal_is_for_its_own_step(
        self, world: World, user: Actor, clerk: Actor, colleague: Actor
    ) -> None:
        await checked(world, user)
        with pytest.raises(KycSecondPersonNeeded):
            await world.app.staff_kyc.revoke(clerk, user.user_id, reason="card reported stolen")
        with pytest.raises(KycMoveRefused):
            await world.app.staff_kyc.approve(colleague, user.user_id, reason="fine")


class TestVouching:
    """`mate partner verify`: the card was seen in person."""

    async def test_vouching_goes_through_the_same_case_and_log(
        self, world: World, user: Actor, clerk: Actor
    ) -> None:
        await world.app.partners.register(user, OFFER)
        partner = await world.app.partners.verify(clerk, user.user_id, reason="card seen")
        assert partner.is_verified
        case = await case_of(world, user)
        assert (case.state, case.due_at) == (KycState.VERIFIED, None)
        async with world.store.open_read() as uow:
            (entry,) = await uow.kyc_cases.log_of(case.id)
            assert await name_of_verified_partner(uow, user.user_id) == "Nguyễn Văn An"
        assert (entry.signature.actor_id, entry.signature.note) == (clerk.user_id, "card seen")

    async def test_vouching_against_a_rejection_takes_two(
        self, world: World, user: Actor, clerk: Actor, colleague: Actor
    ) -> None:
        """RULES 16."""
        await world.app.partners.register(user, OFFER)
        await checked(world, user, mismatch(world))
        with pytest.raises(KycSecondPersonNeeded):
            await world.app.partners.verify(clerk, user.user_id, reason="card seen")
        assert not (await world.app.partners.mine(user)).partner.is_verified
        partner = await world.app.partners.verify(colleague, user.user_id, reason="seen too")
        assert partner.is_verified

    async def test_nobody_vouches_while_vendors_are_asked(
        self, world: World, user: Actor, clerk: Actor
    ) -> None:
        await world.app.partners.register(user, OFFER)
        await submit(world, user)
        with pytest.raises(KycMoveRefused):
            await world.app.partners.verify(clerk, user.user_id, reason="card seen")
