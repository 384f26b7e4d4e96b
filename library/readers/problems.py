"""Errors of reader accounts, with messages a reader can act on."""

from library.errors import name_problems, problem

ReaderNameTakenError = problem("Đã có người dùng tên “{0}”. Hãy chọn tên khác.", status=409)
BadReaderNameError = problem("Hãy chọn tên từ {0} đến {1} chữ.", status=400)
ReaderUnknownError = problem(
    "Tên hoặc mật khẩu không đúng. Hãy kiểm tra bộ gõ và phím Caps Lock rồi thử lại.", status=400
)

name_problems(globals())
