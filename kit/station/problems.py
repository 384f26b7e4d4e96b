"""Errors of a station, with messages for its librarian."""

from library.errors import name_problems, problem

NotAtStationError = problem(
    "Trạm này để đọc tại chỗ; trang ấy chỉ có ở máy chủ của thư viện tỉnh.", status=404
)
StationPageClosedError = problem(
    "Trang của trạm chỉ mở trên chính máy trạm, hoặc trên máy đã đăng ký của phòng đọc.",
    status=403,
)
NotAStationError = problem(
    "Máy này chưa đặt làm trạm.", order="Hãy ghi DIACHI_STATION=1 vào tệp thiết lập rồi chạy lại."
)
NotEnrolledError = problem(
    "Trạm này chưa ghi danh với thư viện tỉnh nên chưa nhận được gói nào.",
    order="Hãy xin mã của thư viện tỉnh rồi chạy: diachi kit enrol ĐỊA-CHỈ MÃ",
)
ServiceRunsError = problem("Dịch vụ của trạm đang chạy ở nơi khác; mỗi máy chỉ chạy một.")
OtherStationPackError = problem(
    "Gói này là của trạm {0}, điểm {1}, không phải của trạm này. Kho của trạm vẫn như cũ. Hãy báo "
    "thư viện tỉnh chép đúng gói."
)
OlderPackError = problem(
    "Gói này (số {0}, làm lúc {1}) cũ hơn kho của trạm (số {2}, lúc {3}) nên không dùng. Kho của "
    "trạm vẫn như cũ."
)
MissingPackError = problem(
    "Gói này (số {0}) nối tiếp một gói mà trạm chưa nhận; trạm đang ở số {1}. Kho của trạm vẫn như "
    "cũ. Hãy cắm USB có gói trước đó, hoặc gửi số liệu ra USB để tỉnh làm gói mới."
)
NewerProgramPackError = problem(
    "Gói này cần phần mềm mới hơn (bản {0}). Kho của trạm vẫn như cũ. Hãy cập nhật phần mềm của "
    "trạm trước."
)
OlderProgramPackError = problem(
    "Gói này do phần mềm cũ hơn của trạm làm ra (bản {0}) nên không dùng được. Kho của trạm vẫn "
    "như cũ. Hãy xin thư viện tỉnh cập nhật phần mềm rồi làm lại gói."
)
StationFullError = problem(
    "Đĩa của trạm không đủ chỗ: gói cần {0} MB, đĩa còn {1} MB. Kho của trạm vẫn như cũ. Hãy báo "
    "thư viện tỉnh giảm cỡ gói của trạm."
)
StickPulledError = problem(
    "Không đọc hoặc không ghi được USB: USB bị rút ra, hỏng, hoặc đầy. Kho của trạm vẫn nguyên. "
    "Hãy cắm lại; nếu vẫn thế thì dùng USB khác."
)
StickWorkFailedError = problem(
    "Trạm gặp lỗi khi làm việc với USB; lỗi đã được ghi lại. Kho của trạm vẫn nguyên. Hãy gọi thư "
    "viện tỉnh."
)
name_problems(globals())
