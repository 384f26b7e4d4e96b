"""Errors of moving an installation."""

from library.errors import LibraryError


class SettingsFileUnreadableError(LibraryError):
    """The settings file of the new size is missing or has an unreadable line."""

    message = "Không đọc được tệp thiết lập {0}: {1}"
    status = 400


class SamePlaceError(LibraryError):
    """The new settings name the same database and the same stores."""

    message = "Tệp {0} trỏ tới đúng cơ sở dữ liệu và kho tệp đang dùng: không có gì để chuyển."
    status = 400


class TargetNotEmptyError(LibraryError):
    """The new database holds another library."""

    message = (
        "Cơ sở dữ liệu mới đã có {0} dòng và không phải nơi thư viện này từng ở. "
        "Hãy tạo một cơ sở dữ liệu trống rồi chạy lại; chưa có gì thay đổi."
    )
    status = 409


class TargetOfOthersError(LibraryError):
    """The new database holds tables of other software, which moving would remove."""

    message = (
        "Cơ sở dữ liệu mới có bảng của phần mềm khác ({0}); chuyển vào đó sẽ xóa mất. "
        "Hãy tạo một cơ sở dữ liệu trống rồi chạy lại; chưa có gì thay đổi."
    )
    status = 409


class CopyDiffersError(LibraryError):
    """After copying, some rows or files differ; the old installation stays in use."""

    message = (
        "Bản chép chưa khớp: {0}. Thư viện vẫn ở chỗ cũ, chưa chuyển. "
        "Hãy chạy lại diachi move; nếu còn lệch, hãy kiểm tra đĩa và tệp gốc (diachi doctor)."
    )
    status = 409


class MoveBusyError(LibraryError):
    """Another move is running."""

    message = "Một lần chuyển khác đang chạy. Hãy đợi xong rồi chạy lại."
    status = 409
