"""Our accounts with the gateways, and the adapters that use them."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from mate_adapters.payments.momo.config import MomoConfig
from mate_adapters.payments.momo.gateway import MomoGateway
from mate_adapters.payments.vnpay.config import VnpayConfig
from mate_adapters.payments.vnpay.gateway import VnpayGateway
from mate_adapters.payments.zalopay.config import ZalopayConfig
from mate_adapters.payments.zalopay.gateway import ZalopayGateway
from mate_core.payments.ledger import Provider
from mate_core.payments.ports import PaymentGateway
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class MerchantAccounts:
    """What each vendor gave us; None for one with which we have no account: it is not offered."""

    vnpay: VnpayConfig | None = None
    momo: MomoConfig | None = None
    zalopay: ZalopayConfig | None = None

    def gateways(self, http: httpx.AsyncClient, clock: Clock) -> dict[Provider, PaymentGateway]:
        """One adapter for each account, over the same connections."""
        offered: dict[Provider, PaymentGateway] = {}
        if self.vnpay is not None:
            offered[Provider.VNPAY] = VnpayGateway(self.vnpay, http, clock)
        if self.momo is not None:
            offered[Provider.MOMO] = MomoGateway(self.momo, http, clock)
        if self.zalopay is not None:
            offered[Provider.ZALOPAY] = ZalopayGateway(self.zalopay, http, clock)
        return offered
