"""Proof that the checker can fail: bugs are planted, and each one is found within a minute."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType, SimpleNamespace
from typing import Any

import pytest

from mate_adapters.memory.kyc import MemoryCardHashes
from mate_adapters.memory.partners import MemoryReservations
from mate_adapters.simulation.plan import ALL_FAULTS, MARKET, Plan
from mate_adapters.simulation.run import run
from mate_adapters.simulation.shrink import shrink
from mate_cli.commands.simulate import simulate
from mate_cli.console import Console
from mate_cli.exits import Exit
from mate_cli.parser import build_parser
from mate_core.bookings import meeting_service, model
from mate_core.bookings import steps as booking_steps
from mate_core.bookings.disputes import steps as dispute_steps
from mate_core.bookings.disputes.model import Dispute
from mate_core.bookings.model import Booking
from mate_core.bookings.policies import BookingTimers
from mate_core.bookings.transitions import Action, BookingStatus, Move, Party
from mate_core.kyc import timer_service
from mate_core.kyc.case import KycCase
from mate_core.kyc.ports import CardHolder
from mate_core.partners.calendar import Reservation
from mate_core.payments import approvals, notices, steps
from mate_core.payments.escrow import Escrow, Shares, release_at, settlement_postings
from mate_core.payments.ledger import Posting, Provider
from mate_core.payments.policies import StaffLimits
from mate_core.payments.service import PaymentService
from mate_core.payments.wallet import wallet_changes
from mate_core.shared.ids import UserId
from mate_core.shared.money import ZERO, Vnd

STRICT = replace(
    MARKET, payments=replace(MARKET.payments, staff=StaffLimits(alone_at_once=Vnd(100_000)))
)
"""Two people for nearly every sum, so that a small crowd meets that rule too."""
SMALL = Plan(users=200, partners=25, days=12, seed=2, faults=ALL_FAULTS, policies=STRICT)
LONGEST_S = 60

Plant = Callable[[pytest.MonkeyPatch], None]


def forget_the_fee(patch: pytest.MonkeyPatch) -> None:
    """The partner gets what is ours; the entry still sums to zero."""

    def postings(escrow: Escrow, shares: Shares) -> tuple[Posting, ...]:
        return settlement_postings(
            escrow, replace(shares, payee=shares.payee + shares.fee, fee=ZERO)
        )

    patch.setattr(steps, "settlement_postings", postings)


def settle_twice(patch: pytest.MonkeyPatch) -> None:
    """The escrow is not saved, and its reference is no longer the same every time."""
    count = iter(range(10**9))
    patch.setattr(steps, "settlement_reference", lambda escrow: f"settle:{escrow}:{next(count)}")
    settle = steps.Bookkeeper.settle

    async def forgetful(self: steps.Bookkeeper, uow: Any, escrow_id: Any, **rest: Any) -> bool:
        escrow = await uow.escrows.get(escrow_id)
        done = await settle(self, uow, escrow_id, **rest)
        if done:
            uow.escrows._escrows.put(escrow_id, escrow)
        return done

    patch.setattr(steps.Bookkeeper, "settle", forgetful)


def round_half_down(patch: pytest.MonkeyPatch) -> None:
    """One dong now and then."""

    def percent(self: Vnd, rate: int) -> Vnd:
        return Vnd(self.amount * rate // 100)

    patch.setattr(Vnd, "percent", percent)


def book_somebody_twice(patch: pytest.MonkeyPatch) -> None:
    async def add(self: MemoryReservations, *reservations: Reservation) -> None:
        await self._transaction.lock()
        for each in reservations:
            self._reservations.put((each.booking_id, each.role), each)

    async def anything_goes(uow: object, booking: Booking) -> None: ...

    async def no_rivals(*_: object, **__: object) -> None: ...

    patch.setattr(MemoryReservations, "add", add)
    patch.setattr(meeting_service, "_require_still_free", anything_goes)
    patch.setattr(booking_steps.BookingConductor, "decline_rivals", no_rivals)


def keep_time_of_the_cancelled(patch: pytest.MonkeyPatch) -> None:
    async def remove(self: MemoryReservations, booking_id: object) -> None: ...

    patch.setattr(MemoryReservations, "remove", remove)


def refund_everything(patch: pytest.MonkeyPatch) -> None:
    """A tier too generous."""
    patch.setattr(model, "refund_percent", lambda tiers, notice: 100)


def release_at_once(patch: pytest.MonkeyPatch) -> None:
    """Nobody has time for a dispute."""

    def completed_at(self: Booking, timers: BookingTimers) -> datetime:
        assert self.completed_at is not None
        return self.completed_at

    patch.setattr(Booking, "release_due_at", completed_at)


def forget_a_timer(patch: pytest.MonkeyPatch) -> None:
    """A paid booking that never starts waits for ever."""
    due_at = Booking.due_at

    def forgetful(self: Booking, timers: BookingTimers) -> datetime | None:
        return None if self.status is BookingStatus.PAID else due_at(self, timers)

    patch.setattr(Booking, "due_at", forgetful)


def never_instruct(patch: pytest.MonkeyPatch) -> None:
    """A cancelled booking whose money nobody sends back."""

    async def nothing(uow: object, reference: object, instruction: object) -> None: ...

    patch.setattr(booking_steps, "instruct_escrow", nothing)


def book_every_callback(patch: pytest.MonkeyPatch) -> None:
    """A notice that comes twice is money twice."""
    count = iter(range(10**9))

    def reference(provider: Provider, transaction: str) -> str:
        return f"deposit:{provider}:{transaction}:{next(count)}"

    patch.setattr(notices, "deposit_reference", reference)


def lose_suspense(patch: pytest.MonkeyPatch) -> None:
    """Money of the wrong amount is posted, and no row says whose it is."""

    async def nothing(self: object, item: object) -> None: ...

    from mate_adapters.memory.attempts import MemorySuspense  # noqa: PLC0415  only this plant

    patch.setattr(MemorySuspense, "add", nothing)


def a_back_door(patch: pytest.MonkeyPatch) -> None:
    """Strangers may confirm."""
    patch.setattr(meeting_service, "party_in", lambda booking, person: Party.PARTNER)


def an_edge_too_many(patch: pytest.MonkeyPatch) -> None:
    """Users may cancel what has begun."""
    from mate_core.bookings import transitions  # noqa: PLC0415  only this plant

    moves = dict(transitions.MOVES)
    moves[BookingStatus.PENDING, Action.CONFIRM] = Move(
        BookingStatus.PAID, frozenset({Party.PARTNER}), "whenever"
    )
    patch.setattr(transitions, "MOVES", MappingProxyType(moves))


def pay_wallets_without_postings(patch: pytest.MonkeyPatch) -> None:
    """A dong more than the journal says."""

    def generous(postings: Sequence[Posting]) -> Any:
        return [
            replace(each, available=each.available + Vnd(1)) if each.held < ZERO else each
            for each in wallet_changes(postings)
        ]

    patch.setattr(steps, "wallet_changes", generous)


def settle_nothing(patch: pytest.MonkeyPatch) -> None:
    """The pump thinks that it has settled."""

    async def nothing(self: PaymentService, escrow_id: object) -> bool:
        return False

    async def none(self: PaymentService, escrow_ids: object) -> int:
        return 0

    patch.setattr(PaymentService, "settle", nothing)
    patch.setattr(PaymentService, "settle_due", none)


def let_one_person_do_it(patch: pytest.MonkeyPatch) -> None:
    """However big the sum."""

    async def alone(*_: object, **__: object) -> bool:
        return True

    patch.setattr(approvals, "_may_alone", alone)


def execute_a_split_as_a_release(patch: pytest.MonkeyPatch) -> None:
    """The partner gets all, whatever was decided."""
    patch.setattr(dispute_steps, "instruction_for", lambda verdict, *, at: release_at(at))


def forget_disputes(patch: pytest.MonkeyPatch) -> None:
    """Nobody looks at one again unless a person does."""
    patch.setattr(Dispute, "due_at", None)


def keep_the_pictures(patch: pytest.MonkeyPatch) -> None:
    """Cases say that they were given up; storage still has them."""

    async def nothing(uow: object, media_id: object, *, at: datetime) -> None: ...

    patch.setattr(timer_service, "media_steps", SimpleNamespace(discard=nothing))


def accept_a_card_twice(patch: pytest.MonkeyPatch) -> None:
    """Whoever shows it is its holder."""

    async def claim(
        self: MemoryCardHashes, card_hash: str, user_id: UserId, *, at: datetime
    ) -> CardHolder:
        return CardHolder(user_id)

    patch.setattr(MemoryCardHashes, "claim", claim)


def let_one_person_undo_a_rejection(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(KycCase, "is_seconded", lambda self, action, by, *, at: True)


PLANTS: Sequence[tuple[Plant, str]] = (
    (forget_the_fee, "settlements follow MONEY"),
    (settle_twice, "an escrow is held once and settled once"),
    (round_half_down, "settlements follow MONEY"),
    (book_somebody_twice, "nobody is booked twice"),
    (keep_time_of_the_cancelled, "time is reserved while it is needed"),
    (refund_everything, "settlements follow MONEY"),
    (release_at_once, "nobody is paid before disputes can be opened"),
    (forget_a_timer, "no state without an exit"),
    (never_instruct, "no state without an exit"),
    (book_every_callback, "money comes only from a vendor"),
    (lose_suspense, "suspense equals its open rows"),
    (a_back_door, "what is forbidden is refused"),
    (an_edge_too_many, "history follows the table"),
    (pay_wallets_without_postings, "wallets equal their postings"),
    (let_one_person_do_it, "two people move big money"),
    (execute_a_split_as_a_release, "settlements follow MONEY"),
    (forget_disputes, "no state without an exit"),
    (settle_nothing, "nothing is overdue beyond its bound"),
    (keep_the_pictures, "pictures go when they must"),
    (accept_a_card_twice, "one card, one account"),
    (let_one_person_undo_a_rejection, "two people undo a rejection"),
)


@pytest.mark.parametrize(("plant", "rule"), PLANTS, ids=[plant.__name__ for plant, _ in PLANTS])
def test_a_planted_bug_is_found_within_a_minute(
    plant: Plant, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)

    found = run(SMALL)

    assert found.violation is not None, f"{found.stage.commands} commands broke nothing"
    assert found.violation.rule == rule, str(found.violation)
    assert found.seconds < LONGEST_S


def test_a_violation_shrinks_to_the_few_commands_that_replay_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refund_everything(monkeypatch)

    broken = run(SMALL)
    shrunk = shrink(broken, within_s=6)

    assert shrunk.violation.rule == "settlements follow MONEY"
    assert 10 * len(shrunk.steps) < len(broken.stage.script)


def test_the_command_line_tells_seed_step_and_the_few_commands_of_a_violation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    forget_the_fee(monkeypatch)
    arguments = build_parser().parse_args(
        ["simulate", "--users", "120", "--partners", "15", "--days", "6", "--seed", "7", "--json"]
    )
    out = io.StringIO()

    code = simulate(arguments, Console(as_json=True, out=out))

    told = json.loads(out.getvalue())
    assert code == Exit.REFUSED
    assert (told["violations"], told["seed"]) == (1, 7)
    assert told["violation"]["rule"] == "settlements follow MONEY"
    assert told["violation"]["step"] > len(told["violation"]["commands"]) > 0
    assert any("RequestBooking(" in line for line in told["violation"]["commands"])
