"""Where vendors of messages tell us what became of them. Public by nature: a vendor has no token of
ours, its signature speaks for it."""

from __future__ import annotations

from typing import Final

from litestar import Controller, post

from mate_core.messages.attempt import MessageVendor
from mate_core.messages.ports import CallbackRequest
from mate_http.access import Access
from mate_http.requests import ApiRequest
from mate_http.routes import route

PUBLIC: Final = Access.PUBLIC
ERRORS: Final = (403, 404, 413, 422)
LARGEST_BATCH: Final = 1024 * 1024
"""Bytes; SendGrid sends events by the hundred."""


class MessagesController(Controller):
    path = "/messages"
    tags = ("Messages",)

    @post(
        "/callback/twilio",
        **route(PUBLIC, "twilioCallback", "Twilio's status callback", status=204, errors=ERRORS),
    )
    async def twilio(self, request: ApiRequest) -> None:
        """Signed by Twilio, over the address and the form. 204 also for what is no news."""
        await _receive(request, MessageVendor.TWILIO)

    @post(
        "/callback/sendgrid",
        request_max_body_size=LARGEST_BATCH,
        **route(PUBLIC, "sendgridCallback", "SendGrid's events", status=204, errors=ERRORS),
    )
    async def sendgrid(self, request: ApiRequest) -> None:
        """Signed by SendGrid, over a timestamp of the last five minutes and the body."""
        await _receive(request, MessageVendor.SENDGRID)


async def _receive(request: ApiRequest, vendor: MessageVendor) -> None:
    query = request.scope["query_string"].decode("latin-1")
    target = request.scope.get("raw_path", request.url.path.encode()).decode("latin-1")
    callback = CallbackRequest(
        target=f"{target.partition('?')[0]}?{query}" if query else target.partition("?")[0],
        headers={name.lower(): value for name, value in request.headers.items()},
        body=await request.body(),
    )
    await request.use_cases.receipts.receive(vendor, callback)
