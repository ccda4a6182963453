"""Every template there is: one place for all contexts, so that what is registered can be listed.

A new one is an entry here, a registration with each carrier, and an id in the settings of each
vendor; `mate doctor` names what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mate_core.messages.template import EmailText, Language, Message, Template

CODE: Final = Template(
    id="code",
    variables=MappingProxyType({"code": 8, "minutes": 2}),
    is_code=True,
    sms=(
        "Mate Social: ma xac nhan cua ban la {code}, hieu luc {minutes} phut. "
        "Khong chia se ma nay voi bat ky ai."
    ),
    voice=(
        "Xin chào. Mã xác nhận Mate Social của bạn là: {code}. Xin nhắc lại: {code}. "
        "Mã có hiệu lực {minutes} phút. Không chia sẻ mã này với bất kỳ ai."
    ),
    email=MappingProxyType(
        {
            Language.VIETNAMESE: EmailText(
                "Mã xác nhận Mate Social",
                "Mã xác nhận của bạn là {code}, hiệu lực {minutes} phút.\n\n"
                "Không chia sẻ mã này với bất kỳ ai. Nếu bạn không yêu cầu mã, hãy bỏ qua thư này.",
            ),
            Language.ENGLISH: EmailText(
                "Your Mate Social code",
                "Your code is {code}; it works for {minutes} minutes.\n\n"
                "Do not share it with anybody. If you did not ask for it, ignore this mail.",
            ),
        }
    ),
)

KNOWN_ADDRESS: Final = Template(
    id="known_address",
    sms=(
        "Mate Social: ban da co tai khoan voi dia chi nay. Hay dang nhap, "
        "hoac bo qua neu khong phai ban dang ky."
    ),
    email=MappingProxyType(
        {
            Language.VIETNAMESE: EmailText(
                "Bạn đã có tài khoản Mate Social",
                "Bạn đã có tài khoản với địa chỉ này. Hãy đăng nhập, "
                "hoặc bỏ qua thư này nếu không phải bạn đăng ký.",
            ),
            Language.ENGLISH: EmailText(
                "You have a Mate Social account",
                "You already have an account with this address. Log in, "
                "or ignore this mail if it was not you who registered.",
            ),
        }
    ),
)

PASSWORD_CHANGED: Final = Template(
    id="password_changed",
    sms=(
        "Mate Social: mat khau cua ban vua duoc doi, cac thiet bi khac da dang xuat. "
        "Neu khong phai ban, hay dat lai mat khau ngay."
    ),
    email=MappingProxyType(
        {
            Language.VIETNAMESE: EmailText(
                "Mật khẩu Mate Social của bạn vừa được đổi",
                "Mật khẩu của bạn vừa được đổi và các thiết bị khác đã đăng xuất.\n\n"
                "Nếu không phải bạn, hãy đặt lại mật khẩu ngay.",
            ),
            Language.ENGLISH: EmailText(
                "Your Mate Social password was changed",
                "Your password was changed and your other devices were logged out.\n\n"
                "If it was not you, reset your password now.",
            ),
        }
    ),
)

ADDRESS_CHANGED: Final = Template(
    id="address_changed",
    sms=(
        "Mate Social: so dien thoai hoac e-mail cua tai khoan ban vua thay doi. "
        "Neu khong phai ban, hay doi mat khau va lien he ho tro ngay."
    ),
    email=MappingProxyType(
        {
            Language.VIETNAMESE: EmailText(
                "Địa chỉ liên hệ Mate Social của bạn vừa thay đổi",
                "Số điện thoại hoặc e-mail của tài khoản bạn vừa thay đổi.\n\n"
                "Nếu không phải bạn, hãy đổi mật khẩu và liên hệ hỗ trợ ngay.",
            ),
            Language.ENGLISH: EmailText(
                "An address of your Mate Social account was changed",
                "The phone number or e-mail address of your account was changed.\n\n"
                "If it was not you, change your password and write to support now.",
            ),
        }
    ),
)


def _notice(id_: str, sms: str, vietnamese: EmailText, english: EmailText) -> Template:
    """Something to know, without anything in it that is not the same for everybody."""
    mails = {Language.VIETNAMESE: vietnamese, Language.ENGLISH: english}
    return Template(id=id_, sms=sms, email=MappingProxyType(mails))


KYC_VERIFIED: Final = _notice(
    "kyc_verified",
    "Mate Social: danh tinh cua ban da duoc xac minh.",
    EmailText(
        "Danh tính đã được xác minh",
        "Danh tính của bạn đã được xác minh. Ảnh và video của bạn sẽ được xóa trong 24 giờ.",
    ),
    EmailText(
        "Your identity is verified",
        "Your identity is verified. Your pictures and video are deleted within 24 hours.",
    ),
)

KYC_REJECTED: Final = _notice(
    "kyc_rejected",
    "Mate Social: danh tinh cua ban chua duoc xac minh. Hay mo ung dung de xem ly do.",
    EmailText(
        "Danh tính chưa được xác minh",
        "Danh tính của bạn chưa được xác minh. Hãy mở ứng dụng để xem lý do và cách thử lại.",
    ),
    EmailText(
        "Your identity is not verified",
        "Your identity could not be verified. Open the app to see why and how to try again.",
    ),
)

KYC_RETAKE: Final = _notice(
    "kyc_retake",
    "Mate Social: anh hoac video cua ban khong dung duoc. Hay mo ung dung de chup lai.",
    EmailText(
        "Cần chụp lại ảnh",
        "Ảnh hoặc video của bạn không dùng được. Hãy mở ứng dụng để xem lý do và chụp lại.",
    ),
    EmailText(
        "New pictures are needed",
        "Your pictures or video cannot be used. Open the app to see why and take new ones.",
    ),
)

LISTING_APPROVED: Final = _notice(
    "listing_approved",
    "Mate Social: ho so partner cua ban da duoc duyet va hien thi cong khai.",
    EmailText(
        "Hồ sơ partner đã được duyệt",
        "Hồ sơ partner của bạn đã được duyệt và được hiển thị công khai.",
    ),
    EmailText(
        "Your listing is approved",
        "Your partner listing is approved and can be seen by everyone.",
    ),
)

LISTING_REJECTED: Final = _notice(
    "listing_rejected",
    "Mate Social: ho so partner cua ban chua duoc duyet. Hay mo ung dung de xem ly do.",
    EmailText(
        "Hồ sơ partner chưa được duyệt",
        "Hồ sơ partner của bạn không được hiển thị. Hãy mở ứng dụng để xem lý do và sửa lại.",
    ),
    EmailText(
        "Your listing is not approved",
        "Your partner listing is not shown. Open the app to see why, and to change it.",
    ),
)

REPORT_CLOSED: Final = _notice(
    "report_closed",
    "Mate Social: chung toi da xem xet bao cao cua ban. Cam on ban da giup giu an toan.",
    EmailText(
        "Báo cáo của bạn đã được xem xét",
        "Chúng tôi đã xem xét báo cáo của bạn và xử lý theo quy định. Để bảo vệ mọi người, "
        "chúng tôi không cho biết kết quả cụ thể. Cảm ơn bạn đã giúp giữ an toàn.",
    ),
    EmailText(
        "Your report was looked at",
        "We have looked at your report and acted by our rules. To protect everybody we do not say "
        "what was decided. Thank you for helping to keep this place safe.",
    ),
)

CONDUCT_WARNING: Final = _notice(
    "conduct_warning",
    "Mate Social: tai khoan cua ban bi nhac nho vi trai quy tac cong dong. Hay mo ung dung.",
    EmailText(
        "Nhắc nhở về quy tắc cộng đồng",
        "Một nội dung hoặc hành vi trong tài khoản của bạn trái với quy tắc cộng đồng. "
        "Nếu việc này lặp lại, tài khoản có thể bị khóa.",
    ),
    EmailText(
        "A warning about our community rules",
        "Something in your account goes against our community rules. If it happens again, your "
        "account may be suspended.",
    ),
)

ACCOUNT_BANNED: Final = _notice(
    "account_banned",
    "Mate Social: tai khoan cua ban da bi cam. Hay dang nhap de xem ly do va khieu nai.",
    EmailText(
        "Tài khoản Mate Social của bạn đã bị cấm",
        "Tài khoản của bạn đã bị cấm. Hãy đăng nhập để xem lý do, khiếu nại, xem tiền của bạn "
        "và tải dữ liệu của bạn.",
    ),
    EmailText(
        "Your Mate Social account is banned",
        "Your account is banned. Log in to read why, to appeal, to see your money and to download "
        "your data.",
    ),
)

ACCOUNT_UNBANNED: Final = _notice(
    "account_unbanned",
    "Mate Social: tai khoan cua ban da duoc mo lai. Hay dang nhap lai.",
    EmailText(
        "Tài khoản Mate Social của bạn đã được mở lại",
        "Lệnh cấm đối với tài khoản của bạn đã được gỡ. Hãy đăng nhập lại.",
    ),
    EmailText(
        "Your Mate Social account is open again",
        "The ban of your account was lifted. Log in again.",
    ),
)

APPEAL_REFUSED: Final = _notice(
    "appeal_refused",
    "Mate Social: khieu nai cua ban da duoc tra loi. Hay dang nhap de xem.",
    EmailText(
        "Khiếu nại của bạn đã được trả lời",
        "Khiếu nại của bạn về lệnh cấm đã được xem xét. Hãy đăng nhập để xem câu trả lời.",
    ),
    EmailText(
        "Your appeal was answered",
        "Your appeal against the ban was looked at. Log in to read the answer.",
    ),
)

SECOND_FACTOR_CHANGED: Final = Template(
    id="second_factor_changed",
    sms=(
        "Mate Social: xac thuc hai lop cua tai khoan ban vua thay doi hoac dung ma du phong. "
        "Neu khong phai ban, hay bao quan tri vien ngay."
    ),
    email=MappingProxyType(
        {
            Language.VIETNAMESE: EmailText(
                "Xác thực hai lớp của bạn vừa thay đổi",
                "Xác thực hai lớp của tài khoản bạn vừa thay đổi, hoặc một mã dự phòng đã dùng.\n\n"
                "Nếu không phải bạn, hãy báo quản trị viên ngay.",
            ),
            Language.ENGLISH: EmailText(
                "Your second factor was changed",
                "The second factor of your account was changed, or a recovery code was used.\n\n"
                "If it was not you, tell an administrator now.",
            ),
        }
    ),
)

_ALL: Final = (
    CODE,
    KNOWN_ADDRESS,
    PASSWORD_CHANGED,
    ADDRESS_CHANGED,
    SECOND_FACTOR_CHANGED,
    KYC_VERIFIED,
    KYC_REJECTED,
    KYC_RETAKE,
    LISTING_APPROVED,
    LISTING_REJECTED,
    REPORT_CLOSED,
    CONDUCT_WARNING,
    ACCOUNT_BANNED,
    ACCOUNT_UNBANNED,
    APPEAL_REFUSED,
)
CATALOGUE: Final[Mapping[str, Template]] = MappingProxyType(
    {template.id: template for template in _ALL}
)


def template_of(message: Message) -> Template:
    """Raises KeyError for one that this release does not know."""
    return CATALOGUE[message.template]


def sms_templates() -> tuple[Template, ...]:
    """Those that have to be registered with carriers."""
    return tuple(template for template in CATALOGUE.values() if template.sms is not None)
