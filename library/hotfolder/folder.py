"""Layout and preparation of the watched folder."""

from dataclasses import dataclass
from pathlib import Path

from library.errors import name_problems, problem

TAKEN, REJECTED = "da-nhan", "khong-nhan"
GUIDE = "HUONG-DAN.txt"
_HOLDING = ".dang-nhan"

_GUIDE = """\
THƯ MỤC NHẬN TÀI LIỆU

1. Chép tài liệu vào thư mục của sưu tập:
{folders}
2. Một tệp PDF, văn bản, ZIP là một tài liệu. Ảnh của một cuốn: cho vào một thư mục rồi chép
   cả thư mục vào. Có bảng mô tả (metadata.csv, .xlsx, .mrc) thì để trong cùng thư mục ấy.
3. Chép xong, đợi vài chục giây: máy tự nhận khi tệp đã chép xong.
   Đã nhận thì chuyển sang “{taken}”, không nhận thì sang “{turned_away}” kèm tệp .txt nói vì sao.

Máy không xóa gì ở đây. Tài liệu đã sang “{taken}” đã có bản gốc trong kho.
"""


@dataclass(frozen=True, slots=True)
class HotfolderPaths:
    """Paths inside a watched folder."""

    root: Path

    @property
    def ready(self) -> bool:
        """True if the folder has been prepared; an unmounted share looks like an empty folder."""
        folders = (self.root / TAKEN, self.root / REJECTED, self.holding)
        return all(place.is_dir() and not place.is_symlink() for place in folders)

    @property
    def holding(self) -> Path:
        """Folder for entries during intake, closed to other users."""
        return self.root / _HOLDING

    def drop(self, folder: str) -> Path:
        """Return the drop folder of a collection."""
        return self.root / folder


def prepare(root: Path, collections: dict[str, str]) -> None:
    """Create the collection folders (titles by slug) and a guide.

    Raises WatchedFolderClosedError if the folder cannot be written to.
    """
    try:
        for name in (*collections, TAKEN, REJECTED):
            (root / name).mkdir(parents=True, exist_ok=True)
        HotfolderPaths(root).holding.mkdir(mode=0o700, exist_ok=True)
        guide, content = root / GUIDE, windows_text(_guide_text(collections))
        if not guide.exists() or guide.read_bytes() != content:
            guide.write_bytes(content)
    except OSError as error:
        raise WatchedFolderClosedError(root, error.strerror) from error


def windows_text(text: str) -> bytes:
    """Encode a text for Windows Notepad: UTF-8 with BOM and CRLF."""
    return b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()


def _guide_text(collections: dict[str, str]) -> str:
    folders = "".join(f"   - {slug}: {title}\n" for slug, title in collections.items())
    return _GUIDE.format(folders=folders, taken=TAKEN, turned_away=REJECTED)


WatchedFolderGoneError = problem(
    "Không thấy thư mục nhận {0} như đã chuẩn bị. Nếu là ổ mạng, hãy kiểm tra ổ đã gắn chưa; "
    "nếu là thư mục mới, hãy chạy: diachi init"
)
WatchedFolderClosedError = problem(
    "Không đọc hoặc không ghi được trong thư mục nhận {0} ({1}). Hãy kiểm tra quyền."
)
NoWatchedFolderError = problem(
    "Chưa chọn thư mục nhận. Hãy đặt DIACHI_WATCH (xem docs/settings.md) rồi chạy lại.", status=404
)

name_problems(globals())
