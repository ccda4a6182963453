"""All carriers of the sandbox at one desk: serve, misbehave on demand, report afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import uuid4

import httpx
import structlog

from mate_adapters.sandbox.carriers.model import (
    CarrierAccounts,
    CarrierTrouble,
    CarrierWire,
    Reply,
    Taken,
    WireRequest,
)
from mate_adapters.sandbox.carriers.sendgrid import SendgridWire, public_key
from mate_adapters.sandbox.carriers.ses import SesWire
from mate_adapters.sandbox.carriers.stringee import StringeeWire
from mate_adapters.sandbox.carriers.twilio import TwilioWire
from mate_adapters.sandbox.messages import Inbox, Pool, SandboxMessage
from mate_core.shared.ports import Clock

_CALL: Final = "message"
_ADD: Final = "INSERT INTO sandbox.gateway_troubles (provider, call, trouble) VALUES (%s, %s, %s)"
_NEXT: Final = """
DELETE FROM sandbox.gateway_troubles WHERE id = (
    SELECT id FROM sandbox.gateway_troubles WHERE provider = %s AND call = %s
    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING trouble
"""
_FAILED: Final = Reply(500, {"message": "The sandbox was told to fail."})
_REFUSALS: Final = frozenset(
    {CarrierTrouble.REFUSED, CarrierTrouble.UNAUTHORIZED, CarrierTrouble.OPTED_OUT}
)

_log = structlog.get_logger(__name__)


class NoReceipts(Exception):
    """This vendor does not report on that message."""


class CarrierDesk:
    """`silence` is longer than any client waits, `slowness` is not."""

    def __init__(
        self,
        accounts: CarrierAccounts,
        *,
        inbox: Inbox,
        pool: Pool,
        clock: Clock,
        http: httpx.AsyncClient,
        silence: timedelta,
        slowness: timedelta,
    ) -> None:
        wires: tuple[CarrierWire, ...] = (
            TwilioWire(accounts),
            StringeeWire(accounts),
            SendgridWire(accounts),
            SesWire(accounts),
        )
        self._wires = {wire.vendor.value: wire for wire in wires}
        self._inbox = inbox
        self._pool = pool
        self._clock = clock
        self._http = http
        self._silence = silence
        self._slowness = slowness

    @property
    def vendors(self) -> Sequence[str]:
        return tuple(self._wires)

    @property
    def sendgrid_key(self) -> str:
        """The public key of our SendGrid's event webhook."""
        return public_key()

    async def serve(self, vendor: str, request: WireRequest) -> Reply | None:
        """The vendor's answer; None where there is no such vendor."""
        wire = self._wires.get(vendor)
        if wire is None:
            return None
        trouble = await self._next_trouble(vendor)
        if trouble is CarrierTrouble.ERROR:
            return _FAILED
        if trouble is CarrierTrouble.BUSY:
            return wire.busy(at=self._clock.now())
        if trouble is CarrierTrouble.SLOW:
            await asyncio.sleep(self._slowness.total_seconds())
        taken = wire.read(request, at=self._clock.now())
        if isinstance(taken, Reply):
            return taken
        if trouble in _REFUSALS:
            return wire.refused(trouble)
        return await self._take(wire, taken, trouble)

    async def _take(self, wire: CarrierWire, taken: Taken, trouble: CarrierTrouble | None) -> Reply:
        """The message is out, whatever the customer gets to hear of it."""
        number = uuid4().hex
        reply = wire.accepted(taken, number)
        await self._inbox.add(
            channel=taken.channel,
            to=taken.to,
            subject=taken.subject,
            text=taken.text,
            reference=str(reply.content.get("sid") or number),
            vendor=wire.vendor.value,
            callback=taken.callback,
        )
        if trouble is CarrierTrouble.TIMEOUT:
            await asyncio.sleep(self._silence.total_seconds())
        if trouble is CarrierTrouble.NONSENSE:
            return Reply(reply.status, text="<h1>It works</h1>")
        return _FAILED if trouble is CarrierTrouble.REPLY_LOST else reply

    async def plan(self, vendor: str, trouble: CarrierTrouble) -> None:
        """The next call to that vendor meets it."""
        async with self._pool.connection() as connection:
            await connection.execute(_ADD, (vendor, _CALL, trouble))

    async def report(self, message: SandboxMessage, events: Sequence[str]) -> Sequence[int | None]:
        """Tell the customer, in that order; answers the statuses we met, None where none came.

        Raises NoReceipts.
        """
        wire = self._wires.get(message.vendor)
        requests = wire.receipt(message, events, at=self._clock.now()) if wire else ()
        if not requests:
            raise NoReceipts(message.vendor)
        return [await self._send(request) for request in requests]

    async def _send(self, request: httpx.Request) -> int | None:
        try:
            return (await self._http.send(request)).status_code
        except httpx.HTTPError as trouble:
            _log.warning("sandbox_receipt_unanswered", error=type(trouble).__name__)
            return None

    async def _next_trouble(self, vendor: str) -> CarrierTrouble | None:
        async with self._pool.connection() as connection:
            row = await (await connection.execute(_NEXT, (vendor, _CALL))).fetchone()
        return CarrierTrouble(row[0]) if row else None
