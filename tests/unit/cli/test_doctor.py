"""What the doctor makes of what it finds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mate_adapters.settings import load_settings
from mate_cli.doctor import machine, storage
from mate_cli.doctor.check import Check, Health

MIB = 1024 * 1024
NOON = datetime(2026, 3, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("free_mib", "health"), [(50, Health.FAIL), (500, Health.WARN), (5_000, Health.OK)]
)
def test_disk_is_judged_by_what_is_free(free_mib: int, health: Health) -> None:
    assert machine.judge_disk(Path("/data"), free_mib * MIB).health is health


@pytest.mark.parametrize(
    ("version", "health"), [(140_011, Health.FAIL), (150_000, Health.OK), (180_006, Health.OK)]
)
def test_database_must_be_15_or_newer(version: int, health: Health) -> None:
    assert storage.judge_version(version).health is health


def test_missing_extension_is_named() -> None:
    check = storage.judge_extensions({"plpgsql"})
    assert check.health is Health.FAIL
    assert "btree_gist" in check.detail
    assert storage.judge_extensions({"btree_gist"}).health is Health.OK


@pytest.mark.parametrize(("apart_s", "health"), [(1, Health.OK), (3, Health.WARN)])
def test_clocks_may_differ_by_two_seconds(apart_s: int, health: Health) -> None:
    later = NOON + timedelta(seconds=apart_s)
    assert storage.judge_clocks(NOON, later).health is health
    assert storage.judge_clocks(later, NOON).health is health


def test_overdue_rows_ask_for_a_worker() -> None:
    check = storage.judge_backlog({"booking": 0, "escrow": 3})
    assert check.health is Health.WARN
    assert "3 escrow" in check.detail
    assert "mate worker" in (check.remedy or "")
    assert storage.judge_backlog({"booking": 0}).health is Health.OK


def test_development_has_no_production_findings() -> None:
    assert [check.health for check in machine.production(load_settings({}))] == [Health.OK]


def test_gateways_that_are_offered_are_named() -> None:
    check = machine.gateways(load_settings({}))
    assert (check.health, check.detail) == (Health.OK, "VNPay, MoMo, ZaloPay, in the sandbox")


def test_a_server_without_any_gateway_is_broken() -> None:
    check = machine.gateways(load_settings({"MATE_ENVIRONMENT": "production"}))
    assert check.health is Health.FAIL
    assert "MATE_MOMO_" in (check.remedy or "")


def test_production_with_defaults_is_broken_by_name() -> None:
    checks = list(machine.production(load_settings({"MATE_ENVIRONMENT": "production"})))
    broken = [check for check in checks if check.health is Health.FAIL]
    assert any("DATABASE_URL" in check.detail for check in broken)
    assert all(check.remedy for check in broken)


def test_production_is_asked_about_licence_and_tax() -> None:
    given = {"MATE_ENVIRONMENT": "production"}
    by_name = {check.name: check for check in machine.production(load_settings(given))}
    assert by_name["licence"].health is Health.WARN
    assert by_name["tax"].health is Health.WARN


def test_both_questions_are_settled_by_settings() -> None:
    given = {
        "MATE_ENVIRONMENT": "production",
        "MATE_TOP_UP": "false",
        "MATE_TAX_WITHHOLDING": "true",
    }
    by_name = {check.name: check for check in machine.production(load_settings(given))}
    assert by_name["licence"].health is Health.OK
    assert by_name["tax"].health is Health.OK


def test_pictures_of_cards_that_should_be_gone_are_counted() -> None:
    assert storage.judge_papers(0).health is Health.OK
    check = storage.judge_papers(2)
    assert check.health is Health.WARN
    assert "2 cases" in check.detail


def test_who_looks_at_identity_cards_is_told() -> None:
    check = machine.identity_checks(load_settings({}))
    assert (check.health, check.detail) == (Health.OK, "VNPT eKYC, then FPT.AI, in the sandbox")
    nobody = machine.identity_checks(load_settings({"MATE_SANDBOX": "false"}))
    assert nobody.health is Health.WARN


@pytest.mark.parametrize(
    ("judge", "remedy"),
    [(storage.judge_cases, "mate moderation queue"), (storage.judge_seals, "mate audit verify")],
)
def test_what_staff_and_seals_are_late_with_is_told_with_its_remedy(
    judge: Callable[[int], Check], remedy: str
) -> None:
    assert judge(0).health is Health.OK
    late = judge(3)
    assert late.health is Health.WARN
    assert late.detail.startswith("3 ")
    assert remedy in (late.remedy or "")
