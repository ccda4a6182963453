"""Settings of the gateways: which are offered, and what production refuses about them.

Where the sandbox runs all of them are offered, with keys that everybody knows. Elsewhere a gateway
is offered when one of its settings is given, and then all of them must be: half an account takes
money that nobody can account for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from mate_adapters.payments.accounts import MerchantAccounts
from mate_adapters.payments.momo.config import MomoConfig
from mate_adapters.payments.vnpay.config import VnpayConfig
from mate_adapters.payments.zalopay.config import ZalopayConfig
from mate_adapters.setting_values import Secret
from mate_adapters.settings_schema import (
    SANDBOX_MOMO_ACCESS_KEY,
    SANDBOX_MOMO_SECRET,
    SANDBOX_VNPAY_SECRET,
    SANDBOX_ZALOPAY_KEY1,
    SANDBOX_ZALOPAY_KEY2,
    Settings,
    Source,
)
from mate_core.payments.ledger import Provider

API: Final = "/api/v1"
VNPAY_CALLBACK: Final = f"{API}/payments/callback/vnpay"
MOMO_CALLBACK: Final = f"{API}/payments/callback/momo"
ZALOPAY_CALLBACK: Final = f"{API}/payments/callback/zalopay"

NAMES: Final[Mapping[Provider, str]] = {
    Provider.VNPAY: "VNPay",
    Provider.MOMO: "MoMo",
    Provider.ZALOPAY: "ZaloPay",
}
_KEYS: Final[Mapping[Provider, tuple[str, ...]]] = {
    Provider.VNPAY: ("vnpay_tmn_code", "vnpay_hash_secret"),
    Provider.MOMO: ("momo_partner_code", "momo_access_key", "momo_secret_key"),
    Provider.ZALOPAY: ("zalopay_app_id", "zalopay_key1", "zalopay_key2"),
}
_ADDRESSES: Final[Mapping[Provider, tuple[str, ...]]] = {
    Provider.VNPAY: ("vnpay_pay_url", "vnpay_api_url"),
    Provider.MOMO: ("momo_api_url",),
    Provider.ZALOPAY: ("zalopay_api_url",),
}
_KNOWN_TO_EVERYONE: Final = frozenset(
    {
        SANDBOX_VNPAY_SECRET,
        SANDBOX_MOMO_ACCESS_KEY,
        SANDBOX_MOMO_SECRET,
        SANDBOX_ZALOPAY_KEY1,
        SANDBOX_ZALOPAY_KEY2,
    }
)
_TEST_HOSTS: Final = ("sandbox", "test-payment", "sb-openapi")


def offered_gateways(settings: Settings) -> tuple[Provider, ...]:
    """Those with an account: all in the sandbox, elsewhere those whose settings are given."""
    if settings.sandbox:
        return tuple(Provider)
    return tuple(provider for provider in Provider if _is_named(settings, provider))


def accounts_of(settings: Settings) -> MerchantAccounts:
    """The configurations of the offered gateways; raises ValueError for one that cannot work."""
    offered, public = offered_gateways(settings), settings.public_url
    timeout = timedelta(seconds=settings.gateway_timeout_seconds)
    return MerchantAccounts(
        vnpay=VnpayConfig(
            tmn_code=settings.vnpay_tmn_code,
            hash_secret=settings.vnpay_hash_secret.reveal(),
            pay_url=settings.vnpay_pay_url,
            return_url=_return_url(public, Provider.VNPAY),
            api_url=settings.vnpay_api_url,
            timeout=timeout,
        )
        if Provider.VNPAY in offered
        else None,
        momo=MomoConfig(
            partner_code=settings.momo_partner_code,
            access_key=settings.momo_access_key.reveal(),
            secret_key=settings.momo_secret_key.reveal(),
            api_url=settings.momo_api_url,
            ipn_url=f"{public}{MOMO_CALLBACK}",
            return_url=_return_url(public, Provider.MOMO),
            timeout=timeout,
        )
        if Provider.MOMO in offered
        else None,
        zalopay=ZalopayConfig(
            app_id=settings.zalopay_app_id,
            key1=settings.zalopay_key1.reveal(),
            key2=settings.zalopay_key2.reveal(),
            api_url=settings.zalopay_api_url,
            callback_url=f"{public}{ZALOPAY_CALLBACK}",
            return_url=_return_url(public, Provider.ZALOPAY),
            timeout=timeout,
        )
        if Provider.ZALOPAY in offered
        else None,
    )


def check_gateways(settings: Settings) -> list[str]:
    """What forbids production, a sentence for each variable; one gateway at least is needed."""
    named = [provider for provider in Provider if _is_named(settings, provider)]
    if not named:
        return [
            "MATE_VNPAY_TMN_CODE is not set, nor MATE_MOMO_PARTNER_CODE, nor MATE_ZALOPAY_APP_ID:"
            " take the settings of one gateway at least from the contract with it."
        ]
    return [problem for provider in named for problem in _problems(settings, provider)]


def _problems(settings: Settings, provider: Provider) -> list[str]:
    contract = f"take it from the contract with {NAMES[provider]}."
    missing = [
        f"{_variable(field)} is not set: {contract}"
        for field in _KEYS[provider]
        if not _is_given(settings, field) or _text(settings, field) in _KNOWN_TO_EVERYONE
    ]
    pretended = [
        f"{_variable(field)} leads to a sandbox: set the vendor's live address."
        for field in _ADDRESSES[provider]
        if _is_sandbox(_text(settings, field))
    ]
    return missing + pretended


def _is_named(settings: Settings, provider: Provider) -> bool:
    fields = (*_KEYS[provider], *_ADDRESSES[provider])
    return any(_is_given(settings, field) for field in fields)


def _is_given(settings: Settings, field: str) -> bool:
    return settings.sources.get(_variable(field), Source.DEFAULT) is not Source.DEFAULT


def _text(settings: Settings, field: str) -> str:
    value = getattr(settings, field)
    return value.reveal() if isinstance(value, Secret) else str(value)


def _variable(field: str) -> str:
    return f"MATE_{field.upper()}"


def _return_url(public_url: str, provider: Provider) -> str:
    return f"{public_url}{API}/payments/return/{provider.value}"


def _is_sandbox(url: str) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    return (
        parts.scheme != "https"
        or any(mark in host for mark in _TEST_HOSTS)
        or parts.path.startswith("/sandbox")
    )
