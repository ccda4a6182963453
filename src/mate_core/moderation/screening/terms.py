"""The list of terms: plain lines, so that whoever knows the words can read and mend it.

One term a line, in Vietnamese with its marks or in English, in lower case. It is found with and
without marks, spread (`g.á.i g-ọ-i`), repeated, and with digits for letters (`s3x`).
`=term` is found with just these marks only, `~term` with any marks at all. Lines with `unless` name
innocent phrases that hold the term above; what lies inside one of them is not found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from mate_core.moderation.screening.model import Accents, Category, Severity, Term

_UNLESS: Final = "unless "
_SIGNS: Final = {"=": Accents.AS_WRITTEN, "~": Accents.IGNORED}
_BLOCKED: Final[Mapping[Category, str]] = MappingProxyType(
    {
        Category.SEXUAL_SERVICE: """
            ~gái gọi
            ~trai gọi
            ~mại dâm
            ~bán dâm
            ~mua dâm
            ~kích dục
            ~khiêu dâm
            ~thác loạn
            ~tình một đêm
            ~tình 1 đêm
            ~quan hệ tình dục
            ~thủ dâm
            ~bán thân
            ~check hàng
            làm tình
                unless làm tình nguyện, làm tình nguyện viên, làm tình cảm
                unless làm tình hình
            đi khách
                unless đi khách sạn
            thổi kèn cho anh
            phục vụ tận giường
            phục vụ từ a đến z
            phục vụ từ a tới z
            lên giường với
            bao phê
            chiều chuộng trên giường
            =địt
            =lồn
            =cặc
            =buồi
            =nứng
            =chịch
            =đụ
            sex
                unless sex education, unisex
            chat sex
            gái ngành
            gái bao
            phi công trẻ máy bay bà già
            sugar baby
            sugar daddy
            sgbb
            sgdd
            escort
            call girl
            one night stand
            blowjob
            blow job
            handjob
            hand job
            threesome
            happy ending massage
            massage happy ending
            massage yoni
            massage nuru
            massage body to body
            massage a z
            mát xa a z
            hooker
            prostitute
            send nudes
            ảnh nude
            gửi nude
        """,
        Category.DRUGS: """
            ~ma túy
            ~thuốc lắc
            ~bay lắc
            ~hàng trắng
            ~xách đá
            ketamine
            cocaine
            cocain
            heroin
            heroine
                unless heroine of
            ecstasy pill
            mdma
            methamphetamine
            ma túy đá
        """,
        Category.GAMBLING: """
            ~cá độ bóng đá
            ~nhận cá độ
            ~đánh lô đề
            ~ghi lô đề
            ~lô tô đề
            ~nhà cái uy tín
            ~tài xỉu online
            ~nổ hũ
            baccarat online
            casino online
        """,
        Category.MINORS: """
            ~trẻ vị thành niên phục vụ
            ~gái vị thành niên
            ~chưa đủ 18
            underage girl
            underage boy
            jailbait
            ~gái còn trinh
        """,
        Category.CONTACT: """
            ~giao dịch ngoài app
            ~giao dịch ngoài ứng dụng
            ~thanh toán ngoài app
            ~thanh toán ngoài ứng dụng
            pay outside the app
        """,
    }
)
_HELD: Final[Mapping[Category, str]] = MappingProxyType(
    {
        Category.SEXUAL_SERVICE: """
            tình dục
                unless giáo dục giới tính, sức khỏe tình dục
            =dâm
            =vú
                unless vú sữa, nhũ hoa, bảo vú
            18+
            fwb
            friend with benefits
            friends with benefits
            ons
            thuê người yêu
            người yêu thuê
            bạn gái thuê
            bạn trai thuê
            rent a girlfriend
            rent a boyfriend
            hẹn hò có phí
            paid dating
            gạ tình
            đổi tình
            tiếp khách
                unless tiếp khách hàng, lễ tân tiếp khách
            thổi kèn
                unless thổi kèn saxophone, thổi kèn trumpet, thổi kèn harmonica
                unless học thổi kèn
            massage
                unless học massage trị liệu
            mát xa
            chiều mọi yêu cầu
            chiều theo mọi yêu cầu
            phục vụ nhiệt tình từ a
            full service
            gái xinh phục vụ
            không giới hạn dịch vụ
            nóng bỏng
            dáng ngon
            hàng ngon
            checker
            nude
                unless màu nude, son nude, tông nude
                unless nude color, nude colour, trang điểm nude
        """,
        Category.PRIVATE_LODGING: """
            nhà nghỉ
                unless ngày nghỉ
            khách sạn
                unless lễ tân khách sạn, quản trị khách sạn, ngành khách sạn
                unless quản lý khách sạn, nhà hàng khách sạn, du lịch khách sạn
                unless nhân viên khách sạn, làm ở khách sạn, làm việc ở khách sạn
                unless làm việc tại khách sạn, sảnh khách sạn, hướng dẫn khách sạn
            motel
            hotel
                unless hotel management, hotel receptionist, hotel lobby
                unless hotel staff, hotel industry
            airbnb
            phòng riêng
            phòng kín
            phòng trọ riêng
            nhà riêng
            căn hộ riêng
            thuê phòng
            qua đêm
            wa đêm
            ngủ cùng
            ngủ chung
            ngủ lại
            về nhà em
            về nhà anh
            về phòng em
            về phòng anh
            overnight
            my place
            your place
            private room
            private apartment
        """,
        Category.DRUGS: """
            cần sa
            bóng cười
            cỏ mỹ
            weed
            cannabis
            chất kích thích
        """,
        Category.GAMBLING: """
            ~cá độ
            ~lô đề
            cờ bạc
            đánh bạc
            tài xỉu
            casino
            baccarat
            nhà cái
        """,
        Category.MINORS: """
            vị thành niên
            học sinh cấp 2
            học sinh cấp 3
            học sinh cấp hai
            học sinh cấp ba
            học sinh trung học
            dưới 18
            underage
            high school girl
            schoolgirl
            lolita
        """,
        Category.CONTACT: """
            zalo
            telegram
            viber
            whatsapp
            wechat
            kakaotalk
            ~liên hệ ngoài
            ~liên hệ riêng
            ~inbox riêng
            chuyển khoản trước
            đặt cọc trước
            cọc trước
            trả tiền mặt
        """,
    }
)


def terms() -> Iterator[Term]:
    """The whole list; raises ValueError for a line that nobody can mean."""
    for severity, by_category in ((Severity.BLOCK, _BLOCKED), (Severity.HOLD, _HELD)):
        for category, lines in by_category.items():
            yield from terms_of(lines, category, severity)


def terms_of(lines: str, category: Category, severity: Severity) -> list[Term]:
    """Raises ValueError when the first line is an exception of no term."""
    found: list[Term] = []
    for line in filter(None, map(str.strip, lines.splitlines())):
        if not line.startswith(_UNLESS):
            found.append(_term(line, category, severity))
        elif found:
            phrases = tuple(map(str.strip, line.removeprefix(_UNLESS).split(",")))
            found[-1] = replace(found[-1], unless=found[-1].unless + phrases)
        else:
            raise ValueError(f"an exception of no term: {line!r}")
    return found


def _term(line: str, category: Category, severity: Severity) -> Term:
    accents = _SIGNS.get(line[0], Accents.AS_WRITTEN_OR_NONE)
    return Term(line.lstrip("=~"), category, severity, accents)
