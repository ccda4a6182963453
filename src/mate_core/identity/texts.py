"""Texts of the messages that identity sends: registered templates, without diacritics (V13)."""

from __future__ import annotations

from datetime import timedelta


def code_text(code: str, lifetime: timedelta) -> str:
    minutes = int(lifetime.total_seconds() // 60)
    return (
        f"Mate Social: ma xac nhan cua ban la {code}, hieu luc {minutes} phut. "
        "Khong chia se ma nay voi bat ky ai."
    )


def known_address_text() -> str:
    return (
        "Mate Social: ban da co tai khoan voi dia chi nay. Hay dang nhap, "
        "hoac bo qua neu khong phai ban dang ky."
    )
