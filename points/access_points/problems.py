"""Errors in entries about points, equipment and computers."""

from library.errors import name_problems, problem

PointNotFoundError = problem(
    "Không có điểm truy nhập “{0}”. Xem các mã ở trang Điểm truy nhập", status=404
)
PointCodeTakenError = problem("Đã có điểm truy nhập mang mã “{0}”. Hãy chọn mã khác.", status=409)
OpeningHoursError = problem(
    "“{0}” không phải giờ mở cửa. Hãy ghi như: 7:30-11:30, 13:30-17:00; đóng cửa thì để trống.",
    status=400,
)
BadNetworkError = problem(
    "“{0}” không phải địa chỉ mạng của một điểm. Hãy ghi mỗi dòng một địa chỉ, như 203.0.113.8 "
    "hoặc 203.0.113.0/28.",
    status=400,
)
# Another browser than the one that enrolled the computer asks for its pass.
RoomRefusedError = problem(
    "Trình duyệt này không phải trình duyệt đã đăng ký máy. Hãy xin cán bộ mã mới.", status=403
)
BadSignatureError = problem(
    "Chữ ký của máy không đúng. Hãy cài lại trợ lý với mã mới trên phiếu.", status=403
)
NoComputerWaitsError = problem(
    "Mọi máy của điểm đã đăng ký. Cần mã cho một máy thì dùng “Cấp mã mới cho một máy”.", status=409
)
LabelsTwiceError = problem(
    "Danh sách có hai máy cùng tên “{0}”. Hãy đặt mỗi máy một tên.", status=400
)
AssetNotFoundError = problem("Sổ tài sản không có số “{0}”.", status=404)
AssetNumberTakenError = problem("Sổ tài sản đã có số “{0}”. Hãy kiểm tra nhãn.", status=409)
DeviceNotFoundError = problem("Không có máy số {0}. Xem các máy: diachi device list", status=404)
RegisterAtProvinceError = problem(
    "Máy của phòng có trạm ghi vào sổ ở thư viện tỉnh rồi theo gói về trạm.",
    order="Ở trạm chỉ cấp mã cho máy đã về (diachi device list): diachi device renew SỐ-MÁY",
    status=409,
)
DeviceReplacedError = problem(
    "“{0}” đã được thay bằng máy khác. Xem lịch sử của máy ở trang của điểm.", status=409
)
UnknownTokenError = problem(
    "Máy chưa đăng ký hoặc thẻ đã bị thu hồi. Hãy xin cán bộ mã đăng ký mới.", status=401
)
UnknownCodeError = problem(
    "Mã không đúng, đã dùng hoặc quá hạn. Hãy xem phiếu và gõ lại, hoặc xin mã mới.", status=400
)
TooManyCodesError = problem(
    "Ở địa chỉ mạng này đã gõ sai mã nhiều lần. Hãy đợi {0} phút rồi gõ lại; "
    "trong lúc đợi, mã đúng cũng chưa được nhận.",
    status=429,
)
MissingFieldError = problem("Chưa ghi {0}. Hãy ghi rồi gửi lại.", status=400)
BadPointCodeError = problem(
    "“{0}” không dùng làm mã được. Hãy dùng chữ thường không dấu, số và dấu nối: loc-binh.",
    status=400,
)
BadCoordinatesError = problem(
    "“{0}” không phải vĩ độ, kinh độ. Hãy ghi độ thập phân, như 21,85 và 106,76.", status=400
)
BadPhoneError = problem(
    "“{0}” không phải số điện thoại. Hãy ghi chữ số, như 0205 3812 345.", status=400
)
InvalidDateError = problem("“{0}” không phải một ngày. Hãy chọn lại ngày.", status=400)
InvalidNumberError = problem(
    "“{0}” không phải số. Hãy ghi số nguyên, không biết thì để trống.", status=400
)
BadLinkError = problem(
    "“{0}” không dùng được. Mỗi dòng ghi: Tên | https://địa-chỉ; nhiều nhất {1} dòng.", status=400
)
BadLessonError = problem(
    "Hãy chọn ít nhất một máy, ghi số người học từ 1 đến {0} và số phút.", status=400
)
TooManyComputersError = problem("Mỗi lần cấp được từ 1 đến {0} mã.", status=400)
InvalidYearError = problem(
    "“{0}” không phải năm đưa vào sử dụng. Hãy ghi bốn chữ số, như 2013.", status=400
)

name_problems(globals())
