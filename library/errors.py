"""Base class of expected errors, and the general ones, with messages for users."""

_UNNAMED = "problem"


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


def problem(
    message: str, *, base: type[LibraryError] = LibraryError, **fields: str | int
) -> type[LibraryError]:
    """Return a kind of expected error; `fields` are `order`, `status` and so on of LibraryError."""
    return type(_UNNAMED, (base,), {"message": message, **fields})


def name_problems(module: dict[str, object]) -> None:
    """Name the rows among the globals of a module, as pickling and tracebacks require.

    The call follows the last row.
    """
    for name, value in module.items():
        if isinstance(value, type) and value.__name__ == _UNNAMED:
            value.__module__ = str(module["__name__"])
            value.__name__ = value.__qualname__ = name


SettingsFileOpenError = problem(
    "Tệp thiết lập {0} có mật khẩu hoặc khóa ({1}) mà tài khoản nào trên máy cũng đọc được. "
    "Hãy chạy bằng tài khoản root: {2}"
)
# The host of the request is not repeated in the answer.
ForeignHostError = problem(
    "Tên miền này không phải của thư viện. Hãy mở đúng địa chỉ của thư viện; nếu đây là địa "
    "chỉ mới, người quản trị máy chủ thêm nó vào thiết lập DIACHI_HOSTS.",
    status=400,
)
# An address of the site is needed, but the name of this request cannot be trusted.
HostsNotSetError = problem(
    "Chưa biết tên miền của thư viện. Người quản trị máy chủ ghi các tên mà máy tính dùng để "
    "mở trang này vào thiết lập DIACHI_HOSTS rồi khởi động lại trang web.",
    status=400,
)
SettingError = problem("Biến {0} có giá trị không dùng được: “{1}”. {2}")
SettingRemovedError = problem("Biến {0} không còn dùng; hãy ghi {1}.", base=SettingError)
DatabaseNotReadyError = problem(
    "Cơ sở dữ liệu chưa sẵn sàng.", order="Hãy chạy: diachi init", status=503
)
DatabaseOlderError = problem(
    "Cơ sở dữ liệu (lược đồ {0}) cũ hơn phần mềm này (lược đồ {1}).",
    base=DatabaseNotReadyError,
    order="Hãy dừng các dịch vụ (systemctl stop diachi-web diachi-watch) rồi chạy: diachi upgrade",
)
DatabaseTooOldError = problem(
    "Cơ sở dữ liệu (lược đồ {0}) là của bản trước 0.2.0, bản phần mềm này không nâng cấp "
    "thẳng được.",
    base=DatabaseNotReadyError,
    order="Hãy nâng cấp lên bản trung gian e208aa85 trước (git checkout e208aa85, make install, "
    "diachi upgrade), rồi cài lại bản này và chạy: diachi upgrade",
)
InstallationMovedError = problem(
    "Thư viện ở đây {0} sang nơi ghi trong tệp thiết lập {1}.",
    base=DatabaseNotReadyError,
    order="Hãy chạy các dịch vụ với tệp ấy. Muốn về đây: diachi move --to TỆP-THIẾT-LẬP-CŨ; "
    "bỏ lần chuyển dở: diachi move --cancel",
)
DatabaseNewerError = problem(
    "Cơ sở dữ liệu (lược đồ {0}) mới hơn phần mềm này (lược đồ {1}), nên không mở, để không "
    "làm hỏng.",
    base=DatabaseNotReadyError,
    order="Hãy cài lại bản phần mềm mới hơn, hoặc về bản sao trước khi nâng cấp: diachi downgrade",
)
# The database compares texts by the rules of a language, not by code point.
DatabaseCollationError = problem(
    "Cơ sở dữ liệu “{0}” phải ghi chữ bằng UTF8 và so chữ theo mã của chữ. "
    "Hãy tạo lại nó với ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0 "
    "(docs/operate/cai-dat.md, mục PostgreSQL).",
    status=503,
)
DatabaseFailedError = problem(
    "Cơ sở dữ liệu không đọc hoặc không ghi được ({0}).",
    order="Hãy chạy diachi doctor để xem đĩa và quyền ghi, rồi chạy lại.",
    status=503,
)
IndexNotWrittenError = problem(
    "Không ghi được chỉ mục tìm kiếm ({0}).",
    order="Hãy chạy diachi doctor để xem đĩa và quyền ghi; bộ xử lý sẽ tự làm lại khi ghi được.",
    status=503,
)
# Readers are answered; the cluster takes changes again by itself below its high watermark.
ClusterDiskFullError = problem(
    "Cụm OpenSearch chặn ghi vì đĩa của một nút gần đầy. Vẫn tìm được; thay đổi đang chờ lập chỉ "
    "mục không mất.",
    base=IndexNotWrittenError,
    order="Hãy dọn hoặc thêm đĩa cho nút ấy (xem _cat/allocation); đĩa dưới 90 % thì cụm tự bỏ "
    "chặn và bộ xử lý tự làm tiếp.",
)
# The engine failed on a query although its files are sound.
SearchFailedError = problem(
    "Máy tìm kiếm không trả lời được câu này. Hãy viết ngắn hơn, bớt dấu * và ?, rồi tìm lại.",
    status=503,
)
IndexDamagedError = problem(
    "Chỉ mục tìm kiếm bị hỏng; bộ xử lý sẽ tự làm lại trong ít phút.",
    order="Nếu vẫn thấy lời này, hãy chạy: diachi index rebuild",
    status=503,
)
OneProcessDatabaseError = problem(
    "SQLite chỉ dành cho một tiến trình: hãy dùng diachi serve, hoặc PostgreSQL."
)
SecretKeyMissingError = problem(
    "Không có tệp {0}, khóa của trang web. Hãy lấy lại từ bản sao lưu, hay chép secret_key của máy "
    "đầu tiên vào đó (mọi máy cùng một tệp).",
    status=503,
)
SecretKeyLostError = problem(
    "Mất tệp {0}: xác nhận hai bước của {1} niêm bằng khóa trong tệp ấy. Hãy lấy lại tệp từ bản "
    "sao lưu. Không còn bản nào: chạy diachi staff unpair với tên từng người, rồi khởi động lại "
    "trang web; nó tạo khóa mới và mọi người đăng nhập lại.",
    status=503,
)
ScaleNotInstalledError = problem("Phần cài thêm cho nhiều máy chưa được cài. Hãy chạy: make scale")
MeaningNotInstalledError = problem(
    "Chưa cài phần tìm theo nghĩa. Hãy chạy: pip install diachi[meaning]"
)
MeaningNotBuiltError = problem("Chưa chuẩn bị việc tìm theo nghĩa. Hãy chạy: diachi meaning build")
MeaningFailedError = problem(
    "Tìm theo nghĩa đang hỏng, chỉ còn tìm theo chữ. Hãy chạy: diachi meaning build"
)
IndexNotAnsweringError = problem(
    "Máy tìm kiếm OpenSearch không trả lời đủ ({0}); tạm tra được theo nhan đề.",
    base=IndexDamagedError,
    order="Hãy xem cụm OpenSearch; thay đổi đang chờ lập chỉ mục không mất.",
)
# The program that asks would take the other parts for the whole.
PartialResultsError = problem(
    "Một phần chỉ mục đang không trả lời, nên danh sách có thể thiếu. Hãy hỏi lại sau.", status=503
)
NewerIndexError = problem(
    "Chỉ mục chung đã thuộc bản {0}, mới hơn bản {1} của máy này. "
    "Hãy cập nhật máy này; các máy đã cập nhật vẫn lập chỉ mục.",
    status=503,
)
SecondReaderNotInstalledError = problem(
    "Chưa cài máy đọc thứ hai. Hãy chạy: make second-reader "
    "(hoặc bỏ DIACHI_SECOND_READER khỏi cấu hình)"
)
SecondReaderChangedError = problem(
    "Tệp {0} của máy đọc thứ hai không đúng bản đã thử (sai mã kiểm), nên không dùng. "
    "Hãy chạy: make second-reader"
)
BadProfileError = problem("Hồ sơ sưu tập {0}/profile.toml có lỗi: {1}")
ProfileChangedError = problem(
    "Hồ sơ sưu tập {0} vừa được sửa ở nơi khác, nên chưa lưu. Hãy xem lại rồi lưu.", status=409
)
ProfileNotWrittenError = problem("Không ghi được vào thư mục {0}.", status=503)
ProfileVersionNotFoundError = problem("Sưu tập {1} không có bản hồ sơ số {0}.", status=404)
CollectionInUseError = problem(
    "Sưu tập {0} còn {1} biểu ghi và lần nhập nên không gỡ được.", status=409
)
CollectionTakenError = problem("Đã có sưu tập “{0}”. Hãy chọn mã khác.", status=409)
CollectionNotFoundError = problem("Không có sưu tập “{0}”. Các sưu tập hiện có: {1}.", status=404)
# No item that this person may see has the identifier.
ItemNotFoundError = problem("Không tìm thấy tài liệu “{0}”.", status=404)


class ItemWithdrawnError(LibraryError):
    """An item was withdrawn from its readers; its address stays known."""

    message = "Tài liệu “{1}” đã được gỡ."
    status = 410

    def __init__(self, item_id: str, title: str) -> None:
        super().__init__(item_id, title)
        self.item_id = item_id


PartOfItselfError = problem(
    "Một tài liệu không thể là phần của chính nó, hay của phần của nó.", status=400
)
PageNotFoundError = problem("Tài liệu này không có trang {0}.", status=404)
AccessionNotFoundError = problem("Sổ đăng ký không có lần nhập “{0}”.", status=404)
FileNotKeptError = problem("Kho lưu trữ không có tệp {0}.", status=404)
FilesUnreachableError = problem(
    "Kho tệp của thư viện tạm thời không trả lời. Xin thử lại sau ít phút.",
    status=503,
    retry_after=60,
)
FilesRefusedError = problem(
    "Kho tệp của thư viện không nhận khóa truy cập hoặc không có thùng (bucket) đã đặt.",
    base=FilesUnreachableError,
    order="Hãy báo người quản trị chạy diachi doctor, rồi thử lại.",
)
UnknownLanguageError = problem("Không đọc được ngôn ngữ “{0}”. Hãy chọn trong: {1}.", status=400)
EmptyDeliveryError = problem(
    "“{0}” không có gì để nhập. Hãy kiểm tra lại tệp hoặc thư mục.", status=400
)
UnreadableDeliveryError = problem(
    "Không mở được “{0}”. Hãy kiểm tra đường dẫn và quyền đọc.", status=400
)
ChangingDeliveryError = problem(
    "“{0}” đang được ghi thêm trong lúc nhận. Hãy đợi chép xong rồi nộp lại.", status=409
)
DiskNearlyFullError = problem(
    "Đĩa gần đầy: còn {0} MB, cần ít nhất {1} MB. Hãy dọn đĩa rồi nộp lại.", status=507
)


class MayNotReadError(LibraryError):
    """The record is visible, but its pages may not be read from here."""

    message = "Tài liệu “{0}” {1}."
    status = 403

    def __init__(self, title: str, because: str, item_id: str) -> None:
        super().__init__(title, because)
        self.item_id = item_id


TooManyPagesError = problem(
    "Mỗi tệp PDF có nhiều nhất {0} trang. Hãy chọn từng phần để tải.", status=400
)
WrongPasswordError = problem(
    "Tên hoặc mật khẩu không đúng. Hãy kiểm tra bộ gõ và phím Caps Lock rồi thử lại.", status=400
)
AccountLockedError = problem(
    "Đăng nhập tạm khóa vì sai nhiều lần. Hãy thử lại sau {0} phút, "
    "hoặc dùng trình duyệt bạn vẫn thường đăng nhập.",
    status=429,
)
PortTakenError = problem(
    "Không mở được cổng {1} trên {0}: có chương trình khác đang dùng, hoặc không được phép. "
    "Hãy chọn cổng khác: --port SỐ"
)
PermissionDeniedError = problem("Tài khoản của bạn không có quyền làm việc này.", status=403)
SessionEndedError = problem(
    "Phiên làm việc đã hết nên chưa lưu được. Hãy đăng nhập ở một thẻ khác của trình duyệt, "
    "rồi trở lại trang này.",
    status=403,
    shows_form=True,
)
FormExpiredError = problem(
    "Biểu mẫu mở từ một phiên trước nên máy chủ chưa nhận.", status=400, shows_form=True
)
FieldsClashError = problem(
    "Chưa lưu: người khác vừa sửa cùng ô với bạn. Hãy so ba bản dưới đây rồi lưu lại.", status=409
)
# The form was opened again with unsaved values.
FormReopenedError = problem("Chưa lưu gì: đây là những gì bạn đã gõ.", status=200)
StaffNameTakenError = problem("Đã có tài khoản “{0}”. Hãy chọn tên khác.", status=409)
WeakPasswordError = problem("Mật khẩu phải có ít nhất {0} ký tự.", status=400)
TooManyRequestsError = problem(
    "Lúc này đã có nhiều bạn đọc xin đọc sớm. Xin trở lại sau một giờ.", status=429
)
PipelinePausedError = problem(
    "Xưởng đang tạm dừng. Muốn làm tiếp, bấm “Cho cả xưởng làm tiếp” ở trang Xưởng số hóa.",
    status=409,
)
WrongStateError = problem("Không thể {0}: {1}.", status=409)
NothingToReadError = problem(
    "Chưa gửi duyệt, công bố được “{0}”: chưa có trang nào đọc được. Hãy thêm bản quét, tệp "
    "hay ảnh; hoặc ghi bản giấy (ký hiệu xếp giá, nơi giữ) để công bố như một mục trong "
    "mục lục.",
    status=409,
)
# An imported record lacks required data.
BadRecordError = problem("Dòng {0}: {1}", status=400)
FourEyesError = problem(
    "Sưu tập này cần hai người: người công bố phải khác người gửi duyệt ({0}).", status=409
)
NotYoursError = problem(
    "“{0}” do người khác lập hay xóa; hãy nhờ người ấy hoặc cán bộ duyệt.", status=403
)
OpeningChangedError = problem(
    "Điều chờ duyệt đã đổi từ lúc bạn mở trang. Hãy xem lại rồi duyệt.", status=409
)
OwnOpeningError = problem(
    "Bạn là người đề nghị sửa tài liệu này; cần một người khác duyệt.", status=409
)
OfficeMissingError = problem("Máy chủ chưa có LibreOffice. Hãy cài {0} rồi thử lại.", status=503)
OfficeTooSlowError = problem(
    "Chuyển đổi “{0}” quá {1} giây nên đã dừng. Hãy thử lại sau ít phút.", status=503
)
OfficeFailedError = problem("LibreOffice không chuyển đổi được “{0}”. Hãy tải bản DOCX.")
CopyNumberTakenError = problem(
    "Số “{0}” đã có ở một bản của “{1}”. Mỗi bản giấy có số đăng ký, mã vạch riêng; "
    "hãy so lại rồi ghi số khác.",
    status=409,
)

name_problems(globals())
