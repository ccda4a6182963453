"""Every sentence that a caller may read, in Vietnamese, by its stable code.

Placeholders are those of the English sentence (a test compares them). Sentences about one field
take their numbers from the English one in order: {0}, {1}; `code/n` is for those with n numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TITLES: Final[Mapping[int, str]] = {
    400: "Yêu cầu không đọc được",
    401: "Chưa đăng nhập",
    403: "Không được phép",
    404: "Không tìm thấy",
    405: "Phương thức không được hỗ trợ",
    408: "Quá chậm",
    409: "Hiện không thực hiện được",
    413: "Quá lớn",
    415: "Sai kiểu nội dung",
    416: "Không có phần này",
    422: "Trái với quy định",
    429: "Quá nhiều lần thử",
    500: "Lỗi hệ thống",
    503: "Tạm thời không sẵn sàng",
}

SENTENCES: Final[Mapping[str, str]] = {
    "refused": "Không thể thực hiện việc này.",
    "not_found": "Ở đây không có gì mà bạn được xem.",
    "forbidden": "Vai trò của bạn không cho phép việc này.",
    "search.too_many_origins": (
        "Bạn đã tìm từ quá nhiều nơi; hãy tìm tiếp tại chỗ, hoặc thử lại sau."
    ),
    "too_many": "Bạn đã thử quá nhiều lần; hãy thử lại sau.",
    "idempotency.key_reused": (
        "Idempotency-Key này đã được dùng với nội dung khác; hãy chọn khóa mới cho yêu cầu mới."
    ),
    "messages.receipt_forged": "Chữ ký của biên nhận này không khớp.",
    "messages.not_suppressed": "Địa chỉ này không bị chặn; tin nhắn vẫn được gửi đến đó.",
    "messages.receipt_unreadable": "Biên nhận này có chữ ký nhưng không đọc được.",
    "moderation.case_claimed": "Một đồng nghiệp đang xem hồ sơ này đến {until}.",
    "moderation.case_decided": "Hồ sơ này đã được quyết định.",
    "moderation.own_case": (
        "Bạn là một bên trong hồ sơ này, hoặc dùng chung số điện thoại hay thiết bị; "
        "hãy nhờ đồng nghiệp."
    ),
    "report.too_many": "Bạn đã báo cáo {limit} nội dung trong một ngày; hãy thử lại sau.",
    "report.own": "Đây là của chính bạn; hãy tự sửa hoặc xóa.",
    "report.elsewhere": "Hãy báo cáo đánh giá tại PUT /reviews/:id/report.",
    "report.outcome_impossible": ("Người và lịch hẹn không thể bị gỡ; hãy chọn cách xử lý khác."),
    "text.refused": "Hãy bỏ “{excerpt}”: {why}.",
    "moderation.blocking_self": "Hãy chọn người khác: không ai chặn được chính mình.",
    "moderation.too_many_blocks": ("Bạn đã chặn {limit} người; hãy bỏ chặn một người trước."),
    "account.banned": ("Tài khoản này đã bị cấm; bạn có thể xem lý do ở /bans/me và khiếu nại."),
    "moderation.staff_not_bannable": ("Không cấm được nhân viên: hãy thu hồi vai trò trước."),
    "moderation.banned_already": (
        "Người này đang bị cấm; hãy gỡ lệnh cấm đó trước khi đổi điều kiện."
    ),
    "moderation.account_closed": "Tài khoản này đã đóng; không còn ai để cấm.",
    "moderation.ban_over": "Lệnh cấm này đã hết.",
    "moderation.appealed_already": ("Bạn đã khiếu nại lệnh cấm này; hãy chờ câu trả lời."),
    "moderation.appeal_missing": "Không có khiếu nại nào về lệnh cấm này đang chờ trả lời.",
    "moderation.own_ruling": ("Chính bạn đã cấm người này; người khác sẽ quyết định về khiếu nại."),
    "moderation.second_staff_needed": (
        "Đã đề xuất; một nhân viên khác phải làm như vậy trước {lapses_at}."
    ),
    "bank.account_barred": (
        "Không dùng được tài khoản này ở đây; hãy dùng một tài khoản khác của chính bạn."
    ),
    "auth.required": "Hãy đăng nhập trước.",
    "auth.credentials_invalid": "Tên đăng nhập hoặc mật khẩu không đúng.",
    "auth.session_ended": "Phiên này đã kết thúc; hãy đăng nhập lại.",
    "auth.refresh_reused": ("Mã làm mới này đã được dùng; phiên đã đóng, hãy đăng nhập lại."),
    "auth.account_closing": (
        "Tài khoản này đang được đóng; hãy mở lại trước nếu bạn muốn giữ tài khoản."
    ),
    "privacy.text_outdated": (
        "Nội dung đồng ý này đã có bản mới, phiên bản {current}; hãy đọc bản đó trước."
    ),
    "privacy.consent_indispensable": (
        "Không có sự đồng ý này thì không thể có tài khoản; bạn có thể đóng tài khoản."
    ),
    "privacy.consent_missing": (
        "Bạn chưa đồng ý cho cách dùng dữ liệu này ({purpose}); hãy đồng ý trước."
    ),
    "privacy.too_many_requests": (
        "Bạn đang có {most} yêu cầu chưa được trả lời; hãy chờ một yêu cầu được trả lời."
    ),
    "privacy.request_ended": "Yêu cầu này đã được trả lời.",
    "privacy.too_many_exports": "Hôm nay bạn đã tải dữ liệu đủ số lần; hãy thử lại sau.",
    "privacy.staff_account": "Nhân viên cần trả lại vai trò trước khi đóng tài khoản.",
    "privacy.closing_held": "Tài khoản này đang bị giữ theo pháp luật; hãy gỡ lệnh giữ trước.",
    "privacy.not_closing": "Tài khoản này không trong quá trình đóng.",
    "auth.code_invalid": "Mã sai, đã dùng hoặc đã hết hạn; hãy yêu cầu mã mới.",
    "auth.address_taken": (
        "Một tài khoản khác đã xác minh địa chỉ này; hãy đăng nhập ở tài khoản đó."
    ),
    "kyc.move_refused": "Hồ sơ ở trạng thái {state} không thực hiện được bước này.",
    "kyc.under_way": "Giấy tờ của bạn đang được xem xét; hãy đợi kết quả.",
    "kyc.already_verified": "Danh tính của bạn đã được xác minh.",
    "kyc.pictures_missing": "Trước hết hãy tải lên hai mặt thẻ căn cước và video.",
    "kyc.pictures_gone": "Ảnh đã bị xóa; người này phải gửi lại hồ sơ.",
    "kyc.card_not_accepted": "Thẻ này không thể được chấp nhận.",
    "kyc.too_many_submissions": "Bạn đã gửi hồ sơ {limit} lần; hãy thử lại sau.",
    "kyc.video_unsuitable": (
        "Hãy gửi video dài từ {shortest} đến {longest} giây và tối đa {megabytes} MB."
    ),
    "kyc.number_contradicts": (
        "Số thẻ, ngày sinh và giới tính không thể cùng ở trên một thẻ; hãy so lại với thẻ."
    ),
    "kyc.own_case": (
        "Đây là hồ sơ của chính bạn hoặc dùng số điện thoại của bạn; hãy nhờ đồng nghiệp."
    ),
    "kyc.second_person_needed": (
        "Đã đề xuất; nhân viên thứ hai phải làm điều tương tự trước {lapses_at}."
    ),
    "review.move_refused": "Đánh giá ở trạng thái {state} không thực hiện được bước này.",
    "review.too_early": (
        "Chỉ đánh giá được khi buổi gặp đã kết thúc và không còn khiếu nại chưa giải quyết."
    ),
    "review.not_eligible": (
        "Chỉ đánh giá được buổi gặp đã bắt đầu bằng mã gặp mặt, hoặc lần vắng mặt đã kết luận."
    ),
    "review.window_closed": "Đã hết thời gian đánh giá buổi gặp này.",
    "review.exists": "Bạn đã đánh giá buổi gặp này; hãy sửa đánh giá đó khi nó còn ẩn.",
    "review.published": "Không thể sửa đánh giá khi người khác đã đọc được, hoặc khi đã hết hạn.",
    "review.response_exists": "Bạn đã phản hồi đánh giá này; chỉ có thể phản hồi một lần.",
    "review.nothing_to_decide": "Đánh giá này không chờ nhân viên và cũng không bị ẩn.",
    "review.own_case": ("Bạn đã viết, nhận hoặc báo cáo đánh giá này; hãy nhờ đồng nghiệp."),
    "review.author_barred": "Tài khoản của bạn hiện không thể viết đánh giá.",
    "review.too_many_reports": "Bạn đã báo cáo {limit} đánh giá; hãy thử lại sau.",
    "media.in_use": "Tệp này đang được hiển thị ở nơi khác; hãy gỡ nó ở đó trước.",
    "media.not_ready": (
        "Tệp này chưa ở trạng thái cho phép việc đó; hãy tải lên, hoặc đợi đến khi lưu xong."
    ),
    "media.storage_unavailable": "Hiện không lưu hoặc đọc được tệp; hãy thử lại sau giây lát.",
    "upload.refused": "Không thể nhận tệp này.",
    "upload.too_large": "Tệp lớn hơn {megabytes} MB; hãy gửi tệp nhỏ hơn.",
    "upload.empty": "Tệp trống; hãy chọn lại.",
    "upload.not_an_image": "Hãy gửi ảnh JPEG, PNG, WebP hoặc GIF.",
    "upload.image_damaged": "Ảnh không đọc được trọn vẹn; hãy xuất lại ảnh.",
    "upload.too_many_pixels": "Ảnh có hơn {megapixels} megapixel; hãy gửi ảnh nhỏ hơn.",
    "upload.too_small": "Ảnh có một cạnh nhỏ hơn {pixels} pixel; hãy gửi ảnh lớn hơn.",
    "upload.not_a_video": "Hãy gửi video MP4, MOV hoặc WebM.",
    "upload.video_damaged": "Video không đọc được; hãy quay hoặc xuất lại.",
    "upload.too_long": "Video dài hơn {seconds} giây; hãy gửi video ngắn hơn.",
    "upload.too_many": ("Bạn đã tải lên {limit} tệp loại này trong một ngày; hãy thử lại sau."),
    "upload.media_type": "Hãy gửi multipart/form-data có boundary, mỗi trường một tệp.",
    "upload.too_slow": "Tệp không đến kịp; hãy gửi lại bằng kết nối nhanh hơn.",
    "upload.busy": "Nhiều tệp đang đến cùng lúc; hãy thử lại sau giây lát.",
    "request.range": "Phần được yêu cầu bắt đầu sau chỗ kết thúc.",
    "auth.second_step_needed": (
        "Hãy nhập mã trong ứng dụng xác thực, hoặc mã vừa được gửi, để tiếp tục."
    ),
    "auth.second_step_over": "Bước này đã hết thời gian; hãy đăng nhập lại.",
    "auth.second_factor_missing": (
        "Nhân viên cần xác thực hai lớp: hãy đăng ký một ứng dụng xác thực trước."
    ),
    "auth.second_factor_enrolled": ("Đã có xác thực hai lớp; quản trị viên có thể đặt lại."),
    "auth.no_second_factor": "Không có xác thực hai lớp nào chờ việc này; hãy đăng ký trước.",
    "auth.too_many_tries": "Sai quá nhiều lần; hãy đợi rồi thử lại.",
    "auth.password_unchanged": "Hãy chọn mật khẩu khác với mật khẩu hiện tại.",
    "auth.address_unchanged": "Đây đã là địa chỉ được xác minh của bạn.",
    "auth.nothing_to_verify": "Bạn không có địa chỉ nào trên kênh này đang chờ mã xác nhận.",
    "auth.too_many_codes": "Bạn đã yêu cầu quá nhiều mã; hãy đợi rồi yêu cầu mã tiếp theo.",
    "auth.origin_refused": (
        "Trang này không được dùng cookie đăng nhập; hãy gọi từ ứng dụng của chúng tôi "
        "hoặc gửi kèm tiêu đề X-Client."
    ),
    "identity.phone_unverified": "Hãy xác minh số điện thoại di động trước.",
    "identity.last_administrator": (
        "Quản trị viên cuối cùng không thể mất vai trò; hãy chỉ định người khác trước."
    ),
    "identity.own_role": "Không ai tự trao vai trò cho mình; hãy nhờ hai quản trị viên khác.",
    "identity.second_administrator_needed": (
        "Một quản trị viên khác phải lặp lại việc này trước {lapses_at}."
    ),
    "identity.under_age": "Mate Social dành cho người từ 18 tuổi trở lên.",
    "partner.already_registered": "Bạn đã là partner; hãy sửa thông tin dịch vụ của mình.",
    "calendar.slot_overlap": (
        "Khung giờ này trùng với khung giờ khác của bạn; hãy sửa hoặc xóa khung giờ kia trước."
    ),
    "calendar.slot_reserved": (
        "Lịch hẹn {booking_code} nằm trong khoảng thời gian này; hãy hủy lịch hẹn đó trước."
    ),
    "calendar.too_many_slots": "Chỉ được có tối đa {limit} khung giờ; hãy xóa bớt khung giờ cũ.",
    "calendar.too_many_weekly_hours": (
        "Chỉ được có tối đa {limit} lịch hằng tuần; hãy xóa bớt lịch cũ."
    ),
    "calendar.too_many_exceptions": (
        "Chỉ được bỏ tối đa {limit} ngày; hãy kết thúc lịch này và tạo lịch mới."
    ),
    "booking.venue_not_allowed": (
        "Hoạt động {service_type} không gặp ở nơi như vậy; hãy chọn một trong: {allowed}."
    ),
    "booking.outside_venue_hours": (
        "Ở loại địa điểm {venue_class} chỉ gặp nhau từ {opens} đến {closes}, và trọn "
        "{billed_hours} giờ phải nằm trong khoảng đó; hãy chọn giờ khác hoặc loại địa điểm khác."
    ),
    "booking.trip_outside_venue_hours": (
        "Chuyến đi phải bắt đầu và kết thúc ở {venue_class} trong khoảng từ {opens} đến {closes}; "
        "hãy chọn giờ, thời lượng hoặc loại địa điểm khác."
    ),
    "booking.extension_outside_venue_hours": (
        "Ở loại địa điểm {venue_class} chỉ gặp nhau từ {opens} đến {closes}; hãy chọn ít giờ hơn."
    ),
    "calendar.not_one_of_the_days": (
        "Lịch hằng tuần này không bắt đầu vào ngày {day}; hãy chọn ngày có trong lịch."
    ),
    "booking.period_taken": "Khoảng thời gian này đã có lịch hẹn khác.",
    "booking.move_refused": (
        "Lịch hẹn ở trạng thái {status} không nhận bước “{action}” từ {party}."
    ),
    "booking.not_your_step": "Bước “{action}” không dành cho {party}.",
    "booking.expired": "Đã quá thời hạn của bước này.",
    "booking.price_changed": "Tổng tiền hiện là {total_amount} VND; hãy xem lại báo giá.",
    "booking.refund_changed": (
        "Số tiền hoàn hiện là {refund_amount} VND; hãy xem lại trước khi hủy."
    ),
    "booking.no_longer_available": "Lịch hẹn này không còn nữa.",
    "booking.outside_start_window": (
        "Chỉ bắt đầu được từ 30 phút trước giờ hẹn cho đến giờ kết thúc."
    ),
    "booking.meeting_code_wrong": "Mã sai; còn {tries_left} lần thử.",
    "booking.meeting_code_locked": "Sai mã năm lần: hãy nhờ người đặt tạo mã mới trong ứng dụng.",
    "booking.meeting_codes_exhausted": "Đã dùng hết ba mã; hãy liên hệ bộ phận hỗ trợ.",
    "booking.cancel_after_start": (
        "Đã qua giờ bắt đầu: hãy báo vắng mặt hoặc mở khiếu nại thay vì hủy."
    ),
    "booking.with_self": "Bạn không thể đặt lịch với chính mình.",
    "booking.partner_not_bookable": "Partner này hiện không nhận lịch hẹn.",
    "booking.service_not_offered": (
        "Partner này không nhận dịch vụ đó; hãy chọn một trong: {offered}."
    ),
    "booking.start_in_past": "Giờ bắt đầu đã qua; hãy chọn giờ muộn hơn.",
    "booking.beyond_horizon": ("Chỉ đặt được trước tối đa {days} ngày; hãy chọn ngày sớm hơn."),
    "booking.duration_invalid": "Hãy chọn từ 0,5 đến {longest} giờ, theo bước nửa giờ.",
    "booking.outside_published_time": (
        "Partner không mở lịch trọn {billed_hours} giờ kể từ giờ bắt đầu đó; "
        "hãy xem các khoảng trống của partner."
    ),
    "booking.user_busy": "Bạn đã có lịch hẹn khác trong khoảng thời gian đó.",
    "booking.total_too_high": "Một lịch hẹn tối đa {limit} VND; hãy chọn ít giờ hơn.",
    "booking.too_many_open": (
        "Chỉ được có tối đa {limit} yêu cầu đang mở; hãy thanh toán hoặc hủy bớt."
    ),
    "booking.too_many_future": "Chỉ được có tối đa {limit} lịch hẹn sắp tới {scope}.",
    "booking.wallet_only": (
        "Hai lịch hẹn đã hết hạn chưa thanh toán trong 30 ngày: "
        "lịch hẹn này chỉ thanh toán được từ ví."
    ),
    "booking.no_show_outside_window": (
        "Chỉ báo vắng mặt được từ 30 phút sau giờ hẹn cho đến 24 giờ sau giờ kết thúc."
    ),
    "booking.no_show_exists": "Lịch hẹn này đã có báo cáo vắng mặt.",
    "booking.no_show_closed": "Không còn báo cáo nào có thể phản đối.",
    "booking.no_show_claim_not_yours": (
        "Nội dung đó không dành cho {party}; hãy chọn một trong: {possible}."
    ),
    "dispute.move_refused": "Khiếu nại ở trạng thái {status} không nhận bước “{action}”.",
    "dispute.too_early": "Chỉ mở được khiếu nại từ giờ hẹn; trước đó hãy hủy lịch hẹn.",
    "dispute.nothing_to_dispute": "Lịch hẹn này không còn khoản tiền nào để phân xử.",
    "dispute.exists": "Lịch hẹn này đã có một khiếu nại; mỗi lịch hẹn chỉ có một.",
    "dispute.answer_closed": "Đã quá 48 giờ để trả lời, hoặc nhân viên đã quyết định.",
    "dispute.accepted_already": "Bạn đã chấp nhận quyết định này nên không thể kháng nghị.",
    "dispute.appeal_closed": "Đã quá 72 giờ để kháng nghị.",
    "dispute.not_the_opener": "Chỉ người mở khiếu nại mới rút lại được.",
    "dispute.safety_not_withdrawn": (
        "Không rút lại được khiếu nại về an toàn; nhân viên quyết định trong 72 giờ."
    ),
    "dispute.same_decider": "Kháng nghị phải do người khác với lần đầu quyết định.",
    "dispute.partner_amount_invalid": (
        "Chia tiền cần số tiền của partner từ 0 đến {highest} VND; cách khác thì không cần."
    ),
    "booking.changed": ("Lịch hẹn đã thay đổi từ khi bạn xem (phiên bản {version}); hãy xem lại."),
    "booking.extension_not_possible": "Hiện không thể kéo dài cuộc hẹn.",
    "booking.outside_extension_window": (
        "Chỉ thỏa thuận kéo dài được từ 30 phút trước giờ hẹn cho đến giờ kết thúc."
    ),
    "booking.extension_pending": (
        "Một đề nghị kéo dài khác của lịch hẹn này còn đang chờ; hãy thử lại sau khi có trả lời."
    ),
    "booking.extension_closed": "Đề nghị kéo dài này không còn chờ bước đó.",
    "booking.extension_too_long": (
        "Hãy cho ít nhất 0,5 giờ, theo bước nửa giờ; một cuộc hẹn dài tối đa {longest}."
    ),
    "booking.extension_too_dear": (
        "Một lịch hẹn kể cả phần kéo dài tối đa {limit} VND; hãy chọn ít giờ hơn."
    ),
    "escrow.not_confirmed_by_payer": (
        "Giải ngân sớm cần người trả tiền xác nhận hoàn thành trước."
    ),
    "escrow.closed": "Khoản tạm giữ này đã được quyết toán ({status}).",
    "escrow.frozen": "Khoản tạm giữ này đang bị phong tỏa; hãy gỡ phong tỏa trước.",
    "wallet.insufficient_funds": (
        "Ví có {available} VND mà cần {needed} VND; hãy nạp thêm hoặc thanh toán cách khác."
    ),
    "wallet.top_up_disabled": "Nạp ví đang tắt; hãy thanh toán riêng từng lịch hẹn.",
    "payment.intent_closed": "Lần thanh toán này đang ở trạng thái {status}.",
    "payment.amount_out_of_range": "Số tiền phải từ {lowest} đến {highest} VND.",
    "payment.callback_too_large": "Thông báo chỉ được có tối đa {limit} byte.",
    "payment.gateway_refused": ("Dịch vụ thanh toán từ chối khoản này; hãy chọn phương thức khác."),
    "payment.gateway_unavailable": (
        "Dịch vụ thanh toán không trả lời; hãy gửi lại với cùng Idempotency-Key."
    ),
    "payment.method_unknown": "Phương thức thanh toán này không được hỗ trợ ở đây.",
    "staff.own_case": (
        "Bạn là một bên trong việc này, hoặc dùng chung số điện thoại hay tài khoản với một bên; "
        "hãy nhờ đồng nghiệp."
    ),
    "staff.second_person_needed": (
        "Đã đề xuất; một nhân viên khác phải lặp lại đúng lệnh này trước {lapses_at}."
    ),
    "auth.password_wrong": "Mật khẩu không đúng.",
    "bank.unknown": "Không có ngân hàng Việt Nam nào có mã {bank_code}.",
    "bank.name_mismatch": "Tài khoản phải đứng tên đã được xác minh của bạn.",
    "withdrawal.not_verified": (
        "Chỉ partner đã xác minh mới rút được về ngân hàng; "
        "tiền thanh toán được hoàn về nơi đã trả."
    ),
    "withdrawal.account_not_registered": (
        "Tiền chỉ về tài khoản ngân hàng bạn đã đăng ký; hãy đổi tài khoản đó trước."
    ),
    "withdrawal.on_hold": (
        "Tài khoản ngân hàng hoặc số điện thoại của bạn vừa thay đổi; hãy rút lại từ {until}."
    ),
    "withdrawal.password_needed": (
        "Trên {at_once} VND mỗi lần hoặc {a_day} VND mỗi ngày, hãy cho cả mật khẩu."
    ),
    "withdrawal.not_earned": "Bạn có thể rút {withdrawable} VND từ thu nhập của mình.",
    "withdrawal.move_refused": ("Lệnh rút ở trạng thái {status} không nhận bước “{action}”."),
    "withdrawal.nothing_to_export": "Không có lệnh rút đã duyệt nào đang chờ ngân hàng.",
    "withdrawal.result_mismatch": (
        "Dòng của ngân hàng ghi {said}, lệnh rút ghi {known}; hãy hỏi ngân hàng trước."
    ),
    "refund.above_captured": (
        "Khoản thanh toán này còn có thể hoàn về nguồn tối đa {refundable} VND."
    ),
    "refund.money_spent": "Ví của người trả có {available} đồng trong {needed} đồng của khoản hoàn "
    "tiền này; chỉ có thể chi trả toàn bộ.",
    "refund.name_mismatch": "Tài khoản phải đứng tên chính người trả tiền.",
    "refund.closed": "Khoản hoàn tiền này đang ở trạng thái {status}.",
    "suspense.closed": "Khoản tiền này đã có nơi đến.",
    "suspense.return_under_way": (
        "Khoản tiền này đang được hoàn về nguồn; hãy đợi trả lời của dịch vụ thanh toán."
    ),
    "chargeback.recorded": "Yêu cầu bồi hoàn với mã này của dịch vụ thanh toán đã được ghi.",
    "chargeback.above_captured": (
        "Khoản thanh toán này chỉ còn có thể bị bồi hoàn tối đa {refundable} VND."
    ),
    "chargeback.nothing_owed": "Không còn nợ gì cho yêu cầu bồi hoàn này.",
    "ledger.duplicate_reference": "Khoản này đã được ghi sổ.",
    "input.invalid": "Có thông tin không hợp lệ; hãy xem errors.",
    "request.malformed": "Có phần của yêu cầu không đọc được; hãy xem errors.",
    "request.media_type": "Hãy gửi JSON, với tiêu đề Content-Type: application/json.",
    "request.method": "Địa chỉ này không nhận phương thức đó; hãy xem Allow.",
    "request.too_large": "Nội dung gửi lên quá lớn.",
    "storage.unavailable": "Hãy thử lại sau giây lát.",
    "storage.busy": "Nhiều người cùng muốn một thứ; hãy thử lại.",
    "internal": "Đã có lỗi từ phía chúng tôi.",
    "month.malformed": "Hãy ghi tháng theo dạng YYYY-MM, ví dụ 2026-11.",
    "tax.month_not_over": "Tháng {month} chưa kết thúc; hãy nộp thuế của tháng này vào tháng sau.",
    "tax.nothing_to_remit": "Không có {kind} nào được khấu trừ trong tháng {month}.",
    "tax.remitted": "{kind} của tháng {month} đã được nộp rồi.",
    "reconciliation.batch_imported": "Một tệp khác của đợt {batch} đã được nhập rồi.",
}

FIELD_SENTENCES: Final[Mapping[str, str]] = {
    "citizen_id.malformed": "Hãy nhập 12 chữ số của thẻ căn cước.",
    "citizen_id.unknown_province": "Ba chữ số đầu không ứng với tỉnh nào.",
    "kyc.reasons_unknown": "Hãy chọn một hoặc nhiều lý do trong danh sách.",
    "account_number.malformed": "Hãy cho đủ {0} đến {1} chữ số.",
    "bank_reference.length": "Hãy cho mã tham chiếu của ngân hàng, từ {0} đến {1} ký tự.",
    "bank_result.malformed": "Không đọc được tệp của ngân hàng.",
    "address.commune_elsewhere": "Hãy chọn một xã, phường thuộc tỉnh, thành phố đó.",
    "address.commune_unknown": "Hãy dùng mã trong danh sách xã, phường của một tỉnh.",
    "address.province_unknown": "Hãy dùng mã trong danh sách tỉnh, thành phố.",
    "address.missing": "Hãy cho số điện thoại hoặc địa chỉ e-mail.",
    "body.malformed": "Hãy gửi JSON đúng cú pháp, mã hóa UTF-8.",
    "body.missing": "Hãy gửi một đối tượng JSON.",
    "body.not_object": "Hãy gửi một đối tượng JSON.",
    "body.too_deep": "Hãy gửi JSON ít tầng lồng nhau hơn.",
    "capability.not_staff": "Chỉ nhân viên mới có quyền này.",
    "review.photo_not_yours": "Hãy dùng url mà /upload/image đã trả cho bạn.",
    "review.sub_ratings_of_partners": "Chỉ đánh giá về đối tác mới có mục này; hãy bỏ nó.",
    "avatar.not_yours": "Hãy dùng url mà /upload/avatar đã trả cho bạn.",
    "upload.part_missing": "Hãy gửi tệp trong trường này.",
    "upload.part_unexpected": "Hãy bỏ phần này.",
    "upload.multipart_malformed": "Hãy gửi trọn vẹn một nội dung multipart/form-data.",
    "coordinates.incomplete": "Hãy cho cả vĩ độ và kinh độ, hoặc bỏ cả hai.",
    "cursor.malformed": "Hãy dùng nguyên nextCursor của trang trước.",
    "date.in_past": "Hãy chọn thời gian chưa kết thúc.",
    "date.out_of_range": "Hãy chọn năm từ {0} đến {1}.",
    "instant.no_offset": "Hãy ghi cả độ lệch múi giờ của thời điểm này.",
    "ban.length": "Hãy cho một thời điểm từ {0} giờ đến {1} năm kể từ bây giờ, hoặc để trống.",
    "date.too_early": "Hãy cho ngày sinh thật của bạn.",
    "date.too_far": "Chỉ mở khung giờ trước tối đa {0} ngày.",
    "email.malformed": "Hãy cho một địa chỉ e-mail, ví dụ an@example.vn.",
    "field.choice": "Hãy chọn một trong: {choices}.",
    "field.malformed": "Giá trị không đúng kiểu; hãy xem tài liệu của trường này.",
    "field.missing": "Hãy điền trường này.",
    "field.unknown": "Không có trường này; hãy bỏ hoặc kiểm tra chính tả.",
    "hours.not_half": "Hãy cho số giờ theo bước nửa giờ, ví dụ 3 hoặc 3,5.",
    "list.too_long": "Hãy cho tối đa {0}.",
    "minimum.out_of_range": "Hãy cho từ {0} đến {1} giờ; mức tối thiểu chỉ có thể tăng.",
    "name.length": "Hãy cho tên từ {0} đến {1} ký tự.",
    "page.beside_cursor": "Con trỏ tự đi tiếp: hãy bỏ số trang.",
    "search.words": "Hãy nhập từ có chữ hoặc số, tối đa 8 từ.",
    "period.in_the_past": "Hãy chọn thời gian trong tương lai.",
    "period.too_far": "Hãy chọn một ngày trong {0} ngày tới.",
    "rate.below_minimum": "Mức cao nhất không được dưới mức thấp nhất.",
    "number.out_of_range": "Hãy cho từ {0} đến {1}.",
    "password.guessable": ("Mật khẩu này dễ đoán; hãy chọn mật khẩu dài hơn, chẳng hạn bốn từ."),
    "password.personal": ("Hãy chọn mật khẩu không có tên, số điện thoại hay e-mail của bạn."),
    "password.length": "Hãy chọn mật khẩu từ {0} đến {1} ký tự.",
    "period.reversed": "Ngày kết thúc không được trước ngày bắt đầu.",
    "period.too_long": "Hãy hỏi tối đa {0} ngày mỗi lần.",
    "callback.unsigned": "Hãy ký bằng khóa của tài khoản này.",
    "address.malformed": "Hãy cho số di động Việt Nam, ví dụ {0}, hoặc một địa chỉ e-mail.",
    "phone.not_mobile_vn": "Hãy cho số di động Việt Nam, ví dụ {0}.",
    "rate.out_of_range": "Hãy cho từ {0} đến {1} VND.",
    "reason.missing": "Hãy cho biết lý do, để ghi vào nhật ký kiểm tra.",
    "role.not_offered": "Hãy chọn USER hoặc PARTNER.",
    "slot.too_long": "Một khung giờ dài tối đa {0} ngày.",
    "weekly_hours.no_day": "Giữa hai ngày đó không có thứ nào trong các thứ đã chọn.",
    "text.length": "Độ dài không hợp lệ.",
    "text.length/1": "Hãy cho tối đa {0} ký tự.",
    "text.length/2": "Hãy cho từ {0} đến {1} ký tự.",
    "text.nul": "Hãy bỏ ký tự NUL.",
    "dispute.reason_is_safety": "Hãy dùng “rời đi vì an toàn” (safety-cancel) cho việc này.",
    "dispute.partner_amount_missing": "Chia tiền cần số tiền của partner.",
    "dispute.partner_amount_unexpected": "Chỉ khi chia tiền mới cần số tiền.",
}

FACTS: Final[Mapping[str, str]] = {
    "user": "người đặt",
    "partner": "partner",
    "staff": "nhân viên",
    "system": "hệ thống",
    "with one partner": "với cùng một partner",
    "in all": "tổng cộng",
    "confirm": "nhận lịch",
    "reject": "từ chối",
    "pay": "thanh toán",
    "cancel": "hủy",
    "start": "bắt đầu",
    "agree_completion": "xác nhận hoàn thành",
    "complete": "hoàn thành",
    "new_code": "tạo mã mới",
    "dispute": "khiếu nại",
    "report_no_show": "báo vắng mặt",
    "contest": "phản đối",
    "decide": "quyết định",
    "appeal": "kháng nghị",
    "execute": "chấp nhận",
    "withdraw": "rút lại",
    "extend": "kéo dài cuộc hẹn",
    "accept_extension": "nhận kéo dài",
    "decline_extension": "từ chối kéo dài",
    "14 days": "14 ngày",
    "sexual services are not offered here": "ở đây không có dịch vụ tình dục",
    "people meet in public places only": "mọi người chỉ gặp nhau ở nơi công cộng",
    "numbers, handles and links stay out of public texts": (
        "nội dung công khai không có số điện thoại, tên tài khoản hay đường dẫn"
    ),
    "drugs have no place here": "ở đây không có chỗ cho chất cấm",
    "gambling has no place here": "ở đây không có chỗ cho cờ bạc",
    "everybody here is an adult": "mọi người ở đây đều là người trưởng thành",
    "money and ratings do not go together": "tiền và đánh giá không đi cùng nhau",
}
"""Words that the core puts into its English sentences."""
