"""Where a province is looked for when nothing finer is known: its capital's middle.

Provinces by the codes of the National Statistics Office, as of 1 July 2025; degrees to a tenth.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mate_core.shared.geo import Coordinates

_DEGREES: Final = {
    "01": (21.0, 105.8),  # Hà Nội
    "04": (22.7, 106.3),  # Cao Bằng
    "08": (21.8, 105.2),  # Tuyên Quang
    "11": (21.4, 103.0),  # Điện Biên Phủ
    "12": (22.4, 103.5),  # Lai Châu
    "14": (21.3, 103.9),  # Sơn La
    "15": (21.7, 104.9),  # Yên Bái
    "19": (21.6, 105.8),  # Thái Nguyên
    "20": (21.9, 106.8),  # Lạng Sơn
    "22": (21.0, 107.1),  # Hạ Long
    "24": (21.3, 106.2),  # Bắc Giang
    "25": (21.3, 105.4),  # Việt Trì
    "31": (20.9, 106.7),  # Hải Phòng
    "33": (20.6, 106.1),  # Hưng Yên
    "37": (20.3, 106.0),  # Hoa Lư
    "38": (19.8, 105.8),  # Thanh Hóa
    "40": (18.7, 105.7),  # Vinh
    "42": (18.3, 105.9),  # Hà Tĩnh
    "44": (17.5, 106.6),  # Đồng Hới
    "46": (16.5, 107.6),  # Huế
    "48": (16.1, 108.2),  # Đà Nẵng
    "51": (15.1, 108.8),  # Quảng Ngãi
    "52": (13.8, 109.2),  # Quy Nhơn
    "56": (12.2, 109.2),  # Nha Trang
    "66": (12.7, 108.0),  # Buôn Ma Thuột
    "68": (11.9, 108.4),  # Đà Lạt
    "75": (10.9, 106.8),  # Biên Hòa
    "79": (10.8, 106.7),  # Hồ Chí Minh
    "80": (10.5, 106.4),  # Tân An
    "82": (10.4, 106.4),  # Mỹ Tho
    "86": (10.3, 106.0),  # Vĩnh Long
    "91": (10.0, 105.1),  # Rạch Giá
    "92": (10.0, 105.8),  # Cần Thơ
    "96": (9.2, 105.2),  # Cà Mau
}

CAPITALS: Final[Mapping[str, Coordinates]] = MappingProxyType(
    {code: Coordinates(*degrees) for code, degrees in _DEGREES.items()}
)
LARGEST: Final = ("79", "01")
"""Where somebody is shown around who told nothing of himself."""
