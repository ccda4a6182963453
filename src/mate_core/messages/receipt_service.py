"""News from vendors about messages that they took."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mate_core.messages.attempt import AttemptStatus, MessageVendor, Suppression
from mate_core.messages.events import MessageAttemptFailed
from mate_core.messages.ports import CallbackRequest, Carriers, MessagesUow, Receipt
from mate_core.shared.commands import command
from mate_core.shared.errors import NotFound
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class ReceiptService:
    open_uow: Callable[[], MessagesUow]
    clock: Clock
    carriers: Carriers

    async def receive(self, vendor: MessageVendor, request: CallbackRequest) -> int:
        """Take what is new in a vendor's callback; answers how many attempts it changed.

        Repeats and late news change nothing. Raises NotFound for a vendor that sends us none,
        ReceiptForged, ReceiptUnreadable.
        """
        reader = self.carriers.receipts.get(vendor)
        if reader is None:
            raise NotFound
        receipts = reader.read(request, at=self.clock.now())
        return sum([await self._take(vendor, receipt) for receipt in receipts])

    @command
    async def _take(self, vendor: MessageVendor, receipt: Receipt) -> bool:
        at = self.clock.now()
        async with self.open_uow() as uow:
            attempt = await uow.message_attempts.get_for_change(receipt.attempt_id)
            if attempt is None or attempt.vendor is not vendor:
                return False
            told = attempt
            if receipt.status is not None:
                told = attempt.told(
                    receipt.status, at=at, vendor_id=receipt.vendor_id, error=receipt.error
                )
            if receipt.suppress is not None:
                await uow.suppressions.add(
                    Suppression(attempt.channel, attempt.address_hash, receipt.suppress, at)
                )
            if told != attempt:
                await uow.message_attempts.save(told)
            if told.status is AttemptStatus.FAILED and attempt.status is not AttemptStatus.FAILED:
                await uow.publish(MessageAttemptFailed(message_id=attempt.message_id, at=at))
            await uow.commit()
        return told != attempt
