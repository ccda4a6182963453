"""RULES 28, FEATURES 99: texts that join money and rating, and those that only mention them."""

from __future__ import annotations

import pytest

from mate_core.moderation.screening.extortion import joins_money_and_rating

THREATS = (
    "Chuyển khoản 500k cho tôi, nếu không thì 1 sao",
    "chuyen khoan cho minh 2 trieu khong thi minh danh gia 1 sao",
    "Hoàn tiền cho tôi hoặc tôi sẽ để 1 sao",
    "Đưa tôi 300.000đ thì tôi xóa đánh giá này",
    "Muốn tôi sửa đánh giá thì ck lại 1tr nhé",
    "Trả thêm tiền đi, không thì tôi bóc phốt và cho 1 sao",
    "Gửi tiền cho em rồi em sẽ sửa thành 5 sao",
    "Bồi thường cho tôi nếu không muốn nhận xét xấu",
    "Giảm giá lần sau thì tôi nâng sao",
    "CHUYỂN TIỀN NGAY!!! BẰNG KHÔNG 1⭐",
    "Ck 200k để xoá review, coi chừng tôi đăng thêm",
    "Nếu đi thêm 2 giờ miễn phí thì tôi sẽ cho 5 sao",
    "Refund me or I leave one star everywhere",
    "Pay me 500k and I will change my review",
    "Give me a discount next time, otherwise this stays a 1 star review",
    "Unless you send me money this rating will not go away",
    "Transfer 1,000,000 VND if you want five stars",
    "I will delete this review in exchange for a refund",
    "She said pay extra or you get a bad rating",
    "Anh ấy bắt mình trả thêm 200 nghìn, không thì đánh giá 1 sao",
    "Đ ể 5 sao? chuyển khoản đi rồi mình sẽ sửa đánh giá",
)
INNOCENT = (
    "Rất vui vẻ, đúng giờ, giá hợp lý. 5 sao!",
    "Đáng đồng tiền, sẽ quay lại nếu có dịp.",
    "Bạn ấy lịch sự, không có gì để chê, cho 5 sao.",
    "Trả tiền qua ứng dụng rất tiện, đánh giá cao sự chuyên nghiệp.",
    "Nếu bạn thích đi bộ thì nên chọn bạn này.",
    "Không hiểu sao bạn ấy đến muộn, nhưng nói chuyện vui.",
    "Giá hơi cao, nhưng xứng đáng với chất lượng. ⭐⭐⭐⭐⭐",
    "Khách dễ thương, trả lời tin nhắn nhanh, sẽ nhận lời nếu khách đặt lại.",
    "Mình cho 4 sao vì trời mưa, không phải lỗi bạn ấy.",
    "Anh ấy mời mình ăn tối và tự trả tiền phần của mình.",
    "Tuyệt vời, mong gặp lại. Cho điểm tối đa!",
    "Very kind, worth the money, five stars.",
    "If you like museums, book her. Great company!",
    "He was late but said sorry. Three stars.",
    "The price is fair and she knows every café in the quarter.",
    "I paid by wallet, easy. Would meet again if I come back to Hanoi.",
    "Good listener, gives good advice, no complaints.",
    "Không đúng như ảnh, hơi thất vọng, 2 sao.",
    "Hủy sát giờ, được hoàn tiền đầy đủ nhưng mất buổi tối.",
    "",
)


@pytest.mark.parametrize("text", THREATS)
def test_rule_28_text_that_joins_money_and_rating_is_found(text: str) -> None:
    assert joins_money_and_rating(text)


@pytest.mark.parametrize("text", INNOCENT)
def test_honest_text_is_left_alone(text: str) -> None:
    assert not joins_money_and_rating(text)


def test_words_far_apart_have_nothing_to_do_with_each_other() -> None:
    between = "và chúng tôi đi dạo quanh hồ " * 10
    assert not joins_money_and_rating(f"Bạn ấy mời tôi miễn phí. {between} Nếu được tôi cho 5 sao.")
