"""Errors of deliveries and pages, with messages that name the remedy."""

from library.errors import LibraryError


class ProblemError(LibraryError):
    """Base class of errors in the submitted material; other deliveries continue."""

    status = 422


class UnknownKindError(ProblemError):
    """The content is of no supported type, regardless of the file name."""

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
    """The archive would fill the disk when unpacked."""

    message = (
        "Tệp nén “{0}” nở ra {1} MB khi giải nén, lớn bất thường. "
        "Hãy giải nén, kiểm tra rồi nộp từng phần."
    )


class TooManyFilesError(ProblemError):
    """The archive has more files than one delivery may have."""

    message = "Tệp nén “{0}” có {1} tệp, nhiều hơn mức cho phép ({2}). Hãy chia nhỏ rồi nộp lại."


class UnpackableArchiveError(ProblemError):
    """The archive is packed in an unsupported format."""

    message = (
        "Hệ thống chỉ mở được tệp nén ZIP thông thường, không mở được “{0}”. "
        "Hãy giải nén rồi nộp cả thư mục, hoặc nén lại bằng ZIP."
    )


class UnsafeArchiveError(ProblemError):
    """A file in the archive has a path outside the archive."""

    message = (
        "Tệp nén “{0}” có tệp trỏ ra ngoài thư mục nén (“{1}”), có thể là mã độc. "
        "Hãy kiểm tra rồi nén lại."
    )


class NestedArchiveError(ProblemError):
    """The archive contains another archive."""

    message = "“{0}” là tệp nén nằm trong một tệp nén khác. Hãy giải nén rồi nộp lại."


class NothingInArchiveError(ProblemError):
    """The archive contains no usable file."""

    message = "Tệp nén “{0}” không có ảnh hay tài liệu nào. Hãy kiểm tra lại tệp rồi nộp lại."


class TextTooLongError(ProblemError):
    """The text file is larger than any plausible text."""

    message = "Tệp văn bản “{0}” nặng {1} MB, quá lớn (tối đa {2}). Hãy chia nhỏ rồi nộp lại."


class NothingWrittenError(ProblemError):
    """The text or web page has no letters, only images or frames stored elsewhere."""

    message = (
        "Tệp “{0}” không có chữ nào; ảnh và khung của trang web nằm ở tệp khác. "
        "Hãy mở trang, in ra PDF rồi nộp tệp PDF."
    )


class NoPagesError(ProblemError):
    """The file is sound but has no pages."""

    message = "Tệp “{0}” không có trang nào. Hãy kiểm tra lại tệp rồi nộp lại."


class NothingReadableError(ProblemError):
    """No file of the delivery can be opened; the message is that of the first file."""

    message = "{0}"


class TooManyPagesError(ProblemError):
    """The file has more pages than one delivery may have."""

    message = "Tệp “{0}” có {1} trang, nhiều hơn mức cho phép ({2}). Hãy chia nhỏ rồi nộp lại."


class ImageTooLargeError(ProblemError):
    """The image has more pixels than can be processed safely."""

    message = (
        "Ảnh quá lớn: {0} × {1} điểm ảnh (tối đa {2} triệu, mỗi cạnh {3}). "
        "Hãy quét lại ở độ phân giải thấp hơn rồi nộp lại."
    )


class UnusualImageError(ProblemError):
    """The image has a format that the image libraries open but render wrongly."""

    message = (
        "Ảnh này lưu mỗi màu trên 8 bit theo cách ít dùng, hệ thống không hiện đúng được. "
        "Hãy lưu lại thành TIFF hoặc JPEG 8 bit mỗi màu rồi nộp lại."
    )


class ImageTooSmallError(ProblemError):
    """The image has too few pixels to show any content."""

    message = "Ảnh quá nhỏ: {0} × {1} điểm ảnh, không thể có chữ. Hãy quét lại rồi nộp lại."


class UnreadablePageError(ProblemError):
    """The page cannot be rendered although the file opens."""

    message = "Không mở được trang này vì dữ liệu bị hỏng. Hãy quét lại trang rồi nộp lại."


class DamagedMasterError(ProblemError):
    """The master no longer has the checksum recorded at receipt."""

    message = "Tệp gốc “{0}” trong kho đã bị hỏng sau khi nhận. Hãy khôi phục từ bản sao lưu."


class MissingLanguageError(LibraryError):
    """Tesseract lacks the data of a language of the collection."""

    message = "Tesseract thiếu dữ liệu ngôn ngữ: {0}. Hãy cài gói {1} rồi chạy: diachi ingest retry"


class MissingOfficeError(LibraryError):
    """LibreOffice, needed to open office documents, is not installed."""

    message = (
        "Máy chưa có LibreOffice để mở tệp văn phòng. Hãy cài {0} rồi chạy: diachi ingest retry"
    )


class DocumentTooSlowError(ProblemError):
    """Opening an office document exceeded the time limit."""

    message = "Mở tệp “{0}” quá {1} giây nên đã dừng. Hãy lưu lại thành PDF rồi nộp lại."


class PageTooSlowError(ProblemError):
    """Processing the page exceeded the time limit."""

    message = (
        "Xử lý quá {0} giây nên đã dừng. "
        "Hãy quét lại ở độ phân giải thấp hơn rồi nộp lại; máy yếu thì người quản trị có thể cho "
        "mỗi trang lâu hơn."
    )


class OutOfMemoryError(ProblemError):
    """The page needs more memory than a worker may use."""

    message = "Trang cần quá nhiều bộ nhớ. Hãy quét lại ở độ phân giải thấp hơn rồi nộp lại."


class WorkerCrashedError(ProblemError):
    """The worker process died while processing the page."""

    message = (
        "Chương trình xử lý dừng đột ngột ở đây; tệp có thể bị hỏng. "
        "Hãy lưu lại tệp bằng một chương trình khác rồi nộp lại."
    )


class RescanOfSeveralError(ProblemError):
    """The rescan contains several documents."""

    message = (
        "Gói này có nhiều tài liệu nên không dùng làm bản quét lại được. "
        "Hãy nộp ảnh, hoặc một tệp PDF, chỉ gồm những trang cần quét lại."
    )


class PageProblemError(ProblemError):
    """The page could not be opened when the delivery was split into pages."""

    message = "{0}"


class UnforeseenError(ProblemError):
    """An unexpected error occurred; the log has the details."""

    message = "Có lỗi chưa lường trước khi xử lý. Hãy gửi nhật ký cho người quản trị rồi thử lại."


class NoRoomToWorkError(LibraryError):
    """The disk is full or nearly full; processing stops until space is freed."""

    message = (
        "Đĩa gần đầy: còn {0} MB, cần ít nhất {1} MB. Hãy dọn đĩa. "
        "Xưởng tạm dừng ở đây và tự làm tiếp khi có chỗ; không trang nào bị mất hay bị coi là hỏng."
    )
    status = 507


class WorkersKeepDyingError(LibraryError):
    """All worker processes died repeatedly."""

    message = (
        "Các tiến trình xử lý liên tục bị dừng. Hãy kiểm tra bộ nhớ và đĩa (diachi doctor) rồi "
        "chạy lại; những gì đã xử lý không bị mất."
    )


class NobodyWorksError(LibraryError):
    """No machine takes tasks: their disks are full, or the files cannot be reached."""

    message = (
        "Chưa máy nào của xưởng nhận việc được: đĩa gần đầy, hoặc kho tệp không trả lời. "
        "Mỗi phút xưởng thử lại, không mất gì."
    )


class LeadLostError(LibraryError):
    """The connection that held the lead of the pipeline ended; another machine may lead now."""

    message = "Máy này không còn điều phối xưởng; máy khác có thể đã thay, không mất gì."


class MachineNameTakenError(LibraryError):
    """Another running machine has the same name in DIACHI_WORKSHOP."""

    message = "Một máy khác đang chạy với cùng tên “{0}”. Hãy đặt DIACHI_WORKSHOP khác nhau."


class LayoutTooLargeError(ProblemError):
    """A METS, ALTO or hOCR file is implausibly large."""

    message = "“{0}” quá lớn, không thể là tệp METS, ALTO hay hOCR đúng. Hãy xuất lại rồi nộp lại."


class MissingFromPackageError(ProblemError):
    """The METS file refers to an image that is not in the package."""

    message = "METS nhắc đến “{0}” nhưng trong gói không có. Hãy bổ sung tệp rồi nộp lại cả gói."


class NoImagesError(ProblemError):
    """The delivery has METS, ALTO or hOCR files but no images."""

    message = "“{0}” chỉ nói về các trang, không kèm ảnh nào. Hãy nộp cùng ảnh trong một thư mục."


class ExportFolderNotEmptyError(LibraryError):
    """The folder for an export already holds files."""

    message = "Thư mục “{0}” đã có tệp. Hãy chọn một thư mục mới hoặc trống."
