"""Settings: where values come from, what is refused, and what production forbids."""

from __future__ import annotations

from base64 import b64encode
from datetime import date, timedelta
from pathlib import Path

import pytest

from mate_adapters.ekyc_settings import ekyc_accounts_of, known_verifiers
from mate_adapters.ekyc_settings_schema import SANDBOX_VNPT_EKYC
from mate_adapters.gateway_settings import accounts_of, offered_gateways
from mate_adapters.runtime import policies_of
from mate_adapters.settings import (
    Environment,
    Secret,
    SettingsError,
    Source,
    all_settings,
    check_production,
    load_settings,
)
from mate_adapters.storage_settings import check_storage
from mate_core.kyc.findings import KycProvider
from mate_core.kyc.policies import Limits
from mate_core.messages.catalogue import sms_templates
from mate_core.payments.ledger import Provider

CHECKOUT = Path(__file__).parents[3]
LIVE = {
    "MATE_ENVIRONMENT": "production",
    "DATABASE_URL": "postgresql://mate:hidden@db.internal/mate",
    "MATE_SECRET_KEY": "k" * 32,
    "MATE_FIELD_KEYS": f"2026:{b64encode(b'f' * 32).decode()}",
    "MATE_PUBLIC_URL": "https://api.mate.example",
    "MATE_VNPAY_TMN_CODE": "MATE0001",
    "MATE_VNPAY_HASH_SECRET": "given by the vendor",
    "MATE_VNPAY_PAY_URL": "https://pay.vnpay.example/vpcpay.html",
    "MATE_VNPAY_API_URL": "https://pay.vnpay.example/merchant_webapi/api/transaction",
    "MATE_SMS_VENDORS": "twilio",
    "MATE_TWILIO_ACCOUNT_SID": "AC0123",
    "MATE_TWILIO_AUTH_TOKEN": "token given by the vendor",
    "MATE_TWILIO_SENDER": "MATE",
    "MATE_TWILIO_API_URL": "https://api.twilio.example",
    "MATE_TWILIO_TEMPLATES": ",".join(f"{each.id}=registered" for each in sms_templates()),
    "MATE_EMAIL_VENDOR": "smtp",
    "MATE_EMAIL_FROM": "no-reply@mate.example",
    "MATE_SMTP_HOST": "smtp.mate.example",
    "MATE_STORAGE": "s3",
    "MATE_S3_ACCESS_KEY": "key id",
    "MATE_S3_SECRET_KEY": "key",
    "MATE_FPT_EKYC_API_KEY": "key given by the vendor",
    "MATE_FPT_EKYC_API_URL": "https://api.fpt.example",
}
MOMO = {
    "MATE_MOMO_PARTNER_CODE": "MATE2026",
    "MATE_MOMO_ACCESS_KEY": "access key given by the vendor",
    "MATE_MOMO_SECRET_KEY": "secret given by the vendor",
    "MATE_MOMO_API_URL": "https://payment.momo.example",
}
ZALOPAY = {
    "MATE_ZALOPAY_APP_ID": "2554",
    "MATE_ZALOPAY_KEY1": "key1 given by the vendor",
    "MATE_ZALOPAY_KEY2": "key2 given by the vendor",
    "MATE_ZALOPAY_API_URL": "https://openapi.zalopay.example",
}
WITHOUT_GATEWAYS = {name: LIVE[name] for name in LIVE if not name.startswith("MATE_VNPAY_")}


def refused(environ: dict[str, str], dotenv: Path | None = None) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(environ, dotenv)
    return str(caught.value)


def write_dotenv(folder: Path, text: str) -> Path:
    path = folder / ".env"
    path.write_text(text, encoding="utf-8")
    return path


def test_nothing_configured_gives_a_working_development_setup() -> None:
    settings = load_settings({})
    assert settings.environment is Environment.DEVELOPMENT
    assert settings.home == CHECKOUT / ".mate"
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.vnpay_pay_url == "http://127.0.0.1:8000/sandbox/vnpay/paymentv2/vpcpay.html"
    assert settings.sandbox
    assert settings.service_fee_percent == 15
    assert set(settings.sources.values()) == {Source.DEFAULT}


def test_environment_wins_over_dotenv_and_both_are_named_as_sources(tmp_path: Path) -> None:
    dotenv = write_dotenv(tmp_path, "MATE_PORT=9000\nMATE_HOST=127.0.0.2\n")
    settings = load_settings({"MATE_PORT": "9100"}, dotenv)
    assert (settings.host, settings.port) == ("127.0.0.2", 9100)
    assert settings.sources["MATE_PORT"] is Source.ENVIRONMENT
    assert settings.sources["MATE_HOST"] is Source.DOTENV
    assert settings.sources["MATE_LOG_LEVEL"] is Source.DEFAULT


def test_dotenv_understands_comments_quotes_and_export(tmp_path: Path) -> None:
    dotenv = write_dotenv(
        tmp_path,
        "# a note\n\nexport MATE_LOG_LEVEL='debug'\nMATE_SECRET_KEY=\"a = b # c\"\nOTHER=ignored\n",
    )
    settings = load_settings({}, dotenv)
    assert settings.log_level == "debug"
    assert settings.secret_key == Secret("a = b # c")


def test_missing_dotenv_is_no_error(tmp_path: Path) -> None:
    assert load_settings({}, tmp_path / ".env").port == 8000


def test_line_of_dotenv_that_is_no_assignment_is_refused_by_number(tmp_path: Path) -> None:
    assert ".env line 2" in refused({}, write_dotenv(tmp_path, "MATE_PORT=1\nnonsense\n"))


def test_empty_value_counts_as_absent() -> None:
    settings = load_settings({"MATE_PORT": "", "MATE_SECRET_KEY": " "})
    assert settings.port == 8000
    assert settings.secret_key is None


def test_field_keys_are_a_ring_in_the_order_given_and_stay_hidden() -> None:
    old, new = (b64encode(sign * 32).decode() for sign in (b"o", b"n"))
    keys = load_settings({"MATE_FIELD_KEYS": f"2027:{new}, 2026:{old}"}).field_keys
    assert keys is not None
    assert keys.ids == ("2027", "2026")
    assert keys.reveal()["2026"] == b"o" * 32
    assert old not in repr(keys)


@pytest.mark.parametrize(
    "text", ["key", "a:", "a:c2hvcnQ=", "a.b:" + "A" * 43 + "=", "a:" + "A" * 43 + "=,a:x", "a:~"]
)
def test_field_keys_that_cannot_work_are_refused_without_being_quoted(text: str) -> None:
    sentence = refused({"MATE_FIELD_KEYS": text})
    assert sentence.startswith("MATE_FIELD_KEYS")
    assert "c2hvcnQ=" not in sentence


def test_announced_holidays_are_added_to_those_known_and_days_of_the_law_are_settings() -> None:
    settings = load_settings(
        {"MATE_PUBLIC_HOLIDAYS": "2026-11-24, 2027-02-12", "MATE_RIGHTS_DAYS": "1,5,6,7"}
    )
    privacy = policies_of(settings).privacy
    assert {date(2026, 11, 24), date(2027, 2, 12), date(2026, 9, 2)} <= privacy.holidays
    assert (privacy.rights.acknowledge, privacy.rights.correct, privacy.rights.delete) == (1, 5, 7)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("MATE_PUBLIC_HOLIDAYS", "24/11/2026"),
        ("MATE_RIGHTS_DAYS", "2,10,15"),
        ("MATE_RIGHTS_DAYS", "2,10,9,20"),
        ("MATE_RIGHTS_DAYS", "0,1,2,3"),
        ("MATE_RIGHTS_DAYS", "2,10,15,x"),
    ],
)
def test_days_that_make_no_sense_are_refused_by_name(name: str, text: str) -> None:
    assert refused({name: text}).startswith(name)


def test_unknown_name_is_refused_with_the_nearest_setting() -> None:
    assert refused({"MATE_PROT": "1"}) == (
        "MATE_PROT (environment) is not a setting; did you mean MATE_PORT?"
    )


def test_unknown_name_in_dotenv_is_refused(tmp_path: Path) -> None:
    assert "MATE_COLOUR (.env)" in refused({}, write_dotenv(tmp_path, "MATE_COLOUR=red"))


def test_names_of_other_programs_and_of_the_test_suite_are_left_alone() -> None:
    load_settings({"PATH": "/bin", "MATE_TEST_POSTGRES_BIN": "/x", "MATERIAL": "wood"})


def test_all_offending_variables_are_named_at_once() -> None:
    sentences = refused({"MATE_PORT": "x", "MATE_SANDBOX": "maybe", "MATE_ODD": "1"}).splitlines()
    assert [sentence.split()[0] for sentence in sentences] == [
        "MATE_ODD",
        "MATE_PORT",
        "MATE_SANDBOX",
    ]


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("MATE_PORT", "0"),
        ("MATE_PORT", "65536"),
        ("MATE_PORT", "-1"),
        ("MATE_PORT", "８０"),
        ("MATE_ENVIRONMENT", "staging"),
        ("MATE_DATABASE_POOL_SIZE", "101"),
        ("MATE_SERVICE_FEE_PERCENT", "12.5"),
        ("MATE_SERVICE_FEE_PERCENT", "nan"),
        ("MATE_SERVICE_FEE_PERCENT", "101"),
        ("MATE_SERVICE_FEE_PERCENT", "-1"),
        ("MATE_PUBLIC_URL", "api.mate.example"),
        ("MATE_PUBLIC_URL", "http://host:port"),
        ("MATE_ALLOWED_ORIGINS", "https://a.example/path"),
        ("MATE_ALLOWED_ORIGINS", "*"),
        ("MATE_VNPAY_TMN_CODE", "SHORT"),
        ("MATE_ZALOPAY_APP_ID", "100000"),
        ("MATE_GATEWAY_TIMEOUT_SECONDS", "29"),
        ("DATABASE_URL", "mysql://localhost/mate"),
        ("DATABASE_URL", "postgresql://"),
    ],
)
def test_bad_value_is_refused_by_name_with_the_remedy(variable: str, value: str) -> None:
    sentence = refused({variable: value})
    assert sentence.startswith(f"{variable} (environment): ")
    assert "; write " in sentence


def test_bad_secret_is_refused_without_being_shown() -> None:
    assert "hunter2" not in refused({"DATABASE_URL": "mysql://mate:hunter2@db/mate"})


def test_secrets_do_not_appear_in_the_representation() -> None:
    shown = repr(load_settings({"MATE_SECRET_KEY": "hunter2", **LIVE}))
    assert "hidden" not in shown
    assert "given by the vendor" not in shown
    assert "k" * 32 not in shown
    assert str(Secret("hunter2")) == "Secret(***)"


def test_database_url_of_another_tools_dialect_is_brought_into_form() -> None:
    settings = load_settings({"DATABASE_URL": "postgresql+psycopg://u:p@h/d"})
    assert settings.database_url == Secret("postgresql://u:p@h/d")


@pytest.mark.parametrize(
    ("host", "address"),
    [("0.0.0.0", "http://127.0.0.1:8000"), ("::1", "http://[::1]:8000")],
)
def test_public_url_follows_the_host_in_a_form_that_can_be_opened(host: str, address: str) -> None:
    assert load_settings({"MATE_HOST": host}).public_url == address


def test_origins_are_split_at_commas() -> None:
    settings = load_settings({"MATE_ALLOWED_ORIGINS": "https://a.example, http://b.example:3000/"})
    assert settings.allowed_origins == ("https://a.example", "http://b.example:3000")


def test_home_is_made_absolute_from_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings({"MATE_HOME": "data"}).home == tmp_path / "data"


def test_production_with_everything_set_is_allowed() -> None:
    assert check_production(load_settings(LIVE)) == []


def test_development_is_never_held_to_production() -> None:
    assert check_production(load_settings({})) == []


def test_production_with_nothing_set_names_every_missing_setting() -> None:
    sentences = check_production(load_settings({"MATE_ENVIRONMENT": "production"}))
    assert [sentence.split()[0] for sentence in sentences] == [
        "DATABASE_URL",
        "MATE_SECRET_KEY",
        "MATE_FIELD_KEYS",
        "MATE_PUBLIC_URL",
        "MATE_VNPAY_TMN_CODE",
        "MATE_SMS_VENDORS",
        "MATE_EMAIL_VENDOR",
        "MATE_STORAGE",
        "MATE_VNPT_EKYC_TOKEN_ID",
    ]
    gateways = next(sentence for sentence in sentences if "VNPAY" in sentence)
    assert "MATE_MOMO_PARTNER_CODE" in gateways
    assert "MATE_ZALOPAY_APP_ID" in gateways


@pytest.mark.parametrize("account", [MOMO, ZALOPAY], ids=["momo", "zalopay"])
def test_one_gateway_is_enough_and_the_others_are_not_offered(account: dict[str, str]) -> None:
    settings = load_settings(WITHOUT_GATEWAYS | account)
    assert check_production(settings) == []
    (offered,) = offered_gateways(settings)
    accounts = accounts_of(settings)
    given = {Provider.VNPAY: accounts.vnpay, Provider.MOMO: accounts.momo}
    assert all((config is not None) is (provider is offered) for provider, config in given.items())


@pytest.mark.parametrize("account", [MOMO, ZALOPAY], ids=["momo", "zalopay"])
def test_half_an_account_is_refused_by_the_name_of_what_is_missing(
    account: dict[str, str],
) -> None:
    for left_out in account:
        given = {name: value for name, value in account.items() if name != left_out}
        (sentence,) = check_production(load_settings(LIVE | given))
        assert sentence.split()[0] == left_out


def test_development_offers_every_gateway_in_the_sandbox() -> None:
    settings = load_settings({})
    assert offered_gateways(settings) == tuple(Provider)
    accounts = accounts_of(settings)
    assert accounts.momo is not None
    assert accounts.zalopay is not None
    assert accounts.momo.api_url == "http://127.0.0.1:8000/sandbox/momo"
    assert accounts.zalopay.api_url == "http://127.0.0.1:8000/sandbox/zalopay"
    assert accounts.momo.timeout == timedelta(seconds=30)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("MATE_SECRET_KEY", "k" * 31),
        ("MATE_SANDBOX", "true"),
        ("MATE_STAFF_SECOND_FACTOR", "false"),
        ("MATE_PUBLIC_URL", "http://api.mate.example"),
        ("MATE_VNPAY_PAY_URL", "https://sandbox.vnpayment.vn/paymentv2/vpcpay.html"),
        ("MATE_VNPAY_PAY_URL", "https://api.mate.example/sandbox/vnpay/pay"),
        ("MATE_VNPAY_PAY_URL", "http://pay.vnpay.example/vpcpay.html"),
        ("MATE_VNPAY_API_URL", "https://sandbox.vnpayment.vn/merchant_webapi/api/transaction"),
        ("MATE_VNPAY_HASH_SECRET", "known-to-everyone-sandbox-only"),
        ("MATE_MOMO_API_URL", "https://test-payment.momo.vn"),
        ("MATE_MOMO_SECRET_KEY", "known-to-everyone-momo-sandbox"),
        ("MATE_ZALOPAY_API_URL", "https://sb-openapi.zalopay.vn"),
        ("MATE_ZALOPAY_KEY2", "known-to-everyone-zalopay-key2"),
        ("MATE_STORAGE", "local"),
        ("MATE_S3_ACCESS_KEY", ""),
        ("MATE_S3_SECRET_KEY", ""),
        ("MATE_S3_KYC_BUCKET", "mate-public"),
        ("MATE_S3_ENDPOINT", "http://minio.internal:9000"),
        ("MATE_S3_ENCRYPTION", "none"),
    ],
)
def test_production_refuses_each_unsafe_value_by_name(variable: str, value: str) -> None:
    sentences = check_production(load_settings({**LIVE, **MOMO, **ZALOPAY, variable: value}))
    assert [sentence.split()[0] for sentence in sentences] == [variable]


def test_development_may_use_minio_in_the_clear_but_not_without_keys() -> None:
    given = {"MATE_STORAGE": "s3", "MATE_S3_ENDPOINT": "http://127.0.0.1:9000"}
    sentences = check_storage(load_settings(given))
    assert [each.split()[0] for each in sentences] == ["MATE_S3_ACCESS_KEY", "MATE_S3_SECRET_KEY"]
    keys = {"MATE_S3_ACCESS_KEY": "id", "MATE_S3_SECRET_KEY": "key"}
    assert check_storage(load_settings(given | keys)) == []


@pytest.mark.parametrize("name", ["ab", "Mate", "mate_private", "-mate", "mate-", "m" * 64])
def test_a_bucket_has_the_name_of_one(name: str) -> None:
    assert "MATE_S3_KYC_BUCKET" in refused({"MATE_S3_KYC_BUCKET": name})


def test_example_file_lists_every_setting_with_its_description_and_default() -> None:
    example = (CHECKOUT / ".env.example").read_text(encoding="utf-8")
    for setting in all_settings().values():
        shown = "" if setting.is_secret else setting.default or ""
        assert f"# {setting.description}\n# {setting.variable}={shown}\n" in example


def test_example_file_names_no_setting_that_does_not_exist(tmp_path: Path) -> None:
    example = (CHECKOUT / ".env.example").read_text(encoding="utf-8")
    uncommented = "\n".join(
        line.removeprefix("# ") for line in example.splitlines() if line.startswith("# MATE_")
    )
    load_settings({}, write_dotenv(tmp_path, uncommented))


def test_production_needs_a_vendor_of_identity_checks() -> None:
    without = {name: LIVE[name] for name in LIVE if "EKYC" not in name}
    (problem,) = check_production(load_settings(without))
    assert "MATE_VNPT_EKYC_TOKEN_ID is not set, nor MATE_FPT_EKYC_API_KEY" in problem


def test_production_refuses_half_a_contract_and_the_sandbox_s_keys_and_addresses() -> None:
    half = LIVE | {"MATE_VNPT_EKYC_TOKEN_ID": SANDBOX_VNPT_EKYC}
    problems = "\n".join(check_production(load_settings(half)))
    for name in ("TOKEN_ID", "TOKEN_KEY", "USERNAME", "PASSWORD", "CLIENT_ID", "CLIENT_SECRET"):
        assert f"MATE_VNPT_EKYC_{name} is not set" in problems
    assert "MATE_VNPT_EKYC_API_URL leads to a sandbox" in problems
    assert "MATE_FPT" not in problems


def test_thresholds_are_settings() -> None:
    settings = load_settings({"MATE_KYC_FACE_PERCENT": "90/60"})
    assert policies_of(settings).kyc.thresholds.face == Limits(accept=9_000, refuse=6_000)
    assert "write two whole percentages" in refused({"MATE_KYC_FACE_PERCENT": "50/60"})
    assert "write two whole percentages" in refused({"MATE_KYC_OCR_PERCENT": "high"})


def test_vendors_of_identity_checks_are_those_with_an_account() -> None:
    assert known_verifiers(load_settings({})) == tuple(KycProvider)
    live = load_settings(LIVE)
    assert known_verifiers(live) == (KycProvider.FPT,)
    accounts = ekyc_accounts_of(live)
    assert accounts.vnpt is None
    assert accounts.fpt is not None
    assert "given by the vendor" not in repr(accounts)
