"""E-books (EPUB 3) of the text of an item: chapters, page list, marks of machine-read text.

Also a program that reads its job as JSON, since a thick book takes a while.
"""

import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from library.xml_io import xml_safe

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_NICENESS = 10
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_BLANK_LINES = re.compile(r"\n\s*\n")
_PAGES_WITHOUT_CHAPTERS = 20
"""Pages in one part of a book without a list of contents."""

_MEDIA_SUFFIXES = {"image/webp": "webp", "image/jpeg": "jpg", "image/png": "png"}
_STYLE = """body { line-height: 1.5; margin: 1em; }
.page { color: #666; font-size: 0.8em; text-align: right; }
.facts { font-size: 0.9em; }
img { max-width: 100%; }
"""
_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="EPUB/book.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""
_MACHINE_READ = (
    "Chữ trong sách này do máy nhận dạng từ ảnh quét nên có thể sai; hãy so với ảnh trang."
)
_FEATURES = ("tableOfContents", "readingOrder", "pageBreakMarkers", "pageNavigation")


@dataclass(frozen=True, slots=True)
class BookPage:
    """A page: its number, its printed number, and its text."""

    number: int
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter and the pages from its beginning to the next one."""

    title: str
    pages: tuple[BookPage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A book to write; `address` is that of its item page and its identifier."""

    title: str
    address: str
    library: str
    language: str
    modified: str
    """Time of the last change, such as 2026-11-27T22:30:00Z."""
    pages: tuple[BookPage, ...]
    contents: tuple[tuple[str, int], ...] = ()
    """Titles of chapters and the numbers of the pages on which they begin."""
    creators: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    date: str | None = None
    description: str | None = None
    licence: str | None = None
    is_machine_read: bool = False
    cover: str | None = None
    """Path of the picture of the cover."""
    cover_type: str = "image/webp"


def write(book: Book, target: BinaryIO) -> None:
    """Write the book; equal content gives equal bytes."""
    chapters = tuple(_chapters(book))
    with ZipFile(target, "w") as archive:
        _store(archive, "mimetype", b"application/epub+zip", ZIP_STORED)
        _store(archive, "META-INF/container.xml", _CONTAINER.encode())
        _store(archive, "EPUB/book.opf", _package(book, chapters).encode())
        _store(archive, "EPUB/nav.xhtml", _navigation(book, chapters).encode())
        _store(archive, "EPUB/style.css", _STYLE.encode())
        _store(archive, "EPUB/title.xhtml", _title_page(book).encode())
        if book.cover:
            _store(archive, _cover_name(book), Path(book.cover).read_bytes(), ZIP_STORED)
        for place, chapter in enumerate(chapters, start=1):
            _store(archive, f"EPUB/{_file(place)}", _chapter_page(book, chapter).encode())


def _store(archive: ZipFile, name: str, content: bytes, kind: int = ZIP_DEFLATED) -> None:
    archive.writestr(ZipInfo(name, _LONG_AGO), content, compress_type=kind)


def _chapters(book: Book) -> Iterator[Chapter]:
    """Yield the chapters of the contents, with what precedes them; else parts of equal length."""
    numbers = [page.number for page in book.pages]
    starts = [(numbers.index(page), title) for title, page in book.contents if page in numbers]
    if not starts:
        for first in range(0, len(book.pages), _PAGES_WITHOUT_CHAPTERS):
            part = book.pages[first : first + _PAGES_WITHOUT_CHAPTERS]
            last = f"-{part[-1].label}" if len(part) > 1 else ""
            yield Chapter(f"Trang {part[0].label}{last}", part)
        return
    if starts[0][0] > 0:
        starts.insert(0, (0, "Phần đầu"))
    following = [*(place for place, _ in starts[1:]), len(book.pages)]
    for (place, title), end in zip(starts, following, strict=True):
        yield Chapter(title, book.pages[place:end])  # two chapters of one page: the first is empty


def _package(book: Book, chapters: tuple[Chapter, ...]) -> str:
    items = "".join(
        f'<item id="c{place}" href="{_file(place)}" media-type="application/xhtml+xml"/>\n'
        for place in range(1, len(chapters) + 1)
    )
    spine = "".join(f'<itemref idref="c{place}"/>' for place in range(1, len(chapters) + 1))
    cover = (
        f'<item id="cover" href="{Path(_cover_name(book)).name}" '
        f'media-type="{book.cover_type}" properties="cover-image"/>\n'
        if book.cover
        else ""
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="vi">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
{"".join(_metadata(book))}</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="style" href="style.css" media-type="text/css"/>
<item id="title" href="title.xhtml" media-type="application/xhtml+xml"/>
{cover}{items}</manifest>
<spine><itemref idref="title"/>{spine}</spine>
</package>
"""


def _metadata(book: Book) -> Iterator[str]:
    yield f'<dc:identifier id="id">{_text(book.address)}</dc:identifier>\n'
    yield f"<dc:title>{_text(book.title)}</dc:title>\n"
    yield f"<dc:language>{_language(book)}</dc:language>\n"
    yield from (f"<dc:creator>{_text(name)}</dc:creator>\n" for name in book.creators)
    yield from (f"<dc:subject>{_text(name)}</dc:subject>\n" for name in book.subjects)
    yield f"<dc:publisher>{_text(book.library)}</dc:publisher>\n"
    yield f"<dc:source>{_text(book.address)}</dc:source>\n"
    for name, value in (
        ("date", book.date),
        ("description", book.description),
        ("rights", book.licence),
    ):
        if value:
            yield f"<dc:{name}>{_text(value)}</dc:{name}>\n"
    yield _property("dcterms:modified", book.modified)
    yield _property("schema:accessMode", "textual")
    yield _property("schema:accessModeSufficient", "textual")
    yield from (_property("schema:accessibilityFeature", name) for name in _FEATURES)
    yield _property("schema:accessibilityHazard", "none")
    yield _property("schema:accessibilitySummary", _summary(book))
    yield _property("pageBreakSource", book.address)


def _property(name: str, value: str) -> str:
    return f'<meta property="{name}">{_text(value)}</meta>\n'


def _summary(book: Book) -> str:
    return _MACHINE_READ if book.is_machine_read else "Văn bản có chữ từ đầu, có danh sách trang."


def _navigation(book: Book, chapters: tuple[Chapter, ...]) -> str:
    entries = "".join(
        f'<li><a href="{_file(place)}">{_text(chapter.title)}</a></li>\n'
        for place, chapter in enumerate(chapters, start=1)
    )
    pages = "".join(
        f'<li><a href="{_file(place)}#p{page.number}">{_text(page.label)}</a></li>\n'
        for place, chapter in enumerate(chapters, start=1)
        for page in chapter.pages
    )
    body = f"""<nav epub:type="toc" id="toc"><h1>Mục lục</h1><ol>
<li><a href="title.xhtml">{_text(book.title)}</a></li>
{entries}</ol></nav>
<nav epub:type="page-list" hidden="hidden"><h2>Trang</h2><ol>
{pages}</ol></nav>"""
    return _document("Mục lục", "vi", body)


def _title_page(book: Book) -> str:
    facts = "".join(
        f"<p>{_text(fact)}</p>\n"
        for fact in ("; ".join(book.creators), book.date, book.description, book.licence)
        if fact
    )
    picture = (
        f'<p><img src="{Path(_cover_name(book)).name}" alt={_attribute(book.title)}/></p>'
        if book.cover
        else ""
    )
    notice = f"<p><em>{_MACHINE_READ}</em></p>" if book.is_machine_read else ""
    address = _attribute(book.address)
    body = f"""<section epub:type="titlepage"><h1>{_text(book.title)}</h1>
{picture}<div class="facts">{facts}
<p>{_text(book.library)}: <a href={address}>{_text(book.address)}</a></p>
{notice}</div></section>"""
    return _document(book.title, "vi", body)


def _chapter_page(book: Book, chapter: Chapter) -> str:
    body = "".join(_page(page) for page in chapter.pages)
    heading = f"<h1>{_text(chapter.title)}</h1>\n"
    section = f'<section epub:type="chapter">{heading}{body}</section>'
    return _document(chapter.title, _language(book), section)


def _page(page: BookPage) -> str:
    paragraphs = "".join(
        f"<p>{_text(' '.join(block.split()))}</p>\n"
        for block in _BLANK_LINES.split(page.text)
        if block.strip()
    )
    label = _attribute(page.label)
    mark = (
        f'<div class="page" epub:type="pagebreak" role="doc-pagebreak" id="p{page.number}" '
        f"aria-label={label}>{_text(page.label)}</div>\n"
    )
    return mark + paragraphs


def _document(title: str, language: str, body: str) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" \
lang="{language}" xml:lang="{language}">
<head><title>{_text(title)}</title><link rel="stylesheet" type="text/css" href="style.css"/></head>
<body>
{body}
</body>
</html>
"""


def _language(book: Book) -> str:
    return book.language if _LANGUAGE.fullmatch(book.language) else "und"


def _cover_name(book: Book) -> str:
    return f"EPUB/cover.{_MEDIA_SUFFIXES[book.cover_type]}"


def _file(place: int) -> str:
    return f"c{place:04}.xhtml"


def _text(text: str) -> str:
    return escape(xml_safe(text))


def _attribute(text: str) -> str:
    return quoteattr(xml_safe(text))


def _run(target: str, pages: list[list[object]], **book: object) -> None:
    sequences = {name: tuple(book.pop(name)) for name in ("creators", "subjects")}
    contents = tuple((title, number) for title, number in book.pop("contents"))
    with Path(target).open("wb") as file:
        book_pages = tuple(BookPage(*page) for page in pages)
        write(Book(pages=book_pages, contents=contents, **sequences, **book), file)


if __name__ == "__main__":
    os.nice(_NICENESS)
    _run(**json.load(sys.stdin))
