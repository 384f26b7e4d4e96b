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
name_problems(globals())
