"""Base class of expected errors, and the general ones, with messages for users."""


class LibraryError(Exception):
    """Base of every expected error; `message` is shown to users, in Vietnamese."""

    message = "Có lỗi xảy ra."
    order = ""
    """Remedy for staff to apply; readers are not shown it."""
    status = 500
    retry_after: int | None = None
    """Seconds after which the same request may succeed; None if waiting does not help."""

    shows_form = False
    """True if the form that could not be sent comes back in the answer, to be sent again."""

    def __str__(self) -> str:
        return f"{self.reason} {self.order}".strip()

    @property
    def reason(self) -> str:
        """The message without the order to staff."""
        return self.message.format(*self.args)


class SettingsFileOpenError(LibraryError):
    """Every account of the machine may read a settings file that holds secrets."""

    message = (
        "Tệp thiết lập {0} có mật khẩu hoặc khóa ({1}) mà tài khoản nào trên máy cũng đọc được. "
        "Hãy chạy bằng tài khoản root: {2}"
    )


class ForeignHostError(LibraryError):
    """The request names a host that is none of the library's; it is not repeated in the answer."""

    message = (
        "Tên miền này không phải của thư viện. Hãy mở đúng địa chỉ của thư viện; nếu đây là địa "
        "chỉ mới, người quản trị máy chủ thêm nó vào thiết lập DIACHI_HOSTS."
    )
    status = 400


class HostsNotSetError(LibraryError):
    """An address of the site is needed, but the name of this request cannot be trusted."""

    message = (
        "Chưa biết tên miền của thư viện. Người quản trị máy chủ ghi các tên mà máy tính dùng để "
        "mở trang này vào thiết lập DIACHI_HOSTS rồi khởi động lại trang web."
    )
    status = 400


class SettingError(LibraryError):
    """A DIACHI_* variable has an invalid value."""

    message = "Biến {0} có giá trị không dùng được: “{1}”. {2}"


class DatabaseNotReadyError(LibraryError):
    """The database is missing."""

    message, order = "Cơ sở dữ liệu chưa sẵn sàng.", "Hãy chạy: diachi init"
    status = 503


class DatabaseOlderError(DatabaseNotReadyError):
    """The database belongs to an older version of the code."""

    message = "Cơ sở dữ liệu (lược đồ {0}) cũ hơn phần mềm này (lược đồ {1})."
    order = "Hãy dừng các dịch vụ (systemctl stop diachi-web diachi-watch) rồi chạy: diachi upgrade"


class DatabaseTooOldError(DatabaseNotReadyError):
    """The database is older than the oldest version that the code can upgrade."""

    message = (
        "Cơ sở dữ liệu (lược đồ {0}) là của bản trước 0.2.0, bản phần mềm này không nâng cấp "
        "thẳng được."
    )
    order = (
        "Hãy nâng cấp lên bản trung gian e208aa85 trước (git checkout e208aa85, make install, "
        "diachi upgrade), rồi cài lại bản này và chạy: diachi upgrade"
    )


class InstallationMovedError(DatabaseNotReadyError):
    """The installation was moved to another place, or is being moved."""

    message = "Thư viện ở đây {0} sang nơi ghi trong tệp thiết lập {1}."
    order = (
        "Hãy chạy các dịch vụ với tệp ấy. Muốn về đây: diachi move --to TỆP-THIẾT-LẬP-CŨ; "
        "bỏ lần chuyển dở: diachi move --cancel"
    )


class DatabaseNewerError(DatabaseNotReadyError):
    """The database belongs to a newer version of the code."""

    message = (
        "Cơ sở dữ liệu (lược đồ {0}) mới hơn phần mềm này (lược đồ {1}), nên không mở, để không "
        "làm hỏng."
    )
    order = "Hãy cài lại bản phần mềm mới hơn, hoặc về bản sao trước khi nâng cấp: diachi downgrade"


class DatabaseCollationError(LibraryError):
    """A PostgreSQL database compares texts by the rules of a language, not by code point."""

    message = (
        "Cơ sở dữ liệu “{0}” phải ghi chữ bằng UTF8 và so chữ theo mã của chữ. "
        "Hãy tạo lại nó với ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0 "
        "(docs/operate/cai-dat.md, mục PostgreSQL)."
    )
    status = 503


class DatabaseFailedError(LibraryError):
    """The database did not answer, or could not write."""

    message = "Cơ sở dữ liệu không đọc hoặc không ghi được ({0})."
    order = "Hãy chạy diachi doctor để xem đĩa và quyền ghi, rồi chạy lại."
    status = 503


class IndexNotWrittenError(LibraryError):
    """The index could not be written: the disk is full, read-only or failing."""

    message = "Không ghi được chỉ mục tìm kiếm ({0})."
    order = "Hãy chạy diachi doctor để xem đĩa và quyền ghi; bộ xử lý sẽ tự làm lại khi ghi được."
    status = 503


class SearchFailedError(LibraryError):
    """The search engine failed on a query although its files are sound."""

    message = (
        "Máy tìm kiếm không trả lời được câu này. Hãy viết ngắn hơn, bớt dấu * và ?, rồi tìm lại."
    )
    status = 503


class IndexDamagedError(LibraryError):
    """The files of the index cannot be opened; they can be rebuilt."""

    message = "Chỉ mục tìm kiếm bị hỏng; bộ xử lý sẽ tự làm lại trong ít phút."
    order = "Nếu vẫn thấy lời này, hãy chạy: diachi index rebuild"
    status = 503


class OneProcessDatabaseError(LibraryError):
    """Several processes of the site would share a SQLite file."""

    message = "SQLite chỉ dành cho một tiến trình: hãy dùng diachi serve, hoặc PostgreSQL."


class SecretKeyMissingError(LibraryError):
    """The file of the common key does not exist."""

    message = (
        "Không có tệp {0}. Hãy chép secret_key của máy đầu tiên vào đó (mọi máy cùng một tệp)."
    )


class ScaleNotInstalledError(LibraryError):
    """A setting needs the extra for several machines."""

    message = "Phần cài thêm cho nhiều máy chưa được cài. Hãy chạy: make scale"


class MeaningNotInstalledError(LibraryError):
    """The libraries of the extra `meaning` are missing, or are of an unknown edition."""

    message = "Chưa cài phần tìm theo nghĩa. Hãy chạy: pip install diachi[meaning]"


class MeaningNotBuiltError(LibraryError):
    """The passages were never encoded by the installed model."""

    message = "Chưa chuẩn bị việc tìm theo nghĩa. Hãy chạy: diachi meaning build"


class MeaningFailedError(LibraryError):
    """The model or the file of vectors failed; searches go on without them."""

    message = "Tìm theo nghĩa đang hỏng, chỉ còn tìm theo chữ. Hãy chạy: diachi meaning build"


class IndexNotAnsweringError(IndexDamagedError):
    """The search engine on other machines does not answer, or answers only for a part."""

    message = "Máy tìm kiếm OpenSearch không trả lời đủ ({0}); tạm tra được theo nhan đề."
    order = "Hãy xem cụm OpenSearch; thay đổi đang chờ lập chỉ mục không mất."


class PartialResultsError(LibraryError):
    """A part of the index does not answer, and the asking program would take the rest for all."""

    message = "Một phần chỉ mục đang không trả lời, nên danh sách có thể thiếu. Hãy hỏi lại sau."
    status = 503


class NewerIndexError(LibraryError):
    """The index that machines share was made by a newer version than this machine has."""

    message = (
        "Chỉ mục chung đã thuộc bản {0}, mới hơn bản {1} của máy này. "
        "Hãy cập nhật máy này; các máy đã cập nhật vẫn lập chỉ mục."
    )
    status = 503


class SecondReaderNotInstalledError(LibraryError):
    """The extra `second-reader` is not installed."""

    message = (
        "Chưa cài máy đọc thứ hai. Hãy chạy: make second-reader "
        "(hoặc bỏ DIACHI_SECOND_READER khỏi cấu hình)"
    )


class SecondReaderChangedError(LibraryError):
    """The installed model is not the one whose readings were measured."""

    message = (
        "Tệp {0} của máy đọc thứ hai không đúng bản đã thử (sai mã kiểm), nên không dùng. "
        "Hãy chạy: make second-reader"
    )


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
    """A collection with this slug exists."""

    message = "Đã có sưu tập “{0}”. Hãy chọn mã khác."
    status = 409


class CollectionNotFoundError(LibraryError):
    """No collection has this slug."""

    message = "Không có sưu tập “{0}”. Các sưu tập hiện có: {1}."
    status = 404


class ItemNotFoundError(LibraryError):
    """No visible item has this identifier."""

    message = "Không tìm thấy tài liệu “{0}”."
    status = 404


class ItemWithdrawnError(LibraryError):
    """An item was withdrawn from its readers; its address stays known."""

    message = "Tài liệu “{1}” đã được gỡ."
    status = 410

    def __init__(self, item_id: str, title: str) -> None:
        super().__init__(item_id, title)
        self.item_id = item_id


class PartOfItselfError(LibraryError):
    """An item would be part of itself, directly or indirectly."""

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
    """The store has no file with this checksum."""

    message = "Kho lưu trữ không có tệp {0}."
    status = 404


class FilesUnreachableError(LibraryError):
    """The object store of the files does not answer; nothing is lost."""

    message = "Kho tệp của thư viện tạm thời không trả lời. Xin thử lại sau ít phút."
    status = 503
    retry_after = 60


class FilesRefusedError(FilesUnreachableError):
    """The object store refuses the keys of the settings, or has no such bucket."""

    message = "Kho tệp của thư viện không nhận khóa truy cập hoặc không có thùng (bucket) đã đặt."
    order = "Hãy báo người quản trị chạy diachi doctor, rồi thử lại."


class UnknownLanguageError(LibraryError):
    """The language is not supported for OCR."""

    message = "Không đọc được ngôn ngữ “{0}”. Hãy chọn trong: {1}."
    status = 400


class EmptyDeliveryError(LibraryError):
    """The delivery contains nothing."""

    message = "“{0}” không có gì để nhập. Hãy kiểm tra lại tệp hoặc thư mục."
    status = 400


class UnreadableDeliveryError(LibraryError):
    """The path of the delivery cannot be opened."""

    message = "Không mở được “{0}”. Hãy kiểm tra đường dẫn và quyền đọc."
    status = 400


class ChangingDeliveryError(LibraryError):
    """The file changed during intake: half of it may be old, half new."""

    message = "“{0}” đang được ghi thêm trong lúc nhận. Hãy đợi chép xong rồi nộp lại."
    status = 409


class DiskNearlyFullError(LibraryError):
    """Accepting this delivery would leave too little disk space."""

    message = "Đĩa gần đầy: còn {0} MB, cần ít nhất {1} MB. Hãy dọn đĩa rồi nộp lại."
    status = 507


class MayNotReadError(LibraryError):
    """The record is visible, but its pages may not be read from here."""

    message = "Tài liệu “{0}” {1}."
    status = 403

    def __init__(self, title: str, because: str, item_id: str) -> None:
        super().__init__(title, because)
        self.item_id = item_id


class TooManyPagesError(LibraryError):
    """More pages are requested than one PDF may have."""

    message = "Mỗi tệp PDF có nhiều nhất {0} trang. Hãy chọn từng phần để tải."
    status = 400


class WrongPasswordError(LibraryError):
    """No active account has this name and password."""

    message = "Tên hoặc mật khẩu không đúng. Hãy kiểm tra bộ gõ và phím Caps Lock rồi thử lại."
    status = 400


class AccountLockedError(LibraryError):
    """Too many failed sign-in attempts."""

    message = (
        "Đăng nhập tạm khóa vì sai nhiều lần. Hãy thử lại sau {0} phút, "
        "hoặc dùng trình duyệt bạn vẫn thường đăng nhập."
    )
    status = 429


class PortTakenError(LibraryError):
    """The port cannot be opened: it is in use or not allowed."""

    message = (
        "Không mở được cổng {1} trên {0}: có chương trình khác đang dùng, hoặc không được phép. "
        "Hãy chọn cổng khác: --port SỐ"
    )


class PermissionDeniedError(LibraryError):
    """The user is signed in but may not do this."""

    message = "Tài khoản của bạn không có quyền làm việc này."
    status = 403


class SessionEndedError(LibraryError):
    """The form was sent after the session had ended, and could not be stored."""

    message = (
        "Phiên làm việc đã hết nên chưa lưu được. Hãy đăng nhập ở một thẻ khác của trình duyệt, "
        "rồi trở lại trang này."
    )
    status = 403
    shows_form = True


class FormExpiredError(LibraryError):
    """The form belongs to an earlier session of the same browser."""

    message = "Biểu mẫu mở từ một phiên trước nên máy chủ chưa nhận."
    status = 400
    shows_form = True


class FieldsClashError(LibraryError):
    """Somebody else changed the same fields after the form was opened."""

    message = "Chưa lưu: người khác vừa sửa cùng ô với bạn. Hãy so ba bản dưới đây rồi lưu lại."
    status = 409


class FormReopenedError(LibraryError):
    """The form was opened again with unsaved values; there is nothing to save yet."""

    message = "Chưa lưu gì: đây là những gì bạn đã gõ."
    status = 200


class StaffNameTakenError(LibraryError):
    """A staff account of this name exists."""

    message = "Đã có tài khoản “{0}”. Hãy chọn tên khác."
    status = 409


class WeakPasswordError(LibraryError):
    """The password is too short."""

    message = "Mật khẩu phải có ít nhất {0} ký tự."
    status = 400


class TooManyRequestsError(LibraryError):
    """Readers made too many requests in the last hour."""

    message = "Lúc này đã có nhiều bạn đọc xin đọc sớm. Xin trở lại sau một giờ."
    status = 429


class PipelinePausedError(LibraryError):
    """The pipeline is paused by staff."""

    message = "Xưởng đang tạm dừng. Muốn làm tiếp, hãy chạy: diachi ingest resume"
    status = 409


class WrongStateError(LibraryError):
    """The action is not possible in the present state."""

    message = "Không thể {0}: {1}."
    status = 409


class NothingToReadError(LibraryError):
    """An item has neither a readable page nor a physical copy that readers could ask for."""

    message = (
        "Chưa gửi duyệt, công bố được “{0}”: chưa có trang nào đọc được. Hãy thêm bản quét, tệp "
        "hay ảnh; hoặc ghi bản giấy (ký hiệu xếp giá, nơi giữ) để công bố như một mục trong "
        "mục lục."
    )
    status = 409


class BadRecordError(LibraryError):
    """An imported record lacks required data."""

    message = "Dòng {0}: {1}"
    status = 400


class FourEyesError(LibraryError):
    """Two different people must review and publish (four-eyes principle)."""

    message = "Sưu tập này cần hai người: người công bố phải khác người gửi duyệt ({0})."
    status = 409


class NotYourDraftError(LibraryError):
    """A draft may be deleted by its maker and by reviewers."""

    message = "“{0}” do người khác lập; hãy nhờ người ấy hoặc cán bộ duyệt xóa hay khôi phục."
    status = 403


class OpeningChangedError(LibraryError):
    """The openings of an item changed after the person had seen them."""

    message = "Điều chờ duyệt đã đổi từ lúc bạn mở trang. Hãy xem lại rồi duyệt."
    status = 409


class OwnOpeningError(LibraryError):
    """A person may not approve their own proposal to open an item."""

    message = "Bạn là người đề nghị mở tài liệu này; cần một người khác duyệt."
    status = 409


class OfficeMissingError(LibraryError):
    """LibreOffice is not installed, so nothing can be converted."""

    message = "Máy chủ chưa có LibreOffice. Hãy cài {0} rồi thử lại."
    status = 503


class OfficeTooSlowError(LibraryError):
    """LibreOffice exceeded its time limit."""

    message = "Chuyển đổi “{0}” quá {1} giây nên đã dừng. Hãy thử lại sau ít phút."
    status = 503


class OfficeFailedError(LibraryError):
    """LibreOffice could not convert a document."""

    message = "LibreOffice không chuyển đổi được “{0}”. Hãy tải bản DOCX."
    status = 500


class CopyNumberTakenError(LibraryError):
    """Two copies would have the same registration number or barcode."""

    message = (
        "Số “{0}” đã có ở một bản của “{1}”. Mỗi bản giấy có số đăng ký, mã vạch riêng; "
        "hãy so lại rồi ghi số khác."
    )
    status = 409
