"""Errors in what people enter about stations, and in what stations send."""

from library.errors import name_problems, problem

StationNotFoundError = problem("Không có trạm “{0}”. Xem các trạm ở trang Trạm.", status=404)
PointHasStationError = problem(
    "Điểm này đã có trạm. Máy hỏng hay mất thì mở trạm ấy và chọn “Thay máy của trạm”.", status=409
)
StationEnrolledError = problem(
    "Trạm này đã đăng ký xong nên không cần mã nữa. Đổi máy khác thì chọn “Thay máy của trạm”.",
    status=409,
)
StationRetiredError = problem("Trạm này đã thôi dùng. Muốn dùng lại, hãy đưa trở lại.", status=409)
WrongLineHoursError = problem(
    "“{0}” không phải giờ dùng đường truyền. Hãy ghi như 19:00-06:00; để trống là giờ nào cũng "
    "được.",
    status=400,
)
WrongStationNumberError = problem("{0} phải là số từ {1} đến {2}.", status=400)
UnknownImageTierError = problem("Không có cỡ ảnh “{0}”. Hãy chọn lại trong danh sách.", status=400)
# Found before anything is sent: digits were heard or typed wrong.
MistypedCodeError = problem(
    "Mã có {0} chữ số; có chữ số nghe hay gõ nhầm. Hãy đọc lại từng nhóm bốn số.", status=400
)
UnknownStationCodeError = problem(
    "Mã không đúng, đã dùng cho máy khác, hoặc đã quá hạn. Hãy gọi thư viện tỉnh xin mã mới.",
    status=403,
)
MalformedMessageError = problem("Lời của trạm không đúng dạng.", status=400)
# One answer for all reasons: an unknown station, a wrong signature, an answered challenge.
StationRefusedError = problem(
    "Thư viện tỉnh không nhận ra trạm này. Hãy gọi thư viện tỉnh xem trạm còn dùng không, và đăng "
    "ký lại nếu đã đổi máy.",
    status=403,
)
PackNotThereError = problem("Gói này không còn; trạm sẽ hỏi lại gói mới.", status=404)
LinesTooManyError = problem("Danh sách của trạm quá dài.", status=413)
HeldUnknownError = problem(
    "Thư viện tỉnh vừa khôi phục từ bản sao lưu nên không còn biết trạm đang có những gì. Trạm có "
    "đường truyền sẽ tự báo khi gọi về; không có thì hãy làm gói “Tất cả”.",
    status=409,
)
NoLetterChosenError = problem("Hãy chọn các tệp trong thư mục “thu” của USB.", status=400)
OtherStationsLetterError = problem(
    "Có thư của trạm khác ({0}). Thư ấy cũng đã được nhận; xem ở trang của trạm ấy.", status=409
)
# The rest is raised at a station.
NoOfferError = problem(
    "Trên USB không có giấy đăng ký nào hợp với mã này. Hãy gõ lại mã; vẫn thế thì xin thư viện "
    "tỉnh làm lại gói cho USB sau khi cấp mã.",
    status=404,
)
NoLineError = problem(
    "Trạm này đăng ký bằng USB nên không có địa chỉ của thư viện tỉnh để gọi. Xã đã có đường "
    "truyền thì nhờ thư viện tỉnh bấm “Thay máy của trạm” rồi đăng ký lại.",
    status=409,
)
ContactRunsError = problem("Trạm đang gọi thư viện tỉnh rồi; xin đợi lần ấy xong.", status=409)
WrongSiteAddressError = problem(
    "“{0}” không phải địa chỉ của thư viện tỉnh. Hãy gõ như: https://thuvien.vi-du.vn", status=400
)
ProvinceUnreachableError = problem("Không gặp được thư viện tỉnh: {0}.", status=503)
ProvinceRefusedError = problem("Thư viện tỉnh trả lời: {0}", status=503)
NotTheProvinceError = problem(
    "Máy chủ trả lời không phải thư viện tỉnh của trạm (chữ ký không khớp). Chưa nhận gì. Hãy kiểm "
    "tra đường truyền, rồi gọi thư viện tỉnh.",
    status=503,
)
OutsideLineHoursError = problem("Ngoài giờ được dùng đường truyền; chờ đến {0}.", status=409)
PackChangedError = problem("Gói đổi trong lúc nhận; trạm sẽ hỏi lại gói mới.", status=409)
PartDamagedError = problem(
    "Một phần của gói hỏng trên đường; trạm sẽ nhận lại.", base=PackChangedError
)
PackNotReadyError = problem("gói chưa làm xong, trạm sẽ hỏi lại.", status=503)
StationDiskFullError = problem("Đĩa của trạm không đủ chỗ: còn {0} MB, gói cần {1} MB.", status=507)

name_problems(globals())
