"""What people have agreed to: a closed list of purposes, versioned texts, an append-only ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from mate_core.shared.ids import UserId


class Purpose(StrEnum):
    """What personal data may be used for only with consent (Law 91/2025, VIETNAM V2 and V4)."""

    TERMS = "terms"
    LOCATION = "location"
    MESSAGE_SCANNING = "message_scanning"
    MARKETING = "marketing"
    KYC_BIOMETRICS = "kyc_biometrics"
    CROSS_BORDER = "cross_border"


class Language(StrEnum):
    VI = "vi"
    EN = "en"


class ConsentSource(StrEnum):
    """How the person told us."""

    REGISTRATION = "registration"
    APP = "app"
    SUPPORT = "support"


INDISPENSABLE: Final = frozenset({Purpose.TERMS})


@dataclass(frozen=True, slots=True)
class ConsentText:
    """What was shown. A changed text is a new version, to which nobody has agreed yet."""

    purpose: Purpose
    version: int
    words: Mapping[Language, str]

    def digest(self, language: Language) -> str:
        """SHA-256 (hex) of the text in that language: what the ledger proves was shown."""
        return hashlib.sha256(self.words[language].encode()).hexdigest()


def _text(purpose: Purpose, version: int, vi: str, en: str) -> ConsentText:
    return ConsentText(purpose, version, MappingProxyType({Language.VI: vi, Language.EN: en}))


TEXTS: Final[Mapping[Purpose, ConsentText]] = MappingProxyType(
    {
        each.purpose: each
        for each in (
            _text(
                Purpose.TERMS,
                1,
                "Tôi đồng ý với điều khoản sử dụng và việc xử lý dữ liệu cần thiết để có tài khoản,"
                " đặt lịch và thanh toán.",
                "I agree to the terms of use and to the processing that an account, bookings and"
                " payments need.",
            ),
            _text(
                Purpose.LOCATION,
                1,
                "Tôi đồng ý để ứng dụng dùng vị trí của tôi khi tìm bạn đồng hành và trong buổi"
                " gặp để bảo đảm an toàn. Vị trí bị xóa sau 30 ngày.",
                "I agree that my location is used to find companions and, during a meeting, for"
                " safety. It is deleted after 30 days.",
            ),
            _text(
                Purpose.MESSAGE_SCANNING,
                1,
                "Tôi đồng ý để hệ thống tự động kiểm tra tin nhắn nhằm che số liên lạc và phát hiện"
                " lừa đảo. Nếu không, tôi chỉ gửi được tin nhắn mẫu.",
                "I agree that messages are checked automatically, to mask contact details and to"
                " detect fraud. Without it I can send template messages only.",
            ),
            _text(
                Purpose.MARKETING,
                1,
                "Tôi đồng ý nhận tin khuyến mãi. Tôi có thể rút lại bất cứ lúc nào.",
                "I agree to receive offers. I can withdraw this at any time.",
            ),
            _text(
                Purpose.KYC_BIOMETRICS,
                1,
                "Tôi đồng ý để ảnh giấy tờ và khuôn mặt của tôi được so khớp khi xác minh danh"
                " tính. Ảnh bị xóa trong 24 giờ sau khi được duyệt.",
                "I agree that images of my identity card and face are compared to verify my"
                " identity. They are deleted within 24 hours of approval.",
            ),
            _text(
                Purpose.CROSS_BORDER,
                1,
                "Tôi đồng ý để số điện thoại, email và mã thông báo của tôi được chuyển cho nhà"
                " cung cấp ngoài Việt Nam để gửi tin nhắn cho tôi.",
                "I agree that my phone number, e-mail address and push token go to providers"
                " outside Viet Nam who deliver messages to me.",
            ),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Consent:
    """One row of the ledger: granted or withdrawn, with what was shown. Never changed."""

    id: UUID
    user_id: UserId
    purpose: Purpose
    granted: bool
    version: int
    language: Language
    digest: str
    source: ConsentSource
    at: datetime


@dataclass(frozen=True, slots=True)
class ConsentState:
    """Where a person stands on one purpose; consent to an earlier text is none."""

    text: ConsentText
    last: Consent | None

    @property
    def granted(self) -> bool:
        return self.last is not None and in_force(self.last)


def in_force(consent: Consent) -> bool:
    return consent.granted and consent.version == TEXTS[consent.purpose].version


def states(latest: Sequence[Consent]) -> list[ConsentState]:
    """Every purpose, given the newest row of each that has one."""
    by_purpose = {each.purpose: each for each in latest}
    return [ConsentState(text, by_purpose.get(purpose)) for purpose, text in TEXTS.items()]
