"""Text and pictures of electronic books (EPUB 2 and 3), chapter by chapter.

Nothing outside the file is opened, no script is run, and no style sheet is read.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from ingest.convert import html_text, text_files
from ingest.convert.plain_odf import Paragraph
from ingest.problems import BrokenFileError, LockedBookError, TextTooLongError
from ingest.tools.archive import Archive, open_archive
from ingest.tools.inline_pictures import InlinePicture, PictureMaker
from library.errors import LibraryError
from library.untrusted.web_addresses import split_address
from library.vietnamese.letters import compose, without_controls
from library.xml_io import local_name, parse

_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_FONT_ALGORITHMS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""These hide fonts only, which are not used here."""

_CHAPTER_TYPES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_MAX_LIST_BYTES, _MAX_TEXT_MEGABYTES, _MAX_PICTURE_BYTES = 8 << 20, 32, 32 << 20
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_FIELDS = ("title", "creator", "date", "language")
_MAX_VALUE = 500
_DATE = re.compile(r"(1[5-9]|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?(?=$|[T\s])")
_HEAD = re.compile(r"^.*?(?=<body[\s>])", re.DOTALL | re.IGNORECASE)


def read_paragraphs(path: Path, name: str) -> tuple[list[Paragraph], frozenset[str]]:
    """Return the text of a book in reading order, each chapter on a new page.

    Also return the legacy encodings found. Raise a ProblemError if it cannot be read.
    """
    with open_archive(path, name) as inside:
        book = _Book(inside, name)
        paragraphs, encodings, size = [], set(), 0
        for place, content in book.chapters():
            size += len(content)
            if size > _MAX_TEXT_MEGABYTES << 20:
                raise TextTooLongError(name, size >> 20, _MAX_TEXT_MEGABYTES)
            page, encoding = text_files.decode_text(content)
            chapter, chapter_encodings = html_text.read_paragraphs(
                _HEAD.sub("", page, count=1), book.pictures_beside(place)
            )
            encodings |= chapter_encodings | ({encoding} if encoding else set())
            if chapter and paragraphs:
                chapter = (replace(chapter[0], begins_page=True), *chapter[1:])
            paragraphs.extend(chapter)
    return paragraphs, frozenset(encodings)


def described(path: Path, name: str) -> tuple[tuple[str, str], ...]:
    """Return the description in a book: title, creator, date and language."""
    with open_archive(path, name) as inside:
        return tuple(_Book(inside, name).described())


class _Book:
    """An open book: its package file, its chapters and pictures."""

    def __init__(self, inside: Archive, name: str) -> None:
        self._inside, self._name = inside, name
        self._places = {str(place): place for place in inside.paths}
        self._maker = PictureMaker()
        self._pictures: dict[str, InlinePicture | None] = {}
        self._refuse_locked()

    def chapters(self) -> Iterator[tuple[PurePosixPath, bytes]]:
        """Yield the place and content of each chapter; missing ones are skipped."""
        package_place = self._package_place()
        package = self._xml(package_place)
        items = {
            element.get("id", ""): element
            for element in package.iter()
            if local_name(element.tag) == "item"
        }
        spine = (element for element in package.iter() if local_name(element.tag) == "itemref")
        seen = set()
        for reference in spine:
            item = items.get(reference.get("idref", ""))
            if item is None or item.get("media-type") not in _CHAPTER_TYPES:
                continue
            place = _resolved(PurePosixPath(package_place).parent, item.get("href", ""))
            if place in self._places and place not in seen:
                seen.add(place)
                yield PurePosixPath(place), self._read(place, _MAX_TEXT_MEGABYTES << 20)

    def described(self) -> Iterator[tuple[str, str]]:
        """Yield the fields of the description in its package file, each once."""
        values: dict[str, list[str]] = {}
        for element in self._xml(self._package_place()).iter():
            space, _, term = element.tag.removeprefix("{").rpartition("}")
            text = compose(without_controls(" ".join((element.text or "").split())))
            if space == _DUBLIN_CORE and term in _FIELDS and text:
                values.setdefault(term, []).append(text[:_MAX_VALUE])
        for field, texts in values.items():
            if value := _field_value(field, texts):
                yield field, value

    def pictures_beside(self, chapter: PurePosixPath) -> html_text.PictureFinder:
        """Return the finder of the pictures that a chapter names."""

        def find(address: str) -> InlinePicture | None:
            place = _resolved(chapter.parent, address)
            if place not in self._pictures:
                is_known = place in self._places
                content = self._read(place, _MAX_PICTURE_BYTES) if is_known else b""
                self._pictures[place] = self._maker.make(content) if content else None
            return self._pictures[place]

        return find

    def _package_place(self) -> str:
        for element in self._xml(_CONTAINER).iter():
            if local_name(element.tag) == "rootfile" and element.get("full-path"):
                return _resolved(PurePosixPath(), element.get("full-path", ""))
        raise BrokenFileError(self._name)

    def _refuse_locked(self) -> None:
        if _ENCRYPTION not in self._places:
            return
        methods = (
            element.get("Algorithm")
            for element in self._xml(_ENCRYPTION).iter()
            if local_name(element.tag) == "EncryptionMethod"
        )
        if any(method not in _FONT_ALGORITHMS for method in methods):
            raise LockedBookError(self._name)

    def _xml(self, place: str) -> Element:
        if place not in self._places:
            raise BrokenFileError(self._name)
        try:
            return parse(self._read(place, _MAX_LIST_BYTES), self._name)
        except LibraryError as error:
            raise BrokenFileError(self._name) from error

    def _read(self, place: str, max_bytes: int) -> bytes:
        return self._inside.beginning(self._places[place], max_bytes)


def _field_value(field: str, texts: list[str]) -> str:
    """Return the value of a field as the catalogue has it; empty if it is none."""
    if field == "creator":
        return "; ".join(dict.fromkeys(texts))
    if field == "date":
        return next((match[0] for text in texts if (match := _DATE.match(text))), "")
    return texts[0].partition("-")[0].lower() if field == "language" else texts[0]


def _resolved(folder: PurePosixPath, address: str) -> str:
    """Return the place in the book that a relative address names; empty for any other address."""
    parts = split_address(address.strip())
    if parts.scheme or parts.netloc or not parts.path:
        return ""
    steps: list[str] = []
    for step in PurePosixPath(folder, unquote(parts.path)).parts:
        if step == "..":
            steps = steps[:-1]
        elif step != "/":
            steps.append(step)
    return "/".join(steps)
