"""Text of a page in rows of columns: paragraphs as printed, or as the document divides them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, groupby, pairwise

from app.public.reader.highlight import FindWords, highlight_text
from app.public.reader.passages import (
    Column,
    Passage,
    Row,
    columns_of,
    structured_passages,
    text_line,
)
from app.public.reader.reflow import continues
from library.catalogue.text.hyphens import joined_words
from library.catalogue.text.layout import Box
from library.catalogue.text.passages import language_of
from library.catalogue.text.words import Word

_MAX_COLUMNS, _MAX_COLUMN_LINES = 3, 15
"""Columns of more lines are read one after the other, as in a newspaper."""

_MIN_JUSTIFIED_LINES, _JUSTIFIED_SHARE, _RAGGED_SHARE = 4, 0.7, 0.03
"""Lines of a column, the share that ends at its margin, and the tolerance as a share of it."""

_MAX_OVERLAP = 0.4
"""Overlap of rows and columns on skewed pages, in heights of a line."""


def text_rows(
    find: FindWords | None, text: str, words: tuple[Word, ...] | None, *, printed: bool, usual: str
) -> tuple[Row, ...]:
    """Return a page's text as rows of one to three columns, query words highlighted.

    Lines have places if `words` are those of the text. Lines of a printed page that reach the
    margin run on; those of other texts stay as they were typed. `usual` is the item's language.
    """
    printed_lines = _printed_lines(words or (), text)
    html_lines = highlight_text(find, text, usual).split("\n")
    if any(word.role for line in printed_lines for word in line):
        return tuple(_structured_rows(printed_lines, html_lines, usual))
    boxes = tuple(map(Box.around, printed_lines))
    passages = tuple(_passages(text.split("\n"), html_lines, boxes, printed, usual))
    return tuple(_rows(passages)) if boxes else ((passages,),) if passages else ()


def _printed_lines(words: tuple[Word, ...], text: str) -> tuple[tuple[Word, ...], ...]:
    """Return the lines of a text as words; () if the text is not that of the words.

    A hyphenated word ends the line where it begins, as in `as_text`.
    """
    joined = groupby(joined_words(words), lambda word: word.parts[0].line)
    lines = [tuple(line) for _, line in joined]
    texts = [line.replace(" ", "") for line in text.split("\n") if line.strip()]
    if ["".join(word.text for word in line) for line in lines] != texts:
        return ()
    return tuple(tuple(word.parts[0] for word in line) for line in lines)


def _structured_rows(
    lines: tuple[tuple[Word, ...], ...], html_lines: Sequence[str], usual: str
) -> Iterator[Row]:
    """Yield the rows of a page whose words have roles in the delivered document."""
    texts = (html for html in html_lines if html.strip())
    passages = structured_passages(zip(lines, texts, strict=True), usual)
    for columns, group in groupby(passages, columns_of):
        yield columns or (tuple(group),)


def _passages(
    plain: Sequence[str],
    html_lines: Sequence[str],
    boxes: tuple[Box, ...],
    printed: bool,
    usual: str,
) -> Iterator[Passage]:
    flags = continues(plain) if printed else [False] * len(plain)
    rows = zip(plain, html_lines, flags, strict=True)
    next_boxes = iter(boxes)
    for is_text, group in groupby(rows, lambda row: bool(row[0].strip())):
        if is_text:
            lines = [(line, html, next(next_boxes, None), runs_on) for line, html, runs_on in group]
            language = language_of(" ".join(line[0] for line in lines), usual)
            passage = Passage(language, tuple(text_line(language, *line[1:]) for line in lines))
            yield (
                _joined(passage, [line[0] for line in lines]) if _is_justified(passage) else passage
            )


def _is_justified(passage: Passage) -> bool:
    """Return True for a column whose lines end at one margin, unlike verses and lists."""
    boxes = [line.box for line in passage.lines[:-1] if line.box]
    if len(boxes) < _MIN_JUSTIFIED_LINES:
        return False
    right, tolerance = passage.box.right, _RAGGED_SHARE * passage.box.width
    return sum(box.right >= right - tolerance for box in boxes) >= _JUSTIFIED_SHARE * len(boxes)


def _joined(passage: Passage, plain: Sequence[str]) -> Passage:
    """Return a column with its lines joined, however narrow it is on the page."""
    flags = zip(passage.lines, continues(plain), strict=True)
    return replace(passage, lines=tuple(replace(line, runs_on=flag) for line, flag in flags))


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
