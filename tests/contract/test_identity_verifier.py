"""What every IdentityVerifier must do: the scripted fake, and both adapters before the sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol

import httpx
import pytest
import structlog
from litestar import Litestar
from litestar.di import Provide
from structlog.testing import capture_logs

from mate_adapters.ekyc.accounts import EkycAccounts
from mate_adapters.ekyc.fpt.config import FptConfig
from mate_adapters.ekyc.fpt.verifier import FptVerifier
from mate_adapters.ekyc.vnpt.config import VnptConfig
from mate_adapters.ekyc.vnpt.verifier import VnptVerifier
from mate_adapters.memory.clock import VirtualClock
from mate_adapters.memory.kyc import ScriptedVerifier
from mate_adapters.sandbox.ekyc.film import film
from mate_adapters.sandbox.ekyc.plate import EkycVerdict, Plate, Side, draw
from mate_adapters.sandbox.ekyc.routes import EKYC_ROUTES
from mate_adapters.sandbox.ekyc.vendors import EkycDesk, open_ekyc
from mate_core.kyc.case import DeclaredIdentity
from mate_core.kyc.citizen_id import CitizenId
from mate_core.kyc.errors import VerifierRefused, VerifierUnavailable
from mate_core.kyc.findings import CardText, Findings, Found, KycProvider, KycReason, Scores
from mate_core.kyc.judging import Outcome, judge
from mate_core.kyc.policies import KycPolicy
from mate_core.kyc.ports import Evidence, EvidenceFile, IdentityVerifier

NOW = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
NUMBER, NAME, BORN = "079098123456", "Nguyễn Văn An", date(1998, 5, 17)
DECLARED = DeclaredIdentity(CitizenId(NUMBER), NAME, BORN)
POLICY = KycPolicy()
VNPT = VnptConfig(
    api_url="http://vendors.test/sandbox/vnpt",
    token_url="http://vendors.test/sandbox/vnpt/auth/oauth/token",
    token_id="an-id",
    token_key="a-key",
    username="mate",
    password="secret",
    client_id="client",
    client_secret="client-secret",
    timeout=timedelta(seconds=5),
)
FPT = FptConfig(
    api_url="http://vendors.test/sandbox/fpt", api_key="a-key", timeout=timedelta(seconds=5)
)


def picture(side: Side, verdict: EkycVerdict) -> EvidenceFile:
    plate = Plate(side, verdict, NUMBER, NAME, f"{BORN:%d/%m/%Y}")
    return EvidenceFile(draw(plate), "image/png")


def evidence(verdict: EkycVerdict = EkycVerdict.APPROVE, *, selfie: bool = True) -> Evidence:
    return Evidence(
        session="0198b3f200007000800000000000abcd",
        front=picture(Side.FRONT, verdict),
        back=picture(Side.BACK, verdict),
        video=EvidenceFile(film(), "video/mp4"),
        selfie=picture(Side.FACE, verdict) if selfie else None,
    )


class Bench(Protocol):
    """A verifier, and how it is made to answer."""

    @property
    def verifier(self) -> IdentityVerifier: ...
    def prepare(self, verdict: EkycVerdict) -> Evidence: ...


@dataclass
class ScriptedBench:
    verifier: ScriptedVerifier

    def prepare(self, verdict: EkycVerdict) -> Evidence:
        good = self.verifier.good()
        found: dict[EkycVerdict, Findings | VerifierRefused | VerifierUnavailable] = {
            EkycVerdict.APPROVE: good,
            EkycVerdict.BORDERLINE: replace(good, scores=Scores(9_900, 7_000, 9_800)),
            EkycVerdict.MISMATCH: replace(good, same_face=Found.NO),
            EkycVerdict.NOT_LIVE: replace(good, face_live=Found.NO),
            EkycVerdict.UNDERAGE: replace(
                good, card=replace(good.card, date_of_birth=date(2009, 11, 28))
            ),
            EkycVerdict.EXPIRED: replace(
                good, card=replace(good.card, expires_on=date(2025, 1, 1))
            ),
            EkycVerdict.BLURRED: VerifierRefused(KycReason.CARD_BLURRED),
            EkycVerdict.INCOMPLETE: VerifierRefused(KycReason.CARD_INCOMPLETE),
            EkycVerdict.MASKED: VerifierRefused(KycReason.FACE_COVERED),
            EkycVerdict.SILENT: replace(good, card_genuine=Found.UNKNOWN),
        }
        self.verifier.meets(found.get(verdict, VerifierUnavailable(verdict.value)))
        return evidence(verdict)


@dataclass
class WireBench:
    verifier: IdentityVerifier
    desk: EkycDesk
    clock: VirtualClock
    seen: list[httpx.Request]

    def prepare(self, verdict: EkycVerdict) -> Evidence:
        return evidence(verdict)


def wire_bench(
    provider: KycProvider, *, vnpt: VnptConfig = VNPT, fpt: FptConfig = FPT
) -> WireBench:
    """An adapter with `vnpt` or `fpt`, before counterparts with the right accounts."""
    clock = VirtualClock(NOW)
    accounts = EkycAccounts(VNPT, FPT)
    desk = open_ekyc(accounts, clock, silence=timedelta(seconds=9), slowness=timedelta(0))
    app: Any = Litestar(
        EKYC_ROUTES,
        dependencies={"ekyc": Provide(lambda: desk, sync_to_thread=False)},
        openapi_config=None,
        logging_config=None,
    )
    seen: list[httpx.Request] = []

    async def note(request: httpx.Request) -> None:
        seen.append(request)

    http = httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), event_hooks={"request": [note]}
    )
    verifier: IdentityVerifier = (
        VnptVerifier(vnpt, http, clock) if provider is KycProvider.VNPT else FptVerifier(fpt, http)
    )
    return WireBench(verifier, desk, clock, seen)


BENCHES: dict[str, Callable[[], Bench]] = {
    "scripted": lambda: ScriptedBench(ScriptedVerifier()),
    "vnpt": lambda: wire_bench(KycProvider.VNPT),
    "fpt": lambda: wire_bench(KycProvider.FPT),
}


@pytest.fixture(params=BENCHES)
def bench(request: pytest.FixtureRequest) -> Bench:
    return BENCHES[request.param]()


async def outcome(bench: Bench, verdict: EkycVerdict) -> tuple[Outcome, tuple[KycReason, ...]]:
    findings = await bench.verifier.check(bench.prepare(verdict))
    judgement = judge(findings, DECLARED, POLICY, at=NOW)
    return judgement.outcome, judgement.reasons


class TestEveryVerifier:
    async def test_a_good_card_is_read_and_its_face_lives(self, bench: Bench) -> None:
        findings = await bench.verifier.check(bench.prepare(EkycVerdict.APPROVE))
        assert findings.provider is bench.verifier.provider
        assert findings.card.number == NUMBER
        assert findings.card.date_of_birth == BORN
        assert (findings.face_live, findings.same_face) == (Found.YES, Found.YES)
        assert findings.card_genuine is not Found.NO
        judgement = judge(findings, DECLARED, POLICY, at=NOW)
        genuine_is_told = findings.card_genuine is Found.YES
        assert judgement.outcome is (Outcome.VERIFY if genuine_is_told else Outcome.REFER)

    @pytest.mark.parametrize(
        ("verdict", "reason"),
        [
            (EkycVerdict.MISMATCH, KycReason.FACE_MISMATCH),
            (EkycVerdict.NOT_LIVE, KycReason.NOT_LIVE),
            (EkycVerdict.UNDERAGE, KycReason.UNDER_AGE),
            (EkycVerdict.EXPIRED, KycReason.CARD_EXPIRED),
        ],
    )
    async def test_what_is_bad_rejects(
        self, bench: Bench, verdict: EkycVerdict, reason: KycReason
    ) -> None:
        what, why = await outcome(bench, verdict)
        assert what is Outcome.REJECT
        assert reason in why

    @pytest.mark.parametrize("verdict", [EkycVerdict.BORDERLINE, EkycVerdict.SILENT])
    async def test_what_is_unsure_or_was_not_said_goes_to_people(
        self, bench: Bench, verdict: EkycVerdict
    ) -> None:
        assert (await outcome(bench, verdict))[0] is Outcome.REFER

    @pytest.mark.parametrize(
        ("verdict", "reason"),
        [
            (EkycVerdict.BLURRED, KycReason.CARD_BLURRED),
            (EkycVerdict.INCOMPLETE, KycReason.CARD_INCOMPLETE),
            (EkycVerdict.MASKED, KycReason.FACE_COVERED),
        ],
    )
    async def test_unusable_pictures_are_refused_with_the_reason(
        self, bench: Bench, verdict: EkycVerdict, reason: KycReason
    ) -> None:
        with pytest.raises(VerifierRefused) as refused:
            await bench.verifier.check(bench.prepare(verdict))
        assert refused.value.reason is reason

    @pytest.mark.parametrize(
        "verdict", [EkycVerdict.ERROR, EkycVerdict.RATE_LIMITED, EkycVerdict.HTML]
    )
    async def test_trouble_at_the_vendor_is_neither_yes_nor_no(
        self, bench: Bench, verdict: EkycVerdict
    ) -> None:
        with pytest.raises(VerifierUnavailable):
            await bench.verifier.check(bench.prepare(verdict))


PROVIDERS = pytest.mark.parametrize("provider", KycProvider)


class TestBothAdapters:
    @PROVIDERS
    async def test_a_server_that_says_nothing_is_waited_for_no_longer_than_agreed(
        self, provider: KycProvider
    ) -> None:
        short = timedelta(milliseconds=50)
        bench = wire_bench(
            provider, vnpt=replace(VNPT, timeout=short), fpt=replace(FPT, timeout=short)
        )
        bench.desk.troubles.order(provider, EkycVerdict.TIMEOUT)
        with pytest.raises(VerifierUnavailable, match="timeout"):
            await bench.verifier.check(evidence())

    @PROVIDERS
    async def test_a_server_that_cannot_be_reached_is_no_answer(
        self, provider: KycProvider
    ) -> None:
        def away(request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("nobody is there", request=request)

        http = httpx.AsyncClient(transport=httpx.MockTransport(away))
        verifier = (
            VnptVerifier(VNPT, http, VirtualClock(NOW))
            if provider is KycProvider.VNPT
            else FptVerifier(FPT, http)
        )
        with pytest.raises(VerifierUnavailable):
            await verifier.check(evidence())

    @PROVIDERS
    async def test_wrong_credentials_are_no_answer(self, provider: KycProvider) -> None:
        bench = wire_bench(
            provider, vnpt=replace(VNPT, password="wrong"), fpt=replace(FPT, api_key="wrong")
        )
        with pytest.raises(VerifierUnavailable, match=r"401|no access token"):
            await bench.verifier.check(evidence())

    @PROVIDERS
    async def test_pictures_that_nobody_drew_here_read_as_nothing(
        self, provider: KycProvider
    ) -> None:
        bench = wire_bench(provider)
        other = EvidenceFile(b"\xff\xd8\xff of somebody's card", "image/jpeg")
        findings = await bench.verifier.check(replace(evidence(), front=other))
        assert findings.card == CardText(None, None, None, None)
        assert judge(findings, DECLARED, POLICY, at=NOW).outcome is Outcome.REFER

    @PROVIDERS
    async def test_nothing_personal_is_logged_and_names_of_files_say_nothing(
        self, provider: KycProvider
    ) -> None:
        bench = wire_bench(provider)
        structlog.reset_defaults()
        with capture_logs() as logs:
            await bench.verifier.check(evidence())
            with pytest.raises(VerifierUnavailable):
                await bench.verifier.check(evidence(EkycVerdict.ERROR))
        assert logs
        for hidden in (NUMBER, NAME, "NGUYỄN", "17/05/1998", "Bearer", "a-key"):
            assert hidden not in str(logs)
        assert bench.verifier.provider.value in str(logs)


class TestVnpt:
    async def test_without_a_selfie_it_is_not_asked(self) -> None:
        bench = wire_bench(KycProvider.VNPT)
        assert bench.verifier.needs_selfie
        with pytest.raises(VerifierUnavailable):
            await bench.verifier.check(evidence(selfie=False))
        assert bench.seen == []

    async def test_one_token_serves_until_it_is_due_and_is_renewed_early(self) -> None:
        bench = wire_bench(KycProvider.VNPT)

        def tokens() -> int:
            return sum(request.url.path.endswith("/oauth/token") for request in bench.seen)

        await bench.verifier.check(evidence())
        await bench.verifier.check(evidence())
        assert tokens() == 1
        bench.clock.advance(timedelta(hours=8) - timedelta(minutes=4))
        await bench.verifier.check(evidence())
        assert tokens() == 2

    async def test_a_token_that_is_refused_is_renewed_once_and_the_call_repeated(self) -> None:
        bench = wire_bench(KycProvider.VNPT)
        await bench.verifier.check(evidence())
        verifier: Any = bench.verifier
        verifier._tokens._token = "a.b.c"  # as if the vendor had forgotten it
        assert (await bench.verifier.check(evidence())).card.number == NUMBER

    async def test_success_is_in_the_body_and_not_in_the_status(self) -> None:
        """HTTP 200 with another code is a refusal."""

        def answer(request: httpx.Request) -> httpx.Response:
            if request.url.path.endswith("token"):
                return httpx.Response(200, json={"access_token": "t", "expires_in": 60})
            return httpx.Response(200, json={"message": "IDG-00000500", "object": {"hash": "h"}})

        http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
        with pytest.raises(VerifierUnavailable, match="IDG-00000500"):
            await VnptVerifier(VNPT, http, VirtualClock(NOW)).check(evidence())

    async def test_the_back_in_the_place_of_the_front_is_refused(self) -> None:
        bench = wire_bench(KycProvider.VNPT)
        swapped = replace(evidence(), front=picture(Side.BACK, EkycVerdict.APPROVE))
        with pytest.raises(VerifierRefused) as refused:
            await bench.verifier.check(swapped)
        assert refused.value.reason is KycReason.CARD_NOT_FOUND

    async def test_a_fake_card_is_found(self) -> None:
        bench = wire_bench(KycProvider.VNPT)
        what, why = await outcome(bench, EkycVerdict.FAKE)
        assert (what, why) == (Outcome.REJECT, (KycReason.CARD_NOT_GENUINE,))


class TestFpt:
    @pytest.mark.parametrize("header", ["api-key", "api_key"])
    async def test_the_name_of_the_key_s_header_is_configuration(self, header: str) -> None:
        bench = wire_bench(KycProvider.FPT, fpt=replace(FPT, key_header=header))
        if header == FPT.key_header:
            assert (await bench.verifier.check(evidence())).card.number == NUMBER
        else:
            with pytest.raises(VerifierUnavailable):
                await bench.verifier.check(evidence())
        assert header in bench.seen[0].headers

    async def test_a_selfie_that_is_a_card_is_refused(self) -> None:
        """A photo of the card would match the card."""
        bench = wire_bench(KycProvider.FPT)
        card = picture(Side.FRONT, EkycVerdict.APPROVE)
        with pytest.raises(VerifierRefused) as refused:
            await bench.verifier.check(replace(evidence(), selfie=card))
        assert refused.value.reason is KycReason.FACE_NOT_FOUND

    async def test_the_video_alone_is_enough(self) -> None:
        bench = wire_bench(KycProvider.FPT)
        assert not bench.verifier.needs_selfie
        findings = await bench.verifier.check(evidence(selfie=False))
        assert findings.same_face is Found.YES


@pytest.fixture(autouse=True)
async def plain_logs() -> AsyncIterator[None]:
    yield
    structlog.reset_defaults()
