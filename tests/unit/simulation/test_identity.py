"""Papers, vendors and carriers of the simulation, and what runs make of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mate_adapters.memory.clock import VirtualClock
from mate_adapters.simulation import ALL_FAULTS, NO_FAULTS, Plan, run, summarise
from mate_adapters.simulation.driving import drive
from mate_adapters.simulation.faults import Fault, FaultKind, FaultSwitch
from mate_adapters.simulation.papers import Look, Papers, PaperShares
from mate_adapters.simulation.ports import SimulatedCarrier
from mate_adapters.simulation.run import Run
from mate_adapters.simulation.verifiers import SimulatedVerifier, Word
from mate_core.identity.texts import code_text
from mate_core.kyc.citizen_id import Sex
from mate_core.kyc.errors import VerifierRefused, VerifierUnavailable
from mate_core.kyc.findings import Findings, Found, KycProvider
from mate_core.kyc.ports import Evidence, EvidenceFile
from mate_core.kyc.states import KycParty, KycState
from mate_core.messages.errors import DeliveryNotTaken

PAPERS = Papers(of=77, born=1998)
PHONE = "+84910000077"
PLAN = Plan(users=40, partners=12, days=3, seed=5)


def verifier(provider: KycProvider = KycProvider.VNPT) -> SimulatedVerifier:
    return SimulatedVerifier(FaultSwitch(), VirtualClock(), provider)


def found(by: SimulatedVerifier, papers: Papers = PAPERS) -> Findings:
    picture = EvidenceFile(papers.content, "image/png")
    return drive(by.check(Evidence("case", picture, picture, picture, picture)))


def states(finished: Run) -> set[KycState]:
    return {case.state for case in finished.stage.world.tables.kyc.cases.rows.values()}


class TestPapers:
    @pytest.mark.parametrize("look", Look)
    @pytest.mark.parametrize("born", [1970, 1999, 2000, 2012])
    def test_a_picture_says_what_it_shows(self, look: Look, born: int) -> None:
        papers = Papers(77, born, look)

        assert Papers.seen_in(papers.content) == papers
        assert papers.number.fits(papers.date_of_birth, Sex.MALE)

    def test_two_people_have_two_cards(self) -> None:
        assert Papers(77, 1998).number != Papers(78, 1998).number

    def test_shares_divide_all_chance_among_looks(self) -> None:
        shares = PaperShares(borderline=0.1, blurred=0.2, fake=0.3, unlike=0.1)

        looks = [shares.look(chance) for chance in (0.05, 0.15, 0.5, 0.65, 0.75)]

        assert looks == [Look.BORDERLINE, Look.BLURRED, Look.FAKE, Look.UNLIKE, Look.GOOD]

    @pytest.mark.parametrize("shares", [(0.5, 0.4, 0.2), (-0.1, 0, 0)])
    def test_shares_beyond_everybody_are_refused(self, shares: tuple[float, float, float]) -> None:
        with pytest.raises(ValueError, match="1 at most together"):
            PaperShares(*shares)


class TestVerifiers:
    @pytest.mark.parametrize(
        ("papers", "word"),
        [
            (PAPERS, Word.CLEARS),
            (replace(PAPERS, look=Look.BORDERLINE), Word.DOUBTS),
            (replace(PAPERS, look=Look.FAKE), Word.REFUSES),
            (replace(PAPERS, look=Look.UNLIKE), Word.REFUSES),
            (replace(PAPERS, born=2012), Word.REFUSES),
        ],
    )
    def test_the_verdict_is_decided_by_the_person_and_kept_in_the_vendors_books(
        self, papers: Papers, word: Word
    ) -> None:
        vnpt = verifier()

        assert vnpt.words[found(vnpt, papers).reference] is word

    def test_the_second_vendor_says_nothing_of_the_card_and_clears_nobody(self) -> None:
        fpt = verifier(KycProvider.FPT)

        findings = found(fpt)

        assert findings.card_genuine is Found.UNKNOWN
        assert fpt.words[findings.reference] is Word.DOUBTS

    def test_the_second_vendor_refuses_what_is_blurred(self) -> None:
        with pytest.raises(VerifierRefused):
            found(verifier(KycProvider.FPT), replace(PAPERS, look=Look.BLURRED))

    @pytest.mark.parametrize(
        "kind", [FaultKind.VENDOR_REFUSES, FaultKind.REQUEST_LOST, FaultKind.REPLY_LOST]
    )
    def test_a_vendor_in_trouble_gives_no_answer_once(self, kind: FaultKind) -> None:
        switch = FaultSwitch()
        vnpt = SimulatedVerifier(switch, VirtualClock(), KycProvider.VNPT)
        switch.arm(Fault(kind))

        with pytest.raises(VerifierUnavailable):
            found(vnpt)

        assert found(vnpt).same_face is Found.YES

    def test_a_vendor_that_is_down_answers_nobody_until_it_is_back(self) -> None:
        clock = VirtualClock()
        vnpt = SimulatedVerifier(FaultSwitch(), clock, KycProvider.VNPT)
        vnpt.down_until = clock.now() + timedelta(hours=2)
        with pytest.raises(VerifierUnavailable):
            found(vnpt)

        clock.advance(timedelta(hours=2))

        assert found(vnpt).face_live is Found.YES


class TestCarrier:
    def send(self, carrier: SimulatedCarrier) -> None:
        code = code_text("123456", timedelta(minutes=5))
        drive(carrier.send(to=PHONE, message=code, reference="one"))

    def test_a_code_that_gets_lost_is_taken_and_never_arrives(self) -> None:
        switch = FaultSwitch()
        carrier = SimulatedCarrier(switch, VirtualClock())
        switch.arm(Fault(FaultKind.MESSAGE_LOST))

        self.send(carrier)

        assert carrier.last_to(PHONE) is None
        assert len(carrier.lost_codes) == 1

    def test_a_code_that_arrives_after_an_outage_is_not_lost(self) -> None:
        clock = VirtualClock()
        carrier = SimulatedCarrier(FaultSwitch(), clock)
        carrier.down_until = clock.now() + timedelta(hours=1)
        with pytest.raises(DeliveryNotTaken):
            self.send(carrier)
        assert len(carrier.lost_codes) == 1
        clock.advance(timedelta(hours=1))

        self.send(carrier)

        assert not carrier.lost_codes
        assert carrier.last_to(PHONE) is not None


class TestRuns:
    def test_with_good_papers_and_no_trouble_everybody_is_verified_within_the_hour(self) -> None:
        finished = run(replace(PLAN, papers=PaperShares(0, 0, 0, 0)))

        summary = summarise(finished)
        partners = finished.stage.world.tables.partners.partners.rows.values()

        assert finished.violation is None
        assert states(finished) <= {KycState.VERIFIED, KycState.REVOKED}
        assert all(partner.is_verified for partner in partners)
        assert summary.codes_lost == 0
        assert 0 < summary.minutes_to_verification < 60
        assert sum(summary.identity_checks.values()) >= PLAN.partners

    def test_fakes_are_never_verified(self) -> None:
        finished = run(replace(PLAN, papers=PaperShares(0, 0, fake=1, unlike=0)))

        log = finished.stage.world.tables.kyc.log.rows.values()
        vouched = {entry.user_id for entry in log if entry.signature.by is KycParty.STAFF}
        believed = {entry.user_id for entry in log if entry.after is KycState.VERIFIED}

        assert finished.violation is None
        assert believed <= vouched

    def test_a_town_of_impostors_holds_every_invariant(self) -> None:
        crowd = replace(ALL_FAULTS, impostors=1.0)

        finished = run(replace(PLAN, faults=crowd))

        assert finished.violation is None, str(finished.violation)
        assert finished.stage.outcomes["SubmitKyc", "kyc.under_way"] > 0
        assert KycState.REJECTED in states(finished)

    def test_while_no_carrier_and_no_vendor_works_people_come_back_and_staff_decide(self) -> None:
        dark = replace(NO_FAULTS, carrier_outages_per_day=2, verifier_outages_per_day=12)

        finished = run(replace(PLAN, faults=dark))

        summary = summarise(finished)
        assert finished.violation is None, str(finished.violation)
        assert summary.codes_lost > 0
        log = finished.stage.world.tables.kyc.log.rows.values()
        assert any(entry.signature.by is KycParty.STAFF for entry in log)
        assert summary.identity_checks["verified"] > 0
