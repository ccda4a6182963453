"""Money in: wallets, gateways, and what the gateways tell us."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from mate_adapters.simulation.commands.base import Command
from mate_adapters.simulation.vendors import Charge
from mate_adapters.simulation.world import World
from mate_core.payments.intent import NoticeOutcome, NoticeResult
from mate_core.payments.ledger import Provider
from mate_core.shared.money import Vnd

PAYER_IP = "203.0.113.7"
_LEAST_CHARGE = 1_000
"""In dong: no vendor takes less, and none takes a negative sum."""
_TAKEN = frozenset(
    {NoticeOutcome.RECORDED, NoticeOutcome.ALREADY_RECORDED, NoticeOutcome.WRONG_AMOUNT}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtWallet(Command):
    """What the person may spend, in dong."""

    async def run(self, world: World) -> int:
        view = await world.app.payments.wallet(world.person(self.actor))
        return view.wallet.available.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtTransactions(Command):
    async def run(self, world: World) -> Any:
        await world.app.payments.transactions(world.person(self.actor), after=None, limit=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit(Command):
    """A page of a gateway for the own wallet; `attempt` becomes the name of it."""

    repeatable: ClassVar[bool] = True

    attempt: int
    amount: int
    provider: Provider = Provider.VNPAY

    async def run(self, world: World) -> Any:
        intent = await world.app.payments.deposit(
            world.person(self.actor),
            Vnd(self.amount),
            self.provider,
            payer_ip=PAYER_IP,
            key=world.key(self.actor, "deposit", self.attempt),
        )
        world.name(self.attempt, intent.id)
        return intent.id


@dataclass(frozen=True, slots=True, kw_only=True)
class PayFromWallet(Command):
    repeatable: ClassVar[bool] = True

    booking: int
    attempt: int

    async def run(self, world: World) -> Any:
        await world.app.checkout.pay_from_wallet(
            world.person(self.actor),
            world.booking_id(self.booking),
            world.key(self.actor, "pay", self.attempt),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PayByGateway(Command):
    """`attempt` becomes the name of the page; the same page may get several names."""

    repeatable: ClassVar[bool] = True

    booking: int
    attempt: int
    provider: Provider = Provider.VNPAY

    async def run(self, world: World) -> Any:
        payment = await world.app.checkout.pay_by_gateway(
            world.person(self.actor),
            world.booking_id(self.booking),
            self.provider,
            payer_ip=PAYER_IP,
            key=world.key(self.actor, "pay", self.attempt),
        )
        if payment.intent is not None:
            world.name(self.attempt, payment.intent.id)
            return payment.intent.id
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Command):
    """The gateway's callback on an attempt: our answer to it.

    `charge` numbers the vendor's transaction, so that the same notice can come twice. `excess` is
    what came above the sum that we asked for. A success, even a suspected one, means that the
    vendor has taken the money.
    """

    attempt: int
    charge: int
    result: NoticeResult = NoticeResult.SUCCEEDED
    excess: int = 0

    async def run(self, world: World) -> NoticeOutcome:
        intent = world.intent(self.attempt)
        gateway = world.gateways[intent.provider]
        amount = max(_LEAST_CHARGE, intent.amount.amount + self.excess)
        charge = Charge(intent.provider, f"charge-{self.charge}", intent.merchant_reference, amount)
        if self.result is not NoticeResult.FAILED:
            world.vendors.charge(charge)
        raw = gateway.notice(
            charge.merchant_reference, Vnd(amount), self.result, transaction=charge.transaction
        )
        answer = await world.app.callbacks.receive(intent.provider, raw, source="gateway")
        outcome = gateway.outcome_of(answer)
        if outcome in _TAKEN and self.result is not NoticeResult.FAILED:
            world.vendors.acknowledged.add(charge.reference)
        return outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgedNotice(Command):
    """Somebody else says that an attempt was paid."""

    attempt: int
    serial: int

    async def run(self, world: World) -> NoticeOutcome:
        intent = world.intent(self.attempt)
        gateway = world.gateways[intent.provider]
        raw = gateway.signed(  # not `notice`, which is the vendor's own word
            {
                "reference": intent.merchant_reference,
                "transaction": f"forged-{self.serial}",
                "amount": intent.amount.amount,
                "result": NoticeResult.SUCCEEDED,
                "code": "00",
            }
        )
        answer = await world.app.callbacks.receive(
            intent.provider, raw[:-8] + b"00000000", source="stranger"
        )
        return gateway.outcome_of(answer)
