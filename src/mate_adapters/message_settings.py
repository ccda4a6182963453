"""Settings of messages: what follows from others, and what cannot work, by the name of a variable.

Development sends everything into the sandbox's inbox. A vendor named there is called as it would
be in production, at the sandbox's stand-in for it and with keys that everybody knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

from mate_adapters.email.composing import Sender
from mate_adapters.message_settings_schema import (
    SANDBOX_SENDGRID_KEY,
    SANDBOX_SES_SECRET,
    SANDBOX_STRINGEE_SECRET,
    SANDBOX_TWILIO_TOKEN,
)
from mate_adapters.setting_values import Secret
from mate_adapters.settings_schema import Settings, Source
from mate_adapters.sms.registered import REGISTERED, missing_templates, unknown_templates
from mate_core.messages.attempt import MessageVendor
from mate_core.messages.catalogue import sms_templates

TWILIO_CALLBACK: Final = "/api/v1/messages/callback/twilio"
SENDGRID_CALLBACK: Final = "/api/v1/messages/callback/sendgrid"
SANDBOX_CARRIERS: Final = "/sandbox/carriers"
SANDBOX_CALLER: Final = "+842873000000"

NAMES: Final[Mapping[MessageVendor, str]] = MappingProxyType(
    {
        MessageVendor.SANDBOX: "the sandbox",
        MessageVendor.TWILIO: "Twilio",
        MessageVendor.STRINGEE: "Stringee",
        MessageVendor.SMTP: "SMTP",
        MessageVendor.SENDGRID: "SendGrid",
        MessageVendor.SES: "Amazon SES",
    }
)
_KEYS: Final[Mapping[MessageVendor, tuple[str, ...]]] = {
    MessageVendor.TWILIO: ("twilio_account_sid", "twilio_auth_token", "twilio_sender"),
    MessageVendor.STRINGEE: ("stringee_key_sid", "stringee_key_secret", "stringee_brand"),
    MessageVendor.SENDGRID: ("sendgrid_api_key",),
    MessageVendor.SES: ("ses_access_key_id", "ses_secret_access_key"),
}
_TEMPLATES: Final[Mapping[MessageVendor, str]] = {
    MessageVendor.TWILIO: "twilio_templates",
    MessageVendor.STRINGEE: "stringee_templates",
}
_IDS: Final[Mapping[MessageVendor, re.Pattern[str]]] = {
    MessageVendor.TWILIO: re.compile(rf"HX[0-9a-fA-F]{{32}}|{REGISTERED}"),
    MessageVendor.STRINGEE: re.compile(rf"[0-9]+|{REGISTERED}"),
}
_SHAPES: Final[Mapping[MessageVendor, str]] = {
    MessageVendor.TWILIO: "HX and 32 hex digits",
    MessageVendor.STRINGEE: "its number",
}
_CALLERS: Final[Mapping[MessageVendor, str]] = {
    MessageVendor.TWILIO: "twilio_caller",
    MessageVendor.STRINGEE: "stringee_caller",
}
_ADDRESSES: Final[Mapping[MessageVendor, str]] = {
    MessageVendor.TWILIO: "twilio_api_url",
    MessageVendor.STRINGEE: "stringee_api_url",
    MessageVendor.SENDGRID: "sendgrid_api_url",
    MessageVendor.SES: "ses_api_url",
}
_KNOWN_TO_EVERYONE: Final = frozenset(
    {SANDBOX_TWILIO_TOKEN, SANDBOX_STRINGEE_SECRET, SANDBOX_SENDGRID_KEY, SANDBOX_SES_SECRET}
)


def derived_messages(public_url: str, *, sandbox: bool) -> dict[str, Any]:
    """Values of settings that are not given."""
    inbox = (MessageVendor.SANDBOX,) if sandbox else ()
    all_registered = {template.id: REGISTERED for template in sms_templates()} if sandbox else {}
    derived: dict[str, Any] = {
        "sms_vendors": inbox,
        "voice_vendors": inbox,
        "email_vendor": MessageVendor.SANDBOX if sandbox else None,
        "smtp_host": None,
        "smtp_username": None,
        "smtp_password": None,
        "sendgrid_webhook_key": None,
        "ses_configuration_set": None,
    }
    derived |= dict.fromkeys(_CALLERS.values(), SANDBOX_CALLER if sandbox else None)
    derived |= dict.fromkeys(_TEMPLATES.values(), MappingProxyType(all_registered))
    for vendor, field in _ADDRESSES.items():
        derived[field] = f"{public_url}{SANDBOX_CARRIERS}/{vendor.value}"
    return derived


def check_messages(settings: Settings) -> list[str]:
    """What cannot work, a sentence for each variable; empty when every message can be sent."""
    problems = [*_orders(settings), *_sender(settings)]
    named = dict.fromkeys((*settings.sms_vendors, *settings.voice_vendors, settings.email_vendor))
    for vendor in named:
        if vendor is not None and vendor is not MessageVendor.SANDBOX:
            problems += _account(settings, vendor)
    for vendor in settings.sms_vendors:
        problems += _templates(settings, vendor)
    for vendor in settings.voice_vendors:
        field = _CALLERS.get(vendor)
        if field is not None and getattr(settings, field) is None:
            problems.append(
                f"{_variable(field)} is not set: give the number that rings, or leave"
                f" {vendor.value} out of MATE_VOICE_VENDORS."
            )
    return problems


def _sender(settings: Settings) -> Iterable[str]:
    try:
        Sender(settings.email_from, settings.email_from_name)
    except ValueError as wrong:
        yield f"MATE_EMAIL_FROM, MATE_EMAIL_FROM_NAME: {wrong}."
    key = settings.sendgrid_webhook_key
    if settings.email_vendor is MessageVendor.SENDGRID and key is not None:
        from mate_adapters.email.sendgrid.receipts import (  # noqa: PLC0415  dear, seldom needed
            SendgridReceipts,
        )

        try:
            SendgridReceipts(key)
        except ValueError as wrong:
            yield f"MATE_SENDGRID_WEBHOOK_KEY: {wrong}; copy it from SendGrid's console."


def _orders(settings: Settings) -> Iterable[str]:
    """The three lists of vendors themselves."""
    if not settings.sms_vendors:
        yield (
            "MATE_SMS_VENDORS is not set: name twilio, stringee or both, in the order in which"
            " they shall be asked."
        )
    if settings.email_vendor is None:
        yield "MATE_EMAIL_VENDOR is not set: name smtp, sendgrid or ses."
    if settings.sandbox:
        return
    for variable, vendors in (
        ("MATE_SMS_VENDORS", settings.sms_vendors),
        ("MATE_VOICE_VENDORS", settings.voice_vendors),
        ("MATE_EMAIL_VENDOR", (settings.email_vendor,)),
    ):
        if MessageVendor.SANDBOX in vendors:
            yield f"{variable} names the sandbox, which is off: name vendors that reach people."


def _account(settings: Settings, vendor: MessageVendor) -> Iterable[str]:
    """Keys and addresses of one vendor; those of the sandbox will do where it runs."""
    if vendor is MessageVendor.SMTP and settings.smtp_host is None:
        yield "MATE_SMTP_HOST is not set: name the server that takes our e-mails."
    if settings.sandbox:
        return
    for field in _KEYS.get(vendor, ()):
        if not _is_given(settings, field) or _text(settings, field) in _KNOWN_TO_EVERYONE:
            yield f"{_variable(field)} is not set: take it from the account at {NAMES[vendor]}."
    field = _ADDRESSES.get(vendor, "")
    if field and not _is_live(getattr(settings, field)):
        yield f"{_variable(field)} leads to a sandbox: set the vendor's live address."
    if settings.email_vendor is vendor and not _is_given(settings, "email_from"):
        yield "MATE_EMAIL_FROM is not set: give the address that our e-mails come from."


def _templates(settings: Settings, vendor: MessageVendor) -> Iterable[str]:
    field = _TEMPLATES.get(vendor)
    if field is None:
        return
    ids = getattr(settings, field)
    if missing := missing_templates(ids):
        yield (
            f"{_variable(field)} lacks {', '.join(missing)}: register the wording with"
            f" {NAMES[vendor]} and give its id, or the word {REGISTERED} where it has none."
        )
    if malformed := [name for name, id_ in ids.items() if not _IDS[vendor].fullmatch(id_)]:
        yield (
            f"{_variable(field)} has no id of {NAMES[vendor]} for {', '.join(malformed)}: write"
            f" {_SHAPES[vendor]}, or {REGISTERED}."
        )
    if unknown := unknown_templates(ids):
        known = ", ".join(template.id for template in sms_templates())
        yield f"{_variable(field)} names {', '.join(unknown)}: our templates are {known}."


def _is_given(settings: Settings, field: str) -> bool:
    return settings.sources.get(_variable(field), Source.DEFAULT) is not Source.DEFAULT


def _text(settings: Settings, field: str) -> str:
    value = getattr(settings, field)
    return value.reveal() if isinstance(value, Secret) else str(value)


def _variable(field: str) -> str:
    return f"MATE_{field.upper()}"


def _is_live(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" and not parts.path.startswith("/sandbox")
