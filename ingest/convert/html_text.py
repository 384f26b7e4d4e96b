"""Reads what a web page says: its words and the fonts they are in, nothing else.

Nothing a page refers to is opened: no script, no style sheet, no image.
"""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from html.parser import HTMLParser

from ingest.convert.plain_odf import Paragraph
from ingest.problems import BrokenFileError
from library.vietnamese.legacy_fonts import Run, modern
from library.vietnamese.letters import compose

_NEVER_READ = "script style noscript template svg math iframe object select"
_HEADINGS = "h1 h2 h3 h4 h5 h6 title"
_PARTS = """
p div br hr li ul ol dl dt dd tr table caption pre blockquote center address section article
header footer form body
"""
_ALONE = "area base br col embed hr img input link meta source track wbr"

_SILENT, _HEADING, _EMPTY = (frozenset(tags.split()) for tags in (_NEVER_READ, _HEADINGS, _ALONE))
_BLOCK = _HEADING | frozenset(_PARTS.split())
_CELL = frozenset({"td", "th"})
_FAMILY = re.compile(r"font-family\s*:\s*([^;]+)", re.IGNORECASE)
_BLANK = re.compile(r"[ \t\r\n\f]+")


def paragraphs_of(page: str) -> tuple[tuple[Paragraph, ...], frozenset[str]]:
    """Return the paragraphs of a page in Unicode, and the old encodings found among them."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    reader.end_block()
    runs = [run for block in reader.blocks for run in block.runs]
    texts, found = modern(runs)
    waiting = iter(texts)
    return tuple(_paragraphs(reader.blocks, waiting)), frozenset(found)


@dataclass(slots=True)
class _Block:
    heading: bool
    runs: list[Run] = field(default_factory=list)


class _Reader(HTMLParser):
    """Gathers the blocks of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[_Block] = []
        self._block = _Block(heading=False)
        self._open: list[tuple[str, str]] = [("", "")]
        """The elements we are in, each with the font it sets."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go into an element."""
        if tag in _BLOCK:
            self.end_block()
            self._block.heading = tag in _HEADING
        elif tag in _CELL and self._block.runs:
            self._block.runs.append(Run("\t"))
        if tag not in _EMPTY:
            self._open.append((tag, _font(dict(attrs)) or self._open[-1][1]))

    def handle_endtag(self, tag: str) -> None:
        """Leave an element, and all that nobody closed in it."""
        if tag in _BLOCK:
            self.end_block()
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place][0] == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        """Take in letters."""
        if not any(tag in _SILENT for tag, _ in self._open):
            text = _BLANK.sub(" ", data)
            self._block.runs.append(Run(text, self._open[-1][1]))

    def end_block(self) -> None:
        """Begin a new paragraph, unless nothing was said in this one."""
        if any(run.text.strip() for run in self._block.runs):
            self.blocks.append(self._block)
            self._block = _Block(heading=False)
        self._block.runs.clear()


def _font(attributes: dict[str, str | None]) -> str:
    face = attributes.get("face") or ""
    styled = _FAMILY.search(attributes.get("style") or "")
    return (styled[1] if styled else face).split(",")[0].strip("'\" ")


def _paragraphs(blocks: list[_Block], texts: Iterator[str]) -> Iterator[Paragraph]:
    for block in blocks:
        text = compose("".join(next(texts) for _ in block.runs))
        yield Paragraph(re.sub(r" *\t *", "\t", text).strip(" "), block.heading)


def page_in(content: bytes, name: str) -> bytes:
    """Return the first web page of the archive as it was written, or else its first text."""
    try:
        parts = list(email.message_from_bytes(content, policy=policy.compat32).walk())
    except RecursionError as error:  # parts in parts in parts
        raise BrokenFileError(name) from error
    for kind in ("text/html", "text/plain"):
        for part in parts:
            if part.get_content_type() == kind and (page := part.get_payload(decode=True)):
                return page
    raise BrokenFileError(name)
