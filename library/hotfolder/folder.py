"""Prepares the watched folder, and knows the places in it."""

from dataclasses import dataclass
from pathlib import Path

from library.hotfolder.problems import WatchedFolderClosedError

TAKEN, TURNED_AWAY = "da-nhan", "khong-nhan"
GUIDE = "HUONG-DAN.txt"
_HELD = ".dang-nhan"

_GUIDE = """\
THƯ MỤC NHẬN TÀI LIỆU

1. Chép tài liệu vào thư mục của sưu tập:
{folders}
2. Một tệp PDF, văn bản, ZIP là một tài liệu. Ảnh của một cuốn: cho vào một thư mục rồi chép
   cả thư mục vào. Có bảng mô tả (metadata.csv, .xlsx, .mrc) thì để trong cùng thư mục ấy.
3. Chép xong, đợi vài chục giây: máy tự nhận khi tệp đã nằm yên.
   Đã nhận thì chuyển sang “{taken}”, không nhận thì sang “{turned_away}” kèm tệp .txt nói vì sao.

Máy không xoá gì ở đây. Tài liệu đã sang “{taken}” đã có bản gốc trong kho.
"""


@dataclass(frozen=True, slots=True)
class Places:
    """The places in a watched folder."""

    root: Path

    @property
    def ready(self) -> bool:
        """Whether it was prepared: of a share that is not mounted only an empty place is seen."""
        made = (self.root / TAKEN, self.root / TURNED_AWAY, self.holding)
        return all(place.is_dir() and not place.is_symlink() for place in made)

    @property
    def holding(self) -> Path:
        """Where things lie that are being taken; nobody else can reach them there."""
        return self.root / _HELD

    def drop(self, folder: str) -> Path:
        """Return where people put what is for a collection."""
        return self.root / folder


def prepare(root: Path, collections: dict[str, str]) -> None:
    """Make the folders of collections (titles by slug), and a guide beside them.

    Raises WatchedFolderClosedError where that is not allowed.
    """
    try:
        _prepare(root, collections)
    except OSError as error:
        raise WatchedFolderClosedError(root, error.strerror) from error


def as_note(text: str) -> bytes:
    """Return a text as the simplest editor of Windows shows it well."""
    return b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()


def _prepare(root: Path, collections: dict[str, str]) -> None:
    for name in (*collections, TAKEN, TURNED_AWAY):
        (root / name).mkdir(parents=True, exist_ok=True)
    Places(root).holding.mkdir(mode=0o700, exist_ok=True)
    guide, told = root / GUIDE, as_note(_guide_to(collections))
    if not guide.exists() or guide.read_bytes() != told:
        guide.write_bytes(told)


def _guide_to(collections: dict[str, str]) -> str:
    folders = "".join(f"   - {slug}: {title}\n" for slug, title in collections.items())
    return _GUIDE.format(folders=folders, taken=TAKEN, turned_away=TURNED_AWAY)
