"""Errors of staff accounts and sign-in, with messages a person can act on."""

from library.errors import LibraryError


class StaffNotFoundError(LibraryError):
    """No account has this number or name."""

    message = "Không có tài khoản “{0}”."
    status = 404


class BadStaffNameError(LibraryError):
    """The text cannot be the name of an account."""

    message = "Hãy ghi tên đăng nhập, từ 2 đến {0} chữ."
    status = 400


class LastAdministratorError(LibraryError):
    """The account is the last active administrator."""

    message = (
        "“{0}” là quản trị duy nhất đang hoạt động. Hãy giao quyền quản trị cho người khác trước."
    )
    status = 409


class LinkSpentError(LibraryError):
    """The link for a new password was used, replaced or has expired."""

    message = "Liên kết này đã dùng hoặc đã hết hạn. Hãy nhờ quản trị cấp liên kết mới."
    status = 410


class SamePasswordError(LibraryError):
    """The new password equals the old one."""

    message = "Mật khẩu mới trùng mật khẩu cũ. Hãy chọn mật khẩu khác."
    status = 400


class EasyPasswordError(LibraryError):
    """The password is long enough but easy to guess."""

    message = (
        "Mật khẩu này dễ đoán: đừng chỉ ghép tên của mình, tên thư viện với chữ số, "
        "hoặc lặp đi lặp lại vài chữ."
    )
    status = 400


class CommonPasswordError(LibraryError):
    """The password consists of words that are guessed first."""

    message = (
        "Mật khẩu này nằm trong số những mật khẩu bị đoán đầu tiên. "
        "Hãy ghép bốn, năm từ không liên quan với nhau."
    )
    status = 400


class UnequalPasswordsError(LibraryError):
    """The two entries of the new password differ."""

    message = "Hai lần gõ mật khẩu mới không giống nhau. Hãy gõ lại."
    status = 400


class WrongCodeError(LibraryError):
    """The TOTP code is not the current one, or it was used."""

    message = (
        "Mã xác nhận không đúng hoặc đã dùng. Hãy đợi mã mới hiện ra trên điện thoại, "
        "và kiểm tra giờ của điện thoại."
    )
    status = 400


class SetUpTooOldError(LibraryError):
    """The QR code for setting up the second factor has expired."""

    message = "Hình này đã cũ. Hãy quét hình mới bên dưới."
    status = 400


class SecondFactorLostError(LibraryError):
    """The secret of the second factor was encrypted with another key than the current one."""

    message = (
        "Không đọc được khóa xác nhận hai bước của tài khoản này (tệp secret_key đã thay). "
        "Hãy nhờ quản trị tắt xác nhận hai bước rồi đăng nhập lại."
    )
    status = 409


class DraftNotFoundError(LibraryError):
    """This person has no unsaved form of this number."""

    message = (
        "Tài khoản này không có biểu mẫu chưa lưu ấy: đã lưu, đã bỏ, quá 30 ngày, "
        "hoặc do một tài khoản khác gõ."
    )
    status = 404


class FormTooLongError(LibraryError):
    """The form is longer than any form may be."""

    message = "Biểu mẫu dài quá một triệu chữ cái nên không giữ được. Hãy chia thành nhiều lần."
    status = 413


class TooManyFormsError(LibraryError):
    """As many forms are stored for one person as there is room for."""

    message = "Tài khoản này có quá nhiều biểu mẫu chưa lưu. Hãy lưu hoặc xóa bớt."
    status = 409


class TooManyViewsError(LibraryError):
    """A person saved as many views of a list as there may be."""

    message = "Đã có {0} cách xem của danh sách này. Hãy xóa bớt một cách rồi lưu."
    status = 409


class UnknownColleagueError(LibraryError):
    """Work is assigned to somebody who has no open account or may not do it."""

    message = "“{0}” không có tài khoản đang mở để mô tả tài liệu. Hãy chọn trong danh sách."
    status = 400


class FourEyesNeedsAdministratorError(LibraryError):
    """A reviewer tried to end the four-eyes rule of a collection, or to open it earlier."""

    message = (
        "Chỉ quản trị bỏ được điều kiện hai người, hay cho cả sưu tập ấy mở sớm hơn. Hãy nhờ quản "
        "trị, hoặc đánh dấu lại ô này và giữ số năm như cũ rồi lưu những thay đổi khác."
    )
    status = 403
