"""Errors of staff accounts and sign-in, with messages a person can act on."""

from library.errors import name_problems, problem

StaffNotFoundError = problem("Không có tài khoản “{0}”.", status=404)
BadStaffNameError = problem("Hãy ghi tên đăng nhập, từ 2 đến {0} chữ.", status=400)
LastAdministratorError = problem(
    "“{0}” là quản trị duy nhất đang hoạt động. Hãy giao quyền quản trị cho người khác trước.",
    status=409,
)
LinkSpentError = problem(
    "Liên kết này đã dùng hoặc đã hết hạn. Hãy nhờ quản trị cấp liên kết mới.", status=410
)
SamePasswordError = problem("Mật khẩu mới trùng mật khẩu cũ. Hãy chọn mật khẩu khác.", status=400)
EasyPasswordError = problem(
    "Mật khẩu này dễ đoán: đừng chỉ ghép tên của mình, tên thư viện với chữ số, "
    "hoặc lặp đi lặp lại vài chữ.",
    status=400,
)
CommonPasswordError = problem(
    "Mật khẩu này nằm trong số những mật khẩu bị đoán đầu tiên. "
    "Hãy ghép bốn, năm từ không liên quan với nhau.",
    status=400,
)
UnequalPasswordsError = problem("Hai lần gõ mật khẩu mới không giống nhau. Hãy gõ lại.", status=400)
WrongCodeError = problem(
    "Mã xác nhận không đúng hoặc đã dùng. Hãy đợi mã mới hiện ra trên điện thoại, "
    "và kiểm tra giờ của điện thoại.",
    status=400,
)
SetUpTooOldError = problem("Hình này đã cũ. Hãy quét hình mới bên dưới.", status=400)
SecondFactorLostError = problem(
    "Không đọc được khóa xác nhận hai bước của tài khoản này (tệp secret_key đã thay). "
    "Hãy nhờ quản trị tắt xác nhận hai bước rồi đăng nhập lại.",
    status=409,
)
DraftNotFoundError = problem(
    "Tài khoản này không có biểu mẫu chưa lưu ấy: đã lưu, đã bỏ, quá 30 ngày, "
    "hoặc do một tài khoản khác gõ.",
    status=404,
)
FormTooLongError = problem(
    "Biểu mẫu dài quá một triệu chữ cái nên không giữ được. Hãy chia thành nhiều lần.", status=413
)
TooManyFormsError = problem(
    "Tài khoản này có quá nhiều biểu mẫu chưa lưu. Hãy lưu hoặc xóa bớt.", status=409
)
TooManyViewsError = problem(
    "Đã có {0} cách xem của danh sách này. Hãy xóa bớt một cách rồi lưu.", status=409
)
UnknownColleagueError = problem(
    "“{0}” không có tài khoản đang mở để mô tả tài liệu. Hãy chọn trong danh sách.", status=400
)
FourEyesNeedsAdministratorError = problem(
    "Chỉ quản trị bỏ được điều kiện hai người, hay cho cả sưu tập ấy mở sớm hơn. Hãy nhờ quản "
    "trị, hoặc đánh dấu lại ô này và giữ số năm như cũ rồi lưu những thay đổi khác.",
    status=403,
)

AuditEntryNotFoundError = problem("Lịch sử không có lần sửa này.", status=404)
NotInBinError = problem(
    "Mục này không còn trong thùng rác: đã được khôi phục hoặc dọn hẳn.", status=404
)

name_problems(globals())
