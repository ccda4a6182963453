"""Settings of identity checks: which vendors there are, and what production refuses about them.

Where the sandbox runs both are there, with keys that everybody knows. Elsewhere a vendor is there
when one of its settings is given, and then all of them must be.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from mate_adapters.ekyc.accounts import EkycAccounts
from mate_adapters.ekyc.fpt.config import FptConfig
from mate_adapters.ekyc.vnpt.config import VnptConfig
from mate_adapters.ekyc_settings_schema import SANDBOX_FPT_EKYC, SANDBOX_VNPT_EKYC
from mate_adapters.setting_values import Secret
from mate_adapters.settings_schema import Settings, Source
from mate_core.kyc.findings import KycProvider
from mate_core.kyc.policies import KycPolicy, Limits, Thresholds

NAMES: Final[Mapping[KycProvider, str]] = {
    KycProvider.VNPT: "VNPT eKYC",
    KycProvider.FPT: "FPT.AI",
}
_KEYS: Final[Mapping[KycProvider, tuple[str, ...]]] = {
    KycProvider.VNPT: (
        "vnpt_ekyc_token_id",
        "vnpt_ekyc_token_key",
        "vnpt_ekyc_username",
        "vnpt_ekyc_password",
        "vnpt_ekyc_client_id",
        "vnpt_ekyc_client_secret",
    ),
    KycProvider.FPT: ("fpt_ekyc_api_key",),
}
_ADDRESSES: Final[Mapping[KycProvider, tuple[str, ...]]] = {
    KycProvider.VNPT: ("vnpt_ekyc_api_url", "vnpt_ekyc_token_url"),
    KycProvider.FPT: ("fpt_ekyc_api_url",),
}
_KNOWN_TO_EVERYONE: Final = frozenset({SANDBOX_VNPT_EKYC, SANDBOX_FPT_EKYC})
_PERCENT: Final = 100


def derived_ekyc(public_url: str) -> Mapping[str, str]:
    """Addresses in our own sandbox."""
    sandbox = f"{public_url}/sandbox"
    return {
        "vnpt_ekyc_api_url": f"{sandbox}/vnpt",
        "vnpt_ekyc_token_url": f"{sandbox}/vnpt/auth/oauth/token",
        "fpt_ekyc_api_url": f"{sandbox}/fpt",
    }


def known_verifiers(settings: Settings) -> tuple[KycProvider, ...]:
    """Those with an account: both in the sandbox, elsewhere those whose settings are given."""
    return tuple(each for each in KycProvider if settings.sandbox or _is_named(settings, each))


def ekyc_accounts_of(settings: Settings) -> EkycAccounts:
    """Raises ValueError for a configuration that cannot work."""
    known, timeout = known_verifiers(settings), timedelta(seconds=settings.ekyc_timeout_seconds)
    return EkycAccounts(
        vnpt=VnptConfig(
            api_url=settings.vnpt_ekyc_api_url,
            token_url=settings.vnpt_ekyc_token_url,
            token_id=settings.vnpt_ekyc_token_id.reveal(),
            token_key=settings.vnpt_ekyc_token_key.reveal(),
            username=settings.vnpt_ekyc_username.reveal(),
            password=settings.vnpt_ekyc_password.reveal(),
            client_id=settings.vnpt_ekyc_client_id.reveal(),
            client_secret=settings.vnpt_ekyc_client_secret.reveal(),
            timeout=timeout,
        )
        if KycProvider.VNPT in known
        else None,
        fpt=FptConfig(
            api_url=settings.fpt_ekyc_api_url,
            api_key=settings.fpt_ekyc_api_key.reveal(),
            key_header=settings.fpt_ekyc_key_header,
            timeout=timeout,
        )
        if KycProvider.FPT in known
        else None,
    )


def kyc_policy_of(settings: Settings) -> KycPolicy:
    return KycPolicy(
        thresholds=Thresholds(
            liveness=_limits(settings.kyc_liveness_percent),
            face=_limits(settings.kyc_face_percent),
            ocr=_limits(settings.kyc_ocr_percent),
        )
    )


def check_ekyc(settings: Settings) -> list[str]:
    """What forbids production, a sentence for each variable; one vendor at least is needed."""
    named = [provider for provider in KycProvider if _is_named(settings, provider)]
    if not named:
        return [
            "MATE_VNPT_EKYC_TOKEN_ID is not set, nor MATE_FPT_EKYC_API_KEY: partners must be"
            " verified electronically; take the settings of one vendor from the contract with it."
        ]
    return [problem for provider in named for problem in _problems(settings, provider)]


def _problems(settings: Settings, provider: KycProvider) -> list[str]:
    missing = [
        f"{_variable(field)} is not set: take it from the contract with {NAMES[provider]}."
        for field in _KEYS[provider]
        if not _is_given(settings, field) or _text(settings, field) in _KNOWN_TO_EVERYONE
    ]
    pretended = [
        f"{_variable(field)} leads to a sandbox: set the vendor's live address."
        for field in _ADDRESSES[provider]
        if _is_sandbox(_text(settings, field))
    ]
    return missing + pretended


def _limits(percent: tuple[int, int]) -> Limits:
    accept, refuse = percent
    return Limits(accept * _PERCENT, refuse * _PERCENT)


def _is_named(settings: Settings, provider: KycProvider) -> bool:
    return any(_is_given(settings, field) for field in (*_KEYS[provider], *_ADDRESSES[provider]))


def _is_given(settings: Settings, field: str) -> bool:
    return settings.sources.get(_variable(field), Source.DEFAULT) is not Source.DEFAULT


def _text(settings: Settings, field: str) -> str:
    value = getattr(settings, field)
    return value.reveal() if isinstance(value, Secret) else str(value)


def _variable(field: str) -> str:
    return f"MATE_{field.upper()}"


def _is_sandbox(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme != "https" or parts.path.startswith("/sandbox")
