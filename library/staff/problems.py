"""Names what can go wrong with accounts and signing in, in sentences a person can act on."""

from library.errors import LibraryError


class StaffNotFoundError(LibraryError):
    """No account has this number or name."""

    message = "Không có tài khoản “{0}”."
    status = 404


class BadStaffNameError(LibraryError):
    """An account cannot be called so."""

    message = "Hãy ghi tên đăng nhập, từ 2 đến {0} chữ."
    status = 400


class LastAdministratorError(LibraryError):
    """Without this account nobody could manage the others."""

    message = (
        "“{0}” là quản trị duy nhất đang hoạt động. Hãy giao quyền quản trị cho người khác trước."
    )
    status = 409


class LinkSpentError(LibraryError):
    """A link for a new password was used, replaced, or is too old."""

    message = "Liên kết này đã dùng hoặc đã hết hạn. Hãy nhờ quản trị cấp liên kết mới."
    status = 410


class SamePasswordError(LibraryError):
    """The new password is the one that is to be replaced."""

    message = "Mật khẩu mới trùng mật khẩu cũ. Hãy chọn mật khẩu khác."
    status = 400


class EasyPasswordError(LibraryError):
    """A password that is long, and still guessed at once."""

    message = "Mật khẩu này dễ đoán: đừng dùng tên của mình hoặc lặp đi lặp lại vài chữ."
    status = 400


class UnequalPasswordsError(LibraryError):
    """What was typed twice differs."""

    message = "Hai lần gõ mật khẩu mới không giống nhau. Hãy gõ lại."
    status = 400


class WrongCodeError(LibraryError):
    """This is not the code of this half minute, or it was used."""

    message = (
        "Mã xác nhận không đúng hoặc đã dùng. Hãy đợi mã mới hiện ra trên điện thoại, "
        "và kiểm tra giờ của điện thoại."
    )
    status = 400


class SetUpTooOldError(LibraryError):
    """The picture to be scanned has lain about for too long."""

    message = "Hình này đã cũ. Hãy quét hình mới bên dưới."
    status = 400


class SecondFactorLostError(LibraryError):
    """The key with which second factors were sealed is not the one of today."""

    message = (
        "Không đọc được khoá xác nhận hai bước của tài khoản này (tệp secret_key đã thay). "
        "Hãy nhờ quản trị tắt xác nhận hai bước rồi đăng nhập lại."
    )
    status = 409
