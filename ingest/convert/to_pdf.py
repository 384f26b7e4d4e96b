"""Conversion of office documents, texts and web pages to PDF, with legacy encodings in Unicode."""

import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ingest.convert import epub, html_text, plain_odf, text_files
from ingest.convert.file_type import is_mhtml, office_format
from ingest.convert.flat_odf import Conversion, convert_to_unicode
from ingest.convert.mail_files import Mail
from ingest.convert.plain_odf import Paragraph
from ingest.problems import BrokenFileError, NoPagesError, NothingWrittenError, TextTooLongError
from ingest.record import FileKind
from ingest.tools import office_documents
from library.accessions.grouping import SNIFF_BYTES
from library.vietnamese.legacy_fonts import conversion_remark

_FOLDER_PREFIX = "doc-"
_MAX_TEXT_MEGABYTES = 32
"""About twenty thousand pages."""

_HIDDEN_CELLS_REMARK = (
    "Bảng tính có hàng, cột hay trang tính ẩn: chúng vẫn ẩn trên trang đọc, tệp gốc giữ đủ. "
    "Cần đọc cả phần ấy thì bỏ ẩn, lưu lại rồi nộp."
)

_FLAT = {
    **dict.fromkeys(("doc", "docx", "odt", "sxw", "rtf"), "fodt"),
    **dict.fromkeys(("xls", "xlsx", "ods", "sxc"), "fods"),
    **dict.fromkeys(("ppt", "pptx", "odp", "sxi"), "fodp"),
}


@dataclass(frozen=True, slots=True)
class PdfConversion:
    """A document as a PDF, with a remark for people on changes and hidden cells."""

    pdf: bytes
    remark: str | None


def convert_to_pdf(path: Path, kind: FileKind, name: str) -> PdfConversion:
    """Return a document as a PDF; raise a ProblemError if it cannot be opened."""
    with tempfile.TemporaryDirectory(prefix=_FOLDER_PREFIX) as folder:
        source, changes = _READERS[kind](path, name, Path(folder))
        return _printed(source, Path(folder), name, changes)


def _printed(source: Path, folder: Path, name: str, changes: Conversion) -> PdfConversion:
    pdf = office_documents.convert_document(source, "pdf", _new_folder(folder, "pdf"), name)
    if pdf is None:
        raise BrokenFileError(name)
    remarks = (
        conversion_remark(changes.encodings) if changes.encodings else "",
        _HIDDEN_CELLS_REMARK if changes.has_hidden_cells else "",
    )
    return PdfConversion(pdf.read_bytes(), " ".join(filter(None, remarks)) or None)


def convert_mail(mail: Mail, name: str) -> PdfConversion:
    """Return the text of a mail, with its head and its pictures, as a PDF."""
    paragraphs, encodings = mail.paragraphs()
    with tempfile.TemporaryDirectory(prefix=_FOLDER_PREFIX) as folder:
        document = Path(folder, "document.fodt")
        plain_odf.write(document, paragraphs, monospaced=False)
        return _printed(document, Path(folder), name, Conversion(encodings))


def prepare_office_document(path: Path, name: str, folder: Path) -> tuple[Path, Conversion]:
    """Return the path of an office document ready for printing, and the conversion findings.

    The path is that of the document itself if nothing had to be changed.
    """
    suffix = office_format(path, name)
    document = folder / f"document.{suffix}"
    document.symlink_to(path)
    flat = office_documents.convert_document(
        document, _FLAT[suffix], _new_folder(folder, "flat"), name
    )
    if flat is None:
        raise BrokenFileError(name)
    converted_path = folder / flat.name
    changes = convert_to_unicode(flat, converted_path)
    return (converted_path if converted_path.exists() else document), changes


def clear_unfinished(temporary: Path) -> None:
    """Remove temporary folders left by dead processes."""
    for folder in temporary.glob(f"{_FOLDER_PREFIX}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _text(path: Path, name: str, folder: Path) -> tuple[Path, Conversion]:
    text, encoding = text_files.decode_text(_content(path, name))
    lines, encodings = text_files.lines_to_unicode(text_files.split_lines(text))
    _refuse_if_blank(lines, name)
    document = folder / "document.fodt"
    plain_odf.write(document, map(Paragraph, lines), monospaced=True)
    return document, Conversion(encodings | {encoding} if encoding else encodings)


def _web(path: Path, name: str, folder: Path) -> tuple[Path, Conversion]:
    content = _content(path, name)
    if is_mhtml(content[:SNIFF_BYTES]) or content.startswith(b"bplist"):
        content = html_text.extract_page(content, name)
    page, encoding = text_files.decode_text(content)
    paragraphs, encodings = html_text.read_paragraphs(page)
    _refuse_if_blank([paragraph.text for paragraph in paragraphs], name)
    document = folder / "document.fodt"
    plain_odf.write(document, paragraphs, monospaced=False)
    return document, Conversion(encodings | {encoding} if encoding else encodings)


def _epub(path: Path, name: str, folder: Path) -> tuple[Path, Conversion]:
    paragraphs, encodings = epub.read_paragraphs(path, name)
    if not any(paragraph.text or paragraph.picture for paragraph in paragraphs):
        raise NoPagesError(name)
    document = folder / "document.fodt"
    plain_odf.write(document, paragraphs, monospaced=False)
    return document, Conversion(encodings)


_READERS: dict[FileKind, Callable[[Path, str, Path], tuple[Path, Conversion]]] = {
    FileKind.OFFICE: prepare_office_document,
    FileKind.TEXT: _text,
    FileKind.WEB: _web,
    FileKind.EPUB: _epub,
}


def _refuse_if_blank(lines: Iterable[str], name: str) -> None:
    if not any(line.strip() for line in lines):
        raise NothingWrittenError(name)


def _content(path: Path, name: str) -> bytes:
    megabytes = path.stat().st_size >> 20
    if megabytes > _MAX_TEXT_MEGABYTES:
        raise TextTooLongError(name, megabytes, _MAX_TEXT_MEGABYTES)
    return path.read_bytes()


def _new_folder(folder: Path, name: str) -> Path:
    new_folder = folder / name
    new_folder.mkdir()
    return new_folder
