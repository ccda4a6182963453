"""The developer's pages: plain HTML, no script, nothing from other hosts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from mate_adapters.sandbox.gateways.model import Fault, PaymentRow, PayOutcome, PayPage
from mate_adapters.sandbox.html import Html, fill, joined
from mate_adapters.sandbox.messages import SandboxMessage
from mate_core.shared.money import Vnd
from mate_core.shared.time import to_local

_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/sandbox/style.css">
<title>$title · Mate Social sandbox</title>
</head>
<body>
<header><strong>Mate Social sandbox</strong>
<a href="/sandbox">Overview</a> <a href="/sandbox/messages">Messages</a>
<a href="/sandbox/payments">Payments</a> <a href="/sandbox/ekyc">Identity checks</a>
<a href="/sandbox/clock">Clock</a></header>
<main>
<h1>$title</h1>
$body
</main>
</body>
</html>
"""

_OVERVIEW: Final = """
<p>Nothing here leaves this machine: messages land below, payments are pretended.</p>
<h2>Clock</h2>$clock
<h2>Last messages</h2>$messages
<h2>Payments</h2>$payments
"""

_CLOCK: Final = """
<p class="sum">$local</p>
<p class="quiet">$now (UTC), $offset ahead of this machine. It only moves forward, for every
process at once.</p>
<form method="post" action="/sandbox/clock">
<button name="advanceSeconds" value="900">+15 minutes</button>
<button name="advanceSeconds" value="3600">+1 hour</button>
<button name="advanceSeconds" value="7200">+2 hours</button>
<button name="advanceSeconds" value="86400">+24 hours</button>
</form>
<form method="post" action="/sandbox/clock">
<label for="to">Move to</label>
<input id="to" name="to" required placeholder="2026-01-31T09:00:00+07:00" size="27">
<button>Move</button>
</form>
"""

_MESSAGES: Final = """
<div class="scroll"><table>
<thead><tr><th>When</th><th>To</th><th>Text</th></tr></thead>
<tbody>$rows</tbody>
</table></div>
"""

_MESSAGE: Final = """<tr><td>$when<br><span class="quiet">$channel</span></td>
<td><a href="/sandbox/messages?to=$link">$to</a></td>
<td>$subject$text$report</td></tr>
"""

_REPORT: Final = """<form method="post" action="/sandbox/messages/$id/receipts">
<button name="events" value="$good">Report: arrived</button>
<button name="events" value="$bad">Report: failed</button></form>
"""

_REPORTS: Final = {
    ("twilio", "SMS"): ("sent,delivered", "undelivered"),
    ("twilio", "VOICE"): ("ringing,completed", "no-answer"),
    ("sendgrid", "EMAIL"): ("processed,delivered", "bounce"),
}

_FILTER: Final = """
<form method="get" action="/sandbox/messages">
<label for="to">To</label>
<input id="to" name="to" value="$to" placeholder="+84912345678">
<button>Show</button> <a href="/sandbox/messages">all</a>
</form>
$messages
"""

_PAYMENTS: Final = """
<div class="scroll"><table>
<thead><tr><th>When</th><th>Order</th><th>Amount</th><th>What the payer did</th>
<th>Our answers</th><th></th></tr></thead>
<tbody>$rows</tbody>
</table></div>
"""

_PAYMENT: Final = """<tr><td>$when<br><span class="quiet">$provider</span></td>
<td>$info<br><span class="quiet">$ref</span></td>
<td>$amount$refunded</td><td>$outcome</td><td>$codes</td>
<td><form method="post" action="/sandbox/$provider/payments/$ref/deliver">
<button>$label</button></form></td></tr>
"""

_PAY: Final = """
<p class="sum">$amount</p>
<p>$info</p>
<p class="quiet">Order $ref, page open until $expires (Viet Nam). The signature fits.</p>
<form method="post" action="/sandbox/$provider/pay">
<input type="hidden" name="payUrl" value="$url">
$buttons
</form>
"""

_BUTTON: Final = '<button$kind name="outcome" value="$outcome">$label</button>\n'

_FAULTY: Final = """
<p>$gateway would refuse this request:</p>
$faults
<div class="scroll"><table><tbody>$fields</tbody></table></div>
"""

_LABELS: Final = {
    PayOutcome.PAY: "Pay",
    PayOutcome.FAIL: "Fail (no funds)",
    PayOutcome.CANCEL: "Cancel",
    PayOutcome.PAY_TWICE: "Pay twice",
    PayOutcome.LATE: "Pay, notice comes late",
    PayOutcome.UNSENT: "Pay, notice never comes",
    PayOutcome.OUT_OF_ORDER: "Fail then pay, told the other way round",
    PayOutcome.TAMPERED: "Forge the amount",
    PayOutcome.WRONG_SIGNATURE: "Forge the signature",
    PayOutcome.WRONG_AMOUNT: "Pay another sum",
    PayOutcome.SUSPECTED: "Pay, under suspicion",
    PayOutcome.DUPLICATE: "Pay, notice comes twice",
}


def page(title: str, body: Html) -> Html:
    return fill(_PAGE, title=title, body=body)


def overview(
    *,
    now: datetime,
    offset: timedelta,
    messages: Sequence[SandboxMessage],
    payments: Sequence[PaymentRow],
) -> Html:
    return page(
        "Overview",
        fill(
            _OVERVIEW,
            clock=_clock(now, offset),
            messages=_messages(messages),
            payments=_payments(payments),
        ),
    )


def clock(*, now: datetime, offset: timedelta) -> Html:
    return page("Clock", _clock(now, offset))


def messages(found: Sequence[SandboxMessage], *, to: str | None) -> Html:
    return page("Messages", fill(_FILTER, to=to or "", messages=_messages(found)))


def payments(found: Sequence[PaymentRow]) -> Html:
    return page("Payments", _payments(found))


def pay(shown: PayPage, gateway: str, outcomes: Sequence[PayOutcome], *, url: str) -> Html:
    """The pay page; a list of what is wrong when the gateway would not show one."""
    order = shown.order
    if order is None:
        return page("Payment request refused", _faulty(shown, gateway))
    return page(
        f"{gateway} (pretended)",
        fill(
            _PAY,
            provider=order.provider,
            amount=Vnd(order.amount),
            info=order.info,
            ref=order.reference,
            expires=f"{to_local(order.expires_at):%H:%M:%S}",
            url=url,
            buttons=joined(
                fill(
                    _BUTTON,
                    outcome=outcome,
                    label=_LABELS[outcome],
                    kind=Html(' class="main"') if outcome is PayOutcome.PAY else "",
                )
                for outcome in outcomes
            ),
        ),
    )


def refused(title: str, detail: str, faults: Sequence[Fault] = ()) -> Html:
    return page(title, joined([fill("<p>$detail</p>", detail=detail), _faults(faults)]))


def _clock(now: datetime, offset: timedelta) -> Html:
    return fill(
        _CLOCK,
        local=_minute(now),
        now=now.strftime("%Y-%m-%d %H:%M:%S"),
        offset=timedelta(seconds=int(offset.total_seconds())),
    )


def _messages(found: Sequence[SandboxMessage]) -> Html:
    if not found:
        return Html("<p>None yet.</p>")
    return fill(_MESSAGES, rows=joined(_message(message) for message in found))


def _message(message: SandboxMessage) -> Html:
    subject = fill("<strong>$subject</strong><br>", subject=message.subject)
    return fill(
        _MESSAGE,
        when=_minute(message.sent_at),
        channel=f"{message.channel}, {message.vendor}",
        to=message.recipient,
        link=message.recipient.replace("+", "%2B"),
        subject=subject if message.subject else "",
        text=message.body,
        report=_report(message),
    )


def _report(message: SandboxMessage) -> Html:
    """What the vendor may tell about it, in the vendor's words."""
    words = _REPORTS.get((message.vendor, message.channel))
    if words is None or not message.callback:
        return Html("")
    return fill(_REPORT, id=message.id, good=words[0], bad=words[1])


def _payments(found: Sequence[PaymentRow]) -> Html:
    if not found:
        return Html("<p>None yet.</p>")
    return fill(_PAYMENTS, rows=joined(_payment(payment) for payment in found))


def _payment(payment: PaymentRow) -> Html:
    refunded = fill('<br><span class="quiet">$back back</span>', back=Vnd(payment.refunded))
    return fill(
        _PAYMENT,
        when=_minute(payment.opened_at),
        provider=payment.provider,
        ref=payment.reference,
        info=payment.info,
        amount=Vnd(payment.amount),
        refunded=refunded if payment.refunded else "",
        outcome=payment.outcome or "nothing yet",
        codes=" ".join(payment.answers) or "none yet",
        label="Deliver now" if payment.held_back else "Deliver again",
    )


def _faulty(shown: PayPage, gateway: str) -> Html:
    rows = joined(
        fill("<tr><th>$name</th><td>$value</td></tr>", name=name, value=value)
        for name, value in sorted(shown.fields.items())
    )
    return fill(_FAULTY, gateway=gateway, faults=_faults(shown.faults), fields=rows)


def _faults(faults: Sequence[Fault]) -> Html:
    return joined(
        fill(
            '<p class="fault"><strong>$field</strong> $detail</p>',
            field=fault.field,
            detail=fault.detail,
        )
        for fault in faults
    )


def _minute(instant: datetime) -> str:
    """Wall time in Viet Nam."""
    return to_local(instant).strftime("%a %d %b %Y, %H:%M:%S")
