"""The vendors of messages that the settings name, ready to be called."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from mate_adapters.email.composing import Sender
from mate_adapters.email.sendgrid.api import SendgridConfig, SendgridEmail
from mate_adapters.email.sendgrid.receipts import SendgridReceipts
from mate_adapters.email.ses.api import SesConfig, SesEmail
from mate_adapters.email.ses.signature import AwsCredentials
from mate_adapters.email.smtp import SmtpEmail
from mate_adapters.email.smtp_config import SmtpConfig
from mate_adapters.message_settings import SENDGRID_CALLBACK, TWILIO_CALLBACK
from mate_adapters.sandbox.carriers.model import CarrierAccounts
from mate_adapters.sandbox.sandbox import Sandbox
from mate_adapters.settings_schema import Settings
from mate_adapters.sms.stringee.api import StringeeSms, StringeeVoice
from mate_adapters.sms.stringee.config import StringeeConfig
from mate_adapters.sms.twilio.api import TwilioSms, TwilioVoice
from mate_adapters.sms.twilio.config import TwilioConfig
from mate_adapters.sms.twilio.receipts import TwilioReceipts
from mate_core.messages.attempt import MessageVendor
from mate_core.messages.ports import Carriers, EmailSender, ReceiptReader, SmsSender, VoiceCaller
from mate_core.shared.ports import Clock


def carriers_of(
    settings: Settings, http: httpx.AsyncClient, clock: Clock, sandbox: Sandbox | None
) -> Carriers:
    """Raises ValueError for settings that cannot work; `check_messages` says why beforehand."""
    builder = _Builder(settings, http, clock, sandbox)
    vendor = settings.email_vendor
    return Carriers(
        sms=tuple(builder.sms(each) for each in settings.sms_vendors),
        voice=tuple(builder.voice(each) for each in settings.voice_vendors),
        email=(builder.email(vendor),) if vendor is not None else (),
        receipts=builder.receipts(),
    )


class _Builder:
    def __init__(
        self,
        settings: Settings,
        http: httpx.AsyncClient,
        clock: Clock,
        sandbox: Sandbox | None,
    ) -> None:
        self._settings = settings
        self._http = http
        self._clock = clock
        self._sandbox = sandbox

    def sms(self, vendor: MessageVendor) -> SmsSender:
        if vendor is MessageVendor.TWILIO:
            return TwilioSms(twilio_of(self._settings), self._http)
        if vendor is MessageVendor.STRINGEE:
            return StringeeSms(stringee_of(self._settings), self._http, self._clock)
        return self._inbox().sms

    def voice(self, vendor: MessageVendor) -> VoiceCaller:
        if vendor is MessageVendor.TWILIO:
            return TwilioVoice(twilio_of(self._settings), self._http)
        if vendor is MessageVendor.STRINGEE:
            return StringeeVoice(stringee_of(self._settings), self._http, self._clock)
        return self._inbox().voice

    def email(self, vendor: MessageVendor) -> EmailSender:
        if vendor is MessageVendor.SMTP:
            return SmtpEmail(smtp_of(self._settings), self._clock)
        if vendor is MessageVendor.SENDGRID:
            return SendgridEmail(sendgrid_of(self._settings), self._http, self._clock)
        if vendor is MessageVendor.SES:
            return SesEmail(ses_of(self._settings), self._http, self._clock)
        return self._inbox().email

    def receipts(self) -> Mapping[MessageVendor, ReceiptReader]:
        """Of the vendors that are in use and can sign what they tell us."""
        settings = self._settings
        readers: dict[MessageVendor, ReceiptReader] = {}
        if MessageVendor.TWILIO in (*settings.sms_vendors, *settings.voice_vendors):
            token = settings.twilio_auth_token.reveal()
            readers[MessageVendor.TWILIO] = TwilioReceipts(token, settings.public_url)
        if settings.email_vendor is MessageVendor.SENDGRID:
            key = settings.sendgrid_webhook_key
            if key is None and self._sandbox is not None:
                key = self._sandbox.carriers.sendgrid_key
            if key is not None:
                readers[MessageVendor.SENDGRID] = SendgridReceipts(key)
        return readers

    def _inbox(self) -> Sandbox:
        if self._sandbox is None:
            raise ValueError("the sandbox is off: name vendors that reach people")
        return self._sandbox


def twilio_of(settings: Settings) -> TwilioConfig:
    return TwilioConfig(
        account_sid=settings.twilio_account_sid,
        auth_token=settings.twilio_auth_token.reveal(),
        sender=settings.twilio_sender,
        caller=settings.twilio_caller,
        api_url=settings.twilio_api_url,
        callback_url=f"{settings.public_url}{TWILIO_CALLBACK}",
        templates=settings.twilio_templates,
    )


def stringee_of(settings: Settings) -> StringeeConfig:
    return StringeeConfig(
        key_sid=settings.stringee_key_sid,
        key_secret=settings.stringee_key_secret.reveal(),
        brand=settings.stringee_brand,
        caller=settings.stringee_caller,
        api_url=settings.stringee_api_url,
        templates=settings.stringee_templates,
    )


def smtp_of(settings: Settings) -> SmtpConfig:
    if settings.smtp_host is None:
        raise ValueError("MATE_SMTP_HOST is not set")
    return SmtpConfig(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=_sender(settings),
        username=settings.smtp_username,
        password=settings.smtp_password.reveal() if settings.smtp_password else "",
        security=settings.smtp_security,
    )


def sendgrid_of(settings: Settings) -> SendgridConfig:
    return SendgridConfig(
        api_key=settings.sendgrid_api_key.reveal(),
        sender=_sender(settings),
        api_url=settings.sendgrid_api_url,
    )


def ses_of(settings: Settings) -> SesConfig:
    return SesConfig(
        region=settings.ses_region,
        credentials=AwsCredentials(
            settings.ses_access_key_id, settings.ses_secret_access_key.reveal()
        ),
        sender=_sender(settings),
        api_url=settings.ses_api_url,
        configuration_set=settings.ses_configuration_set,
    )


def carrier_accounts_of(settings: Settings) -> CarrierAccounts:
    """The same accounts from the other side, for the sandbox."""
    return CarrierAccounts(
        twilio_sid=settings.twilio_account_sid,
        twilio_token=settings.twilio_auth_token.reveal(),
        stringee_sid=settings.stringee_key_sid,
        stringee_secret=settings.stringee_key_secret.reveal(),
        sendgrid_key=settings.sendgrid_api_key.reveal(),
        sendgrid_events=f"{settings.public_url}{SENDGRID_CALLBACK}",
        ses_region=settings.ses_region,
        ses=ses_of(settings).credentials,
    )


def _sender(settings: Settings) -> Sender:
    return Sender(settings.email_from, settings.email_from_name)
