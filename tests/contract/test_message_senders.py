"""What every SmsSender, VoiceCaller and EmailSender must do; and what their vendors see."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mate_adapters.email.composing import Sender
from mate_adapters.email.ses.api import SesEmail
from mate_adapters.email.smtp import SmtpEmail
from mate_adapters.email.smtp_config import SmtpConfig, SmtpSecurity
from mate_adapters.memory.clock import VirtualClock
from mate_adapters.memory.messages import (
    DeliveryTrouble,
    RecordingEmail,
    RecordingSms,
    RecordingVoice,
)
from mate_adapters.postgres.server import LocalPostgres
from mate_adapters.sandbox.carriers.model import CarrierAccounts, CarrierTrouble
from mate_adapters.sms.stringee.api import StringeeSms
from mate_adapters.sms.twilio.api import TwilioSms
from mate_adapters.vendor_calls import PATIENCE
from mate_core.messages.errors import (
    DeliveryNotTaken,
    DeliveryRefused,
    DeliveryUnavailable,
    RefusalCause,
)
from mate_core.messages.policies import LadderPolicy
from tests.contract.carrier_bench import (
    MAILBOX,
    MESSAGE,
    NOON,
    PHONE,
    REFERENCE,
    SENDER,
    SES,
    SHORT,
    STRINGEE,
    TEMPLATES,
    TWILIO,
    VENDOR_SENDERS,
    Bench,
    Opened,
    RecordedBench,
    opened_carriers,
    opened_mail,
    smtp_config,
)
from tests.contract.smtp_server import MailServer


@pytest.fixture(scope="module")
async def opened_once(postgres_server: LocalPostgres) -> AsyncIterator[Opened]:
    async with opened_carriers(postgres_server) as opened:
        yield opened


@pytest.fixture
async def opened(opened_once: Opened) -> Opened:
    """An empty inbox, and no trouble planned."""
    await opened_once.empty()
    return opened_once


class WithoutSandbox:
    """The parameter of `bench` is the class of the sender."""

    @pytest.fixture
    async def bench(self, request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
        recorders = {each.__name__: each for each in (RecordingSms, RecordingVoice, RecordingEmail)}
        if request.param in recorders:
            yield RecordedBench(recorders[request.param]())
        else:
            async with opened_mail() as mail:
                yield mail


@pytest.mark.postgres
class InSandbox:
    """The same, with a vendor in the sandbox."""

    @pytest.fixture
    def bench(self, request: pytest.FixtureRequest, opened: Opened) -> Bench:
        return opened.bench(request.param)


class DeliveryContract:
    async def test_a_message_goes_out_as_it_is_registered(self, bench: Bench) -> None:
        await bench.hand()

        assert await bench.out() == [bench.expected]

    async def test_a_refusal_is_final_and_nothing_is_out(self, bench: Bench) -> None:
        await bench.meets(DeliveryTrouble.REFUSED)

        with pytest.raises(DeliveryRefused) as refused:
            await bench.hand()
        assert refused.value.cause is RefusalCause.MESSAGE
        assert await bench.out() == []

    async def test_trouble_with_our_account_is_told_apart(self, bench: Bench) -> None:
        await bench.meets(DeliveryTrouble.ACCOUNT)

        with pytest.raises(DeliveryRefused) as refused:
            await bench.hand()
        assert refused.value.cause is RefusalCause.ACCOUNT
        assert await bench.out() == []

    async def test_a_busy_vendor_certainly_has_not_taken_it(self, bench: Bench) -> None:
        await bench.meets(DeliveryTrouble.NOT_TAKEN)

        with pytest.raises(DeliveryNotTaken) as busy:
            await bench.hand()
        assert busy.value.retry_after == bench.retry_after
        assert await bench.out() == []

    @pytest.mark.parametrize(
        ("trouble", "sent"), [(DeliveryTrouble.REQUEST_LOST, 0), (DeliveryTrouble.REPLY_LOST, 1)]
    )
    async def test_without_an_answer_the_outcome_is_unknown(
        self, bench: Bench, trouble: DeliveryTrouble, sent: int
    ) -> None:
        await bench.meets(trouble)

        with pytest.raises(DeliveryUnavailable) as lost:
            await bench.hand()
        assert not isinstance(lost.value, DeliveryNotTaken)
        assert len(await bench.out()) == sent

    async def test_after_trouble_it_works_again(self, bench: Bench) -> None:
        await bench.meets(DeliveryTrouble.NOT_TAKEN)
        with pytest.raises(DeliveryNotTaken):
            await bench.hand()
        await bench.hand()

        assert await bench.out() == [bench.expected]


def over(*names: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("bench", names, indirect=True)


@over("RecordingSms")
class TestRecordingSms(WithoutSandbox, DeliveryContract):
    pass


@over("TwilioSms", "StringeeSms")
class TestSmsSender(InSandbox, DeliveryContract):
    pass


@over("RecordingVoice")
class TestRecordingVoice(WithoutSandbox, DeliveryContract):
    pass


@over("TwilioVoice", "StringeeVoice")
class TestVoiceCaller(InSandbox, DeliveryContract):
    pass


@over("RecordingEmail", "SmtpEmail")
class TestRecordingEmailAndSmtp(WithoutSandbox, DeliveryContract):
    pass


@over("SendgridEmail", "SesEmail")
class TestEmailSender(InSandbox, DeliveryContract):
    pass


@pytest.mark.postgres
@pytest.mark.parametrize("name", VENDOR_SENDERS)
class TestEveryVendor:
    async def test_silence_is_an_unknown_outcome(self, opened: Opened, name: str) -> None:
        bench = opened.bench(name, patience=SHORT)
        await bench.plan(CarrierTrouble.TIMEOUT)

        with pytest.raises(DeliveryUnavailable) as silent:
            await bench.hand()
        assert not isinstance(silent.value, DeliveryNotTaken)

    async def test_a_slow_answer_is_an_answer(self, opened: Opened, name: str) -> None:
        bench = opened.bench(name)
        await bench.plan(CarrierTrouble.SLOW)
        await bench.hand()

        assert len(await bench.out()) == 1

    async def test_a_vendor_that_cannot_be_reached_has_not_taken_it(
        self, opened: Opened, name: str
    ) -> None:
        def away(request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("nobody is there", request=request)

        async with httpx.AsyncClient(transport=httpx.MockTransport(away)) as http:
            with pytest.raises(DeliveryNotTaken):
                await Opened(opened.sandbox, http, opened.dsn).bench(name).hand()

    async def test_an_answer_that_makes_no_sense_is_an_unknown_outcome(
        self, opened: Opened, name: str
    ) -> None:
        bench = opened.bench(name)
        await bench.plan(CarrierTrouble.NONSENSE)
        if name == "SendgridEmail":  # its status says it all
            await bench.hand()
        else:
            with pytest.raises(DeliveryUnavailable) as unknown:
                await bench.hand()
            assert not isinstance(unknown.value, DeliveryNotTaken)
        assert len(await bench.out()) == 1


@pytest.mark.postgres
async def test_the_inbox_takes_every_kind_without_a_vendor(opened: Opened) -> None:
    sandbox = opened.sandbox
    await sandbox.sms.send(to=PHONE, message=MESSAGE, reference=REFERENCE)
    await sandbox.voice.call(to=PHONE, message=MESSAGE, reference=REFERENCE)
    await sandbox.email.send(to=MAILBOX, message=MESSAGE, reference=REFERENCE)
    await sandbox.email.send(to=MAILBOX, message=MESSAGE, reference=REFERENCE)

    kept = await sandbox.inbox.latest()
    assert [each.channel for each in kept] == ["EMAIL", "VOICE", "SMS"]
    assert all("5" in each.body for each in kept)


@pytest.mark.postgres
async def test_without_a_database_the_inbox_takes_nothing(postgres_server: LocalPostgres) -> None:
    async with opened_carriers(postgres_server) as opened:
        await opened.sandbox.close()
        with pytest.raises(DeliveryNotTaken):
            await opened.sandbox.sms.send(to=PHONE, message=MESSAGE, reference=REFERENCE)


@pytest.mark.postgres
async def test_a_key_of_somebody_else_is_our_account_s_trouble(
    postgres_server: LocalPostgres,
) -> None:
    ours = CarrierAccounts()
    strangers = replace(
        ours,
        twilio_token="another",
        stringee_secret="another secret, long enough for a hash",
        sendgrid_key="SG.another",
        ses=replace(ours.ses, secret_access_key="another"),
    )
    async with opened_carriers(postgres_server, accounts=strangers) as opened:
        for name in VENDOR_SENDERS:
            with pytest.raises(DeliveryRefused) as refused:
                await opened.bench(name).hand()
            assert refused.value.cause is RefusalCause.ACCOUNT
        assert await opened.bench("TwilioSms").out() == []


class Recorder:
    """A vendor that only listens."""

    def __init__(self, status: int, content: object) -> None:
        self.requests: list[httpx.Request] = []
        self._answer = httpx.Response(status, json=content)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self._answer


class TestOnTheWire:
    async def test_twilio_gets_the_content_and_its_variables_in_order(self) -> None:
        vendor = Recorder(201, {"sid": "SM1"})
        content = "HX" + "0" * 32
        config = replace(TWILIO, sender="MG1", templates={**TEMPLATES, "code": content})
        async with httpx.AsyncClient(transport=httpx.MockTransport(vendor)) as http:
            await TwilioSms(config, http).send(to=PHONE, message=MESSAGE, reference=REFERENCE)

        sent = dict(httpx.QueryParams(vendor.requests[0].content.decode()))
        assert sent["MessagingServiceSid"] == "MG1"
        assert sent["ContentSid"] == content
        assert json.loads(sent["ContentVariables"]) == {"1": "123456", "2": "5"}
        assert "Body" not in sent
        assert sent["StatusCallback"].endswith(f"/callback/twilio?attempt={REFERENCE}")

    async def test_stringee_s_shared_brand_gets_a_template_and_its_parameters(self) -> None:
        vendor = Recorder(200, {"smsSent": 1, "result": [{"price": "830", "r": 0}]})
        config = replace(STRINGEE, templates={**TEMPLATES, "code": "5123"})
        async with httpx.AsyncClient(transport=httpx.MockTransport(vendor)) as http:
            await StringeeSms(config, http, VirtualClock(NOON)).send(
                to=PHONE, message=MESSAGE, reference=REFERENCE
            )

        (sms,) = json.loads(vendor.requests[0].content)["sms"]
        assert sms["to"] == "84912345678"
        assert sms["text"] == {"template": 5123, "params": ["123456", "5"]}

    @pytest.mark.parametrize("results", [[], [{}], [{"r": 0}, {"r": 7}]], ids=str)
    async def test_stringee_took_it_only_when_every_result_is_zero(
        self, results: list[object]
    ) -> None:
        vendor = Recorder(200, {"smsSent": 1, "result": results})
        async with httpx.AsyncClient(transport=httpx.MockTransport(vendor)) as http:
            with pytest.raises((DeliveryRefused, DeliveryUnavailable)):
                await StringeeSms(STRINGEE, http, VirtualClock(NOON)).send(
                    to=PHONE, message=MESSAGE, reference=REFERENCE
                )

    @pytest.mark.parametrize("status", [400, 404, 405, 422])
    async def test_an_unknown_refusal_of_twilio_is_final(self, status: int) -> None:
        vendor = Recorder(status, {"code": 29999, "message": "To +84912345678 is odd"})
        async with httpx.AsyncClient(transport=httpx.MockTransport(vendor)) as http:
            with pytest.raises(DeliveryRefused) as refused:
                await TwilioSms(TWILIO, http).send(to=PHONE, message=MESSAGE, reference=REFERENCE)
        assert refused.value.code == "29999"

    @pytest.mark.parametrize(
        ("status", "kind", "meaning"),
        [
            (400, "ThrottlingException:", DeliveryNotTaken),
            (400, "SendingPausedException", DeliveryNotTaken),
            (403, "RequestTimeTooSkewed", DeliveryNotTaken),
            (400, "AccountSuspendedException", RefusalCause.ACCOUNT),
            (400, "LimitExceededException", RefusalCause.ACCOUNT),
            (400, "MessageRejected", RefusalCause.MESSAGE),
            (400, "", RefusalCause.MESSAGE),
        ],
    )
    async def test_ses_is_read_by_the_type_of_its_error(
        self, status: int, kind: str, meaning: type[Exception] | RefusalCause
    ) -> None:
        def vendor(request: httpx.Request) -> httpx.Response:
            return httpx.Response(
                status, json={"message": "no"}, headers={"x-amzn-ErrorType": kind}
            )

        async with httpx.AsyncClient(transport=httpx.MockTransport(vendor)) as http:
            sender = SesEmail(SES, http, VirtualClock(NOON))
            with pytest.raises((DeliveryNotTaken, DeliveryRefused)) as met:
                await sender.send(to=MAILBOX, message=MESSAGE, reference=REFERENCE)
        found = met.value
        assert (found.cause if isinstance(found, DeliveryRefused) else type(found)) == meaning

    async def test_no_log_tells_whom_a_vendor_was_asked_to_write_to(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for status in (400, 401, 429, 500):
            vendor = Recorder(status, {"code": 21211, "message": f"{PHONE} is no number: 123456"})
            async with httpx.AsyncClient(transport=httpx.MockTransport(vendor)) as http:
                with pytest.raises((DeliveryRefused, DeliveryUnavailable)) as met:
                    await TwilioSms(TWILIO, http).send(
                        to=PHONE, message=MESSAGE, reference=REFERENCE
                    )
            assert PHONE not in repr(met.value)
        logged = capsys.readouterr()
        assert "twilio" in logged.out + logged.err
        assert PHONE[3:] not in logged.out + logged.err
        assert "123456" not in logged.out + logged.err

    async def test_who_opted_out_at_twilio_is_told_apart(self) -> None:
        vendor = Recorder(400, {"code": 21610, "message": "unsubscribed"})
        async with httpx.AsyncClient(transport=httpx.MockTransport(vendor)) as http:
            with pytest.raises(DeliveryRefused) as refused:
                await TwilioSms(TWILIO, http).send(to=PHONE, message=MESSAGE, reference=REFERENCE)
        assert refused.value.cause is RefusalCause.OPTED_OUT

    def test_a_vendor_without_an_id_for_a_template_is_refused_by_name(self) -> None:
        with pytest.raises(ValueError, match="known_address"):
            TwilioSms(replace(TWILIO, templates={"code": "registered"}), httpx.AsyncClient())


def test_no_adapter_waits_longer_than_a_second_worker_does() -> None:
    smtp = SmtpConfig(host="mail.test", port=587, sender=SENDER)
    assert max(PATIENCE, smtp.patience) < LadderPolicy().call_patience


class TestSmtp:
    async def test_the_mail_says_who_writes_and_names_its_attempt(self) -> None:
        async with opened_mail() as mail:
            message_id = await mail.hand()
        ((_, sent),) = mail.server.mails
        assert str(sent["From"]) == "Mate Xã Hội <no-reply@example.vn>"
        assert sent["Message-ID"] == message_id == f"<{REFERENCE}@example.vn>"
        assert sent["Auto-Submitted"] == "auto-generated"
        html = sent.get_body(("html",))
        assert html is not None
        assert "123456" in html.get_content()

    async def test_a_header_cannot_be_smuggled_in(self) -> None:
        async with opened_mail() as mail:
            with pytest.raises(ValueError, match="line breaks"):
                await mail.sender.send(
                    to=f"{MAILBOX}\r\nBcc: x@example.vn", message=MESSAGE, reference=REFERENCE
                )
        assert mail.server.mails == []
        for wrong in ("a\nb@example.vn", "no-reply"):
            with pytest.raises(ValueError, match=r"line breaks|malformed"):
                Sender(wrong)

    async def test_a_server_that_says_nothing_has_not_taken_it(self) -> None:
        async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read()
            writer.close()

        server = await asyncio.start_server(silent, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            sender = SmtpEmail(replace(smtp_config(port), patience=SHORT), VirtualClock(NOON))
            with pytest.raises(DeliveryNotTaken):
                await sender.send(to=MAILBOX, message=MESSAGE, reference=REFERENCE)

    async def test_a_server_that_is_away_has_not_taken_it(self) -> None:
        async with MailServer().running() as server:
            config = smtp_config(server.port)
        with pytest.raises(DeliveryNotTaken):
            await SmtpEmail(config, VirtualClock(NOON)).send(
                to=MAILBOX, message=MESSAGE, reference=REFERENCE
            )

    async def test_without_tls_nothing_is_sent_where_the_settings_ask_for_it(self) -> None:
        async with MailServer().running() as server:
            config = replace(smtp_config(server.port), security=SmtpSecurity.STARTTLS)
            with pytest.raises(DeliveryNotTaken):
                await SmtpEmail(config, VirtualClock(NOON)).send(
                    to=MAILBOX, message=MESSAGE, reference=REFERENCE
                )
            assert server.mails == []

    async def test_starttls_is_used_and_the_certificate_is_verified(
        self, certificate: Path
    ) -> None:
        ours = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        ours.load_cert_chain(certificate)
        trust = ssl.create_default_context(cafile=str(certificate))
        async with MailServer(ours).running() as server:
            config = replace(
                smtp_config(server.port), host="localhost", security=SmtpSecurity.STARTTLS
            )
            with pytest.raises(DeliveryNotTaken):
                await SmtpEmail(config, VirtualClock(NOON)).send(
                    to=MAILBOX, message=MESSAGE, reference=REFERENCE
                )
            server.secured = 0
            await SmtpEmail(config, VirtualClock(NOON), trust).send(
                to=MAILBOX, message=MESSAGE, reference=REFERENCE
            )
            assert server.secured == 1
            assert len(server.mails) == 1


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Key and certificate of `localhost`, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "localhost.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path
