"""What invented people write about themselves. No phone numbers, no names of apps, no addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

from mate_adapters.crowd.chance import pick
from mate_core.partners.model import ServiceType
from mate_core.shared.addresses import Province

_SAIGON: Final = "79"
_TALKATIVE: Final = 0.3
_STROLLS: Final[Mapping[str, Sequence[str]]] = {
    "01": ("quanh Hồ Gươm", "trong phố cổ", "ven Hồ Tây", "trên đường Phan Đình Phùng"),
    _SAIGON: ("ở phố đi bộ Nguyễn Huệ", "ở bến Bạch Đằng", "quanh Hồ Con Rùa", "ở đường sách"),
    "48": ("dọc biển Mỹ Khê", "bên cầu Rồng", "ven sông Hàn", "trên bán đảo Sơn Trà"),
    "46": ("ven sông Hương", "quanh Đại Nội", "qua cầu Trường Tiền"),
    "92": ("ở bến Ninh Kiều", "ven sông Hậu"),
    "31": ("ở dải vườn hoa trung tâm", "quanh hồ Tam Bạc"),
    "68": ("quanh hồ Xuân Hương", "dưới những hàng thông"),
    "56": ("dọc biển Trần Phú", "ở quảng trường 2 tháng 4"),
    "22": ("ven vịnh Hạ Long", "ở Bãi Cháy"),
}
_ANYWHERE: Final = ("trong công viên", "ven sông", "quanh hồ", "qua những con phố nhỏ")
_GREETINGS: Final = (
    "Chào bạn, mình là {name}.",
    "Xin chào, mình tên {name}.",
    "Mình là {name}, sống ở {city}.",
    "{name} đây, rất vui được làm quen.",
    "Mình sống ở {city} đã nhiều năm.",
    "Mình sinh ra và lớn lên ở {city}.",
    "Rất vui được gặp bạn ở {city}.",
)
_TRADES: Final = (
    "Ban ngày mình làm văn phòng, cuối tuần rảnh rỗi.",
    "Mình là nhân viên thiết kế tự do nên giờ giấc linh hoạt.",
    "Mình dạy tiếng Anh buổi tối.",
    "Mình từng làm hướng dẫn viên du lịch.",
    "Mình làm trong ngành khách sạn.",
    "Mình là kế toán, tính cẩn thận và đúng giờ.",
    "Mình làm truyền thông, thích gặp người mới.",
    "Mình là dược sĩ, sống khá nề nếp.",
    "Mình bán hàng trực tuyến, chủ động được thời gian.",
    "Mình đang học cao học, thích trò chuyện về sách và phim.",
    "Mình là lập trình viên, ít nói lúc đầu nhưng dễ thân.",
    "Mình mở một tiệm hoa nhỏ.",
    "Mình pha chế ở quán cà phê, thuộc hết các quán ngon trong vùng.",
    "Mình là huấn luyện viên thể hình.",
    "Mình chụp ảnh, luôn mang theo máy.",
)
_COMPANY: Final[Mapping[ServiceType, Sequence[str]]] = {
    ServiceType.WALKING: (
        "Thích đi dạo {stroll} lúc chiều mát.",
        "Có thể cùng bạn đi bộ {stroll} và kể chuyện thành phố.",
        "Hay tản bộ {stroll} sau giờ làm.",
    ),
    ServiceType.MOVIE: (
        "Mê phim ảnh, nhất là phim Việt và phim hoạt hình.",
        "Xem phim xong thích ngồi lại bàn luận.",
        "Phim hài hay phim kinh dị mình đều đi cùng được.",
    ),
    ServiceType.COFFEE: (
        "Biết nhiều quán cà phê yên tĩnh để ngồi nói chuyện.",
        "Ghiền cà phê sữa đá và những câu chuyện dài.",
        "Cà phê cuối tuần là thói quen của mình.",
    ),
    ServiceType.DINING: (
        "Thích thử món mới, từ quán vỉa hè đến nhà hàng.",
        "Biết chỗ ăn ngon mà khách du lịch ít biết.",
        "Ăn uống dễ tính, không uống rượu bia nhiều.",
    ),
    ServiceType.PARTY: (
        "Đi tiệc cùng bạn, ăn mặc chỉn chu và hòa đồng.",
        "Không ngại chỗ đông người, biết giữ không khí vui vẻ.",
    ),
    ServiceType.EVENT: (
        "Sẵn sàng cùng bạn dự đám cưới, hội nghị, triển lãm.",
        "Quen với các sự kiện trang trọng, giao tiếp tự tin.",
    ),
    ServiceType.SHOPPING: (
        "Đi mua sắm cùng bạn, góp ý thật lòng.",
        "Có mắt chọn đồ và biết trả giá ở chợ.",
    ),
    ServiceType.SPORT: (
        "Chơi cầu lông, chạy bộ, bơi lội đều được.",
        "Cần bạn tập cùng thì nhắn mình nhé, mình đều đặn mỗi tuần.",
        "Leo núi, đạp xe, chạy bộ, môn nào mình cũng thử.",
    ),
    ServiceType.TRAVEL: (
        "Đi chơi xa trong ngày, mình lo lịch trình gọn gàng.",
        "Thuộc đường, biết điểm chụp ảnh đẹp và món ngon dọc đường.",
        "Đã đi gần hết các tỉnh, thích kể chuyện đường xa.",
    ),
}
_MANNERS: Final = (
    "Đúng giờ, lịch sự, tôn trọng sự riêng tư.",
    "Dễ gần, biết lắng nghe.",
    "Vui vẻ, hay cười, không làm bạn ngại.",
    "Nhẹ nhàng, kiên nhẫn, không hút thuốc.",
    "Nói chuyện thẳng thắn và chân thành.",
    "Trầm tính nhưng nhiệt tình.",
    "Ăn mặc gọn gàng, biết chừng mực.",
    "Luôn đến sớm mười phút.",
    "Hài hước vừa đủ, không phán xét ai.",
)
_FOREIGN: Final[Mapping[str, str]] = {
    "en": "Nói tiếng Anh tốt.",
    "ja": "Giao tiếp được tiếng Nhật.",
    "ko": "Nói được tiếng Hàn.",
    "zh": "Biết tiếng Trung.",
    "fr": "Có học tiếng Pháp.",
    "de": "Nói được tiếng Đức.",
    "ru": "Biết tiếng Nga.",
}
_PARTINGS: Final = (
    "Hẹn gặp bạn ở nơi công cộng nhé!",
    "Bạn đặt trước một ngày để mình sắp xếp nhé.",
    "Chỉ nhận lời hẹn ở nơi đông người.",
    "Hẹn gặp bạn một ngày gần đây!",
    "Mong có một buổi trò chuyện thoải mái.",
)
_ABOUT_USERS: Final = (
    "Thích cà phê và phim.",
    "Mới chuyển đến {city}, muốn khám phá thành phố.",
    "Đi công tác nhiều, cần người đi ăn cùng.",
    "Thích chạy bộ buổi sáng.",
    "Yêu mèo, thích đọc sách.",
    "Làm văn phòng, cuối tuần muốn ra ngoài.",
)


def bio_of_partner(
    chance: Random,
    called: str,
    province: Province,
    *,
    services: Sequence[ServiceType],
    languages: Sequence[str],
) -> str:
    """Three to six sentences that fit to what is offered, where, and in which languages."""
    stroll = pick(chance, _STROLLS.get(province.code, _ANYWHERE))
    sentences = [pick(chance, _GREETINGS).format(name=called, city=_spoken(province))]
    if chance.random() < 0.6:
        sentences.append(pick(chance, _TRADES))
    for service in services[: 1 + int(chance.random() * 2)]:
        sentences.append(pick(chance, _COMPANY[service]).format(stroll=stroll))
    if chance.random() < 0.7:
        sentences.append(pick(chance, _MANNERS))
    foreign = [language for language in languages if language in _FOREIGN]
    if foreign and chance.random() < 0.6:
        sentences.append(_FOREIGN[foreign[0]])
    if chance.random() < 0.4:
        sentences.append(pick(chance, _PARTINGS))
    return " ".join(sentences)


def bio_of_user(chance: Random, province: Province) -> str | None:
    """Most say nothing."""
    if chance.random() >= _TALKATIVE:
        return None
    return pick(chance, _ABOUT_USERS).format(city=_spoken(province))


def _spoken(province: Province) -> str:
    return "Sài Gòn" if province.code == _SAIGON else province.name
