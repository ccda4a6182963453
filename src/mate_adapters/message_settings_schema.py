"""Settings of messages to people: which vendors, in which order, and what they gave us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from mate_adapters import setting_values as parse
from mate_adapters.email.smtp_config import SmtpSecurity
from mate_adapters.setting import Setting
from mate_adapters.setting_values import Secret
from mate_core.messages.attempt import MessageVendor

SMS_VENDORS: Final = (MessageVendor.SANDBOX, MessageVendor.TWILIO, MessageVendor.STRINGEE)
EMAIL_VENDORS: Final = (
    MessageVendor.SANDBOX,
    MessageVendor.SMTP,
    MessageVendor.SENDGRID,
    MessageVendor.SES,
)
SANDBOX_TWILIO_TOKEN: Final = "known-to-everyone-twilio-sandbox"  # noqa: S105 - refused in production
SANDBOX_STRINGEE_SECRET: Final = "known-to-everyone-stringee-sandbox"  # noqa: S105 - likewise
SANDBOX_SENDGRID_KEY: Final = "SG.known-to-everyone-sandbox"
SANDBOX_SES_SECRET: Final = "known-to-everyone-ses-sandbox"  # noqa: S105 - likewise


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSettings:
    """A part of `Settings`; docs/messages.md tells how they belong together."""

    sms_vendors: Annotated[
        tuple[MessageVendor, ...],
        Setting(
            "MATE_SMS_VENDORS",
            parse.members_of(SMS_VENDORS),
            None,
            "Vendors of SMS in the order in which they are asked; the sandbox in development.",
        ),
    ]
    voice_vendors: Annotated[
        tuple[MessageVendor, ...],
        Setting(
            "MATE_VOICE_VENDORS",
            parse.members_of(SMS_VENDORS),
            None,
            "Vendors of calls that read codes out, asked last; the sandbox in development.",
        ),
    ]
    email_vendor: Annotated[
        MessageVendor | None,
        Setting(
            "MATE_EMAIL_VENDOR",
            parse.member_of(EMAIL_VENDORS),
            None,
            "smtp, sendgrid or ses; the sandbox in development.",
        ),
    ]
    email_from: Annotated[
        str,
        Setting(
            "MATE_EMAIL_FROM",
            parse.text,
            "no-reply@example.vn",
            "Address that our e-mails come from.",
        ),
    ]
    email_from_name: Annotated[
        str,
        Setting(
            "MATE_EMAIL_FROM_NAME",
            parse.text,
            "Mate Social",
            "Name that our e-mails come from.",
        ),
    ]
    twilio_account_sid: Annotated[
        str,
        Setting(
            "MATE_TWILIO_ACCOUNT_SID",
            parse.text,
            "ACmatesandbox",
            "Account SID of Twilio.",
        ),
    ]
    twilio_auth_token: Annotated[
        Secret,
        Setting(
            "MATE_TWILIO_AUTH_TOKEN",
            parse.secret,
            SANDBOX_TWILIO_TOKEN,
            "Auth token of Twilio; signs its callbacks too.",
            is_secret=True,
        ),
    ]
    twilio_sender: Annotated[
        str,
        Setting(
            "MATE_TWILIO_SENDER",
            parse.text,
            "MATESOCIAL",
            "Registered sender name, number, or messaging service (MG...) of Twilio.",
        ),
    ]
    twilio_caller: Annotated[
        str | None,
        Setting(
            "MATE_TWILIO_CALLER",
            parse.text,
            None,
            "Number of Twilio that rings to read codes out.",
        ),
    ]
    twilio_templates: Annotated[
        Mapping[str, str],
        Setting(
            "MATE_TWILIO_TEMPLATES",
            parse.pairs,
            None,
            "Our templates at Twilio, such as code=HX...,known_address=registered.",
        ),
    ]
    twilio_api_url: Annotated[
        str,
        Setting(
            "MATE_TWILIO_API_URL",
            parse.web_url,
            None,
            "Host of Twilio, such as https://api.twilio.com; our sandbox's by default.",
        ),
    ]
    stringee_key_sid: Annotated[
        str,
        Setting(
            "MATE_STRINGEE_KEY_SID",
            parse.text,
            "SKmatesandbox",
            "API key SID of Stringee.",
        ),
    ]
    stringee_key_secret: Annotated[
        Secret,
        Setting(
            "MATE_STRINGEE_KEY_SECRET",
            parse.secret,
            SANDBOX_STRINGEE_SECRET,
            "API key secret of Stringee.",
            is_secret=True,
        ),
    ]
    stringee_brand: Annotated[
        str,
        Setting(
            "MATE_STRINGEE_BRAND",
            parse.text,
            "MATESOCIAL",
            "Registered sender name at Stringee.",
        ),
    ]
    stringee_caller: Annotated[
        str | None,
        Setting(
            "MATE_STRINGEE_CALLER",
            parse.text,
            None,
            "Number of Stringee that rings to read codes out.",
        ),
    ]
    stringee_templates: Annotated[
        Mapping[str, str],
        Setting(
            "MATE_STRINGEE_TEMPLATES",
            parse.pairs,
            None,
            "Our templates at Stringee, such as code=5123,known_address=registered.",
        ),
    ]
    stringee_api_url: Annotated[
        str,
        Setting(
            "MATE_STRINGEE_API_URL",
            parse.web_url,
            None,
            "Host of Stringee, such as https://api.stringee.com; our sandbox's by default.",
        ),
    ]
    smtp_host: Annotated[
        str | None,
        Setting(
            "MATE_SMTP_HOST",
            parse.text,
            None,
            "Server that takes our e-mails.",
        ),
    ]
    smtp_port: Annotated[
        int,
        Setting(
            "MATE_SMTP_PORT",
            parse.whole_number(1, 65_535),
            "587",
            "Its port: 587 with starttls, 465 with tls.",
        ),
    ]
    smtp_security: Annotated[
        SmtpSecurity,
        Setting(
            "MATE_SMTP_SECURITY",
            parse.one_of(SmtpSecurity),
            "starttls",
            "tls, starttls, or none for a server on this machine.",
        ),
    ]
    smtp_username: Annotated[
        str | None,
        Setting(
            "MATE_SMTP_USERNAME",
            parse.text,
            None,
            "Login there; without one nobody logs in.",
        ),
    ]
    smtp_password: Annotated[
        Secret | None,
        Setting(
            "MATE_SMTP_PASSWORD",
            parse.secret,
            None,
            "Password there.",
            is_secret=True,
        ),
    ]
    sendgrid_api_key: Annotated[
        Secret,
        Setting(
            "MATE_SENDGRID_API_KEY",
            parse.secret,
            SANDBOX_SENDGRID_KEY,
            "API key of SendGrid, with the scope mail.send.",
            is_secret=True,
        ),
    ]
    sendgrid_webhook_key: Annotated[
        str | None,
        Setting(
            "MATE_SENDGRID_WEBHOOK_KEY",
            parse.text,
            None,
            "Public key of SendGrid's signed event webhook; without it its events are refused.",
        ),
    ]
    sendgrid_api_url: Annotated[
        str,
        Setting(
            "MATE_SENDGRID_API_URL",
            parse.web_url,
            None,
            "Host of SendGrid, such as https://api.sendgrid.com; our sandbox's by default.",
        ),
    ]
    ses_region: Annotated[
        str,
        Setting(
            "MATE_SES_REGION",
            parse.text,
            "ap-southeast-1",
            "Region of Amazon SES.",
        ),
    ]
    ses_access_key_id: Annotated[
        str,
        Setting(
            "MATE_SES_ACCESS_KEY_ID",
            parse.text,
            "AKIDSANDBOX",
            "Access key of Amazon SES.",
        ),
    ]
    ses_secret_access_key: Annotated[
        Secret,
        Setting(
            "MATE_SES_SECRET_ACCESS_KEY",
            parse.secret,
            SANDBOX_SES_SECRET,
            "Secret of that access key.",
            is_secret=True,
        ),
    ]
    ses_configuration_set: Annotated[
        str | None,
        Setting(
            "MATE_SES_CONFIGURATION_SET",
            parse.text,
            None,
            "Configuration set of Amazon SES, where there is one.",
        ),
    ]
    ses_api_url: Annotated[
        str,
        Setting(
            "MATE_SES_API_URL",
            parse.web_url,
            None,
            "Host of Amazon SES, https://email.REGION.amazonaws.com; our sandbox's by default.",
        ),
    ]
