"""Errors of moving an installation."""

from library.errors import name_problems, problem

SettingsFileUnreadableError = problem("Không đọc được tệp thiết lập {0}: {1}", status=400)
SamePlaceError = problem(
    "Tệp {0} trỏ tới đúng cơ sở dữ liệu và kho tệp đang dùng: không có gì để chuyển.", status=400
)
TargetNotEmptyError = problem(
    "Cơ sở dữ liệu mới đã có {0} dòng và không phải nơi thư viện này từng ở. "
    "Hãy tạo một cơ sở dữ liệu trống rồi chạy lại; chưa có gì thay đổi.",
    status=409,
)
TargetOfOthersError = problem(
    "Cơ sở dữ liệu mới có bảng của phần mềm khác ({0}); chuyển vào đó sẽ xóa mất. "
    "Hãy tạo một cơ sở dữ liệu trống rồi chạy lại; chưa có gì thay đổi.",
    status=409,
)
CopyDiffersError = problem(
    "Bản chép chưa khớp: {0}. Thư viện vẫn ở chỗ cũ, chưa chuyển. "
    "Hãy chạy lại diachi move; nếu còn lệch, hãy kiểm tra đĩa và tệp gốc (diachi doctor).",
    status=409,
)
MoveBusyError = problem("Một lần chuyển khác đang chạy. Hãy đợi xong rồi chạy lại.", status=409)

name_problems(globals())
