"""Makes a PDF of an office document, a text or a web page, old encodings turned into Unicode."""

import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ingest.convert import html_text, plain_odf, text_files
from ingest.convert.file_type import is_mail, office_format
from ingest.convert.flat_odf import Modernised, modernised
from ingest.convert.plain_odf import Paragraph
from ingest.problems import BrokenFileError, NothingWrittenError, TextTooLongError
from ingest.record import FileKind
from ingest.tools import office_documents
from library.accessions.grouping import BEGINNING
from library.vietnamese.legacy_fonts import conversion

_FOLDERS = "doc-"
_LONGEST_TEXT = 32
"""In megabytes: some twenty thousand pages."""

_HIDES = (
    "Bảng tính có hàng, cột hay trang tính ẩn: chúng vẫn ẩn trên trang đọc, tệp gốc giữ đủ. "
    "Cần đọc cả phần ấy thì bỏ ẩn, lưu lại rồi nộp."
)

_FLAT = {
    **dict.fromkeys(("doc", "docx", "odt", "sxw", "rtf"), "fodt"),
    **dict.fromkeys(("xls", "xlsx", "ods", "sxc"), "fods"),
    **dict.fromkeys(("ppt", "pptx", "odp", "sxi"), "fodp"),
}


@dataclass(frozen=True, slots=True)
class Printed:
    """A document as a PDF, and what was done to its letters, in words."""

    pdf: bytes
    remark: str | None


def printed(path: Path, kind: FileKind, name: str) -> Printed:
    """Return a document as a PDF; raise a ProblemError when it cannot be opened."""
    with tempfile.TemporaryDirectory(prefix=_FOLDERS) as folder:
        source, found = _READERS[kind](path, name, Path(folder))
        made = office_documents.converted(source, "pdf", _new(Path(folder), "pdf"), name)
        if made is None:
            raise BrokenFileError(name)
        return Printed(made.read_bytes(), _remark(found))


def uncut(path: Path, name: str, folder: Path) -> tuple[Path, Modernised]:
    """Return an office document ready for paper, and what was found in it.

    It is the document itself, when nothing in it had to be changed.
    """
    suffix = office_format(path, name)
    document = folder / f"document.{suffix}"
    document.symlink_to(path)
    flat = office_documents.converted(document, _FLAT[suffix], _new(folder, "flat"), name)
    if flat is None:
        raise BrokenFileError(name)
    converted = folder / flat.name
    found = modernised(flat, converted)
    return (converted if converted.exists() else document), found


def clear_unfinished(temporary: Path) -> None:
    """Remove what processes that died left behind."""
    for folder in temporary.glob(f"{_FOLDERS}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _remark(found: Modernised) -> str | None:
    told = (conversion(found.encodings) if found.encodings else "", _HIDES if found.hides else "")
    return " ".join(filter(None, told)) or None


def _text(path: Path, name: str, folder: Path) -> tuple[Path, Modernised]:
    text, encoding = text_files.decoded(_content(path, name))
    lines, found = text_files.read_lines(text_files.lines_of(text))
    _refuse_if_nothing_said(lines, name)
    document = folder / "document.fodt"
    plain_odf.write(document, map(Paragraph, lines), typed=True)
    return document, Modernised(found | {encoding} if encoding else found)


def _web(path: Path, name: str, folder: Path) -> tuple[Path, Modernised]:
    content = _content(path, name)
    if is_mail(content[:BEGINNING]):
        content = html_text.page_in(content, name)
    page, encoding = text_files.decoded(content)
    paragraphs, found = html_text.paragraphs_of(page)
    _refuse_if_nothing_said([paragraph.text for paragraph in paragraphs], name)
    document = folder / "document.fodt"
    plain_odf.write(document, paragraphs, typed=False)
    return document, Modernised(found | {encoding} if encoding else found)


_READERS: dict[FileKind, Callable[[Path, str, Path], tuple[Path, Modernised]]] = {
    FileKind.OFFICE: uncut,
    FileKind.TEXT: _text,
    FileKind.WEB: _web,
}


def _refuse_if_nothing_said(lines: Iterable[str], name: str) -> None:
    if not any(line.strip() for line in lines):
        raise NothingWrittenError(name)


def _content(path: Path, name: str) -> bytes:
    megabytes = path.stat().st_size >> 20
    if megabytes > _LONGEST_TEXT:
        raise TextTooLongError(name, megabytes, _LONGEST_TEXT)
    return path.read_bytes()


def _new(folder: Path, name: str) -> Path:
    made = folder / name
    made.mkdir()
    return made
