"""Names what can go wrong, in sentences a person can act on."""


class LibraryError(Exception):
    """Base of every expected failure; `message` is shown to people, in Vietnamese."""

    message = "Có lỗi xảy ra."
    status = 500

    def __str__(self) -> str:
        return self.message.format(*self.args)


class SettingError(LibraryError):
    """A DIACHI_* variable cannot be used."""

    message = "Biến {0} có giá trị không dùng được: “{1}”. {2}"


class DatabaseNotReadyError(LibraryError):
    """The database is missing or of another version than the code."""

    message = "Cơ sở dữ liệu chưa sẵn sàng. Hãy chạy: diachi init"
    status = 503


class DatabaseNewerError(LibraryError):
    """The database was last used by a newer version of the code."""

    message = "Cơ sở dữ liệu thuộc một phiên bản mới hơn. Hãy cập nhật phần mềm rồi chạy lại."
    status = 503


class DatabaseFailedError(LibraryError):
    """The database did not answer, or could not write."""

    message = (
        "Cơ sở dữ liệu không đọc hoặc không ghi được ({0}). "
        "Hãy chạy diachi doctor để xem đĩa và quyền ghi, rồi chạy lại."
    )
    status = 503


class IndexDamagedError(LibraryError):
    """The files of the index cannot be opened; they can be made again."""

    message = (
        "Chỉ mục tìm kiếm bị hỏng; bộ xử lý sẽ tự làm lại trong ít phút. "
        "Nếu vẫn thấy lời này, hãy chạy: diachi index rebuild"
    )
    status = 503


class BadProfileError(LibraryError):
    """A collection's profile.toml cannot be read."""

    message = "Hồ sơ sưu tập {0}/profile.toml có lỗi: {1}"


class ProfileChangedError(LibraryError):
    """Somebody else changed the profile meanwhile."""

    message = "Hồ sơ sưu tập {0} vừa được sửa ở nơi khác, nên chưa lưu. Hãy xem lại rồi lưu."
    status = 409


class ProfileNotWrittenError(LibraryError):
    """The folder of the collections cannot be written to."""

    message = (
        "Không ghi được vào thư mục {0}. Hãy nhờ người quản trị máy chủ cho trang web quyền ghi "
        "vào thư mục DIACHI_COLLECTIONS."
    )
    status = 503


class CollectionTakenError(LibraryError):
    """There is a collection with this slug."""

    message = "Đã có sưu tập “{0}”. Hãy chọn mã khác."
    status = 409


class CollectionNotFoundError(LibraryError):
    """No collection has this slug."""

    message = "Không có sưu tập “{0}”. Các sưu tập hiện có: {1}."
    status = 404


class ItemNotFoundError(LibraryError):
    """No item a reader may know of has this identifier."""

    message = "Không tìm thấy tài liệu “{0}”."
    status = 404


class PartOfItselfError(LibraryError):
    """An item would be part of itself, by one step or several."""

    message = "Một tài liệu không thể là phần của chính nó, hay của phần của nó."
    status = 400


class PageNotFoundError(LibraryError):
    """The item has no such page."""

    message = "Tài liệu này không có trang {0}."
    status = 404


class AccessionNotFoundError(LibraryError):
    """The register has no such number."""

    message = "Sổ đăng ký không có lần nhập “{0}”."
    status = 404


class FileNotKeptError(LibraryError):
    """The strong-room has no file with this checksum."""

    message = "Kho lưu trữ không có tệp {0}."
    status = 404


class UnknownLanguageError(LibraryError):
    """Pages cannot be read in this language."""

    message = "Không đọc được ngôn ngữ “{0}”. Hãy chọn trong: {1}."
    status = 400


class EmptyDeliveryError(LibraryError):
    """There is nothing in what was handed in."""

    message = "“{0}” không có gì để nhập. Hãy kiểm tra lại tệp hoặc thư mục."
    status = 400


class UnreadableDeliveryError(LibraryError):
    """The path handed in cannot be opened."""

    message = "Không mở được “{0}”. Hãy kiểm tra đường dẫn và quyền đọc."
    status = 400


class ChangingDeliveryError(LibraryError):
    """Somebody wrote to the file while it was taken in: half of it may be old, half new."""

    message = "“{0}” đang được ghi thêm trong lúc nhận. Hãy đợi chép xong rồi nộp lại."
    status = 409


class DiskNearlyFullError(LibraryError):
    """Taking this in would leave too little room to work."""

    message = "Đĩa gần đầy: còn {0} MB, cần ít nhất {1} MB. Hãy dọn đĩa rồi nộp lại."
    status = 507


class MayNotReadError(LibraryError):
    """The record may be known, its pages may not be read from here."""

    message = "Tài liệu “{0}” {1}."
    status = 403

    def __init__(self, title: str, because: str, item_id: str) -> None:
        super().__init__(title, because)
        self.item_id = item_id


class BookTooThickError(LibraryError):
    """More pages are asked for than can be bound to one PDF."""

    message = "Mỗi tệp PDF có nhiều nhất {0} trang. Hãy chọn từng phần để tải."
    status = 400


class WrongPasswordError(LibraryError):
    """No active account has this name and password."""

    message = "Tên hoặc mật khẩu không đúng. Hãy kiểm tra bộ gõ và phím Caps Lock rồi thử lại."
    status = 400


class AccountLockedError(LibraryError):
    """Too many wrong answers from this side."""

    message = (
        "Đăng nhập tạm khoá vì sai nhiều lần. Hãy thử lại sau {0} phút, "
        "hoặc dùng trình duyệt bạn vẫn thường đăng nhập."
    )
    status = 429


class PortTakenError(LibraryError):
    """The site cannot listen there: another program does, or it is not allowed."""

    message = (
        "Không mở được cổng {1} trên {0}: có chương trình khác đang dùng, hoặc không được phép. "
        "Hãy chọn cổng khác: --port SỐ"
    )


class PermissionDeniedError(LibraryError):
    """The person is known, and may not do this."""

    message = "Tài khoản của bạn không có quyền làm việc này."
    status = 403


class StaffNameTakenError(LibraryError):
    """A staff account of this name exists."""

    message = "Đã có tài khoản “{0}”. Hãy chọn tên khác."
    status = 409


class WeakPasswordError(LibraryError):
    """A password is too short to protect anything."""

    message = "Mật khẩu phải có ít nhất {0} ký tự."
    status = 400


class TooManyRequestsError(LibraryError):
    """Readers asked for so much already that asking means nothing any more."""

    message = "Lúc này đã có nhiều bạn đọc xin đọc sớm. Xin trở lại sau một giờ."
    status = 429


class WorkshopRestsError(LibraryError):
    """Nothing can be worked on because somebody let the workshop rest."""

    message = "Xưởng đang tạm dừng. Muốn làm tiếp, hãy chạy: diachi ingest resume"
    status = 409


class WrongStateError(LibraryError):
    """The thing is not in a state in which this can be done to it."""

    message = "Không thể {0}: {1}."
    status = 409


class BadRecordError(LibraryError):
    """A record handed in for the catalogue lacks what it must have."""

    message = "Dòng {0}: {1}"
    status = 400


class FourEyesError(LibraryError):
    """Nobody opens alone what two people must have seen."""

    message = "Sưu tập này cần hai người: người công bố phải khác người gửi duyệt ({0})."
    status = 409


class OfficeMissingError(LibraryError):
    """LibreOffice is not installed, without which nothing is converted."""

    message = "Máy chủ chưa có LibreOffice. Hãy cài {0} rồi thử lại."
    status = 503


class OfficeTooSlowError(LibraryError):
    """LibreOffice took longer than it may."""

    message = "Chuyển đổi “{0}” quá {1} giây nên đã dừng. Hãy thử lại sau ít phút."
    status = 503


class OfficeFailedError(LibraryError):
    """LibreOffice made nothing of a paper."""

    message = "LibreOffice không chuyển đổi được “{0}”. Hãy tải bản DOCX."
    status = 500
