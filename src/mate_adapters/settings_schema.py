"""Which settings there are: what each means, how it is read, and its default."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, get_args, get_type_hints

from mate_adapters import setting_values as parse
from mate_adapters.ekyc_settings_schema import EkycSettings
from mate_adapters.setting import Setting
from mate_adapters.setting_values import FieldKeys, Secret, TokenKeys

SANDBOX_VNPAY_SECRET: Final = "known-to-everyone-sandbox-only"  # noqa: S105 - refused in production
SANDBOX_MOMO_ACCESS_KEY: Final = "sandbox-access-key"
SANDBOX_MOMO_SECRET: Final = "known-to-everyone-momo-sandbox"  # noqa: S105 - likewise
SANDBOX_ZALOPAY_KEY1: Final = "known-to-everyone-zalopay-key1"
SANDBOX_ZALOPAY_KEY2: Final = "known-to-everyone-zalopay-key2"


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class RateLimits(StrEnum):
    """How often callers may ask; `original` is what the original document wanted."""

    STANDARD = "standard"
    ORIGINAL = "original"
    OFF = "off"


class StorageKind(StrEnum):
    LOCAL = "local"
    S3 = "s3"


class StorageEncryption(StrEnum):
    AES256 = "aes256"
    KMS = "kms"
    NONE = "none"


class LogFormat(StrEnum):
    CONSOLE = "console"
    JSON = "json"


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Source(StrEnum):
    DEFAULT = "default"
    DOTENV = ".env"
    ENVIRONMENT = "environment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(EkycSettings):
    """The values in force. `sources` tells for each variable where its value came from."""

    home: Annotated[
        Path,
        Setting(
            "MATE_HOME", parse.path, None, "Directory of all local data; .mate in the checkout."
        ),
    ]
    environment: Annotated[
        Environment,
        Setting(
            "MATE_ENVIRONMENT",
            parse.one_of(Environment),
            "development",
            "development or production; production refuses everything unsafe at start.",
        ),
    ]
    database_url: Annotated[
        Secret | None,
        Setting(
            "DATABASE_URL",
            parse.database_url,
            None,
            "PostgreSQL 15 or later; without it the embedded server is used.",
            is_secret=True,
        ),
    ]
    host: Annotated[
        str, Setting("MATE_HOST", parse.text, "127.0.0.1", "Address the server listens on.")
    ]
    port: Annotated[
        int,
        Setting("MATE_PORT", parse.whole_number(1, 65_535), "8000", "Port the server listens on."),
    ]
    public_url: Annotated[
        str,
        Setting(
            "MATE_PUBLIC_URL",
            parse.web_url,
            None,
            "Address under which clients and vendors reach us; http://host:port.",
        ),
    ]
    secret_key: Annotated[
        Secret | None,
        Setting(
            "MATE_SECRET_KEY",
            parse.secret,
            None,
            "Signs tokens, 32 bytes or more; generated once under MATE_HOME in development.",
            is_secret=True,
        ),
    ]
    token_keys: Annotated[
        TokenKeys | None,
        Setting(
            "MATE_TOKEN_KEYS",
            parse.token_keys,
            None,
            "Sign tokens: id:key,id:key of 32 bytes in base64, or the word secret-key for the one"
            " of MATE_SECRET_KEY; the first one signs, all verify. `mate keys rotate` makes one.",
            is_secret=True,
        ),
    ]
    field_keys: Annotated[
        FieldKeys | None,
        Setting(
            "MATE_FIELD_KEYS",
            parse.field_keys,
            None,
            "Encrypt single fields: id:key,id:key of 32 bytes in base64, the first one seals;"
            " generated once under MATE_HOME in development.",
            is_secret=True,
        ),
    ]
    allowed_origins: Annotated[
        tuple[str, ...],
        Setting(
            "MATE_ALLOWED_ORIGINS",
            parse.origins,
            "",
            "Browser origins that may call the API, separated by commas.",
        ),
    ]
    redis_url: Annotated[
        Secret | None,
        Setting(
            "REDIS_URL",
            parse.redis_url,
            None,
            "Redis 6.2 or later, for what processes count together; without it each by itself.",
            is_secret=True,
        ),
    ]
    rate_limits: Annotated[
        RateLimits,
        Setting(
            "MATE_RATE_LIMITS",
            parse.one_of(RateLimits),
            None,
            "standard, original or off: how often callers may ask; off in development only.",
        ),
    ]
    cache: Annotated[
        bool,
        Setting(
            "MATE_CACHE",
            parse.boolean,
            "on",
            "Whether a server keeps what it read for a short while; off reads every time.",
        ),
    ]
    trusted_proxies: Annotated[
        tuple[str, ...],
        Setting(
            "MATE_TRUSTED_PROXIES",
            parse.networks,
            "",
            "Proxies whose X-Forwarded-For is believed: addresses or networks, by commas.",
        ),
    ]
    sandbox: Annotated[
        bool,
        Setting(
            "MATE_SANDBOX",
            parse.boolean,
            None,
            "Vendors' stand-ins and the clock at /sandbox; true in development only.",
        ),
    ]
    vnpay_tmn_code: Annotated[
        str,
        Setting(
            "MATE_VNPAY_TMN_CODE",
            parse.terminal_code,
            "MATEDEMO",
            "Merchant terminal code of VNPay.",
        ),
    ]
    vnpay_hash_secret: Annotated[
        Secret,
        Setting(
            "MATE_VNPAY_HASH_SECRET",
            parse.secret,
            SANDBOX_VNPAY_SECRET,
            "Signing secret of VNPay.",
            is_secret=True,
        ),
    ]
    vnpay_pay_url: Annotated[
        str,
        Setting(
            "MATE_VNPAY_PAY_URL",
            parse.web_url,
            None,
            "Pay page of VNPay; our sandbox's at MATE_PUBLIC_URL/sandbox.",
        ),
    ]
    vnpay_api_url: Annotated[
        str,
        Setting(
            "MATE_VNPAY_API_URL",
            parse.web_url,
            None,
            "Where VNPay takes querydr and refund; our sandbox's at MATE_PUBLIC_URL/sandbox.",
        ),
    ]
    momo_partner_code: Annotated[
        str,
        Setting("MATE_MOMO_PARTNER_CODE", parse.text, "MATEDEMO", "Partner code of MoMo."),
    ]
    momo_access_key: Annotated[
        Secret,
        Setting(
            "MATE_MOMO_ACCESS_KEY",
            parse.secret,
            SANDBOX_MOMO_ACCESS_KEY,
            "Access key of MoMo; part of every signature.",
            is_secret=True,
        ),
    ]
    momo_secret_key: Annotated[
        Secret,
        Setting(
            "MATE_MOMO_SECRET_KEY",
            parse.secret,
            SANDBOX_MOMO_SECRET,
            "Signing secret of MoMo.",
            is_secret=True,
        ),
    ]
    momo_api_url: Annotated[
        str,
        Setting(
            "MATE_MOMO_API_URL",
            parse.web_url,
            None,
            "Host of MoMo, such as https://payment.momo.vn; our sandbox's by default.",
        ),
    ]
    zalopay_app_id: Annotated[
        int,
        Setting(
            "MATE_ZALOPAY_APP_ID",
            parse.whole_number(1, 99_999),
            "1000",
            "Application number of ZaloPay.",
        ),
    ]
    zalopay_key1: Annotated[
        Secret,
        Setting(
            "MATE_ZALOPAY_KEY1",
            parse.secret,
            SANDBOX_ZALOPAY_KEY1,
            "ZaloPay's key for what we send.",
            is_secret=True,
        ),
    ]
    zalopay_key2: Annotated[
        Secret,
        Setting(
            "MATE_ZALOPAY_KEY2",
            parse.secret,
            SANDBOX_ZALOPAY_KEY2,
            "ZaloPay's key for what it sends.",
            is_secret=True,
        ),
    ]
    zalopay_api_url: Annotated[
        str,
        Setting(
            "MATE_ZALOPAY_API_URL",
            parse.web_url,
            None,
            "Host of ZaloPay, such as https://openapi.zalopay.vn; our sandbox's by default.",
        ),
    ]
    gateway_timeout_seconds: Annotated[
        int,
        Setting(
            "MATE_GATEWAY_TIMEOUT_SECONDS",
            parse.whole_number(30, 120),
            "30",
            "How long we wait for a gateway's answer, 30 to 120; MoMo asks for 30 at least.",
        ),
    ]
    log_format: Annotated[
        LogFormat,
        Setting("MATE_LOG_FORMAT", parse.one_of(LogFormat), "console", "console or json."),
    ]
    log_level: Annotated[
        LogLevel,
        Setting("MATE_LOG_LEVEL", parse.one_of(LogLevel), "info", "debug, info, warning or error."),
    ]
    workers_in_server: Annotated[
        bool,
        Setting(
            "MATE_WORKERS_IN_SERVER",
            parse.boolean,
            "true",
            "Whether `mate serve` also does the background work.",
        ),
    ]
    database_pool_size: Annotated[
        int,
        Setting(
            "MATE_DATABASE_POOL_SIZE",
            parse.whole_number(1, 100),
            "10",
            "Most connections to PostgreSQL of one process, 1 to 100.",
        ),
    ]
    access_token_minutes: Annotated[
        int,
        Setting(
            "MATE_ACCESS_TOKEN_MINUTES",
            parse.whole_number(1, 24 * 60),
            "15",
            "Lifetime of an access token in minutes.",
        ),
    ]
    refresh_token_days: Annotated[
        int,
        Setting(
            "MATE_REFRESH_TOKEN_DAYS",
            parse.whole_number(1, 365),
            "7",
            "Lifetime of a refresh token in days.",
        ),
    ]
    staff_second_factor: Annotated[
        bool,
        Setting(
            "MATE_STAFF_SECOND_FACTOR",
            parse.boolean,
            None,
            "Whether staff can do nothing before they enroll a second factor; false in development"
            " only.",
        ),
    ]
    approve_listings_by_hand: Annotated[
        bool,
        Setting(
            "MATE_APPROVE_LISTINGS_BY_HAND",
            parse.boolean,
            "false",
            "Whether staff look at every listing before it is public, for a cautious launch; else"
            " only at those in which screening found something.",
        ),
    ]
    service_fee_percent: Annotated[
        int,
        Setting(
            "MATE_SERVICE_FEE_PERCENT",
            parse.whole_percent,
            "15",
            "Service fee on top of the partner's price, in percent.",
        ),
    ]
    tax_withholding: Annotated[
        bool,
        Setting(
            "MATE_TAX_WITHHOLDING",
            parse.boolean,
            "false",
            "Whether tax is withheld from partners' earnings.",
        ),
    ]
    top_up: Annotated[
        bool,
        Setting("MATE_TOP_UP", parse.boolean, "true", "Whether users may top up their wallets."),
    ]
    automatic_source_refunds: Annotated[
        bool,
        Setting(
            "MATE_AUTOMATIC_SOURCE_REFUNDS",
            parse.boolean,
            "true",
            "Whether what a booking gives back goes on to where it was paid from.",
        ),
    ]
    storage: Annotated[
        StorageKind,
        Setting(
            "MATE_STORAGE",
            parse.one_of(StorageKind),
            "local",
            "Where uploads are kept: local (a folder under MATE_HOME) or s3 (S3, MinIO, …).",
        ),
    ]
    media_url: Annotated[
        str,
        Setting(
            "MATE_MEDIA_URL",
            parse.web_url,
            None,
            "Where public pictures are read, such as a CDN; MATE_PUBLIC_URL/media by default.",
        ),
    ]
    s3_endpoint: Annotated[
        str | None,
        Setting(
            "MATE_S3_ENDPOINT",
            parse.web_url,
            None,
            "Address of MinIO or another S3; Amazon's own without it.",
        ),
    ]
    s3_region: Annotated[
        str,
        Setting("MATE_S3_REGION", parse.text, "ap-southeast-1", "Region of the buckets."),
    ]
    s3_access_key: Annotated[
        Secret | None,
        Setting(
            "MATE_S3_ACCESS_KEY",
            parse.secret,
            None,
            "Access key id; it may read, write, delete and list in the three buckets.",
            is_secret=True,
        ),
    ]
    s3_secret_key: Annotated[
        Secret | None,
        Setting(
            "MATE_S3_SECRET_KEY", parse.secret, None, "Secret access key to it.", is_secret=True
        ),
    ]
    s3_public_bucket: Annotated[
        str,
        Setting(
            "MATE_S3_PUBLIC_BUCKET", parse.bucket_name, "mate-public", "Avatars and public images."
        ),
    ]
    s3_private_bucket: Annotated[
        str,
        Setting(
            "MATE_S3_PRIVATE_BUCKET",
            parse.bucket_name,
            "mate-private",
            "What is read by links that expire; public access blocked.",
        ),
    ]
    s3_kyc_bucket: Annotated[
        str,
        Setting(
            "MATE_S3_KYC_BUCKET",
            parse.bucket_name,
            "mate-kyc",
            "Identity papers; public access blocked, access log on.",
        ),
    ]
    s3_encryption: Annotated[
        StorageEncryption,
        Setting(
            "MATE_S3_ENCRYPTION",
            parse.one_of(StorageEncryption),
            "aes256",
            "Encryption at rest that is asked for: aes256, kms, or none (development only).",
        ),
    ]
    public_holidays: Annotated[
        frozenset[date],
        Setting(
            "MATE_PUBLIC_HOLIDAYS",
            parse.days,
            "",
            "Announced holidays, YYYY-MM-DD separated by commas, beside those known;"
            " dates of the law count working days.",
        ),
    ]
    rights_days: Annotated[
        tuple[int, ...],
        Setting(
            "MATE_RIGHTS_DAYS",
            parse.rights_days,
            "2,10,15,20",
            "Working days to acknowledge a request about data; to give access or correct;"
            " to restrict or withdraw; to delete.",
        ),
    ]
    sources: Mapping[str, Source] = dataclasses.field(
        default_factory=dict, repr=False, compare=False
    )


@functools.cache
def all_settings() -> Mapping[str, Setting]:
    """Every setting in order, by the name of its field in `Settings`."""
    hints = get_type_hints(Settings, include_extras=True)
    return {
        name: part
        for name, hint in hints.items()
        for part in get_args(hint)[1:]
        if isinstance(part, Setting)
    }
