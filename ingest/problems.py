"""Errors of deliveries and pages, with messages that name the remedy."""

from library.errors import LibraryError, name_problems, problem


class ProblemError(LibraryError):
    """Base class of errors in the submitted material; other deliveries continue."""

    status = 422


# The sentence is that of library.accessions.refused_files.
UnknownKindError = problem("{0}", base=ProblemError)
PlaylistError = problem(
    "“{0}” là danh sách phát: nó chỉ ghi tên hay địa chỉ của tệp khác, không có tiếng hay hình. "
    "Hãy nộp chính những tệp âm thanh hay phim ấy.",
    base=ProblemError,
)
NoRecordingError = problem(
    "“{0}” mang tên tệp âm thanh hay phim nhưng nội dung không phải. "
    "Hãy nộp tệp ghi gốc, hoặc chuyển nó sang WAV, MP3 hay MP4 rồi nộp lại.",
    base=ProblemError,
)
BrokenRecordingError = problem(
    "Không mở được bản ghi “{0}”: tệp bị hỏng hoặc chưa chép hết. "
    "Hãy chép lại từ máy ghi, hoặc chuyển sang WAV, MP3 hay MP4 rồi nộp lại.",
    base=ProblemError,
)
SilentFileError = problem(
    "“{0}” không có tiếng cũng không có hình động (chỉ có {1}). "
    "Hãy nộp tệp ghi âm hay phim đi cùng nó.",
    base=ProblemError,
)
EmptyRecordingError = problem(
    "Bản ghi “{0}” dài 0 giây. Hãy kiểm tra máy ghi rồi chép lại.", base=ProblemError
)
TooManyTracksError = problem(
    "“{0}” có {1} rãnh, nhiều hơn mức cho phép ({2}). "
    "Hãy trộn thành ít rãnh rồi nộp lại; tệp gốc vẫn được giữ.",
    base=ProblemError,
)
FrameTooLargeError = problem(
    "Hình của phim “{0}” quá lớn: {1} × {2} điểm ảnh (tối đa {3} × {4}). "
    "Hãy xuất bản 4K hay nhỏ hơn rồi nộp lại; tệp gốc vẫn được giữ.",
    base=ProblemError,
)
RecordingTooLongError = problem(
    "Bản ghi “{0}” dài {1} giờ, quá mức cho phép ({2} giờ). Hãy cắt thành nhiều tệp rồi nộp lại.",
    base=ProblemError,
)
RecordingTooSlowError = problem(
    "Đọc bản ghi “{0}” quá {1} giây nên đã dừng. "
    "Hãy chuyển sang WAV, MP3 hay MP4 rồi nộp lại; máy bận thì bấm xử lý lại.",
    base=ProblemError,
)
RecordingTooHeavyError = problem(
    "Đọc bản ghi “{0}” cần hơn {1} MB bộ nhớ. "
    "Hãy xuất bản có khung hình nhỏ hơn, hoặc chuyển sang MP4, rồi nộp lại.",
    base=ProblemError,
)
MissingFfmpegError = problem(
    "Máy chưa có ffmpeg để đọc âm thanh và phim. Hãy cài {0} rồi chạy: diachi ingest retry"
)
# The delivery was paused while a long recording was encoded; what is done is kept.
LaidAsideError = problem("Đang tạm dừng; bản ghi được làm tiếp từ chỗ dở.")
EmptyFileError = problem("Tệp “{0}” rỗng. Hãy chép lại tệp rồi nộp lại.", base=ProblemError)
BrokenFileError = problem(
    "Tệp “{0}” bị hỏng hoặc chưa chép hết. Hãy quét hoặc chép lại rồi nộp lại.", base=ProblemError
)
EncryptedFileError = problem(
    "Tệp “{0}” có mật khẩu. Hãy bỏ mật khẩu rồi nộp lại.", base=ProblemError
)
ArchiveTooLargeError = problem(
    "Tệp nén “{0}” nở ra {1} MB khi giải nén, lớn bất thường. "
    "Hãy giải nén, kiểm tra rồi nộp từng phần.",
    base=ProblemError,
)
TooManyFilesError = problem(
    "Tệp nén “{0}” có {1} tệp, nhiều hơn mức cho phép ({2}). Hãy chia nhỏ rồi nộp lại.",
    base=ProblemError,
)
UnpackableArchiveError = problem(
    "Tệp nén “{0}” nén theo cách ít dùng hay có liên kết cứng, hệ thống không mở được. "
    "Hãy giải nén rồi nộp cả thư mục, hoặc nén lại bằng ZIP thông thường.",
    base=ProblemError,
)
UnsafeArchiveError = problem(
    "Tệp nén “{0}” có tệp trỏ ra ngoài thư mục nén (“{1}”), có thể là mã độc. "
    "Hãy kiểm tra rồi nén lại.",
    base=ProblemError,
)
NestedArchiveError = problem(
    "“{0}” là tệp nén nằm trong một tệp nén khác. Hãy giải nén rồi nộp lại.", base=ProblemError
)
NothingInArchiveError = problem(
    "Tệp nén “{0}” không có ảnh hay tài liệu nào. {1}",
    base=ProblemError,
)
NestedTooDeepError = problem(
    "“{0}” nằm quá sâu: trong tệp đính kèm của những tệp đính kèm khác. Hãy lấy nó ra, nộp riêng.",
    base=ProblemError,
)
LockedBookError = problem(
    "Sách điện tử “{0}” bị khóa (DRM). Hãy xin nơi phát hành bản không khóa rồi nộp lại.",
    base=ProblemError,
)
PartsElsewhereError = problem(
    "Tệp DjVu “{0}” chỉ là mục lục, các trang nằm ở tệp khác. "
    "Hãy gộp thành một tệp (lệnh djvmcvt -b) rồi nộp lại.",
    base=ProblemError,
)
TextTooLongError = problem(
    "Tệp văn bản “{0}” nặng {1} MB, quá lớn (tối đa {2}). Hãy chia nhỏ rồi nộp lại.",
    base=ProblemError,
)
NothingWrittenError = problem(
    "Tệp “{0}” không có chữ nào; ảnh và khung của trang web nằm ở tệp khác. "
    "Hãy mở trang, in ra PDF rồi nộp tệp PDF.",
    base=ProblemError,
)
NoPagesError = problem(
    "Tệp “{0}” không có trang nào. Hãy kiểm tra lại tệp rồi nộp lại.", base=ProblemError
)
# No file of the delivery can be opened; the message is that of the first file.
NothingReadableError = problem("{0}", base=ProblemError)
TooManyPagesError = problem(
    "Tệp “{0}” có {1} trang, nhiều hơn mức cho phép ({2}). Hãy chia nhỏ rồi nộp lại.",
    base=ProblemError,
)
ImageTooLargeError = problem(
    "Ảnh quá lớn: {0} × {1} điểm ảnh (tối đa {2} triệu, mỗi cạnh {3}). "
    "Hãy quét lại ở độ phân giải thấp hơn rồi nộp lại.",
    base=ProblemError,
)
UnusualImageError = problem(
    "Ảnh này lưu mỗi màu trên 8 bit theo cách ít dùng, hệ thống không hiện đúng được. "
    "Hãy lưu lại thành TIFF hoặc JPEG 8 bit mỗi màu rồi nộp lại.",
    base=ProblemError,
)
ImageTooSmallError = problem(
    "Ảnh quá nhỏ: {0} × {1} điểm ảnh, không thể có chữ. Hãy quét lại rồi nộp lại.",
    base=ProblemError,
)
UnreadablePageError = problem(
    "Không mở được trang này vì dữ liệu bị hỏng. Hãy quét lại trang rồi nộp lại.", base=ProblemError
)
DamagedMasterError = problem(
    "Tệp gốc “{0}” trong kho đã bị hỏng sau khi nhận. Hãy khôi phục từ bản sao lưu.",
    base=ProblemError,
)
MissingLanguageError = problem(
    "Tesseract thiếu dữ liệu ngôn ngữ: {0}. Hãy cài gói {1} rồi chạy: diachi ingest retry"
)
MissingOfficeError = problem(
    "Máy chưa có LibreOffice để mở tệp văn phòng. Hãy cài {0} rồi chạy: diachi ingest retry"
)
MissingProgramError = problem(
    "Máy chưa có chương trình để mở loại tệp này. Hãy cài gói {0} rồi chạy: diachi ingest retry"
)
DocumentTooSlowError = problem(
    "Mở tệp “{0}” quá {1} giây nên đã dừng. Hãy lưu lại thành PDF rồi nộp lại.", base=ProblemError
)
PageTooSlowError = problem(
    "Xử lý quá {0} giây nên đã dừng. "
    "Hãy quét lại ở độ phân giải thấp hơn rồi nộp lại; máy yếu thì người quản trị có thể cho "
    "mỗi trang lâu hơn.",
    base=ProblemError,
)
OutOfMemoryError = problem(
    "Trang cần quá nhiều bộ nhớ. Hãy quét lại ở độ phân giải thấp hơn rồi nộp lại.",
    base=ProblemError,
)
WorkerCrashedError = problem(
    "Chương trình xử lý dừng đột ngột ở đây; tệp có thể bị hỏng. "
    "Hãy lưu lại tệp bằng một chương trình khác rồi nộp lại.",
    base=ProblemError,
)
RescanOfSeveralError = problem(
    "Gói này có nhiều tài liệu nên không dùng làm bản quét lại được. "
    "Hãy nộp ảnh, hoặc một tệp PDF, chỉ gồm những trang cần quét lại.",
    base=ProblemError,
)
# The page could not be opened when the delivery was split into pages.
PageProblemError = problem("{0}", base=ProblemError)
UnforeseenError = problem(
    "Có lỗi chưa lường trước khi xử lý. Hãy gửi nhật ký cho người quản trị rồi thử lại.",
    base=ProblemError,
)
NoRoomToWorkError = problem(
    "Đĩa gần đầy: còn {0} MB, cần ít nhất {1} MB. Hãy dọn đĩa. "
    "Xưởng tạm dừng ở đây và tự làm tiếp khi có chỗ; không trang nào bị mất hay bị coi là hỏng.",
    status=507,
)
WorkersKeepDyingError = problem(
    "Các tiến trình xử lý liên tục bị dừng. Hãy kiểm tra bộ nhớ và đĩa (diachi doctor) rồi "
    "chạy lại; những gì đã xử lý không bị mất."
)
NobodyWorksError = problem(
    "Chưa máy nào của xưởng nhận việc được: đĩa gần đầy, hoặc kho tệp không trả lời. "
    "Mỗi phút xưởng thử lại, không mất gì."
)
LeadLostError = problem("Máy này không còn điều phối xưởng; máy khác có thể đã thay, không mất gì.")
MachineNameTakenError = problem(
    "Một máy khác đang chạy với cùng tên “{0}”. Hãy đặt DIACHI_WORKSHOP khác nhau."
)
LayoutTooLargeError = problem(
    "“{0}” quá lớn, không thể là tệp METS, ALTO hay hOCR đúng. Hãy xuất lại rồi nộp lại.",
    base=ProblemError,
)
MissingFromPackageError = problem(
    "METS nhắc đến “{0}” nhưng trong gói không có. Hãy bổ sung tệp rồi nộp lại cả gói.",
    base=ProblemError,
)
NoImagesError = problem(
    "“{0}” chỉ nói về các trang, không kèm ảnh nào. Hãy nộp cùng ảnh trong một thư mục.",
    base=ProblemError,
)
ExportFolderNotEmptyError = problem("Thư mục “{0}” đã có tệp. Hãy chọn một thư mục mới hoặc trống.")
TooFewLinesError = problem(
    "Mới có {0} dòng đã sửa để học và {1} dòng để đo; cần ít nhất {2} và {3}, của vài tài liệu."
)

name_problems(globals())
