"""Errors of signing and publishing the agent."""

from library.errors import LibraryError


class NoReleaseError(LibraryError):
    """No version of the agent has been published."""

    message = "Thư viện chưa phát hành bản trợ lý nào."
    status = 404


class KeyFileExistsError(LibraryError):
    """The file for a new key exists."""

    message = "Đã có tệp {0}. Hãy chọn tên khác, để không ghi đè khóa cũ."
    status = 409


class KeyKnownError(LibraryError):
    """The library has a public key already, and its computers accept no other."""

    message = (
        "Thư viện đã có khóa ký, và các máy đã cài chỉ nhận khóa ấy. Mất hẳn khóa thì xóa {0}, "
        "tạo khóa mới, rồi cài lại các máy bằng bộ cài mới."
    )
    status = 409


class KeyNotWrittenError(LibraryError):
    """The file of a new key can't be written."""

    message = "Không ghi được khóa vào {0} ({1}). Hãy kiểm tra USB và đường dẫn."
    status = 400


class BadSigningKeyError(LibraryError):
    """A signing key can't be read."""

    message = "Không đọc được khóa ký ở {0}: sai tệp, sai mật khẩu của khóa, hoặc chưa cắm USB."
    status = 400


class OtherSigningKeyError(LibraryError):
    """The signing key is not the one that the computers know."""

    message = "Khóa này không phải khóa mà các máy đã biết. Hãy dùng khóa đã tạo bằng agent key."
    status = 400


class BadVersionNumberError(LibraryError):
    """A version number has other characters than digits and points."""

    message = "Số bản “{0}” không đúng: chỉ gồm chữ số và dấu chấm, như 3.1."
    status = 400


class NotNewerError(LibraryError):
    """The version is not higher than the published one."""

    message = (
        "Bản {0} không cao hơn bản đang phát hành ({1}): các máy sẽ không nhận. "
        "Muốn trở về chương trình cũ thì phát hành nó dưới số cao hơn (--number)."
    )
    status = 409
