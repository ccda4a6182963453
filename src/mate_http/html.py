"""The one page that payers see: small, without scripts, images or links to elsewhere."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from html import escape
from string import Template
from typing import Final

from mate_core.payments.intent import IntentStatus
from mate_http.schemas.payments import PaymentReturn

_STYLE: Final = (
    "body{font:1.1rem/1.5 system-ui,sans-serif;margin:12vh auto;max-width:30rem;padding:0 1rem;"
    "color:#222;background:#fff}h1{font-size:1.4rem}p.en{color:#555}"
    "@media(prefers-color-scheme:dark){body{color:#eee;background:#181818}p.en{color:#aaa}}"
)
_HASH: Final = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
PAGE_HEADERS: Final = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}
_PAGE: Final = Template(
    '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="robots" content="noindex"><title>Mate Social</title>'
    f"<style>{_STYLE}</style></head><body><main><h1>$heading</h1><p>$amount VND</p>"
    '<p>$vietnamese</p><p class="en" lang="en">$english</p></main></body></html>'
)
_TEXTS: Final = {
    IntentStatus.SUCCEEDED: (
        "Đã nhận thanh toán",
        "Bạn có thể quay lại ứng dụng.",
        "Payment received. You can go back to the app.",
    ),
    IntentStatus.FAILED: (
        "Thanh toán không thành công",
        "Không có tiền nào bị giữ. Hãy quay lại ứng dụng và thử lại.",
        "The payment did not succeed. Go back to the app and try again.",
    ),
}
_WAITING: Final = (
    "Đang chờ xác nhận",
    "Ngân hàng đang xác nhận thanh toán. Ứng dụng sẽ tự cập nhật.",
    "The bank is confirming the payment. The app will update by itself.",
)


def return_page(shown: PaymentReturn) -> str:
    heading, vietnamese, english = _TEXTS.get(shown.status, _WAITING)
    return _PAGE.substitute(
        heading=escape(heading),
        amount=f"{shown.amount:,}".replace(",", "."),
        vietnamese=escape(vietnamese),
        english=escape(english),
    )
