"""Errors of reader accounts, with messages a reader can act on."""

from library.errors import LibraryError


class ReaderNameTakenError(LibraryError):
    """Another reader has this name."""

    message = "Đã có người dùng tên “{0}”. Hãy chọn tên khác."
    status = 409


class BadReaderNameError(LibraryError):
    """The text cannot be the name of an account."""

    message = "Hãy chọn tên từ {0} đến {1} chữ."
    status = 400


class ReaderUnknownError(LibraryError):
    """No reader has this name and password."""

    message = "Tên hoặc mật khẩu không đúng. Hãy kiểm tra bộ gõ và phím Caps Lock rồi thử lại."
    status = 400
