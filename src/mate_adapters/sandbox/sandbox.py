"""The sandbox as one object: what the composition root holds."""

from __future__ import annotations

from typing import Any, Final

import httpx
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from mate_adapters.clock import SandboxClock
from mate_adapters.payments.vnpay.gateway import VnpayConfig
from mate_adapters.sandbox.messages import Inbox, SandboxEmail, SandboxSms
from mate_adapters.sandbox.schema import create_sandbox_schema
from mate_adapters.sandbox.vnpay import VnpayCounterpart
from mate_adapters.sandbox.vnpay_store import VnpayStore

_ANSWER_SECONDS: Final = 5.0
_IPN_SECONDS: Final = 15.0


class SandboxForbidden(Exception):
    """A production server must not have pages that show codes and make money up."""


class Sandbox:
    """Stand-ins for SMS, e-mail and VNPay on one database, in schema `sandbox`.

    `dsn` is a libpq URI or keyword string; `ipn_url` is the address of our VNPay callback without a
    query; `vnpay` is the configuration that our gateway uses too. `http` is for tests. Raises
    SandboxForbidden in production. Every process that sends messages opens one of its own.
    """

    def __init__(
        self,
        dsn: str,
        *,
        clock: SandboxClock,
        vnpay: VnpayConfig,
        ipn_url: str,
        production: bool = False,
        http: httpx.AsyncClient | None = None,
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
        self.email = SandboxEmail(self.inbox)
        self.payments = VnpayStore(self._pool)
        self.vnpay = VnpayCounterpart(
            config=vnpay, ipn_url=ipn_url, store=self.payments, clock=clock, http=self._http
        )

    async def open(self) -> None:
        """Connect, and make the tables that are missing."""
        await self._pool.open()
        async with self._pool.connection() as connection:
            await create_sandbox_schema(connection)

    async def close(self) -> None:
        await self._http.aclose()
        await self._pool.close(timeout=_ANSWER_SECONDS)
