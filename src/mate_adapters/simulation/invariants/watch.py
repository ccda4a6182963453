"""All invariants together: fed with every commit, asked after every command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from mate_adapters.memory.transaction import Changes
from mate_adapters.simulation.commands.base import Command
from mate_adapters.simulation.commands.bookings import Confirm, RequestBooking, Start
from mate_adapters.simulation.commands.calendars import KeepHours, OpenTime
from mate_adapters.simulation.commands.extensions import AcceptExtension, ProposeExtension
from mate_adapters.simulation.commands.identity import SubmitKyc
from mate_adapters.simulation.commands.moderation import Block, Unblock
from mate_adapters.simulation.commands.payments import Deposit, PayByGateway, PayFromWallet
from mate_adapters.simulation.commands.people import BecomePartner, ChangeRate
from mate_adapters.simulation.commands.reviews import ChangeReview, Respond, WriteReview
from mate_adapters.simulation.driving import drive
from mate_adapters.simulation.invariants.bans import BanWatch
from mate_adapters.simulation.invariants.blocks import BlockWatch
from mate_adapters.simulation.invariants.books import BooksWatch
from mate_adapters.simulation.invariants.calendars import CalendarWatch
from mate_adapters.simulation.invariants.deeds import DeedWatch
from mate_adapters.simulation.invariants.findability import FindabilityWatch
from mate_adapters.simulation.invariants.identity import IdentityWatch
from mate_adapters.simulation.invariants.meetings import MeetingWatch
from mate_adapters.simulation.invariants.payouts import PayoutWatch
from mate_adapters.simulation.invariants.reviews import ReviewWatch
from mate_adapters.simulation.invariants.settlements import SettlementWatch
from mate_adapters.simulation.invariants.sights import SightWatch
from mate_adapters.simulation.invariants.violation import Violated
from mate_adapters.simulation.world import World
from mate_core.shared.events import Event
from mate_core.shared.ports import DueKind

_BEGINNINGS: Final = (
    RequestBooking,
    Confirm,
    Start,
    Deposit,
    PayByGateway,
    PayFromWallet,
    ProposeExtension,
    AcceptExtension,
    BecomePartner,
    ChangeRate,
    OpenTime,
    KeepHours,
    SubmitKyc,
    WriteReview,
    ChangeReview,
    Respond,
    Block,
)
"""What nobody does while he is banned."""


class Watch:
    """Costs as much as was changed; `audit` looks at everything and costs as much as there is."""

    def __init__(self, world: World) -> None:
        self._world = world
        tables, policies = world.tables, world.plan.policies
        self.books = BooksWatch(tables, world.vendors)
        self.calendars = CalendarWatch()
        self.bans = BanWatch(world)
        self.settlements = SettlementWatch(tables, self.bans, policies.bookings, policies.payments)
        self.meetings = MeetingWatch(tables, self.calendars, self.settlements)
        self.identity = IdentityWatch(world)
        self.blocks = BlockWatch()
        self.reviews = ReviewWatch(world)
        self.findability = FindabilityWatch(world, self.calendars)
        self.sights = SightWatch(world, self.blocks, self.reviews, self.findability)
        self._payouts = PayoutWatch()
        deeds = DeedWatch(policies.payments.staff)
        self._feeds: dict[int, Callable[[Any], None]] = {
            id(table): feed
            for table, feed in (
                (tables.money.journal, self._entries),
                (tables.money.wallets, self.books.wallets),
                (tables.money.escrows, self._escrows),
                (tables.attempts.suspense, self.books.suspense),
                (tables.deeds.deeds, deeds.deeds),
                (tables.payouts.withdrawals, self._withdrawals),
                (tables.bookings.history, self.meetings.history),
                (tables.bookings.bookings, self._bookings),
                (tables.partners.reservations, self.calendars.reservations),
                (tables.kyc.cases, self.identity.cases),
                (tables.kyc.log, self.identity.log),
                (tables.identity.users, self._users),
                (tables.identity.challenges, self.identity.challenges),
                (tables.partners.partners, self._partners),
                (tables.profiles.profiles, self.findability.touch),
                (tables.search.entries, self.findability.touch),
                (tables.moderation.blocks, self.blocks.blocks),
                (tables.moderation.bans, self.bans.bans),
                (tables.reviews.reviews, self._reviews),
                (tables.reviews.summaries, self.reviews.summaries),
            )
        }

    def look(self) -> None:
        """At all commits since the last look; raises Violated."""
        committed = self._world.store.committed
        if not committed:
            return
        feeds = self._feeds
        for changes in committed:
            self._feed(changes, feeds)
        committed.clear()
        self.books.settle_accounts()
        self.bans.look_at_touched()
        self.settlements.look_at_touched()
        self.meetings.look_at_touched()
        self.identity.look_at_touched()
        self.blocks.look_at_touched()
        self.reviews.look_at_touched()
        self.findability.look_at_touched()

    def _feed(self, changes: Changes, feeds: dict[int, Callable[[Any], None]]) -> None:
        for table, rows in changes:
            feed = feeds.get(id(table))
            if feed is not None:
                feed(rows)

    def _entries(self, rows: Any) -> None:
        self.books.entries(rows)
        self.settlements.entries(rows)

    def _escrows(self, rows: Any) -> None:
        self.settlements.escrows(rows)
        self.bans.escrows(rows)
        for escrow in rows.values():
            self.meetings.touch(escrow.reference)

    def _bookings(self, rows: Any) -> None:
        self.meetings.bookings(rows)
        self.blocks.bookings(rows)
        self.bans.bookings(rows)
        for booking_id in rows:
            self.settlements.touch(booking_id)

    def _withdrawals(self, rows: Any) -> None:
        self._payouts.withdrawals(rows)
        self.bans.withdrawals(rows)

    def _reviews(self, rows: Any) -> None:
        self.reviews.reviews(rows)
        self.bans.reviews(rows)

    def _users(self, rows: Any) -> None:
        self.identity.users(rows)
        self.bans.users(rows)
        self.findability.touch(rows)

    def _partners(self, rows: Any) -> None:
        self.identity.partners(rows)
        self.reviews.partners(rows)
        self.findability.touch(rows)

    def look_at_answer(
        self, command: Command, code: str, answer: Any, events: Sequence[Event]
    ) -> None:
        """What one command was told, and what it set going; raises Violated."""
        self.sights.look(command, code, answer)
        if code == "ok" and isinstance(command, _BEGINNINGS):
            self.bans.look_at_deed(self._world.person(command.actor).user_id, str(command))
        if events and isinstance(command, Block | Unblock):
            self.blocks.look_at_events(events)

    def audit(self) -> None:
        """The application's own proof of its books, over everything; raises Violated."""
        report = drive(self._world.app.ledger.verify())
        if not report.ok:
            raise Violated("ledger verify", "; ".join(report.findings) or "the sum is not zero")
        self.findability.audit()
        self.reviews.audit(lambda: drive(_mismatches(self._world)))

    def nothing_is_overdue(self, since: datetime) -> None:
        """While the pump runs, no row stays due for long; raises Violated."""
        self.identity.pictures_are_gone(since)
        self.reviews.all_are_revealed(since)
        if not self._world.store.due_rows.any_due(since):
            return
        for kind in DueKind:
            row = drive(_first_due(self._world, kind, since))
            if row is not None:
                raise Violated(
                    "nothing is overdue beyond its bound", f"{kind} {row}, due at {since}", row
                )

    def all_has_ended(self) -> None:
        """After the last day, and time enough for every timer; raises Violated."""
        self.meetings.all_have_ended()
        self.settlements.all_are_settled()
        self.books.no_money_is_lost()
        self.identity.all_are_answered()
        self.reviews.none_is_sealed()
        self.bans.all_are_carried_out()


async def _first_due(world: World, kind: DueKind, at: datetime) -> Any:
    async with world.store.due_rows.claim(kind, at=at, limit=1) as due:
        return due[0] if due else None


async def _mismatches(world: World) -> Any:
    async with world.store.open_read() as uow:
        return await uow.rating_summaries.mismatches()
