"""Extraction of the text of web pages, with its fonts, and of the pictures that came with it.

Resources a page refers to (scripts, style sheets, remote images) are never opened.
"""

import plistlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import Compat32
from html.parser import HTMLParser

from ingest.convert.plain_odf import Paragraph
from ingest.problems import BrokenFileError
from ingest.tools.inline_pictures import InlinePicture
from library.untrusted.character_references import without_huge_numbers
from library.vietnamese.legacy_fonts import Run, to_unicode
from library.vietnamese.letters import compose

_IGNORED_TAGS = "script style noscript template math iframe object select"
_HEADING_TAGS = "h1 h2 h3 h4 h5 h6 title"
_BLOCK_TAGS = """
p div br hr li ul ol dl dt dd tr table caption pre blockquote center address section article
header footer form body
"""
_VOID_TAGS = "area base br col embed hr img input link meta source track wbr"

_IGNORED, _HEADING, _VOID = (
    frozenset(tags.split()) for tags in (_IGNORED_TAGS, _HEADING_TAGS, _VOID_TAGS)
)
_BLOCK = _HEADING | frozenset(_BLOCK_TAGS.split())
_CELL = frozenset({"td", "th"})
_FAMILY = re.compile(r"font-family\s*:\s*([^;]+)", re.IGNORECASE)
_PICTURE_ADDRESSES = {"img": "src", "image": "xlink:href"}
"""Elements of pictures, the second in the drawing (SVG) that many books have as their cover."""

_BLANK = re.compile(r"[ \t\r\n\f]+")


_PLIST_ERRORS = (KeyError, TypeError, ValueError, OverflowError, RecursionError, MemoryError)

PictureFinder = Callable[[str], InlinePicture | None]
"""Function that returns the picture at an address in the same file, if it is one."""


def read_paragraphs(
    page: str, find_picture: PictureFinder | None = None
) -> tuple[tuple[Paragraph, ...], frozenset[str]]:
    """Return the paragraphs of a page in Unicode, and the legacy encodings found in them."""
    reader = _Reader(find_picture)
    reader.feed(without_huge_numbers(page))
    reader.close()
    reader.end_block()
    runs = [run for block in reader.blocks for run in block.runs]
    texts, encodings = to_unicode(runs)
    remaining_texts = iter(texts)
    return tuple(_paragraphs(reader.blocks, remaining_texts)), frozenset(encodings)


@dataclass(slots=True)
class _Block:
    heading: bool
    runs: list[Run] = field(default_factory=list)
    picture: InlinePicture | None = None


class _Reader(HTMLParser):
    """HTML parser that collects the blocks of a page."""

    def __init__(self, find_picture: PictureFinder | None = None) -> None:
        super().__init__()
        self._find_picture = find_picture
        self.blocks: list[_Block] = []
        self._block = _Block(heading=False)
        self._open: list[tuple[str, str]] = [("", "")]
        """Open elements, each with its font."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; start a new block or table cell if it is one."""
        if tag in _BLOCK:
            self.end_block()
            self._block.heading = tag in _HEADING
        elif tag in _CELL and self._block.runs:
            self._block.runs.append(Run("\t"))
        elif tag in _PICTURE_ADDRESSES and self._find_picture:
            self._add_picture(dict(attrs).get(_PICTURE_ADDRESSES[tag]) or "")
        if tag not in _VOID:
            self._open.append((tag, _font(dict(attrs)) or self._open[-1][1]))

    def handle_endtag(self, tag: str) -> None:
        """Close an element and all unclosed elements in it."""
        if tag in _BLOCK:
            self.end_block()
        for index in range(len(self._open) - 1, 0, -1):
            if self._open[index][0] == tag:
                del self._open[index:]
                return

    def handle_data(self, data: str) -> None:
        """Add text to the current block, unless it is in an ignored element."""
        if not any(tag in _IGNORED for tag, _ in self._open):
            text = _BLANK.sub(" ", data)
            self._block.runs.append(Run(text, self._open[-1][1]))

    def _add_picture(self, address: str) -> None:
        if address and (picture := self._find_picture(address)):
            self.end_block()
            self.blocks.append(_Block(heading=False, picture=picture))

    def end_block(self) -> None:
        """Start a new paragraph, unless the current one is blank."""
        if any(run.text.strip() for run in self._block.runs):
            self.blocks.append(self._block)
            self._block = _Block(heading=False)
        self._block.runs.clear()


def _font(attributes: dict[str, str | None]) -> str:
    face = attributes.get("face") or ""
    match = _FAMILY.search(attributes.get("style") or "")
    return (match[1] if match else face).split(",")[0].strip("'\" ")


def _paragraphs(blocks: list[_Block], texts: Iterator[str]) -> Iterator[Paragraph]:
    for block in blocks:
        text = compose("".join(next(texts) for _ in block.runs))
        text = re.sub(r" *\t *", "\t", text).strip(" ")
        yield Paragraph(text, block.heading, block.picture)


def extract_page(content: bytes, name: str) -> bytes:
    """Return the first HTML part of an MHTML or Safari file, else its first text, or raise."""
    if content.startswith(b"bplist"):
        return _main_resource(content, name)
    try:
        parts = list(parse_mail(content).walk())
    except RecursionError as error:  # deeply nested parts
        raise BrokenFileError(name) from error
    for kind in ("text/html", "text/plain"):
        for part in parts:
            if part.get_content_type() == kind and (page := part.get_payload(decode=True)):
                return page
    raise BrokenFileError(name)


def _main_resource(content: bytes, name: str) -> bytes:
    """Return the page of a web archive of Safari."""
    try:
        page = plistlib.loads(content)["WebMainResource"]["WebResourceData"]
    except (plistlib.InvalidFileException, *_PLIST_ERRORS) as error:
        raise BrokenFileError(name) from error
    if not isinstance(page, bytes):
        raise BrokenFileError(name)
    return page


_MAX_PARAMETER_LETTERS = 4_000
"""Limit of a field with parameters, such as the type and the name of a part."""

_MAX_LETTERS = 64_000
"""Limit of any other field: more than a thousand addresses."""


class _ShortHeads(Compat32):
    """The reader of the standard library takes the square of a field's length."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Return the name and the value of a field."""
        name, value = super().header_source_parse(sourcelines)
        has_parameters = name.lower().startswith("content-")
        return name, value[: _MAX_PARAMETER_LETTERS if has_parameters else _MAX_LETTERS]


def parse_mail(content: bytes) -> Message:
    """Return the parts of a mail; raise what the reader raises for one that is damaged."""
    return message_from_bytes(content, policy=_ShortHeads())
