"""The file with the password of the repository."""

from pathlib import Path

from library.backup import problems


def check_password_file(file: Path) -> None:
    """Raise PasswordFileError unless the file is readable by us, not by everybody, not empty."""
    try:
        if file.stat().st_mode & 0o007:
            raise problems.PasswordFileError(file, f"ai cũng đọc được; hãy chạy chmod 600 {file}")
        if not file.read_text(errors="replace").strip():
            raise problems.PasswordFileError(file, "tệp rỗng")
    except OSError as error:
        raise problems.PasswordFileError(file, error.strerror) from error
