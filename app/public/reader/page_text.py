"""Text of a page in rows of columns: its lines joined to paragraphs, or as they are printed."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, groupby, islice, pairwise, repeat
from operator import attrgetter
from statistics import median

from markupsafe import Markup

from app.public.reader.handwriting import with_handwriting
from app.public.reader.highlight import FindWords, doubtful_figures, highlight_text
from app.public.reader.passages import (
    Column,
    Passage,
    Row,
    TextLine,
    columns_of,
    structured_passages,
    text_line,
)
from app.public.reader.reflow import (
    PrintedLine,
    continues,
    continues_block,
    continues_in_print,
)
from library.catalogue.text.hyphens import joined_words
from library.catalogue.text.layout import Box
from library.catalogue.text.passages import language_of
from library.catalogue.text.words import Word

_DIVISION = re.compile(
    r"(Phần|Chương|Mục|Phụ lục)\s+(thứ\s\w+|[IVXLC]+|\d{1,3})\b|Điều\s+\d{1,3}[.:]", re.IGNORECASE
)
_LIST_ITEM = re.compile(r"([-–+•*]|[a-zđ]\))\s")
_NO_HEADING = re.compile(
    r"CỘNG H|ỦY BAN|UỶ BAN|HỘI ĐỒNG|KT\.|TM\.|TL\.|Q\.|CHỦ TỊCH|PHÓ |GIÁM ĐỐC|NƠI NHẬN|SỐ"
)
"""Capitals in the head and the foot of an official letter."""

_MAX_HEADING_LINES, _MAX_HEADING_WORDS, _MIN_CAPITALS = 3, 25, 8
_MIN_ITEMS = 2

_Part = tuple[TextLine, ...]


def with_structure(passages: Iterable[Passage]) -> Iterator[Passage]:
    """Yield passages in which headings and items of lists stand by themselves."""
    parts = [(_tag(part), part, passage) for passage in passages for part in _parts(passage)]
    for (tag, _), group in groupby(parts, lambda part: (part[0], part[0] == "p" and id(part[2]))):
        members = list(group)
        if tag == "p":
            lines = tuple(line for _, part, _ in members for line in part)
            yield replace(members[0][2], lines=lines)
            continue
        shown_tag = tag if tag != "li" or len(members) >= _MIN_ITEMS else "p"
        for _, part, passage in members:
            yield replace(passage, lines=part, tag=shown_tag)


def _parts(passage: Passage) -> Iterator[_Part]:
    """Yield each line of a passage with the lines that run on from it."""
    part: list[TextLine] = []
    for line in passage.lines:
        if part and not line.runs_on:
            yield tuple(part)
            part = []
        part.append(line)
    yield tuple(part)


def _tag(part: _Part) -> str:
    text = " ".join(Markup(line.html).striptags() for line in part)  # noqa: S704  (only compared)
    if _LIST_ITEM.match(text):
        return "li"
    return "h3" if len(part) <= _MAX_HEADING_LINES and _is_heading(text) else "p"


def _is_heading(text: str) -> bool:
    if len(text.split()) > _MAX_HEADING_WORDS or text[-1:] in ".,;:":
        return False
    if _DIVISION.match(text):
        return True
    capitals = sum(map(str.isalpha, text))
    is_name = _NO_HEADING.match(text) or len(text.split()) < 2
    return text.isupper() and capitals >= _MIN_CAPITALS and not is_name


_MAX_COLUMNS, _MAX_COLUMN_LINES = 3, 15
"""Columns of more lines are read one after the other, as in a newspaper."""

_MAX_OVERLAP = 0.4
"""Overlap of rows and columns on skewed pages, in heights of a line."""


def text_rows(
    find: FindWords | None,
    text: str,
    words: tuple[Word, ...] | None,
    *,
    joins: bool,
    usual: str,
    handwriting: Sequence[str] = (),
    doubted_places: Collection[int] = (),
) -> tuple[Row, ...]:
    """Return a page's text as rows of one to three columns, query words highlighted.

    Lines have places if `words` are those of the text. If `joins` is true, lines that were broken
    by the margin run on; the others stay as they are. `usual` is the item's language;
    `handwriting` are the addresses of the pictures of handwriting, one for each mark of it. Words
    at `doubted_places` differ from a document of the library.
    """
    printed_lines = _printed_lines(words or (), text)
    doubts = doubtful_figures(text, words or (), doubted_places)
    html = highlight_text(find, text, usual, doubts)
    html_lines = with_handwriting(html, handwriting).split("\n")
    if any(word.role for line in printed_lines for word in line):
        return tuple(_structured_rows(printed_lines, html_lines, usual, joins=joins))
    lines = text.split("\n")
    if not joins or not printed_lines:
        return _plain_rows(lines, html_lines, printed_lines, words or (), usual, joins=joins)
    rows: list[Row] = []
    start = 0
    for is_table, run in runs_of_tables(with_cells(printed_lines)):
        end = _end_of_run(lines, start, len(run))
        if is_table:
            rows.extend(_structured_rows(run, html_lines[start:end], usual, joins=True))
        else:
            part = lines[start:end], html_lines[start:end], run
            rows.extend(_plain_rows(*part, words or (), usual, joins=True))
        start = end
    return tuple(rows)


def _end_of_run(lines: Sequence[str], start: int, count: int) -> int:
    """Return the place behind the next lines that are not empty, as many as `count`."""
    places = (at for at in range(start, len(lines)) if lines[at].strip())
    return next(islice(places, count - 1, None)) + 1


def _plain_rows(
    lines: Sequence[str],
    html_lines: Sequence[str],
    printed_lines: tuple[PrintedLine, ...],
    words: tuple[Word, ...],
    usual: str,
    *,
    joins: bool,
) -> tuple[Row, ...]:
    """Return the rows of text whose words have no roles."""
    passages = tuple(_passages(lines, html_lines, printed_lines, words, usual, joins=joins))
    rows = _rows(passages) if printed_lines else [(passages,)] if passages else []
    return tuple(_shown_rows(rows, joins=joins))


def _shown_rows(rows: Iterable[Row], *, joins: bool) -> Iterator[Row]:
    """Yield rows as paragraphs; those of one column have headings and lists, if `joins` is true.

    Columns side by side are a letterhead.
    """
    for is_one, group in groupby(rows, lambda row: len(row) == 1):
        if not is_one:
            yield from (tuple(tuple(_paragraphs(column)) for column in row) for row in group)
            continue
        paragraphs = (part for row in group for part in _paragraphs(row[0]))
        yield (tuple(with_structure(paragraphs) if joins else paragraphs),)


def _printed_lines(words: tuple[Word, ...], text: str) -> tuple[PrintedLine, ...]:
    """Return the lines of a text as words; () if the text is not that of the words.

    A hyphenated word ends the line where it begins, as in `as_text`.
    """
    word_groups = groupby(joined_words(words), lambda word: word.parts[0].line)
    lines = [tuple(line) for _, line in word_groups]
    texts = [line.replace(" ", "") for line in text.split("\n") if line.strip()]
    if ["".join(word.text for word in line) for line in lines] != texts:
        return ()
    return tuple(tuple(word.parts[0] for word in line) for line in lines)


def _structured_rows(
    lines: tuple[PrintedLine, ...], html_lines: Sequence[str], usual: str, *, joins: bool
) -> Iterator[Row]:
    """Yield the rows of a page whose words have roles in the delivered document."""
    texts = (html for html in html_lines if html.strip())
    passages = structured_passages(zip(lines, texts, strict=True), usual)
    for columns, group in groupby(passages, columns_of):
        yield columns or (tuple(part if joins else _as_printed(part) for part in group),)


def _as_printed(passage: Passage) -> Passage:
    """Return a passage in which no line runs on."""
    return replace(passage, lines=tuple(replace(line, runs_on=False) for line in passage.lines))


def _passages(
    plain: Sequence[str],
    html_lines: Sequence[str],
    printed_lines: tuple[PrintedLine, ...],
    words: tuple[Word, ...],
    usual: str,
    *,
    joins: bool,
) -> Iterator[Passage]:
    """Yield the passages of a text, which empty lines separate."""
    words_of_line = {line: tuple(part) for line, part in groupby(words, attrgetter("line"))}
    places = iter(printed_lines)
    rows = zip(plain, html_lines, strict=True)
    for is_text, group in groupby(rows, lambda row: bool(row[0].strip())):
        if not is_text:
            continue
        texts, htmls = zip(*group, strict=True)
        language = language_of(" ".join(texts), usual)
        at = list(islice(places, len(texts)))
        print_lines = tuple(words_of_line[line[0].line] for line in at)
        boxes = map(Box.around, at) if at else repeat(None, len(texts))
        flags = _flags(texts, print_lines) if joins else [False] * len(texts)
        lines = zip(htmls, boxes, flags, strict=True)
        yield Passage(
            language,
            tuple(text_line(language, *line) for line in lines),
            printed=print_lines if joins else (),
        )


def _flags(texts: Sequence[str], print_lines: tuple[PrintedLine, ...]) -> list[bool]:
    return continues_in_print(print_lines) if print_lines else continues(texts)


def _paragraphs(column: Column) -> Iterator[Passage]:
    """Yield the paragraphs of a column: blocks joined where a paragraph goes on in the next one,
    then divided where the text begins anew below or above a line that runs on.
    """
    passages: list[Passage] = []
    for passage in column:
        if passages and _goes_on(passages[-1], passage):
            last = passages[-1]
            first, *further_lines = passage.lines
            lines = (*last.lines, replace(first, runs_on=True), *further_lines)
            passages[-1] = replace(last, lines=lines, printed=passage.printed)
        else:
            passages.append(passage)
    for passage in passages:
        yield from _divided(passage)


def _goes_on(last: Passage, passage: Passage) -> bool:
    if not last.printed or not passage.printed or last.language != passage.language:
        return False
    return continues_block(last.printed, passage.printed)


def _divided(passage: Passage) -> Iterator[Passage]:
    """Yield a paragraph of several lines apart from those before and after it."""
    flags = [line.runs_on for line in passage.lines]
    starts = [
        at
        for at, runs_on in enumerate(flags)
        if at and not runs_on and (flags[at - 1] or any(flags[at + 1 : at + 2]))
    ]
    for start, end in pairwise((0, *starts, len(flags))):
        yield replace(passage, lines=passage.lines[start:end])


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


_MIN_ROWS, _MIN_COLUMNS, _MAX_TABLE_COLUMNS = 3, 2, 12
_MIN_COLUMN_GAP, _MIN_ROW_GAP = 1.2, 2.0
"""In letter heights: the room between two columns in all rows, and between two cells of one row."""

_MIN_FULL_ROWS = 0.6
"""Share of the rows that have words in several columns, and a gap between two of them."""


def with_cells(lines: Sequence[PrintedLine]) -> tuple[PrintedLine, ...]:
    """Return printed lines in which the words of tables have the roles of cells.

    Only blocks are a table whose rows all leave the same columns of the page empty. A cell may have
    several lines: the recognition reads ruled tables cell by cell, and gives a row as one line.
    """
    blocks = [list(block) for _, block in groupby(lines, lambda line: line[0].block)]
    return tuple(line for part in _joined_blocks(blocks) for line in _table_rows(part))


def _joined_blocks(blocks: Iterable[list[PrintedLine]]) -> Iterator[list[PrintedLine]]:
    """Yield blocks; those that are one table are joined, for white lines divide a table too."""
    part: list[PrintedLine] = []
    for block in blocks:
        if part and _are_one_table(part, block):
            part = [*part, *block]
            continue
        if part:
            yield part
        part = block
    if part:
        yield part


def _are_one_table(part: list[PrintedLine], block: list[PrintedLine]) -> bool:
    """Return True if lines are a table together that has the columns of both."""
    if not all(any(map(_has_gap, lines)) for lines in (part, block)):
        return False
    both, *edges = (_column_edges(lines) for lines in ([*part, *block], part, block))
    return len(both) >= max(map(len, edges)) and _is_table([*part, *block], both)


def _table_rows(lines: list[PrintedLine]) -> Iterable[PrintedLine]:
    """Return the lines of a block, in a table with roles; a row begins in the first column."""
    edges = _column_edges(lines)
    if not _is_table(lines, edges):
        return lines
    starts = accumulate(int(any(_column(word, edges) == 1 for word in line)) for line in lines)
    table = lines[0][0].block + 1
    return (
        tuple(
            word._replace(role=f"td#{table}.{max(row, 1)}.{_column(word, edges)}") for word in line
        )
        for row, line in zip(starts, lines, strict=True)
    )


def _column_edges(lines: Iterable[PrintedLine]) -> tuple[int, ...]:
    """Return the left edges of the columns: parts of the width that empty strips separate."""
    words = [word for line in lines for word in line]
    gap = _MIN_COLUMN_GAP * median(word.height for word in words)
    edges, right = [], float("-inf")
    for word in sorted(words, key=lambda word: word.left):
        if word.left - right > gap:
            edges.append(word.left)
        right = max(right, word.left + word.width)
    return tuple(edges)


def _column(word: Word, edges: Sequence[int]) -> int:
    return sum(edge <= word.left for edge in edges)


def _is_table(lines: Sequence[PrintedLine], edges: Sequence[int]) -> bool:
    if len(lines) < _MIN_ROWS or not _MIN_COLUMNS <= len(edges) <= _MAX_TABLE_COLUMNS:
        return False
    full = sum(_is_row_of_cells(line, edges) for line in lines)
    return full >= _MIN_FULL_ROWS * len(lines)


def _is_row_of_cells(line: PrintedLine, edges: Sequence[int]) -> bool:
    """Return True for a row with words in several columns, and room between two of them."""
    placed = sorted((_column(word, edges), word) for word in line)
    cells = [[word for _, word in group] for _, group in groupby(placed, key=lambda pair: pair[0])]
    gap = _MIN_ROW_GAP * median(word.height for word in line)
    return any(
        min(word.left for word in cell) - max(word.left + word.width for word in last) > gap
        for last, cell in pairwise(cells)
    )


def _has_gap(line: PrintedLine) -> bool:
    gap = _MIN_ROW_GAP * median(word.height for word in line)
    return any(word.left - last.left - last.width > gap for last, word in pairwise(line))


def runs_of_tables(lines: Iterable[PrintedLine]) -> Iterator[tuple[bool, tuple[PrintedLine, ...]]]:
    """Yield runs of lines inside and outside tables."""
    for is_table, run in groupby(lines, lambda line: bool(line[0].role)):
        yield is_table, tuple(run)
