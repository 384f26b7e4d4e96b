"""Reflow of recognised lines: which line continues the paragraph of the line before it."""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median_high

from library.catalogue.text.layout import Box
from library.catalogue.text.plain_text import is_han
from library.catalogue.text.words import Word

_FULL_LINE_SHARE = 0.75
"""Length of a line without a place on the page that counts as full, relative to the longest."""

_NEW_LINE = re.compile(r"\s*([-–+*•]|(\(?(\d{1,2}|[IVX]{1,5}|[a-zđ])[.)/]|Điều \d+[.:])(\s|$))")
"""Beginnings of intended new lines: a dash, a bullet, 1., a), IV., Điều 3."""

_NUMBER = re.compile(r"(\d{1,4})\s")
_SENTENCE_END = re.compile(r"[.!?:;…][\"”’)\]]*\s*$")

_COLUMN_EDGE_RANK = 0.8
"""Share of the lines that end left of a column's edge; a line that ran into another column does
not set the edge."""

_SPACE, _INDENT, _FLUSH, _CELL_GAP, _LARGER_LETTERS = 0.25, 1.0, 0.6, 3.0, 1.5
"""In letter heights: a space between words, the least indent, the room that justified lines leave,
the gap between cells of a table; and the ratio of letters of a heading to those below it."""

_MIN_VERSE_LINES, _VERSE_SHARE = 4, 0.8
"""Lines of a verse or a list of names, and the share of them that begin with a capital."""

_MIN_COLUMN_LINES, _SAME_WIDTH_SHARE = 3, 0.7
"""Lines that show how wide their column is, and the least ratio of the widths of two columns
through which one paragraph runs."""

_MIN_LINE_WORDS = 3
"""Usual number of words in a line of prose; lines of a list of words have fewer."""

PrintedLine = tuple[Word, ...]


def continues(lines: Sequence[str]) -> list[bool]:
    """Return a flag for each line: True if it continues the line before, which is full.

    For lines whose places are not known. Headings, lists, verses and signatures are not full, so
    their lines stay; so do the rows of a table with a numbered first column.
    """
    longest = max(map(len, lines), default=0)
    is_verse = _begin_with_capitals(lines)
    return [
        bool(line.strip())
        and not is_verse
        and len(last) >= _FULL_LINE_SHARE * longest
        and not _begins_anew(last, line)
        for last, line in pairwise(("", *lines))
    ]


def continues_in_print(lines: Sequence[PrintedLine]) -> list[bool]:
    """Return a flag for each line of a block: True if it continues the paragraph before it.

    A line was broken by the margin if the first word of the next one had no room left in it.
    Indented and centred lines begin anew, except below the first line of an item. Lines of verses,
    lists and tables stay, as do all lines of a block in which as many end before the margin.
    """
    texts = [" ".join(word.text for word in line) for line in lines]
    boxes = [Box.around(line) for line in lines]
    is_list = median_high(map(len, lines)) < _MIN_LINE_WORDS or _begin_with_capitals(texts)
    if is_list or any(is_han(text[0]) for text in texts):
        return [False] * len(lines)
    edge = _edge(boxes)
    flags, early_breaks = [False], 0
    for at in range(1, len(lines)):
        last, line = lines[at - 1], lines[at]
        is_new = _begins_anew(texts[at - 1], texts[at]) or _is_row(last) or _is_row(line)
        is_full = _has_no_room(last, line, edge)
        may_be_indented = bool(_NEW_LINE.match(texts[at - 1]))
        flags.append(is_full and not is_new and (may_be_indented or not _is_indented(boxes, at)))
        is_mid_sentence = line[0].text[0].islower() and not _SENTENCE_END.search(texts[at - 1])
        early_breaks += is_mid_sentence and not is_new and not is_full
    return flags if sum(flags) > early_breaks else [False] * len(lines)


def continues_block(last: Sequence[PrintedLine], following: Sequence[PrintedLine]) -> bool:
    """Return True if a block continues the paragraph with which the block before it ends.

    It begins in the middle of a sentence, and the line before it is full.
    """
    above, below = last[-1], following[0]
    is_mid_sentence = below[0].text[0].islower() and not _SENTENCE_END.search(above[-1].text)
    if not is_mid_sentence or _is_row(above) or _is_row(below) or is_new_line(below):
        return False
    if _text(above).isupper() or _letter(above) > _LARGER_LETTERS * _letter(below):
        return False
    boxes = [[Box.around(line) for line in block] for block in (last, following)]
    if not _are_of_one_width(*boxes):
        return False
    edge = _edge(boxes[0] + boxes[1] if len(last) == 1 else boxes[0])
    return _has_no_room(above, below, edge)


def _are_of_one_width(last: Sequence[Box], following: Sequence[Box]) -> bool:
    """Return True for two columns of about one width, or few lines below a column."""
    wide, narrow = (_edge(boxes) - min(box.left for box in boxes) for boxes in (last, following))
    if len(following) >= _MIN_COLUMN_LINES:
        return min(wide, narrow) >= _SAME_WIDTH_SHARE * max(wide, narrow)
    return len(last) > 1 or len(following) > 1


def is_new_line(line: PrintedLine) -> bool:
    """Return True for the beginning of an item of a list."""
    return bool(_NEW_LINE.match(_text(line)))


def _has_no_room(last: PrintedLine, line: PrintedLine, edge: int) -> bool:
    """Return True if the first word of a line had no room in the line before it.

    After the end of a sentence a capital needs a line that reaches the edge: lines of a list are
    often of nearly one length.
    """
    height = _letter(last)
    if height > _LARGER_LETTERS * _letter(line):
        return False
    room = edge - Box.around(last).right
    if _text(last).isupper() and not _text(line).isupper():
        return False
    if line[0].text[0].isupper() and _SENTENCE_END.search(last[-1].text):
        return room < min(_FLUSH * height, line[0].width)
    return room < line[0].width + _SPACE * height


def _begins_anew(last: str, line: str) -> bool:
    return bool(_NEW_LINE.match(line)) or _is_next_number(last, line)


def _is_next_number(last: str, line: str) -> bool:
    previous, number = _NUMBER.match(last), _NUMBER.match(line)
    return bool(previous and number) and int(number[1]) == int(previous[1]) + 1


def _begin_with_capitals(lines: Sequence[str]) -> bool:
    """Return True for verses and lists of names, whose lines begin with capitals."""
    starts = [line.lstrip("“\"'(")[:1] for line in lines if line.strip()]
    if len(starts) < _MIN_VERSE_LINES:
        return False
    return sum(map(str.isupper, starts)) >= _VERSE_SHARE * len(starts)


def _edge(boxes: Sequence[Box]) -> int:
    """Return the right edge of the column that these lines fill."""
    rights = sorted(box.right for box in boxes)
    return rights[min(int(_COLUMN_EDGE_RANK * len(rights)), len(rights) - 1)]


def _is_indented(boxes: Sequence[Box], at: int) -> bool:
    """Return True if a line begins further right than the one before or after it.

    Neighbours only: the edge of a curved or skewed page wanders.
    """
    neighbours = (boxes[at - 1], *boxes[at + 1 : at + 2])
    least = _INDENT * boxes[at].height
    return any(boxes[at].left - other.left > least for other in neighbours)


def _is_row(line: PrintedLine) -> bool:
    """Return True for a line with gaps as wide as those between the cells of a table."""
    gap = _CELL_GAP * _letter(line)
    return any(word.left - last.left - last.width > gap for last, word in pairwise(line))


def _letter(line: PrintedLine) -> int:
    """Return the usual height of the words of a line in pixels."""
    return median_high([word.height for word in line])


def _text(line: PrintedLine) -> str:
    return " ".join(word.text for word in line)
