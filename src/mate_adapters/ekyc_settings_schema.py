"""Settings of identity checks: what vendors gave us, and which scores are good enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from mate_adapters import setting_values as parse
from mate_adapters.message_settings_schema import MessageSettings
from mate_adapters.setting import Setting
from mate_adapters.setting_values import Secret

SANDBOX_VNPT_EKYC: Final = "known-to-everyone-vnpt-ekyc-sandbox"
SANDBOX_FPT_EKYC: Final = "known-to-everyone-fpt-ekyc-sandbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class EkycSettings(MessageSettings):
    """A part of `Settings`; docs/kyc.md tells how they belong together."""

    vnpt_ekyc_api_url: Annotated[
        str,
        Setting(
            "MATE_VNPT_EKYC_API_URL",
            parse.web_url,
            None,
            "Host of VNPT eKYC, such as https://api.idg.vnpt.vn; our sandbox's by default.",
        ),
    ]
    vnpt_ekyc_token_url: Annotated[
        str,
        Setting(
            "MATE_VNPT_EKYC_TOKEN_URL",
            parse.web_url,
            None,
            "Where VNPT hands out access tokens, as the contract says; our sandbox's by default.",
        ),
    ]
    vnpt_ekyc_token_id: Annotated[
        Secret,
        Setting(
            "MATE_VNPT_EKYC_TOKEN_ID",
            parse.secret,
            SANDBOX_VNPT_EKYC,
            "Token-id of VNPT eKYC.",
            is_secret=True,
        ),
    ]
    vnpt_ekyc_token_key: Annotated[
        Secret,
        Setting(
            "MATE_VNPT_EKYC_TOKEN_KEY",
            parse.secret,
            SANDBOX_VNPT_EKYC,
            "Token-key of VNPT eKYC.",
            is_secret=True,
        ),
    ]
    vnpt_ekyc_username: Annotated[
        Secret,
        Setting(
            "MATE_VNPT_EKYC_USERNAME",
            parse.secret,
            SANDBOX_VNPT_EKYC,
            "Name that asks VNPT for access tokens.",
            is_secret=True,
        ),
    ]
    vnpt_ekyc_password: Annotated[
        Secret,
        Setting(
            "MATE_VNPT_EKYC_PASSWORD",
            parse.secret,
            SANDBOX_VNPT_EKYC,
            "Its password.",
            is_secret=True,
        ),
    ]
    vnpt_ekyc_client_id: Annotated[
        Secret,
        Setting(
            "MATE_VNPT_EKYC_CLIENT_ID",
            parse.secret,
            SANDBOX_VNPT_EKYC,
            "client_id of VNPT's access tokens.",
            is_secret=True,
        ),
    ]
    vnpt_ekyc_client_secret: Annotated[
        Secret,
        Setting(
            "MATE_VNPT_EKYC_CLIENT_SECRET",
            parse.secret,
            SANDBOX_VNPT_EKYC,
            "client_secret of VNPT's access tokens.",
            is_secret=True,
        ),
    ]
    fpt_ekyc_api_url: Annotated[
        str,
        Setting(
            "MATE_FPT_EKYC_API_URL",
            parse.web_url,
            None,
            "Host of FPT.AI, such as https://api.fpt.ai; our sandbox's by default.",
        ),
    ]
    fpt_ekyc_api_key: Annotated[
        Secret,
        Setting(
            "MATE_FPT_EKYC_API_KEY",
            parse.secret,
            SANDBOX_FPT_EKYC,
            "Key of FPT.AI.",
            is_secret=True,
        ),
    ]
    fpt_ekyc_key_header: Annotated[
        str,
        Setting(
            "MATE_FPT_EKYC_KEY_HEADER",
            parse.text,
            "api-key",
            "Header that carries the key of FPT.AI: api-key or api_key.",
        ),
    ]
    ekyc_timeout_seconds: Annotated[
        int,
        Setting(
            "MATE_EKYC_TIMEOUT_SECONDS",
            parse.whole_number(10, 55),
            "50",
            "How long one vendor may take for a whole identity check, 10 to 55.",
        ),
    ]
    kyc_liveness_percent: Annotated[
        tuple[int, int],
        Setting(
            "MATE_KYC_LIVENESS_PERCENT",
            parse.limits,
            "90/50",
            "Liveness: good from the first percentage on, bad below the second, staff between.",
        ),
    ]
    kyc_face_percent: Annotated[
        tuple[int, int],
        Setting(
            "MATE_KYC_FACE_PERCENT",
            parse.limits,
            "85/50",
            "Likeness of face and card: good from the first on, bad below the second.",
        ),
    ]
    kyc_ocr_percent: Annotated[
        tuple[int, int],
        Setting(
            "MATE_KYC_OCR_PERCENT",
            parse.limits,
            "80/40",
            "How surely the card is read: good from the first on, a new picture below the second.",
        ),
    ]
