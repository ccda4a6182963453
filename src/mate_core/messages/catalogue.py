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

CATALOGUE: Final[Mapping[str, Template]] = MappingProxyType(
    {template.id: template for template in (CODE, KNOWN_ADDRESS)}
)


def template_of(message: Message) -> Template:
    """Raises KeyError for one that this release does not know."""
    return CATALOGUE[message.template]


def sms_templates() -> tuple[Template, ...]:
    """Those that have to be registered with carriers."""
    return tuple(template for template in CATALOGUE.values() if template.sms is not None)
