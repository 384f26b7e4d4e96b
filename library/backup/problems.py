"""Errors of backups and restores."""

from library.errors import name_problems, problem

BackupUnsetError = problem(
    "Chưa đặt nơi sao lưu. Hãy đặt DIACHI_BACKUP_TO và DIACHI_BACKUP_PASSWORD_FILE, "
    "rồi chạy: diachi backup init"
)
PasswordFileError = problem("Không dùng được tệp mật khẩu của kho sao lưu {0}: {1}.")
ResticMissingError = problem(
    "Máy chủ chưa có chương trình restic. Hãy cài: apt-get install restic", status=503
)
DumpProgramMissingError = problem(
    "Máy chủ chưa có chương trình {0}. Hãy cài: apt-get install postgresql-client", status=503
)
NoNewDatabaseError = problem(
    "Tài khoản PostgreSQL “{0}” chưa được tạo cơ sở dữ liệu, mà bản sao phải mở ở một cơ sở "
    "dữ liệu riêng. Hãy chạy: runuser -u postgres -- psql -c 'ALTER ROLE \"{0}\" CREATEDB'",
    status=503,
)
DatabaseNotCopiedError = problem(
    "Không chép được cơ sở dữ liệu: {0}. Hãy chạy diachi doctor rồi sao lưu lại."
)
FileNotCopiedError = problem(
    "Không đọc được {0} để sao lưu ({1}). Hãy cho tài khoản chạy diachi quyền đọc."
)
BackupBusyError = problem(
    "Một lần sao lưu hay diễn tập khác đang chạy. Hãy đợi xong rồi chạy lại.", status=409
)
RepositoryMissingError = problem(
    "Không thấy kho sao lưu ở {0}. Hãy xem đĩa đã cắm, đã gắn chưa; "
    "nếu là lần đầu, hãy chạy: diachi backup init"
)
RepositoryExistsError = problem(
    "Ở {0} đã có kho sao lưu. Hãy dùng mật khẩu của kho ấy, hoặc chọn nơi khác."
)
RepositoryPasswordError = problem(
    "Mật khẩu không mở được kho sao lưu {0}. "
    "Hãy chép lại mật khẩu đã cất vào tệp DIACHI_BACKUP_PASSWORD_FILE."
)
RepositoryFullError = problem(
    "Nơi sao lưu {0} hết chỗ. Hãy dùng đĩa lớn hơn, hoặc giảm số tháng ở DIACHI_BACKUP_KEEP "
    "rồi chạy: diachi backup prune. Các bản đã có vẫn nguyên."
)
RepositoryLockedError = problem(
    "Kho sao lưu {0} đang bị khóa bởi một máy khác. Hãy đợi; "
    "nếu chắc không còn ai dùng, hãy chạy: diachi backup unlock"
)
RepositoryUnreachableError = problem(
    "Không tới được nơi sao lưu {0} ({1}). Hãy kiểm tra mạng và quyền đăng nhập."
)
RepositoryDamagedError = problem(
    "Kho sao lưu {0} bị hỏng ({1}). Hãy kiểm tra đĩa, rồi lập một kho mới ở đĩa khác: "
    "dữ liệu đang dùng không sao, nhưng bản sao thì không còn tin được."
)
RepositoryFailedError = problem("Kho sao lưu {0} báo lỗi: {1}")
RepositorySlowError = problem(
    "Kho sao lưu {0} không xong trong {1} giờ nên đã dừng. Hãy chạy lại: phần đã chép giữ."
)
CopyNotFoundError = problem(
    "Kho không có bản sao “{0}”. Hãy xem các bản đang có: diachi backup list", status=404
)
NoLaterCopyError = problem(
    "Từ ngày {0:%d/%m/%Y} chưa có bản sao đầy đủ nào, nên không bỏ các bản trước đó. Hãy chạy: "
    "diachi backup run",
    status=409,
)
CopyUnusableError = problem("Bản sao {0} không do diachi backup lập: thiếu {1}.")
FolderNotEmptyError = problem(
    "Thư mục {0} không trống. Hãy chọn một thư mục mới, để không đè lên dữ liệu nào.", status=409
)
NoRoomToRestoreError = problem(
    "Không đủ chỗ ở {0}: cần {1} MB, còn {2} MB. Hãy chọn thư mục trên đĩa khác.", status=507
)
ItemNotInCopyError = problem(
    "Bản sao này không có tài liệu “{0}”. Hãy thử một bản khác: diachi backup list", status=404
)
RestoredLibraryError = problem(
    "Trong thư viện vừa khôi phục, lệnh “diachi {0}” không chạy được: {1}"
)
# The file holds the former rows of an item.
RowsNotReadError = problem("Không đọc được {0}: tệp không có, hoặc không do diachi restore ghi.")
NumberTakenError = problem(
    "Số {0} nay thuộc một lần nhập khác, nên không đưa tài liệu này về được; chưa có gì thay "
    "đổi. Hãy lấy nó ra một thư mục (thêm --to THƯ-MỤC) rồi nộp lại tệp gốc.",
    status=409,
)
SourceTakenError = problem(
    "Mã nguồn “{0}” nay thuộc tài liệu {1}, nên không đưa tài liệu này về được; chưa có gì "
    "thay đổi. Hãy đổi mã của tài liệu kia, hoặc lấy ra một thư mục (thêm --to THƯ-MỤC).",
    status=409,
)
NothingChosenError = problem(
    "Hãy thêm --to THƯ-MỤC để khôi phục cả thư viện, hoặc --item MÃ để đưa một tài liệu về "
    "thư viện đang chạy.",
    status=400,
)

name_problems(globals())
