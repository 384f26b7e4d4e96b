"""Errors of signing and publishing the agent."""

from library.errors import name_problems, problem

NoReleaseError = problem("Thư viện chưa phát hành bản trợ lý nào.", status=404)
KeyFileExistsError = problem(
    "Đã có tệp {0}. Hãy chọn tên khác, để không ghi đè khóa cũ.", status=409
)
KeyKnownError = problem(
    "Thư viện đã có khóa ký, và các máy đã cài chỉ nhận khóa ấy. Mất hẳn khóa thì xóa {0}, "
    "tạo khóa mới, rồi cài lại các máy bằng bộ cài mới.",
    status=409,
)
KeyNotWrittenError = problem(
    "Không ghi được khóa vào {0} ({1}). Hãy kiểm tra USB và đường dẫn.", status=400
)
BadSigningKeyError = problem(
    "Không đọc được khóa ký ở {0}: sai tệp, sai mật khẩu của khóa, hoặc chưa cắm USB.", status=400
)
OtherSigningKeyError = problem(
    "Khóa này không phải khóa mà các máy đã biết. Hãy dùng khóa đã tạo bằng agent key.", status=400
)
BadVersionNumberError = problem(
    "Số bản “{0}” không đúng: chỉ gồm chữ số và dấu chấm, như 3.1.", status=400
)
NotNewerError = problem(
    "Bản {0} không cao hơn bản đang phát hành ({1}): các máy sẽ không nhận. "
    "Muốn trở về chương trình cũ thì phát hành nó dưới số cao hơn (--number).",
    status=409,
)

name_problems(globals())
