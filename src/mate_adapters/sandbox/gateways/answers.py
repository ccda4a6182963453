"""What the merchant's answers to notices are to the vendors."""

from __future__ import annotations

import httpx

from mate_adapters.sandbox.gateways.model import Delivery

_LONGEST_MESSAGE = 200


def merchant_said(answer: httpx.Response, *, code: str, message: str) -> Delivery:
    """A JSON object with these two fields under status 200; anything else is no answer."""
    try:
        content = answer.json()
        said, text = str(content[code]), str(content[message])
    except (ValueError, KeyError, TypeError):
        return Delivery(answer.status_code, None, "the answer is not what the vendor understands")
    if answer.status_code != httpx.codes.OK:
        return Delivery(answer.status_code, None, "the vendor takes only answers with status 200")
    return Delivery(answer.status_code, said, text[:_LONGEST_MESSAGE])
