"""The sandbox as one object: what the composition root holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import httpx
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from mate_adapters.clock import SandboxClock
from mate_adapters.ekyc.accounts import EkycAccounts
from mate_adapters.payments.accounts import MerchantAccounts
from mate_adapters.sandbox.carriers.desk import CarrierDesk
from mate_adapters.sandbox.carriers.model import CarrierAccounts
from mate_adapters.sandbox.ekyc.vendors import open_ekyc
from mate_adapters.sandbox.gateways.counterpart import SILENCE, SLOWNESS
from mate_adapters.sandbox.gateways.opening import open_counterparts
from mate_adapters.sandbox.gateways.store import GatewayStore
from mate_adapters.sandbox.messages import Inbox, SandboxEmail, SandboxSms, SandboxVoice
from mate_adapters.sandbox.schema import create_sandbox_schema

_ANSWER_SECONDS: Final = 5.0
_IPN_SECONDS: Final = 15.0


class SandboxForbidden(Exception):
    """A production server must not have pages that show codes and make money up."""


class Sandbox:
    """Stand-ins for SMS, e-mail and the gateways on one database, in schema `sandbox`.

    `dsn` is a libpq URI or keyword string; `vnpay_ipn_url` is the address of our VNPay callback
    without a query; `accounts`, `carrier_accounts` and `ekyc_accounts` are those that our adapters
    use too; `public_url` is where payers find the sandbox. `http`, `silence` and `slowness` are for
    tests.
    Raises SandboxForbidden in production. Every process that sends messages opens one of its own.
    """

    def __init__(
        self,
        dsn: str,
        *,
        clock: SandboxClock,
        accounts: MerchantAccounts,
        vnpay_ipn_url: str,
        public_url: str,
        carrier_accounts: CarrierAccounts | None = None,
        ekyc_accounts: EkycAccounts | None = None,
        production: bool = False,
        http: httpx.AsyncClient | None = None,
        silence: timedelta = SILENCE,
        slowness: timedelta = SLOWNESS,
        pool_size: int = 4,
    ) -> None:
        if production:
            raise SandboxForbidden("the sandbox does not run in production; switch it off")
        self._pool: AsyncConnectionPool[AsyncConnection[tuple[Any, ...]]] = AsyncConnectionPool(
            dsn,
            open=False,
            min_size=1,
            max_size=pool_size,
            timeout=_ANSWER_SECONDS,
            # Attempts to reconnect grow apart until this is over, then start afresh.
            reconnect_timeout=_ANSWER_SECONDS,
            check=AsyncConnectionPool.check_connection,
            kwargs={
                "autocommit": True,
                "connect_timeout": int(_ANSWER_SECONDS),
                "application_name": "mate-sandbox",
            },
        )
        self._http = http or httpx.AsyncClient(timeout=_IPN_SECONDS, trust_env=False)
        self.clock = clock
        self.inbox = Inbox(self._pool, clock)
        self.sms = SandboxSms(self.inbox)
        self.voice = SandboxVoice(self.inbox)
        self.email = SandboxEmail(self.inbox)
        self.carriers = CarrierDesk(
            carrier_accounts or CarrierAccounts(),
            inbox=self.inbox,
            pool=self._pool,
            clock=clock,
            http=self._http,
            silence=silence,
            slowness=slowness,
        )
        self.ekyc = open_ekyc(
            ekyc_accounts or EkycAccounts(), clock, silence=silence, slowness=slowness
        )
        self.payments = GatewayStore(self._pool)
        self.gateways = open_counterparts(
            accounts,
            vnpay_ipn_url=vnpay_ipn_url,
            public_url=public_url,
            pool=self._pool,
            clock=clock,
            http=self._http,
            silence=silence,
            slowness=slowness,
        )

    async def open(self) -> None:
        """Connect, and make the tables that are missing."""
        await self._pool.open()
        async with self._pool.connection() as connection:
            await create_sandbox_schema(connection)

    async def close(self) -> None:
        await self._http.aclose()
        await self._pool.close(timeout=_ANSWER_SECONDS)
