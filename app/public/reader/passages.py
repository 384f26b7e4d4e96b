"""Passages of a page's text: paragraphs, headings, list items and tables, as safe HTML."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from markupsafe import Markup

from library.catalogue.text.layout import Box
from library.catalogue.text.passages import CHINESE, HAN, language_of
from library.catalogue.text.words import Word

_MAX_LAYOUT_ROWS, _MAX_LAYOUT_COLUMNS = 2, 3
"""A smaller table without header cells only places text side by side, as in a letterhead."""

_TAGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}
"""Headings of a document stand below those of the page that shows it."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line as safe HTML, with its box on the image if that is known."""

    html: Markup
    box: Box | None
    runs_on: bool
    """True if the line continues the line before it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Cell of a table, at its row and column; `tag` is td or th."""

    tag: str
    row: int
    column: int
    line: TextLine


@dataclass(frozen=True, slots=True)
class Passage:
    """Paragraph, heading, list item or table, with its language and its lines."""

    language: str
    lines: tuple[TextLine, ...]
    tag: str = "p"
    cells: tuple[Cell, ...] = ()
    """Cells of a table, row by row."""
    printed: tuple[tuple[Word, ...], ...] = ()
    """Words of its lines as they are printed, if lines that the margin broke are to run on."""

    @property
    def box(self) -> Box:
        """Bounding box of the lines; only for passages whose lines have boxes."""
        boxes = [line.box for line in self.lines if line.box]
        return Box(
            min(box.left for box in boxes),
            min(box.top for box in boxes),
            max(box.right for box in boxes),
            max(box.bottom for box in boxes),
        )

    @property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """Rows of a table."""
        return tuple(tuple(row) for _, row in groupby(self.cells, attrgetter("row")))


Column = tuple[Passage, ...]
Row = tuple[Column, ...]

_SYMBOL_BULLET = re.compile("^[\ue000-\uf8ff]")
"""Bullet of a symbol font, which other fonts do not have."""

_SPACE = re.compile(" (?![^<]*>)")
"""Space between words, not inside a tag."""

_DEFINITION = re.compile("</?dfn[^>]*>")
_TAG_OR_HAN = re.compile(f"(?P<tag><[^>]*>)|{HAN.pattern}")

_PrintedLine = tuple[tuple[Word, ...], str]
"""Words of a line, and the line as safe HTML."""


def text_line(language: str, html: str, box: Box | None, runs_on: bool) -> TextLine:
    """Return a line in which Hán and Nôm characters are tagged with their language."""
    safe = html.strip()
    if language != CHINESE:
        safe = _TAG_OR_HAN.sub(_tag_han, safe)
    return TextLine(Markup(safe), box, runs_on)  # noqa: S704  (escaped by highlight_text)


def structured_passages(lines: Iterable[_PrintedLine], usual: str) -> Iterator[Passage]:
    """Yield passages by the roles of words in the delivered document; see `Word.role`."""
    lines = tuple(lines)
    margin = max((line[-1].left + line[-1].width for line, _ in lines), default=0)
    pieces = (piece for line in lines for piece in _pieces(*line))
    for key, group in groupby(pieces, lambda piece: _passage_key(piece[0][0])):
        parts = list(group)
        language = language_of(" ".join(word.text for words, _ in parts for word in words), usual)
        text_lines = tuple(_text_lines(language, parts, margin))
        if key.startswith("table"):
            yield _table(language, parts)
        else:
            tag = key.partition("#")[0]
            yield Passage(language, text_lines, _TAGS.get(tag, tag) if "#" in key else "p")


def columns_of(passage: Passage) -> Row:
    """Return the columns of a table that only places text side by side; () for other passages."""
    width = max((cell.column for cell in passage.cells), default=0)
    height = len(passage.rows)
    is_table = any(cell.tag == "th" for cell in passage.cells) or height > _MAX_LAYOUT_ROWS
    if is_table or not 1 < width <= _MAX_LAYOUT_COLUMNS:
        return ()
    return tuple(
        tuple(
            Passage(passage.language, (cell.line,))
            for cell in passage.cells
            if cell.column == column
        )
        for column in range(1, width + 1)
    )


def _pieces(words: tuple[Word, ...], html: str) -> Iterator[_PrintedLine]:
    """Yield the parts of a line that have different roles; all of it if it cannot be divided."""
    texts = _SPACE.split(html)
    if len(texts) != len(words):
        yield words, html
        return
    pairs = zip(words, texts, strict=True)
    for _, group in groupby(pairs, lambda pair: pair[0].role):
        part_words, part_texts = zip(*group, strict=True)
        part = " ".join(part_texts)
        is_whole = part.count("<dfn") == part.count("</dfn")
        yield part_words, part if is_whole else _DEFINITION.sub("", part)


def _tag_han(match: re.Match[str]) -> str:
    return match[0] if match["tag"] else f'<span lang="{CHINESE}">{match[0]}</span>'


def _text_lines(language: str, parts: list[_PrintedLine], margin: int) -> Iterator[TextLine]:
    """Yield the lines of a passage; one runs on if its first word had no room in the line before.

    `margin` is the right edge of the page's text in pixels.
    """
    room = 0
    for at, (words, html) in enumerate(parts):
        box = Box.around(words)
        runs_on = at > 0 and words[0].width > room
        yield text_line(language, _SYMBOL_BULLET.sub("•", html), box, runs_on)
        room = margin - box.right


def _passage_key(word: Word) -> str:
    """Return a key that the words of one passage share."""
    if word.role[:3] in ("td#", "th#"):
        return f"table{word.role[3:].partition('.')[0]}"
    return word.role or f"block{word.block}"


def _table(language: str, parts: list[_PrintedLine]) -> Passage:
    """Return a table; lines of a cell that are apart in reading order are put together."""
    by_place: dict[tuple[int, int], list[_PrintedLine]] = {}
    for words, html in parts:
        row, column = map(int, words[0].role.split(".")[1:])
        by_place.setdefault((row, column), []).append((words, html))
    cells = tuple(
        Cell(cell_parts[0][0][0].role[:2], row, column, _cell_line(language, cell_parts))
        for (row, column), cell_parts in sorted(by_place.items())
    )
    return Passage(language, tuple(cell.line for cell in cells), "table", cells)


def _cell_line(language: str, parts: list[_PrintedLine]) -> TextLine:
    html = "\n".join(html for _, html in parts)
    return text_line(
        language, html, Box.around(word for words, _ in parts for word in words), False
    )
