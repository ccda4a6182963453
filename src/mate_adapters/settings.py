"""All settings in one typed place: what each means, its default, and where its value came from.

A value comes from the environment, else from an optional `.env` file, else it is the default.
Anything named `MATE_*` that is not listed here is a slip of the pen and is refused by name;
only `MATE_TEST_*` belongs to the test suite and is left alone.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from mate_adapters.ekyc_settings import check_ekyc, derived_ekyc
from mate_adapters.gateway_settings import check_gateways
from mate_adapters.message_settings import check_messages, derived_messages
from mate_adapters.setting import Setting
from mate_adapters.setting_values import Secret
from mate_adapters.settings_schema import (
    Environment,
    LogFormat,
    LogLevel,
    RateLimits,
    Settings,
    Source,
    all_settings,
)
from mate_adapters.storage_settings import check_storage

__all__ = [
    "Environment",
    "LogFormat",
    "LogLevel",
    "Secret",
    "Setting",
    "Settings",
    "SettingsError",
    "Source",
    "all_settings",
    "base_directory",
    "check_production",
    "load_settings",
]

SHORTEST_SECRET_BYTES: Final = 32


class SettingsError(Exception):
    """Settings that cannot be used; `problems` holds one sentence for each offending variable."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def base_directory() -> Path:
    """Where `.env` and the default MATE_HOME are: the checkout, else the working directory."""
    checkout = Path(__file__).resolve().parents[2]
    return checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()


def load_settings(environ: Mapping[str, str], dotenv_path: Path | None = None) -> Settings:
    """Settings from `environ`, then from the file at `dotenv_path` if it exists, then defaults.

    An empty value counts as absent. Raises SettingsError naming every variable at fault.
    """
    problems: list[str] = []
    dotenv = _read_dotenv(dotenv_path, problems) if dotenv_path else {}
    problems += _unknown_names(environ, Source.ENVIRONMENT) + _unknown_names(dotenv, Source.DOTENV)
    values: dict[str, Any] = {}
    sources: dict[str, Source] = {}
    for name, setting in all_settings().items():
        text, source = _text_of(setting, environ, dotenv)
        sources[setting.variable] = source
        if text is None:
            continue
        try:
            values[name] = setting.parse(text)
        except ValueError as error:
            shown = "its value" if setting.is_secret else repr(text)
            problems.append(f"{setting.variable} ({source}): {shown} cannot be used; {error}.")
    if problems:
        raise SettingsError(problems)
    return Settings(**_with_derived(values), sources=MappingProxyType(sources))


def check_production(settings: Settings) -> list[str]:
    """What forbids production, a sentence for each variable; empty when all is well."""
    if settings.environment is not Environment.PRODUCTION:
        return []
    key = settings.secret_key.reveal().encode() if settings.secret_key else b""
    checks = [
        (settings.database_url is None, "DATABASE_URL is not set: name the production database."),
        (
            len(key) < SHORTEST_SECRET_BYTES,
            f"MATE_SECRET_KEY is missing or shorter than {SHORTEST_SECRET_BYTES} bytes:"
            " set it to a random value, such as that of `openssl rand -base64 48`.",
        ),
        (
            settings.field_keys is None,
            "MATE_FIELD_KEYS is not set: bank accounts cannot be sealed; give it a word and the"
            " output of `openssl rand -base64 32`, such as 2026:<output>.",
        ),
        (settings.sandbox, "MATE_SANDBOX is on: set it to false."),
        (
            settings.rate_limits is RateLimits.OFF,
            "MATE_RATE_LIMITS is off: set it to standard.",
        ),
        (
            not settings.staff_second_factor,
            "MATE_STAFF_SECOND_FACTOR is off: set it to true.",
        ),
        (
            not settings.public_url.startswith("https://"),
            "MATE_PUBLIC_URL is not https: set the address that clients use.",
        ),
    ]
    problems = [sentence for refused, sentence in checks if refused]
    parts = (check_gateways, check_messages, check_storage, check_ekyc)
    return problems + [problem for check in parts for problem in check(settings)]


def _text_of(
    setting: Setting, environ: Mapping[str, str], dotenv: Mapping[str, str]
) -> tuple[str | None, Source]:
    for values, source in ((environ, Source.ENVIRONMENT), (dotenv, Source.DOTENV)):
        if given := values.get(setting.variable, "").strip():
            return given, source
    return setting.default, Source.DEFAULT


def _with_derived(values: dict[str, Any]) -> dict[str, Any]:
    """Fill in the defaults that follow from other settings."""
    production = values["environment"] is Environment.PRODUCTION
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(values["host"], values["host"])  # noqa: S104 - compared, not bound
    host = f"[{host}]" if ":" in host and not host.startswith("[") else host
    public_url = values.get("public_url", f"http://{host}:{values['port']}")
    derived = {
        "home": base_directory() / ".mate",
        "database_url": None,
        "secret_key": None,
        "token_keys": None,
        "field_keys": None,
        "public_url": public_url,
        "redis_url": None,
        "rate_limits": RateLimits.STANDARD if production else RateLimits.OFF,
        **derived_ekyc(public_url),
        "media_url": f"{public_url}/media",
        "s3_endpoint": None,
        "s3_access_key": None,
        "s3_secret_key": None,
        "sandbox": not production,
        "staff_second_factor": production,
        "vnpay_pay_url": f"{public_url}/sandbox/vnpay/paymentv2/vpcpay.html",
        "vnpay_api_url": f"{public_url}/sandbox/vnpay/merchant_webapi/api/transaction",
        "momo_api_url": f"{public_url}/sandbox/momo",
        "zalopay_api_url": f"{public_url}/sandbox/zalopay",
    }
    sandbox = values.get("sandbox", derived["sandbox"])
    return derived | derived_messages(public_url, sandbox=sandbox) | values


def _unknown_names(values: Mapping[str, str], source: Source) -> list[str]:
    known = [setting.variable for setting in all_settings().values()]
    problems = []
    for name in sorted(values):
        if not name.startswith("MATE_") or name.startswith("MATE_TEST_") or name in known:
            continue
        close = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {close[0]}?" if close else "`mate config` lists all settings."
        problems.append(f"{name} ({source}) is not a setting; {hint}")
    return problems


def _read_dotenv(path: Path, problems: list[str]) -> dict[str, str]:
    """NAME=value lines; `#` begins a comment line, quotes around a value are taken off."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{path} cannot be read: {error}.")
        return {}
    values = {}
    for number, line in enumerate(lines, start=1):
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        name, value = name.strip(), value.strip()
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not equals or not name.isidentifier():
            problems.append(f"{path.name} line {number} is not of the form NAME=value.")
            continue
        if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
            value = value[1:-1]
        values[name] = value
    return values
