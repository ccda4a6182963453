"""Who the demo people are. Their password is published, so they live only in the sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from mate_core.partners.model import ServiceType
from mate_core.profiles.model import Gender
from mate_core.shared.actor import Capability, Role
from mate_core.shared.geo import Coordinates
from mate_core.shared.money import Vnd

PASSWORD: Final = "demo-mate-2026"  # noqa: S105  published on purpose, refused outside the sandbox
ADMINISTRATOR_PHONE: Final = "0900000000"


@dataclass(frozen=True, slots=True)
class DemoOffer:
    """What a demo partner offers, and around which point."""

    hourly_rate: Vnd
    services: frozenset[ServiceType]
    bio: str
    base_area: Coordinates


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """`deposit` is brought into the wallet through the payment gateway's callback."""

    phone: str
    name: str
    what: str
    born: date
    gender: Gender
    city: str = "Hà Nội"
    role: Role = Role.USER
    capabilities: frozenset[Capability] = frozenset()
    deposit: Vnd | None = None
    offer: DemoOffer | None = None


_S = ServiceType
_HANOI: Final = "Hà Nội"
_SAIGON: Final = "TP. Hồ Chí Minh"

PEOPLE: Final = (
    DemoPerson(
        ADMINISTRATOR_PHONE,
        "Đỗ Quỳnh Chi",
        "administrator",
        date(1988, 4, 12),
        Gender.FEMALE,
        role=Role.ADMIN,
        capabilities=frozenset(Capability),
    ),
    DemoPerson(
        "0900000009",
        "Vũ Hoàng Nam",
        "support, finance",
        date(1991, 9, 3),
        Gender.MALE,
        role=Role.SUPPORT,
        capabilities=frozenset({Capability.FINANCE}),
    ),
    DemoPerson(
        "0900000001",
        "Nguyễn Minh An",
        "user, Hà Nội",
        date(1996, 2, 20),
        Gender.FEMALE,
        deposit=Vnd(5_000_000),
    ),
    DemoPerson(
        "0900000002",
        "Trần Quốc Bảo",
        "user, Sài Gòn",
        date(1993, 7, 8),
        Gender.MALE,
        city=_SAIGON,
        deposit=Vnd(3_000_000),
    ),
    DemoPerson(
        "0900000003",
        "Lê Thu Phương",
        "partner, Hoàn Kiếm",
        date(1999, 11, 30),
        Gender.FEMALE,
        offer=DemoOffer(
            Vnd(250_000),
            frozenset({_S.WALKING, _S.COFFEE, _S.MOVIE}),
            "Đi dạo phố cổ, cà phê và kể chuyện Hà Nội.",
            Coordinates(21.0287, 105.8524),
        ),
    ),
    DemoPerson(
        "0900000004",
        "Phạm Đức Huy",
        "partner, Tây Hồ",
        date(1995, 5, 17),
        Gender.MALE,
        offer=DemoOffer(
            Vnd(300_000),
            frozenset({_S.SPORT, _S.COFFEE, _S.EVENT}),
            "Chạy bộ quanh hồ, cầu lông, sự kiện cuối tuần.",
            Coordinates(21.0587, 105.8190),
        ),
    ),
    DemoPerson(
        "0900000005",
        "Bùi Ngọc Lan",
        "partner, Quận 1",
        date(1998, 1, 25),
        Gender.FEMALE,
        city=_SAIGON,
        offer=DemoOffer(
            Vnd(350_000),
            frozenset({_S.DINING, _S.SHOPPING, _S.MOVIE}),
            "Ẩm thực Sài Gòn, mua sắm và phim chiếu rạp.",
            Coordinates(10.7757, 106.7004),
        ),
    ),
    DemoPerson(
        "0900000006",
        "Hoàng Gia Khánh",
        "partner, Thủ Đức",
        date(1994, 8, 14),
        Gender.MALE,
        city=_SAIGON,
        offer=DemoOffer(
            Vnd(280_000),
            frozenset({_S.TRAVEL, _S.EVENT, _S.WALKING}),
            "Dẫn đường, tiếng Anh và tiếng Nhật.",
            Coordinates(10.8498, 106.7537),
        ),
    ),
)
"""The administrator first: the bootstrap is possible only while there is none."""
