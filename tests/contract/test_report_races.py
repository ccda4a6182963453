"""People report the same thing at once: one case, everybody in it, nobody above his limit."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from mate_adapters.memory.clock import VirtualClock
from mate_adapters.memory.random import SequentialIds
from mate_adapters.postgres.store import PostgresStore
from mate_core.moderation.reports.errors import TooManyReports
from mate_core.moderation.reports.model import ReportedKind, ReportReason
from mate_core.moderation.reports.objects import ReportableUsers
from mate_core.moderation.reports.policies import ReportPolicy
from mate_core.moderation.reports.service import UserReportService
from mate_core.shared.actor import Actor
from mate_core.shared.ids import UserId
from tests.contract.makers import NOW, a_user

pytestmark = pytest.mark.postgres


def service_of(store: PostgresStore) -> UserReportService:
    clock = VirtualClock()
    clock.set(NOW)
    return UserReportService(
        store.open_uow,
        store.open_read,
        clock,
        SequentialIds(clock),
        {ReportedKind.USER: ReportableUsers()},
        ReportPolicy(reports_per_day=3),
    )


async def at_once(
    service: UserReportService, pairs: Sequence[tuple[UserId, UserId]]
) -> list[object]:
    """Every (reporter, reported) at the same time; what each came to."""
    return await asyncio.gather(
        *(
            service.report(Actor(who), ReportedKind.USER, whom, ReportReason.SPAM)
            for who, whom in pairs
        ),
        return_exceptions=True,
    )


async def test_eight_people_make_one_case(postgres_store: PostgresStore) -> None:
    bad = (await a_user(postgres_store)).id
    people = [(await a_user(postgres_store)).id for _ in range(8)]
    told = await at_once(service_of(postgres_store), [(who, bad) for who in people])
    assert not [each for each in told if isinstance(each, BaseException)]

    async with postgres_store.open_read() as uow:
        page = await uow.report_cases.queue(None, after=None, limit=50)
        (case,) = page.items
        assert case.reports == 8
        assert len(await uow.reports.of_case(case.id)) == 8


async def test_a_double_tap_counts_once_and_the_limit_holds(
    postgres_store: PostgresStore,
) -> None:
    person = (await a_user(postgres_store)).id
    others = [(await a_user(postgres_store)).id for _ in range(6)]
    service = service_of(postgres_store)
    twice = await at_once(service, [(person, others[0])] * 4)
    assert len({repr(each) for each in twice}) == 1
    told = await at_once(service, [(person, other) for other in others[1:]])
    assert sum(isinstance(each, TooManyReports) for each in told) == 3

    async with postgres_store.open_read() as uow:
        assert len(await uow.reports.made_since(person, NOW)) == 3
