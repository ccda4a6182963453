"""Checks of the machine and the settings, without a database."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from mate_adapters.ekyc_settings import NAMES as EKYC_NAMES
from mate_adapters.ekyc_settings import known_verifiers
from mate_adapters.gateway_settings import NAMES, offered_gateways
from mate_adapters.message_settings import NAMES as MESSAGE_NAMES
from mate_adapters.message_settings import SENDGRID_CALLBACK, check_messages
from mate_adapters.settings import Environment, Settings, check_production
from mate_cli.doctor.check import Check, broken, doubtful, well
from mate_core.messages.attempt import MessageVendor

OLDEST_PYTHON: Final = (3, 11)
_MEBIBYTE: Final = 1024 * 1024
_LEAST_FREE: Final = 100 * _MEBIBYTE
_COMFORTABLE_FREE: Final = 1024 * _MEBIBYTE


def python() -> Check:
    version = platform.python_version()
    if sys.version_info < OLDEST_PYTHON:
        return broken("python", version, "Install Python 3.11 or newer.")
    return well("python", version)


def disk(settings: Settings) -> Check:
    """Room where MATE_HOME is, or will be."""
    place = next(path for path in (settings.home, *settings.home.parents) if path.exists())
    return judge_disk(place, shutil.disk_usage(place).free)


def judge_disk(place: Path, free_bytes: int) -> Check:
    detail = f"{free_bytes // _MEBIBYTE:,} MiB free at {place}"
    remedy = "Make room, or set MATE_HOME to a larger disk."
    if free_bytes < _LEAST_FREE:
        return broken("disk", detail, remedy)
    return (
        doubtful("disk", detail, remedy) if free_bytes < _COMFORTABLE_FREE else well("disk", detail)
    )


def gateways(settings: Settings) -> Check:
    """Which ways of paying there are."""
    names = ", ".join(NAMES[provider] for provider in offered_gateways(settings))
    if not names:
        remedy = "Set the MATE_VNPAY_*, MATE_MOMO_* or MATE_ZALOPAY_* settings of a contract."
        return broken("gateways", "no gateway is offered", remedy)
    where = "in the sandbox" if settings.sandbox else "with accounts of ours"
    return well("gateways", f"{names}, {where}")


def identity_checks(settings: Settings) -> Check:
    """Who looks at papers and faces."""
    names = ", then ".join(EKYC_NAMES[provider] for provider in known_verifiers(settings))
    if not names:
        remedy = "Set the MATE_VNPT_EKYC_* or MATE_FPT_EKYC_* settings of a contract."
        return doubtful("identity checks", "no vendor: staff look at every case", remedy)
    where = "in the sandbox" if settings.sandbox else "with accounts of ours"
    return well("identity checks", f"{names}, {where}")


def messages(settings: Settings) -> Iterable[Check]:
    """Who carries SMS, calls and e-mails, and what keeps them from it."""
    problems = check_messages(settings)
    if settings.environment is not Environment.PRODUCTION:  # there `production` names them
        for sentence in problems:
            found, _, remedy = sentence.partition(": ")
            yield broken("messages", found, remedy or sentence)
    if problems:
        return
    sms = " then ".join(MESSAGE_NAMES[vendor] for vendor in settings.sms_vendors)
    mail = MESSAGE_NAMES[settings.email_vendor] if settings.email_vendor else "nobody"
    yield well("messages", f"SMS by {sms}; e-mail by {mail}")
    if settings.voice_vendors:
        names = " then ".join(MESSAGE_NAMES[vendor] for vendor in settings.voice_vendors)
        yield well("calls", f"codes that no SMS carries are read out by {names}")
    else:
        remedy = "Set MATE_VOICE_VENDORS and the number that rings, such as MATE_TWILIO_CALLER."
        yield doubtful("calls", "a code that no SMS carries reaches nobody", remedy)
    if settings.email_vendor is MessageVendor.SENDGRID and not (
        settings.sandbox or settings.sendgrid_webhook_key
    ):
        remedy = (
            "Turn on the signed event webhook in SendGrid's console, point it to"
            f" {settings.public_url}{SENDGRID_CALLBACK}, and set MATE_SENDGRID_WEBHOOK_KEY."
        )
        yield doubtful("receipts", "bounces of e-mails are not heard of", remedy)


def production(settings: Settings) -> Iterable[Check]:
    """What production refuses at start, and the questions that no setting can answer."""
    if settings.environment is not Environment.PRODUCTION:
        yield well("production", "this is development; nothing here is for real people")
        return
    problems = check_production(settings)
    for sentence in problems:
        found, _, remedy = sentence.partition(": ")
        yield broken("production", found, remedy or sentence)
    if not problems:
        yield well("production", "every setting fits production")
    yield from _legal(settings)


def _legal(settings: Settings) -> Iterable[Check]:
    if settings.top_up:
        yield doubtful(
            "licence",
            "users may top up wallets: stored value needs a licence for intermediary payment"
            " services in Viet Nam",
            "Have counsel confirm the licence, yours or a partner's; or set MATE_TOP_UP=false.",
        )
    else:
        yield well("licence", "wallets cannot be topped up")
    if settings.tax_withholding:
        yield well("tax", "withholding is on (Decree 117/2025: 5 % VAT, 2 % PIT of residents)")
    else:
        yield doubtful(
            "tax",
            "no tax is withheld from partners, as Decree 117/2025 asks of platforms with payment",
            "Have the duty confirmed by counsel and set MATE_TAX_WITHHOLDING=true.",
        )
