"""Vendors of messages by settings: what development does, and what is refused by name."""

from __future__ import annotations

import httpx
import pytest

from mate_adapters.carriers import carriers_of
from mate_adapters.memory.clock import VirtualClock
from mate_adapters.message_settings import check_messages
from mate_adapters.settings import SettingsError, load_settings
from mate_cli.doctor import machine
from mate_cli.doctor.check import Health
from mate_core.messages.attempt import MessageVendor
from mate_core.messages.catalogue import sms_templates

_OTHERS = ",".join(f"{each.id}=registered" for each in sms_templates() if each.id != "code")
TEMPLATES = f"code=HX00000000000000000000000000000001,{_OTHERS}"
TWILIO = {
    "MATE_TWILIO_ACCOUNT_SID": "AC0123",
    "MATE_TWILIO_AUTH_TOKEN": "token given by the vendor",
    "MATE_TWILIO_SENDER": "MG0123",
    "MATE_TWILIO_CALLER": "+842873000001",
    "MATE_TWILIO_API_URL": "https://api.twilio.example",
    "MATE_TWILIO_TEMPLATES": TEMPLATES,
}
STRINGEE = {
    "MATE_STRINGEE_KEY_SID": "SK0123",
    "MATE_STRINGEE_KEY_SECRET": "secret given by the vendor",
    "MATE_STRINGEE_BRAND": "MATE",
    "MATE_STRINGEE_CALLER": "+842873000002",
    "MATE_STRINGEE_API_URL": "https://api.stringee.example",
    "MATE_STRINGEE_TEMPLATES": f"code=5123,{_OTHERS}",
}
SENDGRID = {
    "MATE_EMAIL_FROM": "no-reply@mate.example",
    "MATE_SENDGRID_API_KEY": "SG.given",
    "MATE_SENDGRID_API_URL": "https://api.sendgrid.example",
}
LIVE = {
    "MATE_SANDBOX": "false",
    "MATE_PUBLIC_URL": "https://api.mate.example",
    "MATE_SMS_VENDORS": "stringee,twilio",
    "MATE_VOICE_VENDORS": "twilio, stringee",
    "MATE_EMAIL_VENDOR": "sendgrid",
    **TWILIO,
    **STRINGEE,
    **SENDGRID,
}


def problems(**changes: str) -> list[str]:
    return check_messages(load_settings({**LIVE, **changes}))


def test_development_needs_nothing_and_sends_into_the_sandbox() -> None:
    settings = load_settings({})
    assert check_messages(settings) == []
    assert settings.sms_vendors == settings.voice_vendors == (MessageVendor.SANDBOX,)
    assert settings.email_vendor is MessageVendor.SANDBOX


def test_development_calls_a_vendor_at_its_stand_in_with_keys_that_everybody_knows() -> None:
    settings = load_settings({"MATE_SMS_VENDORS": "twilio,stringee", "MATE_EMAIL_VENDOR": "ses"})
    assert check_messages(settings) == []
    assert settings.twilio_api_url == "http://127.0.0.1:8000/sandbox/carriers/twilio"
    assert settings.ses_api_url == "http://127.0.0.1:8000/sandbox/carriers/ses"


def test_with_everything_given_the_vendors_stand_in_the_order_of_the_settings() -> None:
    settings = load_settings(LIVE)
    assert check_messages(settings) == []
    carriers = carriers_of(settings, httpx.AsyncClient(), VirtualClock(), None)
    assert [each.vendor for each in carriers.sms] == [MessageVendor.STRINGEE, MessageVendor.TWILIO]
    assert [each.vendor for each in carriers.voice] == [
        MessageVendor.TWILIO,
        MessageVendor.STRINGEE,
    ]
    assert [each.vendor for each in carriers.email] == [MessageVendor.SENDGRID]
    assert set(carriers.receipts) == {MessageVendor.TWILIO}


@pytest.mark.parametrize("name", [*TWILIO, *STRINGEE, *SENDGRID])
def test_half_an_account_is_refused_by_the_name_of_what_is_missing(name: str) -> None:
    settings = load_settings({key: value for key, value in LIVE.items() if key != name})
    (sentence,) = check_messages(settings)
    assert sentence.startswith(name)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("MATE_TWILIO_TEMPLATES", "code=registered", "lacks known_address"),
        ("MATE_STRINGEE_TEMPLATES", "known_address=12", "lacks code"),
        ("MATE_STRINGEE_TEMPLATES", f"code=1,{_OTHERS},sos=3", "names sos"),
        ("MATE_TWILIO_TEMPLATES", f"code=5123,{_OTHERS}", "HX and 32 hex digits"),
        ("MATE_STRINGEE_TEMPLATES", f"code=HX1,{_OTHERS}", "its number"),
        ("MATE_EMAIL_FROM", "nobody", "address is malformed"),
        ("MATE_SENDGRID_WEBHOOK_KEY", "secret", "public key"),
        ("MATE_SMS_VENDORS", "sandbox", "names the sandbox"),
        ("MATE_VOICE_VENDORS", "sandbox", "names the sandbox"),
        ("MATE_EMAIL_VENDOR", "smtp", "MATE_SMTP_HOST is not set"),
        ("MATE_TWILIO_AUTH_TOKEN", "known-to-everyone-twilio-sandbox", "is not set"),
        ("MATE_STRINGEE_API_URL", "http://api.stringee.com", "leads to a sandbox"),
        ("MATE_SENDGRID_API_URL", "https://api.mate.example/sandbox/carriers/sendgrid", "sandbox"),
    ],
)
def test_what_cannot_work_is_refused_by_name(name: str, value: str, said: str) -> None:
    (sentence,) = problems(**{name: value})
    assert said in sentence


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MATE_SMS_VENDORS", "twilio,viettel"),
        ("MATE_SMS_VENDORS", "twilio,twilio"),
        ("MATE_SMS_VENDORS", "sendgrid"),
        ("MATE_EMAIL_VENDOR", "twilio"),
        ("MATE_TWILIO_TEMPLATES", "code"),
        ("MATE_TWILIO_TEMPLATES", "code=1,code=2"),
        ("MATE_SMTP_SECURITY", "ssl3"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_when_it_is_read(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings({name: value})


def test_doctor_tells_who_carries_messages() -> None:
    checks = list(machine.messages(load_settings(LIVE)))
    assert [(check.name, check.health) for check in checks] == [
        ("messages", Health.OK),
        ("calls", Health.OK),
        ("receipts", Health.WARN),
    ]
    assert checks[0].detail == "SMS by Stringee then Twilio; e-mail by SendGrid"
    assert "https://api.mate.example/api/v1/messages/callback/sendgrid" in (checks[2].remedy or "")


def test_doctor_names_what_is_missing_outside_production() -> None:
    checks = list(machine.messages(load_settings({"MATE_SANDBOX": "false"})))
    assert [check.health for check in checks] == [Health.FAIL, Health.FAIL]
    assert "MATE_SMS_VENDORS" in checks[0].detail
