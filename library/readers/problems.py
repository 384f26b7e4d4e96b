"""Names what can go wrong with a reader's account, in sentences a reader can act on."""

from library.errors import LibraryError


class ReaderNameTakenError(LibraryError):
    """Another reader is called so."""

    message = "Đã có người dùng tên “{0}”. Hãy chọn tên khác."
    status = 409


class BadReaderNameError(LibraryError):
    """An account cannot be called so."""

    message = "Hãy chọn tên từ {0} đến {1} chữ."
    status = 400


class ReaderUnknownError(LibraryError):
    """No reader has this name and password."""

    message = "Tên hoặc mật khẩu không đúng. Hãy kiểm tra bộ gõ và phím Caps Lock rồi thử lại."
    status = 400
