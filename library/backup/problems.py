"""Errors of backups and restores."""

from library.errors import LibraryError


class BackupUnsetError(LibraryError):
    """No repository is set."""

    message = (
        "Chưa đặt nơi sao lưu. Hãy đặt DIACHI_BACKUP_TO và DIACHI_BACKUP_PASSWORD_FILE, "
        "rồi chạy: diachi backup init"
    )


class PasswordFileError(LibraryError):
    """The file with the password of the repository cannot be used."""

    message = "Không dùng được tệp mật khẩu của kho sao lưu {0}: {1}."


class ResticMissingError(LibraryError):
    """The program restic is not installed."""

    message = "Máy chủ chưa có chương trình restic. Hãy cài: apt-get install restic"
    status = 503


class DumpProgramMissingError(LibraryError):
    """A program of PostgreSQL is not installed."""

    message = "Máy chủ chưa có chương trình {0}. Hãy cài: apt-get install postgresql-client"
    status = 503


class NoNewDatabaseError(LibraryError):
    """The account of PostgreSQL may not create databases."""

    message = (
        "Tài khoản PostgreSQL “{0}” chưa được tạo cơ sở dữ liệu, mà bản sao phải mở ở một cơ sở "
        "dữ liệu riêng. Hãy chạy: runuser -u postgres -- psql -c 'ALTER ROLE \"{0}\" CREATEDB'"
    )
    status = 503


class DatabaseNotCopiedError(LibraryError):
    """The database could not be copied, or its copy is damaged."""

    message = "Không chép được cơ sở dữ liệu: {0}. Hãy chạy diachi doctor rồi sao lưu lại."


class FileNotCopiedError(LibraryError):
    """A file or folder that belongs in every copy cannot be read."""

    message = "Không đọc được {0} để sao lưu ({1}). Hãy cho tài khoản chạy diachi quyền đọc."


class BackupBusyError(LibraryError):
    """Another backup, check or drill is running."""

    message = "Một lần sao lưu hay diễn tập khác đang chạy. Hãy đợi xong rồi chạy lại."
    status = 409


class RepositoryMissingError(LibraryError):
    """There is no repository at the place that is set."""

    message = (
        "Không thấy kho sao lưu ở {0}. Hãy xem đĩa đã cắm, đã gắn chưa; "
        "nếu là lần đầu, hãy chạy: diachi backup init"
    )


class RepositoryExistsError(LibraryError):
    """There is a repository already."""

    message = "Ở {0} đã có kho sao lưu. Hãy dùng mật khẩu của kho ấy, hoặc chọn nơi khác."


class RepositoryPasswordError(LibraryError):
    """The password does not open the repository."""

    message = (
        "Mật khẩu không mở được kho sao lưu {0}. "
        "Hãy chép lại mật khẩu đã cất vào tệp DIACHI_BACKUP_PASSWORD_FILE."
    )


class RepositoryFullError(LibraryError):
    """There is no room left at the repository."""

    message = (
        "Nơi sao lưu {0} hết chỗ. Hãy dùng đĩa lớn hơn, hoặc giảm DIACHI_BACKUP_KEEP_MONTHLY "
        "rồi chạy: diachi backup prune. Các bản đã có vẫn nguyên."
    )


class RepositoryLockedError(LibraryError):
    """Another machine or process is using the repository."""

    message = (
        "Kho sao lưu {0} đang bị khóa bởi một máy khác. Hãy đợi; "
        "nếu chắc không còn ai dùng, hãy chạy: diachi backup unlock"
    )


class RepositoryUnreachableError(LibraryError):
    """The machine that holds the repository does not answer."""

    message = "Không tới được nơi sao lưu {0} ({1}). Hãy kiểm tra mạng và quyền đăng nhập."


class RepositoryDamagedError(LibraryError):
    """A file of the repository is damaged or missing."""

    message = (
        "Kho sao lưu {0} bị hỏng ({1}). Hãy kiểm tra đĩa, rồi lập một kho mới ở đĩa khác: "
        "dữ liệu đang dùng không sao, nhưng bản sao thì không còn tin được."
    )


class RepositoryFailedError(LibraryError):
    """The program restic failed for another reason."""

    message = "Kho sao lưu {0} báo lỗi: {1}"


class RepositorySlowError(LibraryError):
    """The program restic exceeded its time limit."""

    message = (
        "Kho sao lưu {0} không xong trong {1} giờ nên đã dừng. Hãy chạy lại: phần đã chép giữ."
    )


class CopyNotFoundError(LibraryError):
    """The repository has no such copy."""

    message = "Kho không có bản sao “{0}”. Hãy xem các bản đang có: diachi backup list"
    status = 404


class CopyUnusableError(LibraryError):
    """The copy lacks the parts that every copy has."""

    message = "Bản sao {0} không do diachi backup lập: thiếu {1}."


class FolderNotEmptyError(LibraryError):
    """A library is restored only into an empty folder."""

    message = "Thư mục {0} không trống. Hãy chọn một thư mục mới, để không đè lên dữ liệu nào."
    status = 409


class NoRoomToRestoreError(LibraryError):
    """The disk is too small for the restored library."""

    message = "Không đủ chỗ ở {0}: cần {1} MB, còn {2} MB. Hãy chọn thư mục trên đĩa khác."
    status = 507


class ItemNotInCopyError(LibraryError):
    """The copy has no such item."""

    message = "Bản sao này không có tài liệu “{0}”. Hãy thử một bản khác: diachi backup list"
    status = 404


class RestoredLibraryError(LibraryError):
    """A command failed in the restored library."""

    message = "Trong thư viện vừa khôi phục, lệnh “diachi {0}” không chạy được: {1}"


class RowsNotReadError(LibraryError):
    """A file with the former rows of an item cannot be read."""

    message = "Không đọc được {0}: tệp không có, hoặc không do diachi restore ghi."


class NumberTakenError(LibraryError):
    """The number of a delivery belongs to another delivery now."""

    message = (
        "Số {0} nay thuộc một lần nhập khác, nên không đưa tài liệu này về được; chưa có gì thay "
        "đổi. Hãy lấy nó ra một thư mục (thêm --to THƯ-MỤC) rồi nộp lại tệp gốc."
    )
    status = 409


class SourceTakenError(LibraryError):
    """Another item has the same source identifier in the same collection now."""

    message = (
        "Mã nguồn “{0}” nay thuộc tài liệu {1}, nên không đưa tài liệu này về được; chưa có gì "
        "thay đổi. Hãy đổi mã của tài liệu kia, hoặc lấy ra một thư mục (thêm --to THƯ-MỤC)."
    )
    status = 409


class NothingChosenError(LibraryError):
    """Neither a folder nor an item was named."""

    message = (
        "Hãy thêm --to THƯ-MỤC để khôi phục cả thư viện, hoặc --item MÃ để đưa một tài liệu về "
        "thư viện đang chạy."
    )
    status = 400
