"""Errors in letters of stations, found before anything of them is taken in."""

from library.errors import name_problems, problem

LetterUnreadableError = problem(
    "Đây không phải thư của trạm, hoặc thư bị hỏng hay chưa chép xong. Chưa lấy gì. Hãy chép lại "
    "từ USB, hoặc nhờ trạm gửi lại.",
    status=400,
)
LetterFormatError = problem(
    "Thư do trạm có phần mềm mới hơn viết (dạng {0}). Hãy nâng cấp phần mềm của thư viện tỉnh.",
    status=400,
)
UnknownSenderError = problem(
    "Thư mang tên trạm “{0}”, mà thư viện không có trạm ấy. Chưa lấy gì. Hãy hỏi lại điểm đã gửi.",
    status=404,
)
RetiredSenderError = problem(
    "Trạm “{0}” đã thôi dùng, nên thư của nó không được lấy vào. Nếu trạm vẫn phục vụ, hãy đưa "
    "trạm trở lại rồi nhận thư lần nữa.",
    status=409,
)
ForgedLetterError = problem(
    "Thư mang tên trạm “{0}” nhưng chữ ký không phải của trạm ấy. Chưa lấy gì.", status=403
)
OtherProvinceError = problem("Thư này gửi cho thư viện khác nên không mở được.", status=400)
LetterGapError = problem(
    "Thiếu thư trước: thư này bắt đầu từ mục {1}, mà thư viện mới có đến mục {0}. Chưa lấy gì. Lần "
    "tới trạm tự gửi từ mục {0}; với USB, hãy mang USB có giấy báo nhận về trạm.",
    status=409,
)
NoLettersError = problem(
    "Không thấy thư nào của trạm ở đây. Hãy chọn đúng thư mục gắn USB (có thư mục diachi-tram).",
    status=404,
)
BadAcknowledgementError = problem(
    "Giấy báo nhận này không phải của thư viện tỉnh gửi cho trạm này.", status=400
)
AcknowledgementUnwrittenError = problem(
    "Không ghi được giấy báo nhận lên USB: USB đầy, bị khóa, hoặc đã rút. Thư đã nhận vẫn ở thư "
    "viện; hãy mở khóa hay dọn USB rồi chạy lại."
)
NoProvinceYetError = problem(
    "Trạm này chưa ghi danh với thư viện tỉnh nên chưa gửi được. Xin báo cán bộ của phòng đọc.",
    status=400,
)
# The rest is the reason of one entry that was not taken in.
UnknownKindError = problem("Loại “{0}” chưa có ở phần mềm của thư viện tỉnh.")
MalformedEntryError = problem("Nội dung không đúng dạng.")
SealedForOtherError = problem(
    "Không mở được niêm phong: nội dung bị hỏng, hoặc viết cho khóa mà thư viện tỉnh có trước khi "
    "khóa đổi. Bạn đọc phải gửi lại."
)
ForeignComputerError = problem("Máy số {0} không thuộc điểm của trạm này.")
WithdrawnComputerError = problem(
    "Máy số {0} đã bị thu hồi hay thay sau lúc ấy; khóa cũ của máy không được dùng lại."
)
ForeignPointError = problem("Số liệu của điểm khác, không phải điểm của trạm này.")
UndatedEntryError = problem("Đồng hồ của trạm lúc ấy sai, không biết ngày nào: {0}.")
EntriesGoneError = problem(
    "Các mục {0}–{1} trạm đã xóa vì quá hạn lưu, trước khi thư viện nhận được."
)
ForgottenDaysError = problem(
    "Dữ liệu gốc trước ngày {0} đã xóa theo hạn lưu, nên số liệu những ngày ấy không tính lại nữa."
)
PlaceMismatchError = problem(
    "Lượt đọc trong tháng của {0} nhan đề không khớp với các ngày đã nhận; các nhan đề khác đã "
    "được ghi cho điểm."
)

name_problems(globals())
