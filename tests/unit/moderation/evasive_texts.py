"""How the words that may not stand here are hidden: at least 95 of 100 must be found.

`found` texts must be refused or held; `REFUSED` must be refused, so that nobody sees them for a
moment. One text a line.
"""

from __future__ import annotations

from typing import Final

REFUSED: Final = tuple(
    filter(
        None,
        map(
            str.strip,
            """
gái gọi cao cấp Sài Gòn
gai goi cao cap
GÁI GỌI sinh viên
g.á.i g.ọ.i
g á i  g ọ i
g-a-i g-o-i
g_a_i_g_o_i
gaigoi hà nội
g4i g0i
gá1 gọ1
gáiii gọiii
gãi gọi xinh
ｇáｉ ｇọｉ
gаi gоi 24h
g̶a̶i̶ g̶o̶i̶
mại dâm
mai dam tre
m.ạ.i d.â.m
m@i d@m
bán dâm online
ban dam
kích dục
k1ch duc
k í c h d ụ c
massage kich duc
khiêu dâm
thác loạn tập thể
thac loan
tình một đêm
tinh 1 dem
t1nh m0t dem
quan hệ tình dục an toàn
em nhận đi khách
di khach ca dem
đ.i k.h.á.c.h
sugar baby tìm daddy
sug4r b4by
s.u.g.a.r b.a.b.y
sugarbaby
sgbb tìm sgdd
s3x
S E X
s.e.x tour
seeex
5ex
ѕех
s*e*x
chat sex
sexx
làm tình giỏi
lam tinh
lên giường với em
địt
đ.ị.t
chịch dạo
lồn
cặc to
nứng
escort service
e5c0rt
e.s.c.o.r.t
call girl hanoi
c4ll g1rl
one night stand
0ne n1ght stand
blowjob
bl0wj0b
b l o w j o b
hand job
happy ending massage
massage yoni
mass4ge nuru
send nudes
gửi nude
gái bao
gái ngành
phục vụ từ a đến z
phuc vu tu A toi Z
check hàng
ma túy
ma tuy
m.a t.ú.y
ketamine
k3tam1ne
thuốc lắc
thuoc lac
bay lắc
nhận cá độ
nhan ca do bong da
đánh lô đề
tài xỉu online
casino online uy tín
nổ hũ
0901234567
090 123 4567
090.123.4567
09-0123-4567
+84 90 123 4567
+84901234567
(090) 1234 567
o9o1234567
0 9 0 1 2 3 4 5 6 7
không chín không một hai ba bốn năm sáu bảy
khong chin mot 234 nam sau bay
zero nine zero one two three four five six seven
zalo: 0901234567
zalo linh_95
za lo: linh.95
telegram @linhxinh
tele: linhxinh99
ig: mai.anh
insta @mai.anh99
fb.com/maianh
facebook: mai_anh.99
t.me/linhxinh
https://example.com/me
www.linhxinh.com
linhxinh.vn/booking
linh95@gmail.com
linh95 @ gmail . com
giao dịch ngoài app giá rẻ
thanh toan ngoai ung dung
chưa đủ 18 vẫn nhận
underage girl
""".splitlines(),
        ),
    )
)
FOUND: Final = tuple(
    filter(
        None,
        map(
            str.strip,
            """
đi qua đêm được
di qua dem
wa đêm thoải mái
q.u.a đ.ê.m
500k một đêm
2 triệu qua đêm
2tr/đêm cả đêm
1tr5 ca dem nha
nhà nghỉ gần đây
nha nghi
nh4 ngh1
vào khách sạn cũng được
khach san 5 sao
gặp ở phòng riêng
phong rieng
về nhà em chơi
ve phong em
ngủ cùng cho vui
overnight ok
come to my place
hotel ok
h0tel
thuê người yêu
người yêu thuê giá rẻ
rent a girlfriend
FWB
friends with benefits
tiếp khách sộp
massage tận nơi
mát xa thư giãn
chiều mọi yêu cầu
full service
18+
em 16 tuổi
17 tuoi
16 years old
học sinh cấp 3
hoc sinh cap ba
lolita style
cần sa
bóng cười
weed friendly
cá độ vui
lô đề
sòng casino
add zalo nhé
whatsapp me
kết bạn viber
@linhxinh
đặt cọc trước
chuyển khoản trước 50%
trả tiền thêm không thì đánh giá 1 sao
chuyển khoản cho tôi không tôi cho một sao
pay me or 1-star review
hoàn tiền đi rồi tôi xóa bài đánh giá
đánh giá 5 sao tôi chuyển tiền lại
""".splitlines(),
        ),
    )
)
