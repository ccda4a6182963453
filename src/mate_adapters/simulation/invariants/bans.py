"""A ban ends what is to come and nothing that has begun, and takes nobody's money (RULES 17)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from mate_adapters.memory.bookings import BookingRow
from mate_adapters.simulation.invariants.violation import Violated
from mate_adapters.simulation.world import World
from mate_core.bookings.model import Booking, CancellationCode
from mate_core.bookings.transitions import BookingStatus
from mate_core.identity.model import User, UserStatus
from mate_core.moderation.bans import Ban
from mate_core.partners.model import Partner
from mate_core.payments.escrow import Escrow
from mate_core.payments.payouts.withdrawal import Withdrawal, WithdrawalStatus
from mate_core.reviews.model import Review

_S: Final = BookingStatus
_UNPAID: Final = frozenset({_S.PENDING, _S.CONFIRMED})
_TO_COME: Final = frozenset({*_UNPAID, _S.PAID})


class BanWatch:
    """Everybody's bans, and the bookings that they must have ended."""

    def __init__(self, world: World) -> None:
        tables = world.tables
        self._clock = world.clock
        self._users: Mapping[Any, User] = tables.identity.users.rows
        self._partners: Mapping[Any, Partner] = tables.partners.partners.rows
        self._bookings: Mapping[Any, BookingRow] = tables.bookings.bookings.rows
        self._by_person = tables.bookings.by_person.keys
        self._escrows: Mapping[Any, Escrow] = tables.money.escrows.rows
        self._audited = tables.records.audit_by_subject.keys
        self._known: dict[UUID, Ban] = {}
        self._of: dict[UUID, dict[UUID, None]] = {}
        self._seen: set[UUID] = set()
        """Bookings that there were before."""
        self._watched: dict[UUID, UUID] = {}
        """Bookings that ran on, with the ban that holds their money."""
        self._stood: dict[UUID, WithdrawalStatus] = {}
        self._touched: dict[UUID, None] = {}
        self._settled: dict[UUID, None] = {}

    # What holds against whom

    def of(self, person: UUID, at: datetime) -> Ban | None:
        """The ban of that person that was in force at `at`, both ends included."""
        for ban_id in self._of.get(person, ()):
            ban = self._known[ban_id]
            if ban.created_at <= at and (ban.lifted_at is None or at <= ban.lifted_at):
                return ban
        return None

    def in_force(self, person: UUID) -> Ban | None:
        """The one that holds now."""
        for ban_id in self._of.get(person, ()):
            if self._known[ban_id].lifted_at is None:
                return self._known[ban_id]
        return None

    # Fed with commits

    def bans(self, changes: Mapping[Any, Ban | None]) -> None:
        for ban_id, ban in changes.items():
            if ban is None:
                raise Violated("no ban disappears", "its row was removed", ban_id)
            before = self._known.get(ban_id)
            self._known[ban_id] = ban
            self._touched[ban.user_id] = None
            if before is None:
                self._imposed(ban)
            elif before.lifted_at is not None and before.lifted_at != ban.lifted_at:
                raise Violated("a ban is lifted once", f"{ban.lifted_at}", ban.user_id)
            judge = ban.appeal.decided_by if ban.appeal is not None else None
            if judge is not None and judge in (ban.banned_by, ban.seconded_by):
                raise Violated("nobody judges his own ban", "he did", ban.user_id)
            self._watched.update(dict.fromkeys(ban.watched, ban.id))

    def _imposed(self, ban: Ban) -> None:
        if self.in_force(ban.user_id) is not None:
            raise Violated("one ban at a time", "a second one", ban.user_id)
        self._of.setdefault(ban.user_id, {})[ban.id] = None
        is_partner = ban.user_id in self._partners
        if is_partner and ban.seconded_by in (None, ban.banned_by):
            raise Violated("two people ban a partner", f"{ban.banned_by} alone", ban.user_id)

    def users(self, changes: Mapping[Any, User | None]) -> None:
        self._touched.update(dict.fromkeys(changes))

    def bookings(self, changes: Mapping[Any, BookingRow | None]) -> None:
        for booking_id, row in changes.items():
            if row is None:
                continue  # which another watch does not forgive
            pair = row.booking.user_id, row.booking.partner_id
            if booking_id not in self._seen:
                self._seen.add(booking_id)
                if any(map(self.in_force, pair)):
                    raise Violated("whoever is banned begins nothing", "a request", booking_id)
            for person in pair:
                if person in self._of:
                    self._touched[person] = None

    def reviews(self, changes: Mapping[Any, Review | None]) -> None:
        for review in changes.values():
            if review is not None and review.version == 0 and self.in_force(review.reviewer_id):
                raise Violated("whoever is banned begins nothing", "a review", review.booking_id)

    def escrows(self, changes: Mapping[Any, Escrow | None]) -> None:
        for escrow in changes.values():
            if escrow is not None and not escrow.is_open and escrow.reference in self._watched:
                self._settled[escrow.id] = None

    def withdrawals(self, changes: Mapping[Any, Withdrawal | None]) -> None:
        """While his ban is under review, only what staff have looked at goes to the bank."""
        for withdrawal_id, now in changes.items():
            if now is None:
                continue
            before = self._stood.get(withdrawal_id)
            self._stood[withdrawal_id] = now.status
            if now.status is before or now.status is not WithdrawalStatus.EXPORTED:
                continue
            ban = self.in_force(now.owner)
            is_reviewed = ban is not None and self._clock.now() < ban.review_until
            if is_reviewed and withdrawal_id not in self._audited:
                raise Violated("a banned person's money waits for a look", "it went", now.owner)

    def look_at_deed(self, person: UUID, deed: str) -> None:
        """Somebody has just begun something, or agreed to it; raises Violated."""
        if self.in_force(person) is not None:
            raise Violated("whoever is banned begins nothing", deed, person)

    # Asked after a command

    def look_at_touched(self) -> None:
        for person in self._touched:
            user, ban = self._users[person], self.in_force(person)
            if (user.status is UserStatus.BANNED) is not (ban is not None):
                raise Violated("accounts are banned while a ban holds", f"{user.status}", person)
            if ban is not None and ban.carried_out_at is not None:
                self._look_at_meetings(ban)
        self._touched.clear()
        for escrow_id in self._settled:
            self._look_at_money(self._escrows[escrow_id])
        self._settled.clear()

    def _look_at_meetings(self, ban: Ban) -> None:
        """Nothing is to come any more, except a meeting whose user it is and whose time had."""
        for booking_id in self._by_person.get(ban.user_id, ()):
            booking = self._bookings[booking_id].booking
            if booking.status not in _TO_COME:
                continue
            had_come = booking.period.start <= ban.created_at
            is_his = booking.user_id == ban.user_id
            if booking.status in _UNPAID or not (had_come and is_his):
                raise Violated("a ban ends what is to come", f"still {booking.status}", booking.id)

    def _look_at_money(self, escrow: Escrow) -> None:
        """Of a meeting that ran on: nobody is paid while it is under review, unless staff acted."""
        ban = self._known[self._watched[escrow.reference]]
        at = escrow.settled_at
        if at is None or escrow.id in self._audited:
            return
        if ban.in_force and ban.reviewed_at is None and at < ban.review_until:
            raise Violated(
                "money of who is banned waits for its review", f"settled at {at}", escrow.reference
            )

    # What the rules say of one meeting

    def refunds_of(self, booking: Booking, cap: int) -> frozenset[int]:
        """What may go back of a meeting that a ban ended, in percent.

        All of it when its partner was banned; by its tiers when its user was, at the instant of
        the ban, or all where staff said so.
        """
        ended = booking.cancellation
        if ended is None or ended.code is not CancellationCode.BAN:
            raise Violated("a ban ended it", f"{booking.status}", booking.id)
        possible: set[int] = set()
        if self.of(booking.partner_id, ended.at) is not None:
            possible.add(100)
        ban = self.of(booking.user_id, ended.at)
        if ban is not None and ban.terms.waives_tiers:
            possible.add(100)
        elif ban is not None:
            notice = booking.period.start - ban.created_at
            tier = max((t.percent for t in booking.terms.tiers if notice >= t.before), default=0)
            possible.update((tier, cap) if tier == 100 else (tier,))
        if not possible:
            raise Violated("a ban ended it", "nobody was banned", booking.id)
        return frozenset(possible)

    def all_are_carried_out(self) -> None:
        """When time went on, every ban has had its consequences and its review."""
        for ban in self._known.values():
            if ban.in_force and (ban.carried_out_at is None or ban.reviewed_at is None):
                raise Violated("bans are carried out", "one was not", ban.user_id)
