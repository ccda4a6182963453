"""One counterpart for each account that the merchant has."""

from __future__ import annotations

from datetime import timedelta

import httpx

from mate_adapters.payments.accounts import MerchantAccounts
from mate_adapters.sandbox.gateways.counterpart import SILENCE, SLOWNESS, Counterpart
from mate_adapters.sandbox.gateways.momo import MomoWire
from mate_adapters.sandbox.gateways.refunds import RefundDesk
from mate_adapters.sandbox.gateways.store import GatewayStore
from mate_adapters.sandbox.gateways.vnpay import VnpayWire
from mate_adapters.sandbox.gateways.wire import Wire
from mate_adapters.sandbox.gateways.zalopay import ZalopayWire
from mate_adapters.sandbox.messages import Pool
from mate_core.payments.ledger import Provider
from mate_core.shared.ports import Clock


def open_counterparts(
    accounts: MerchantAccounts,
    *,
    vnpay_ipn_url: str,
    public_url: str,
    pool: Pool,
    clock: Clock,
    http: httpx.AsyncClient,
    silence: timedelta = SILENCE,
    slowness: timedelta = SLOWNESS,
) -> dict[Provider, Counterpart]:
    """`vnpay_ipn_url` is registered with that vendor; the others learn theirs from each order."""
    store, refunds = GatewayStore(pool), RefundDesk(pool)
    wires: list[Wire] = []
    if accounts.vnpay is not None:
        wires.append(
            VnpayWire(
                accounts.vnpay, ipn_url=vnpay_ipn_url, store=store, refunds=refunds, clock=clock
            )
        )
    if accounts.momo is not None:
        wires.append(
            MomoWire(
                accounts.momo, public_url=public_url, store=store, refunds=refunds, clock=clock
            )
        )
    if accounts.zalopay is not None:
        wires.append(
            ZalopayWire(
                accounts.zalopay, public_url=public_url, store=store, refunds=refunds, clock=clock
            )
        )
    return {
        wire.provider: Counterpart(
            wire, store=store, clock=clock, http=http, silence=silence, slowness=slowness
        )
        for wire in wires
    }
