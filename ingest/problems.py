"""Names what can be wrong with a delivery or a page, and says what to do about it."""

from library.errors import LibraryError


class ProblemError(LibraryError):
    """Base of what is wrong with the thing handed in; the batch goes on."""

    status = 422


class UnknownKindError(ProblemError):
    """The content is of no kind the workshop can open, whatever the name says."""

    message = (
        "“{0}” không thuộc loại tệp mà hệ thống đọc được. "
        "Hãy lưu lại thành PDF, TIFF, JPEG hoặc PNG rồi nộp lại."
    )


class EmptyFileError(ProblemError):
    """The file has no bytes."""

    message = "Tệp “{0}” rỗng. Hãy chép lại tệp rồi nộp lại."


class BrokenFileError(ProblemError):
    """The file is damaged or incomplete."""

    message = "Tệp “{0}” bị hỏng hoặc chưa chép hết. Hãy quét hoặc chép lại rồi nộp lại."


class EncryptedFileError(ProblemError):
    """The file opens with a password only."""

    message = "Tệp “{0}” có mật khẩu. Hãy bỏ mật khẩu rồi nộp lại."


class ArchiveTooLargeError(ProblemError):
    """The archive would fill the disk when it is unpacked."""

    message = (
        "Tệp nén “{0}” nở ra {1} MB khi giải nén, lớn bất thường. "
        "Hãy giải nén, kiểm tra rồi nộp từng phần."
    )


class TooManyFilesError(ProblemError):
    """The archive has more files than one delivery may have."""

    message = "Tệp nén “{0}” có {1} tệp, nhiều hơn mức cho phép ({2}). Hãy chia nhỏ rồi nộp lại."


class UnpackableArchiveError(ProblemError):
    """The archive is packed in a way that cannot be undone here."""

    message = (
        "Hệ thống chỉ mở được tệp nén ZIP thông thường, không mở được “{0}”. "
        "Hãy giải nén rồi nộp cả thư mục, hoặc nén lại bằng ZIP."
    )


class UnsafeArchiveError(ProblemError):
    """A file in the archive wants to be written somewhere else."""

    message = (
        "Tệp nén “{0}” có tệp trỏ ra ngoài thư mục nén (“{1}”), có thể là mã độc. "
        "Hãy kiểm tra rồi nén lại."
    )


class NestedArchiveError(ProblemError):
    """An archive is in an archive."""

    message = "“{0}” là tệp nén nằm trong một tệp nén khác. Hãy giải nén rồi nộp lại."


class NothingInArchiveError(ProblemError):
    """No file in the archive is of any use."""

    message = "Tệp nén “{0}” không có ảnh hay tài liệu nào. Hãy kiểm tra lại tệp rồi nộp lại."


class TextTooLongError(ProblemError):
    """A text file is larger than any text is."""

    message = "Tệp văn bản “{0}” nặng {1} MB, quá lớn (tối đa {2}). Hãy chia nhỏ rồi nộp lại."


class NothingWrittenError(ProblemError):
    """A text or a web page has no letters, only images or frames that lie elsewhere."""

    message = (
        "Tệp “{0}” không có chữ nào; ảnh và khung của trang web nằm ở tệp khác. "
        "Hãy mở trang, in ra PDF rồi nộp tệp PDF."
    )


class NoPagesError(ProblemError):
    """The file is sound and has no page."""

    message = "Tệp “{0}” không có trang nào. Hãy kiểm tra lại tệp rồi nộp lại."


class NothingReadableError(ProblemError):
    """No file of a delivery opens; says what is wrong with the first."""

    message = "{0}"


class TooManyPagesError(ProblemError):
    """The file has more pages than one delivery may have."""

    message = "Tệp “{0}” có {1} trang, nhiều hơn mức cho phép ({2}). Hãy chia nhỏ rồi nộp lại."


class ImageTooLargeError(ProblemError):
    """The image has more pixels than can be worked on safely."""

    message = (
        "Ảnh quá lớn: {0} × {1} điểm ảnh (tối đa {2} triệu, mỗi cạnh {3}). "
        "Hãy quét lại ở độ phân giải thấp hơn rồi nộp lại."
    )


class UnusualImageError(ProblemError):
    """The image is stored in a way that the libraries here open and get wrong."""

    message = (
        "Ảnh này lưu mỗi màu trên 8 bit theo cách ít dùng, hệ thống không hiện đúng được. "
        "Hãy lưu lại thành TIFF hoặc JPEG 8 bit mỗi màu rồi nộp lại."
    )


class ImageTooSmallError(ProblemError):
    """The image has too few pixels for anything to be seen on it."""

    message = "Ảnh quá nhỏ: {0} × {1} điểm ảnh, không thể có chữ. Hãy quét lại rồi nộp lại."


class UnreadablePageError(ProblemError):
    """The page cannot be drawn although the file opens."""

    message = "Không mở được trang này vì dữ liệu bị hỏng. Hãy quét lại trang rồi nộp lại."


class DamagedMasterError(ProblemError):
    """A master no longer has the checksum under which it was received."""

    message = "Tệp gốc “{0}” trong kho đã bị hỏng sau khi nhận. Hãy khôi phục từ bản sao lưu."


class MissingLanguageError(LibraryError):
    """Tesseract lacks the data of a language the collection is read in."""

    message = "Tesseract thiếu dữ liệu ngôn ngữ: {0}. Hãy cài gói {1} rồi chạy: diachi ingest retry"


class MissingOfficeError(LibraryError):
    """LibreOffice is not installed, without which no office document opens."""

    message = (
        "Máy chưa có LibreOffice để mở tệp văn phòng. Hãy cài {0} rồi chạy: diachi ingest retry"
    )


class DocumentTooSlowError(ProblemError):
    """An office document took longer to open than it may."""

    message = "Mở tệp “{0}” quá {1} giây nên đã dừng. Hãy lưu lại thành PDF rồi nộp lại."


class PageTooSlowError(ProblemError):
    """The page took longer than a page may."""

    message = (
        "Xử lý quá {0} giây nên đã dừng. "
        "Hãy quét lại ở độ phân giải thấp hơn, hoặc tăng DIACHI_PAGE_SECONDS rồi chạy lại."
    )


class OutOfMemoryError(ProblemError):
    """The page needs more memory than a worker may take."""

    message = "Trang cần quá nhiều bộ nhớ. Hãy quét lại ở độ phân giải thấp hơn rồi nộp lại."


class WorkerCrashedError(ProblemError):
    """The process that worked on the page died."""

    message = (
        "Chương trình xử lý dừng đột ngột ở đây; tệp có thể bị hỏng. "
        "Hãy lưu lại tệp bằng một chương trình khác rồi nộp lại."
    )


class RescanOfSeveralError(ProblemError):
    """What was handed in as a rescan is several things."""

    message = (
        "Gói này có nhiều tài liệu nên không dùng làm bản quét lại được. "
        "Hãy nộp ảnh, hoặc một tệp PDF, chỉ gồm những trang cần quét lại."
    )


class PageProblemError(ProblemError):
    """The page could not be opened when the delivery was separated."""

    message = "{0}"


class UnforeseenError(ProblemError):
    """Something failed that nobody thought of; the log has the details."""

    message = "Có lỗi chưa lường trước khi xử lý. Hãy gửi nhật ký cho người quản trị rồi thử lại."


class NoRoomToWorkError(LibraryError):
    """The disk is full, or nearly so: nothing more can be made until there is room."""

    message = (
        "Đĩa gần đầy: còn {0} MB, cần ít nhất {1} MB. Hãy dọn đĩa. "
        "Xưởng tạm dừng ở đây và tự làm tiếp khi có chỗ; không trang nào bị mất hay bị coi là hỏng."
    )
    status = 507


class WorkersKeepDyingError(LibraryError):
    """Every process of the pool died, again and again."""

    message = (
        "Các tiến trình xử lý liên tục bị dừng. Hãy kiểm tra bộ nhớ và đĩa (diachi doctor) rồi "
        "chạy lại; những gì đã xử lý không bị mất."
    )


class LayoutTooLargeError(ProblemError):
    """A file that only speaks of pages is larger than such a file can sensibly be."""

    message = "“{0}” quá lớn, không thể là tệp METS, ALTO hay hOCR đúng. Hãy xuất lại rồi nộp lại."


class MissingFromPackageError(ProblemError):
    """METS names an image that is not in the package."""

    message = "METS nhắc đến “{0}” nhưng trong gói không có. Hãy bổ sung tệp rồi nộp lại cả gói."


class NoImagesError(ProblemError):
    """What was handed in speaks of pages, and none of them came along."""

    message = "“{0}” chỉ nói về các trang, không kèm ảnh nào. Hãy nộp cùng ảnh trong một thư mục."
