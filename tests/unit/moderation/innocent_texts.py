"""What honest people write about themselves; nothing of it may be refused.

One text a line. `HELD` are those that staff look at all the same: words that a guide or a
receptionist uses as well as somebody who sells something else.
"""

from __future__ import annotations

from typing import Final

INNOCENT: Final = tuple(
    filter(
        None,
        map(
            str.strip,
            """
Thích đi dạo, xem phim và cà phê cuối tuần.
Mình là sinh viên năm cuối ngành du lịch, nói được tiếng Anh và tiếng Hàn.
Hướng dẫn viên tự do ở Hội An, biết nhiều quán ăn ngon và chuyện xưa.
Sinh ra và lớn lên ở Huế, mê bún bò và nhạc Trịnh.
Tôi yêu chạy bộ, leo núi và chụp ảnh phong cảnh.
Lon nước ngọt, bịch bắp rang và một bộ phim hay là đủ vui.
Lên lịch đi bảo tàng cùng nhau nhé, mình kể chuyện lịch sử cho nghe.
Đã làm tình nguyện viên ở nhiều trại hè cho trẻ em.
Nhiều năm làm tình nguyện tại bệnh viện nhi.
Mình thích nấu ăn, trồng rau sạch và nuôi mèo.
Có thể đi cùng bạn mua sắm ở trung tâm thương mại, tư vấn phối đồ.
Chơi guitar từ năm 12 tuổi, hát được nhạc acoustic.
Học đàn tranh từ 10 tuổi, từng biểu diễn ở nhà hát lớn.
Chơi bóng đá từ năm 15 tuổi, giờ là huấn luyện viên nghiệp dư.
Không uống rượu, không hút thuốc, tôn trọng giờ giấc.
Mình hay đọc sách của Nguyễn Nhật Ánh và xem phim của Miyazaki.
Đi phượt Hà Giang ba lần, thuộc từng khúc cua.
Biết bơi, chơi cầu lông và tennis trình độ khá.
Làm việc ở ngân hàng năm năm, cuối tuần rảnh cả ngày.
Tiếp khách hàng là việc hằng ngày nên giao tiếp khá tốt.
Mẹ mình bán phở nên mình sành ăn phở lắm.
Từng là lễ tân khách sạn năm sao, quen tiếp đón khách nước ngoài.
Tốt nghiệp ngành khách sạn, nhà hàng tại Đà Nẵng.
Đang học quản trị khách sạn ở Nha Trang.
Thích màu nude và phong cách tối giản.
Son nude là chân ái, trang điểm nhẹ nhàng.
Mình dẫn đi ăn vặt quanh hồ Gươm, giá sinh viên.
Giờ rảnh: tối thứ sáu, cả ngày thứ bảy và chủ nhật.
Có bằng lái xe máy, quen đường Sài Gòn như lòng bàn tay.
Yêu mèo, ghét trễ giờ, hay cười.
Mình có thể làm phiên dịch tiếng Nhật N2 cho chuyến đi của bạn.
Cùng chạy 5 km quanh công viên Tao Đàn mỗi sáng.
Thích trà sữa ít đường và phố đi bộ Nguyễn Huệ.
Học sinh cũ trường Lê Hồng Phong, giờ là kỹ sư phần mềm.
Đại học Bách Khoa khóa 2015, thích board game.
Một ngày đẹp trời, một ly cà phê và một câu chuyện dài.
Chụp ảnh phim, tráng phim tại nhà, thích ánh sáng buổi sớm.
Từng đi Mù Cang Chải mùa lúa chín, săn mây Tà Xùa.
Không ngại mưa, không ngại nắng, chỉ ngại kẹt xe.
Hay lướt TikTok và Facebook tìm quán mới.
Mình quay video du lịch, có kênh YouTube nhỏ về ẩm thực.
Nhảy hiện đại, khiêu vũ, salsa, bachata đều biết chút ít.
Dạy khiêu vũ cổ điển, lớp tối thứ ba và thứ năm.
Thổi kèn saxophone ở ban nhạc trường, thích jazz.
Chơi kèn harmonica và cajon, mê nhạc dân gian.
Đọc Hạ Trắng của Trịnh Công Sơn, thích màu hàng cây phượng.
Năm nay hai mươi tám tuổi, còn độc thân và vui tính.
Cao 1m65, nặng 52 kg, tập gym đều đặn.
Mình sinh năm 1998, tuổi Dần, cung Song Ngư.
Mùa thu Hà Nội, phố Phan Đình Phùng và gánh hoa rong.
Tôi từng làm ở sân bay, đi nhiều nước Đông Nam Á.
Biết nhiều chỗ ngắm hoàng hôn đẹp ở Phú Quốc.
Mê đá bóng, cổ vũ đội tuyển hết mình.
Đá bóng tối thứ tư hằng tuần cùng hội bạn cũ.
Uống trà đá vỉa hè và nghe chuyện đời.
Tập yoga mỗi sáng, thiền mỗi tối.
Có chứng chỉ sơ cấp cứu, đi leo núi cùng mình bạn yên tâm.
Mình là thợ xăm, vẽ tranh sơn dầu và mê gốm Bát Tràng.
Thích đi chợ nổi Cái Răng lúc bình minh.
Sẽ đúng giờ, sẽ lịch sự, sẽ xin phép trước khi chụp ảnh.
Thạc sĩ tâm lý học, biết lắng nghe và giữ bí mật.
Tư vấn sức khỏe tinh thần, từng làm tổng đài hỗ trợ thanh niên.
Không phải người mẫu nhưng chụp hình khá ăn ảnh.
Dân chuyên Toán, thích cờ vua, cờ tướng và cờ vây.
Đánh cờ vua ở câu lạc bộ quận mỗi chủ nhật.
Nấu được cơm tấm, bánh xèo và bún mắm.
Ba mình là thuyền trưởng, nhà mình ở cạnh biển.
Nam, 27 tuổi, vui vẻ, hòa đồng, thích phim hành động.
Đi Đà Lạt, Sa Pa, Mộc Châu đều được, mình lo lịch trình.
Từ Hà Nội vào Sài Gòn bốn năm rồi, thèm phở Bắc.
Hai chín tuổi, làm kế toán, thích hoa hướng dương.
Mình ở Quận 1, gần chợ Bến Thành, đi bộ được nhiều nơi.
Giá đã gồm cà phê của mình, bạn không cần lo thêm.
Kể chuyện ma giỏi, hát karaoke dở.
Tham gia câu lạc bộ sách nói cho người khiếm thị.
Đam mê ẩm thực đường phố, bánh mì, phở cuốn, bún chả.
Đàm phán hợp đồng là nghề, đàm đạo văn chương là thú vui.
Mình dám thử món lạ, dám nhảy bungee, dám hát giữa phố.
Dậm chân tại chỗ không phải phong cách của mình.
Thích sách của Nguyễn Ngọc Tư và cải lương.
Mỗi năm đi hiến máu hai lần.
Lớp trưởng ba năm liền nên tổ chức chuyến đi rất chắc.
Tập boxing và muay hai năm, tự vệ tốt.
Chích ngừa đầy đủ, test sức khỏe định kỳ.
Cấp cứu viên tình nguyện ở chợ Lớn, thuộc mọi con hẻm.
Gái Huế, nói chuyện nhỏ nhẹ, nấu chè rất ngon.
Trai miền Tây, thật thà, biết bơi xuồng.
Con gái miền biển, da ngăm, cười tươi.
Cô gái vàng của làng cầu lông phường 5.
Nhà mình bán gỏi cuốn, ai cũng khen.
Phi công mô hình, chơi drone và chụp ảnh trên cao.
Thuê áo dài chụp ảnh ở Đại Nội thì hỏi mình.
Buổi sáng dạy học, buổi chiều đi chợ, buổi tối đọc sách.
Cắc cớ, hài hước, hay pha trò.
Đi tour Sơn Đoòng và các hang động Quảng Bình nhiều lần.
Bay sớm đi Côn Đảo, chiều về kịp cà phê.
Bảy tuổi biết bơi, mười tuổi biết nấu cơm.
Một hai ba, cùng nhảy nào!
Năm sáu năm kinh nghiệm dẫn tour xe đạp.
Xin chào, mình tên Linh, rất vui được gặp bạn.
Mình thích đi bảo tàng và triển lãm nghệ thuật.
I love coffee, old books and long walks around the lake.
Born in Da Nang, studied in Melbourne, fluent in English.
Unisex fashion designer, happy to go shopping with you.
Licensed tour guide with 6 years of experience in the Mekong Delta.
I play the ukulele and sing in a choir.
Working in hotel management for 5 years, now a freelance interpreter.
Former hotel receptionist, good with foreign guests.
Heroine of my own story, reader of many novels.
I volunteer as a sex education teacher at a youth center.
Line dancing every Thursday, karaoke every Saturday.
My favourite books are Sussex mysteries and Essex travel stories.
I know the best phở and bún chả spots around the Old Quarter.
Runner, half marathon in 1h52, early mornings only.
Let's visit the War Remnants Museum and talk about history.
Photography since I was 15 years old, street and portrait.
I cook, I hike, I laugh a lot.
Can hold a conversation about football, films and family.
Vegetarian, non-smoker, cat person.
Available on weekends from 9:00 to 22:00.
500 days of summer is my favourite film; 3 hours fly by.
Giờ làm việc 9:00-18:00 thứ hai đến thứ sáu.
Sinh ngày 09/03/1998, cung Song Ngư.
Giải nhì cuộc thi hùng biện năm 2019, giải ba năm 2020.
Tiếng Anh IELTS 7.5, tiếng Trung HSK 4.
Đã dẫn hơn 1.200 lượt khách trong 8 năm.
5 sao từ những người đã đi cùng mình là niềm vui lớn nhất.
Cảm ơn mọi người đã đánh giá tốt, mình sẽ cố gắng hơn.
Đi ăn buffet thì mình ăn khỏe lắm, cứ yên tâm.
Thích xem kịch Idecaf và nhạc thính phòng.
Cùng bạn đi tiệc công ty, đi đám cưới, đi sự kiện.
Mặc áo dài đi lễ hội, giữ phép lịch sự.
Bạn đồng hành vui vẻ cho buổi gặp mặt gia đình dịp Tết.
An toàn là trên hết: mình chỉ gặp nơi công cộng.
Nơi gặp: quán cà phê, nhà sách, công viên, rạp phim.
Không nhận đi nơi riêng tư, cảm ơn bạn đã hiểu.
""".splitlines(),
        ),
    )
)
HELD: Final = tuple(
    filter(
        None,
        map(
            str.strip,
            """
Tour hai ngày một đêm, có thể ở lại qua đêm tại nhà cổ.
Có thể đưa đón bạn về khách sạn sau buổi tham quan.
Học massage trị liệu, thích chăm sóc sức khỏe và mát xa.
Mình không dùng Zalo, chỉ nhắn trên ứng dụng.
""".splitlines(),
        ),
    )
)
