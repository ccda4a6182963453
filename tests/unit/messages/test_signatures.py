"""Signatures by the vendors' printed examples, and what does not fit them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

import pytest

from mate_adapters.email.sendgrid.receipts import SIGNATURE, TIMESTAMP, SendgridReceipts
from mate_adapters.email.ses.signature import AwsCredentials, Scope, signed_headers
from mate_adapters.sandbox.carriers.sendgrid import public_key, sign
from mate_adapters.sms.stringee.token import rest_token
from mate_adapters.sms.twilio.api import twiml
from mate_adapters.sms.twilio.receipts import TwilioReceipts, signature, spellings
from mate_core.messages.attempt import AttemptStatus, SuppressionCause
from mate_core.messages.errors import ReceiptForged, ReceiptUnreadable
from mate_core.messages.ports import CallbackRequest, Receipt

NOW = datetime(2026, 1, 5, 5, 0, tzinfo=UTC)
ATTEMPT = UUID("019b0c2f-8a5d-7c3e-9f1a-2b3c4d5e6f70")
TOKEN = "exampleToken"
TARGET = f"/api/v1/messages/callback/twilio?attempt={ATTEMPT}"
DELIVERED = [("MessageSid", "SM1"), ("MessageStatus", "delivered"), ("To", "+84901234567")]


class TestTwilio:
    def test_our_worked_example(self) -> None:
        assert (
            signature(TOKEN, "https://api.example.vn/twilio/status?t=1", DELIVERED)
            == "i9ThsAQmVqdr9G5ByynzF5CSy3Q="
        )

    def test_the_vendor_s_printed_example(self) -> None:
        parameters = [
            ("CallSid", "CA1234567890ABCDE"),
            ("Caller", "+14158675309"),
            ("Digits", "1234"),
            ("From", "+14158675309"),
            ("To", "+18005551212"),
        ]
        assert (
            signature("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", parameters)
            == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
        )

    def test_order_does_not_matter_and_repeated_values_count_once(self) -> None:
        again = [*reversed(DELIVERED), DELIVERED[0]]
        assert signature(TOKEN, "https://a.vn/x", again) == signature(
            TOKEN, "https://a.vn/x", DELIVERED
        )

    @pytest.mark.parametrize("host", ["api.example.vn", "api.example.vn:443"])
    def test_the_url_fits_with_and_without_the_default_port(self, host: str) -> None:
        receipts = read_twilio(signed_for=f"https://{host}")
        assert receipts == (Receipt(ATTEMPT, AttemptStatus.DELIVERED, vendor_id="SM1", error=None),)

    def test_another_port_fits_only_as_it_is(self) -> None:
        assert spellings("http://127.0.0.1:8000/x") == ("http://127.0.0.1:8000/x",)

    def test_parameters_that_we_do_not_know_count_too(self) -> None:
        parameters = [*DELIVERED, ("NewInJune", "tiếng Việt & +")]
        assert read_twilio(parameters=parameters)[0].status is AttemptStatus.DELIVERED
        with pytest.raises(ReceiptForged):
            read_twilio(parameters=parameters, signed=DELIVERED)

    @pytest.mark.parametrize(
        "shown", ["", "AAAA", "chữ ký", "i9ThsAQmVqdr9G5ByynzF5CSy3Q="], ids=repr
    )
    def test_a_signature_that_does_not_fit_is_refused(self, shown: str) -> None:
        with pytest.raises(ReceiptForged):
            read_twilio(shown=shown)

    @pytest.mark.parametrize(
        ("word", "status"),
        [
            ("queued", AttemptStatus.ACCEPTED),
            ("sent", AttemptStatus.SENT),
            ("undelivered", AttemptStatus.FAILED),
            ("read", AttemptStatus.DELIVERED),
        ],
    )
    def test_statuses_of_messages(self, word: str, status: AttemptStatus) -> None:
        assert read_twilio(parameters=[("MessageStatus", word)])[0].status is status

    @pytest.mark.parametrize(
        ("word", "status"),
        [("completed", AttemptStatus.DELIVERED), ("no-answer", AttemptStatus.FAILED)],
    )
    def test_statuses_of_calls(self, word: str, status: AttemptStatus) -> None:
        assert read_twilio(parameters=[("CallStatus", word)])[0].status is status

    def test_a_word_that_is_new_is_no_news(self) -> None:
        assert read_twilio(parameters=[("MessageStatus", "pondering")]) == ()

    def test_a_reading_is_escaped(self) -> None:
        assert "mã &lt;1&gt; &amp; 2</Say>" in twiml("mã <1> & 2")


def read_twilio(
    *,
    parameters: list[tuple[str, str]] = DELIVERED,
    signed: list[tuple[str, str]] | None = None,
    signed_for: str = "https://api.example.vn",
    shown: str | None = None,
) -> tuple[Receipt, ...]:
    fits = signature(TOKEN, signed_for + TARGET, signed or parameters)
    request = CallbackRequest(
        target=TARGET,
        headers={"x-twilio-signature": fits if shown is None else shown},
        body=urlencode(parameters).encode(),
    )
    return tuple(TwilioReceipts(TOKEN, "https://api.example.vn").read(request, at=NOW))


class TestSendgrid:
    def test_events_become_receipts(self) -> None:
        events = [
            {"event": "processed", "message_id": str(ATTEMPT)},
            {"event": "bounce", "type": "bounce", "status": "5.1.1", "message_id": str(ATTEMPT)},
            {"event": "bounce", "type": "blocked", "message_id": str(ATTEMPT)},
            {"event": "dropped", "message_id": str(ATTEMPT)},
            {"event": "spamreport", "message_id": str(ATTEMPT)},
            {"event": "open", "message_id": str(ATTEMPT)},
            {"event": "delivered", "message_id": "of another system"},
            {"event": "delivered"},
            "odd",
        ]
        assert read_sendgrid(events) == [
            Receipt(ATTEMPT, AttemptStatus.SENT),
            Receipt(
                ATTEMPT, AttemptStatus.FAILED, error="5.1.1", suppress=SuppressionCause.BOUNCED
            ),
            Receipt(ATTEMPT, AttemptStatus.FAILED),
            Receipt(ATTEMPT, AttemptStatus.FAILED, suppress=SuppressionCause.DROPPED),
            Receipt(ATTEMPT, None, suppress=SuppressionCause.COMPLAINED),
        ]

    @pytest.mark.parametrize("age", [timedelta(minutes=5), timedelta(minutes=-5)])
    def test_five_minutes_are_young_enough(self, age: timedelta) -> None:
        assert read_sendgrid([], at=NOW + age) == []

    @pytest.mark.parametrize("age", [timedelta(minutes=5, seconds=1), timedelta(days=-1)])
    def test_older_ones_and_those_of_the_future_are_refused(self, age: timedelta) -> None:
        with pytest.raises(ReceiptForged):
            read_sendgrid([], at=NOW + age)

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {TIMESTAMP: str(int(NOW.timestamp()))},
            {TIMESTAMP: "soon", SIGNATURE: "AAAA"},
            {TIMESTAMP: str(int(NOW.timestamp())), SIGNATURE: "chữ ký"},
        ],
        ids=str,
    )
    def test_without_a_signature_that_fits_it_is_refused(self, headers: dict[str, str]) -> None:
        with pytest.raises(ReceiptForged):
            SendgridReceipts(public_key()).read(CallbackRequest("/x", headers, b"[]"), at=NOW)

    def test_another_body_does_not_fit(self) -> None:
        timestamp = str(int(NOW.timestamp()))
        headers = {TIMESTAMP: timestamp, SIGNATURE: sign(timestamp, b"[]")}
        with pytest.raises(ReceiptForged):
            SendgridReceipts(public_key()).read(CallbackRequest("/x", headers, b"[ ]"), at=NOW)

    def test_a_signed_body_that_is_no_list_is_unreadable(self) -> None:
        for body in (b"{}", b"no JSON"):
            with pytest.raises(ReceiptUnreadable):
                read_sendgrid(body)

    @pytest.mark.parametrize("key", ["", "no base64!", "AAAA"])
    def test_a_key_that_is_none_is_refused_at_the_start(self, key: str) -> None:
        with pytest.raises(ValueError, match="key"):
            SendgridReceipts(key)


def read_sendgrid(events: object, *, at: datetime = NOW) -> list[Receipt]:
    body = events if isinstance(events, bytes) else json.dumps(events).encode()
    timestamp = str(int(NOW.timestamp()))
    headers = {TIMESTAMP: timestamp, SIGNATURE: sign(timestamp, body)}
    return list(SendgridReceipts(public_key()).read(CallbackRequest("/x", headers, body), at=at))


def test_the_token_of_stringee_is_that_of_the_worked_example() -> None:
    token = rest_token(
        "SKexample",
        "exampleSecret",
        at=datetime.fromtimestamp(1_767_297_905, UTC),
        lifetime=timedelta(hours=1),
    )
    assert token == (
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiIsImN0eSI6InN0cmluZ2VlLWFwaTt2PTEifQ."
        "eyJqdGkiOiJTS2V4YW1wbGUtMTc2NzI5NzkwNSIsImlzcyI6IlNLZXhhbXBsZSIsImV4cCI6MTc2NzMwMTUwNSwi"
        "cmVzdF9hcGkiOnRydWV9.Y_zJ4YXza4f9N7PW-jAyRHax5iGtTGnziXs74qhp6TY"
    )


def test_the_signature_of_aws_is_that_of_its_worked_example() -> None:
    """Signature Version 4, "Example: signed request" of IAM's ListUsers."""
    headers = signed_headers(
        "GET",
        "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08",
        b"",
        content_type="application/x-www-form-urlencoded; charset=utf-8",
        credentials=AwsCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
        scope=Scope("us-east-1", "iam"),
        at=datetime(2015, 8, 30, 12, 36, tzinfo=UTC),
    )
    assert headers["authorization"] == (
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request,"
        " SignedHeaders=content-type;host;x-amz-date,"
        " Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
    )


def test_a_temporary_key_is_signed_with_its_token() -> None:
    headers = signed_headers(
        "POST",
        "https://email.ap-southeast-1.amazonaws.com/v2/email/outbound-emails",
        b"{}",
        content_type="application/json",
        credentials=AwsCredentials("AKID", "secret", "session"),
        scope=Scope("ap-southeast-1", "ses"),
        at=NOW,
    )
    assert headers["x-amz-security-token"] == "session"
    assert (
        "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token"
        in (headers["authorization"])
    )
