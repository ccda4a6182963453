"""How many have written about a partner, how many stars they gave, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

from mate_adapters.crowd.chance import pick

_SILENT: Final = 0.7
"""The share of partners about whom nobody has written."""
_ONE_MORE: Final = 0.55
"""How likely another opinion follows, with most partners."""
_ONE_MORE_LIKED: Final = 0.93
_LIKED: Final = 0.02
"""The share of partners of whom everybody speaks."""
MOST: Final = 60

# Tickets for 5, 4, 3, 2, 1 stars, from the beloved to the careless.
_BELOVED: Final = (5,) * 17 + (4,) * 3
_GOOD: Final = (5,) * 13 + (4,) * 5 + (3,) * 1 + (2,) * 1
_FAIR: Final = (5,) * 8 + (4,) * 7 + (3,) * 3 + (2,) * 1 + (1,) * 1
_CARELESS: Final = (5,) * 3 + (4,) * 4 + (3,) * 6 + (2,) * 4 + (1,) * 3
_KINDS: Final = (_BELOVED,) * 6 + (_GOOD,) * 9 + (_FAIR,) * 4 + (_CARELESS,)


def stars_of(chance: Random) -> Sequence[int]:
    """One number from 1 to 5 for every visible review; most are content."""
    if chance.random() < _SILENT:
        return ()
    one_more = _ONE_MORE_LIKED if chance.random() < _LIKED / (1 - _SILENT) else _ONE_MORE
    kind = pick(chance, _KINDS)
    stars = [pick(chance, kind)]
    while len(stars) < MOST and chance.random() < one_more:
        stars.append(pick(chance, kind))
    return stars


_WORDS: Final[Mapping[int, Sequence[str]]] = {
    5: (
        "Rất vui vẻ và đúng giờ, chắc chắn sẽ gặp lại.",
        "Nói chuyện duyên dáng, buổi đi chơi trôi qua rất nhanh.",
        "Nhiệt tình, chu đáo, hơn cả mong đợi.",
        "Biết nhiều chỗ hay, mình rất thoải mái.",
        "Lịch sự, ăn mặc gọn gàng, đến sớm hơn hẹn.",
        "Bạn đồng hành tuyệt vời!",
        "Thân thiện, lắng nghe, không làm mình ngại chút nào.",
        "Lần thứ hai đi cùng, vẫn vui như lần đầu.",
    ),
    4: (
        "Vui vẻ, chỉ đến trễ vài phút.",
        "Buổi gặp ổn, nói chuyện dễ chịu.",
        "Khá tốt, sẽ cân nhắc đặt lại.",
        "Thân thiện, nhưng hơi ít nói lúc đầu.",
        "Chỗ ngồi hơi ồn, còn bạn thì rất dễ thương.",
    ),
    3: (
        "Bình thường, không có gì đặc biệt.",
        "Đến muộn mười lăm phút nhưng có báo trước.",
        "Ổn, nhưng bạn xem điện thoại hơi nhiều.",
    ),
    2: (
        "Không giống như mô tả, mình hơi thất vọng.",
        "Đến trễ và có vẻ mệt.",
        "Ít nói quá, buổi gặp khá gượng.",
    ),
    1: (
        "Đến rất trễ và không xin lỗi.",
        "Thái độ chưa tốt, mình sẽ không đặt lại.",
    ),
}
_WORDLESS: Final = 0.25


def words_of(chance: Random, stars: int) -> str | None:
    """What was written beside the stars; some write nothing."""
    return None if chance.random() < _WORDLESS else pick(chance, _WORDS[stars])
