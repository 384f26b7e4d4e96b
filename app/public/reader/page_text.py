"""Text of a page as safe HTML: rows of columns, paragraphs, and lines with their place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from operator import attrgetter

from markupsafe import Markup

from app.public.reader.highlight import FindWords, highlight_text
from app.public.reader.reflow import continues
from library.catalogue.text.hyphens import joined_words
from library.catalogue.text.layout import Box
from library.catalogue.text.passages import CHINESE, HAN, language_of
from library.catalogue.text.plain_text import as_text
from library.catalogue.text.words import Word

_MAX_COLUMNS, _MAX_COLUMN_LINES = 3, 15
"""Columns of more lines are read one after the other, as in a newspaper."""

_MAX_OVERLAP = 0.4
"""Overlap of rows and columns on skewed pages, in heights of a line."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line as safe HTML, with its box on the image if that is known."""

    html: Markup
    box: Box | None
    runs_on: bool
    """True if the line continues the line before it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Paragraph of lines, with its language."""

    language: str
    lines: tuple[TextLine, ...]

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


Column = tuple[Passage, ...]
Row = tuple[Column, ...]


def text_rows(
    find: FindWords | None, text: str, words: tuple[Word, ...] | None, *, printed: bool, usual: str
) -> tuple[Row, ...]:
    """Return a page's text as rows of one to three columns, query words highlighted.

    Lines have places if `words` are those of the text. Lines of a printed page that reach the
    margin run on; those of other texts stay as they were typed. `usual` is the item's language.
    """
    are_words_of_text = bool(words) and as_text(words or ()) == text
    boxes = tuple(_line_boxes(words or ())) if are_words_of_text else ()
    passages = tuple(_passages(find, text, boxes, printed, usual))
    return tuple(_rows(passages)) if boxes else ((passages,),) if passages else ()


def _line_boxes(words: tuple[Word, ...]) -> Iterator[Box]:
    """Yield the boxes of the lines of `as_text`, in which a hyphenated word ends its line."""
    first_parts = (word.parts[0] for word in joined_words(words))
    for _, line in groupby(first_parts, attrgetter("line")):
        yield Box.around(line)


def _passages(
    find: FindWords | None, text: str, boxes: tuple[Box, ...], printed: bool, usual: str
) -> Iterator[Passage]:
    plain = text.split("\n")
    flags = continues(plain) if printed else [False] * len(plain)
    rows = zip(plain, highlight_text(find, text).split("\n"), flags, strict=True)
    next_boxes = iter(boxes)
    for is_text, group in groupby(rows, lambda row: bool(row[0].strip())):
        if is_text:
            lines = [(line, html, next(next_boxes, None), runs_on) for line, html, runs_on in group]
            language = language_of(" ".join(line[0] for line in lines), usual)
            yield Passage(language, tuple(_line(language, *line[1:]) for line in lines))


def _line(language: str, html: str, box: Box | None, runs_on: bool) -> TextLine:
    safe = Markup(html.strip())  # noqa: S704  (escaped by highlight_text, then split)
    return TextLine(safe if language == CHINESE else _tag_han(safe), box, runs_on)


def _tag_han(html: Markup) -> Markup:
    """Return a line in which Hán and Nôm characters are tagged with their language."""
    span = rf'<span lang="{CHINESE}">\g<0></span>'
    return Markup(HAN.sub(span, str(html)))  # noqa: S704  (only characters in safe HTML)


def _rows(passages: tuple[Passage, ...]) -> Iterator[Row]:
    for band in _bands(passages):
        columns = tuple(_columns(band))
        yield columns if _stand_side_by_side(columns) else (band,)


def _bands(passages: Sequence[Passage]) -> Iterator[Column]:
    """Yield runs of passages that are separated by horizontal cuts across the page."""
    bottoms = list(accumulate((passage.box.bottom for passage in passages), max))
    tops = list(accumulate((passage.box.top for passage in reversed(passages)), min))[::-1]
    cuts = [
        place + 1
        for place, bottom in enumerate(bottoms[:-1])
        if bottom - tops[place + 1] <= _MAX_OVERLAP * _line_height(passages[place])
    ]
    for start, end in pairwise((0, *cuts, len(passages))):
        yield tuple(passages[start:end])


def _columns(band: Column) -> Iterator[Column]:
    """Yield the columns of a band from left to right, each in reading order."""
    from_left = sorted(band, key=lambda passage: passage.box.left)
    right, column = 0, []
    for passage in from_left:
        if column and passage.box.left >= right - _MAX_OVERLAP * _line_height(passage):
            yield tuple(sorted(column, key=band.index))
            column = []
        column.append(passage)
        right = max(right, passage.box.right) if len(column) > 1 else passage.box.right
    yield tuple(sorted(column, key=band.index))


def _stand_side_by_side(columns: tuple[Column, ...]) -> bool:
    """Return True for two or three short columns, as in the head of an official letter."""
    lengths = [sum(len(passage.lines) for passage in column) for column in columns]
    return 1 < len(columns) <= _MAX_COLUMNS and max(lengths) <= _MAX_COLUMN_LINES


def _line_height(passage: Passage) -> float:
    return passage.box.height / len(passage.lines)
