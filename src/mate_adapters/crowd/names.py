"""Vietnamese names: family, middle and given name, as often as one meets them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from mate_adapters.crowd.chance import of_weights, pick
from mate_core.profiles.model import Gender

_FAMILIES: Final = (
    "Nguyễn 380, Trần 120, Lê 95, Phạm 70, Phan 45, Trương 22, Đặng 21, Bùi 20, Đỗ 16, Hồ 13,"
    " Ngô 13, Dương 12, Lý 7, Đinh 10, Lương 7, Trịnh 7, Mai 6, Đào 8, Cao 7, Tạ 4, Tô 3, Hà 6,"
    " Lâm 6, Đoàn 8, Phùng 5, Chu 3, Thái 4, Châu 4, Quách 2, La 2, Kiều 2, Vương 3, Nghiêm 2,"
    " Tống 2, Lưu 4, Tăng 2, Từ 1, Hứa 2, Văn 2, Doãn 1, Khuất 1, Thân 1, Bạch 1"
)
NORTHERN_FAMILIES: Final = of_weights(_FAMILIES + ", Hoàng 51, Vũ 39, Huỳnh 2, Võ 6")
SOUTHERN_FAMILIES: Final = of_weights(_FAMILIES + ", Huỳnh 51, Võ 39, Hoàng 9, Vũ 7")

_WOMENS_MIDDLES: Final = of_weights(
    "Thị 30, Ngọc 12, Thu 8, Thanh 8, Minh 6, Phương 6, Bảo 5, Khánh 5, Hồng 6, Thùy 6, Kim 6,"
    " Mai 4, Quỳnh 4, Như 4, Diễm 2, Mỹ 4, Hoài 3, Tường 2, Bích 4, Cẩm 2, Hải 2, Diệu 3, Gia 2,"
    " Thảo 3, Yến 2, Trúc 2, Tú 2, Ánh 3, Thiên 2, Huyền 2, Lan 2, Nhật 2, Vân 2, Xuân 2, Tuyết 2"
)
_WOMENS_NAMES: Final = of_weights(
    "Linh 20, Trang 18, Hương 13, Hà 12, Lan 8, Mai 10, Ngân 10, Thảo 16, Vy 14, My 10, Nhi 12,"
    " Anh 20, Chi 8, Yến 9, Hạnh 7, Hoa 7, Huyền 11, Nga 8, Ngọc 13, Như 8, Nhung 8, Oanh 5,"
    " Phương 16, Phượng 5, Quyên 6, Quỳnh 10, Tâm 5, Thanh 6, Thủy 8, Thúy 5, Thư 10, Tiên 6,"
    " Trâm 9, Trinh 5, Trúc 6, Tuyết 4, Uyên 8, Vân 9, Xuân 4, Châu 6, Diệp 3, Dung 6, Giang 6,"
    " Hân 8, Hằng 8, Hiền 8, Hồng 5, Khanh 3, Ly 5, Nguyệt 4, Thơ 3, Tú 3, Duyên 6, Ánh 4"
)
_MENS_MIDDLES: Final = of_weights(
    "Văn 22, Đức 10, Minh 12, Quang 8, Hữu 7, Quốc 8, Gia 6, Tuấn 6, Hoàng 8, Anh 5, Thành 6,"
    " Xuân 4, Công 4, Đình 5, Trọng 4, Ngọc 5, Thanh 5, Bá 2, Duy 5, Nhật 4, Hải 3, Khánh 2,"
    " Mạnh 4, Việt 3, Chí 3, Thế 4, Tiến 3, Viết 2, Phúc 2, Đăng 3, Bảo 3, Trung 3, Thiên 2"
)
_MENS_NAMES: Final = of_weights(
    "Anh 13, Bảo 9, Bình 6, Cường 9, Dũng 10, Duy 10, Dương 8, Đạt 12, Đức 10, Giang 4, Hải 9,"
    " Hào 4, Hiếu 12, Hoàng 12, Hùng 11, Huy 15, Hưng 9, Khang 7, Khánh 6, Khoa 7, Khôi 4,"
    " Kiên 6, Lâm 5, Long 11, Lộc 6, Minh 13, Nam 11, Nghĩa 6, Nhân 6, Phong 8, Phúc 9, Phước 4,"
    " Quân 9, Quang 7, Quốc 3, Sơn 9, Tài 7, Tâm 4, Thắng 8, Thành 10, Thiện 4, Thịnh 6, Tiến 7,"
    " Toàn 5, Trí 5, Trung 9, Tú 6, Tuấn 14, Tùng 8, Việt 6, Vinh 6, Vũ 6, An 5, Khải 3, Thái 4"
)
_NICKNAMES: Final = (
    "Bống", "Mít", "Na", "Sóc", "Bơ", "Gấu", "Tôm", "Bin", "Su", "Mèo", "Nhím", "Cún", "Kem",
    "Bông", "Ốc", "Đậu", "Cốm", "Mận", "Thỏ", "Vịt", "Bi", "Ken", "Jin", "Sen", "Mây", "Nắng",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    family: str
    middle: str
    given: str

    @property
    def full(self) -> str:
        return f"{self.family} {self.middle} {self.given}"


def name_of(chance: Random, gender: Gender, *, southern: bool) -> Name:
    """In the south Hoàng and Vũ are Huỳnh and Võ; people of neither gender have either's names."""
    family = pick(chance, SOUTHERN_FAMILIES if southern else NORTHERN_FAMILIES)
    is_woman = gender is Gender.FEMALE or (gender is Gender.OTHER and chance.random() < 0.5)
    middles = _WOMENS_MIDDLES if is_woman else _MENS_MIDDLES
    given = pick(chance, _WOMENS_NAMES if is_woman else _MENS_NAMES)
    middle = pick(chance, middles)
    while middle in (given, family):
        middle = pick(chance, middles)
    return Name(family, middle, given)


def shown_name_of(chance: Random, name: Name) -> str | None:
    """What a person wants to be called here; None leaves it at the given name."""
    way = chance.random()
    if way < 0.45:
        called = name.given if name.middle in ("Thị", "Văn") else f"{name.middle} {name.given}"
        return None if called == name.given else called
    if way < 0.60:
        return f"{name.given} {name.family[0]}."
    if way < 0.72:
        return f"{name.given} {pick(chance, _NICKNAMES)}"
    if way < 0.82:
        return name.full
    return None
