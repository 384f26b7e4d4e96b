"""Parts of an official letter that stand side by side: its head, and its foot with the signature.

Tesseract joins their lines across the gap. The issuing body and the number come before the national
motto and the date, the list of recipients before the signature.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby, takewhile
from math import inf
from statistics import median

from ingest.images.cells import Cell
from ingest.ocr.insert_lines import number_lines, words_box
from library.catalogue.text.words import Word
from library.vietnamese.letters import fold
from library.vietnamese.syllables import is_marked_syllable

Words = tuple[Word, ...]

_MOTTO = ("cong", "hoa", "xa", "hoi")
_MIN_MOTTO_WORDS = 3
_RECIPIENTS = ("noi nhan", "- nhu tren", "- nhu dieu", "- luu vt")
_MIN_LIKENESS, _MAX_HEADING_WORDS = 0.8, 2
_DATE_WORDS = frozenset({"ngay", "thang", "nam"})
_MAX_MOTTO_LINES = 3
"""Lines of the right part of a head: motto, its second line, place and date."""

_MIN_GAP_RATIO = 0.7
"""Least gap between the parts of a head, in word heights; italic dates end near a number."""

_MIN_SIGNATURE_GAP_RATIO, _MIN_GAP_AT_TITLE_RATIO = 1.2, 0.8
"""Least gap before the signature; a narrower one is enough where the titles over it begin."""

_MAX_INDENT_RATIO = 4
"""Recipients begin at most this far to the right of their heading, in word heights."""

_MAX_RECIPIENT_SHARE = 0.7
"""Share of the page's text width; a wider line is not a recipient."""

_MAX_STEP_RATIO, _MAX_ROW_RATIO = 0.4, 2
"""Step between two parts of one line, and height of a part, in heights of a word: a part with
strokes of a seal is taller, and may reach the next line."""

_MAX_TITLE_LINES = 4
"""Lines of a foot, from its top, among which the titles over the signature begin."""

_MIN_NAME_WORDS = 2

_MIN_TITLE_LETTERS = 4
"""Capital letters of the title over a signature, such as CHỦ TỊCH."""

_MIN_CONFIDENCE, _MIN_SHORT_CONFIDENCE, _MIN_SIGN_CONFIDENCE = 0.3, 0.7, 0.93
_MIN_LETTERS = 3
"""Around a signature, strokes of the pen and of the seal are read as short or unsure words."""


def part_letter(blocks: Sequence[Words]) -> list[Words]:
    """Return the blocks with the parts of head and foot as blocks of their own, in order."""
    for find_parts in (_head, _foot):
        blocks = _with_parts(blocks, find_parts)
    return list(blocks)


def _with_parts(
    blocks: Sequence[Words], find_parts: Callable[[Sequence[Words]], tuple[list[Words], ...]]
) -> list[Words]:
    lines = _rows(line for block in blocks for line in _lines(block))
    parts = [part for part in find_parts(lines) if part]
    if len(parts) < 2:
        return list(blocks)
    part_ids = {id(word) for part in parts for line in part for word in line}
    if find_parts is _foot:
        parts[-1] = [tuple(filter(_is_print, line)) for line in parts[-1]]
    place = min(
        place for place, block in enumerate(blocks) if any(id(word) in part_ids for word in block)
    )
    remaining = [tuple(word for word in block if id(word) not in part_ids) for block in blocks]
    numbered_parts = [number_lines(filter(None, part)) for part in parts]
    preceding, following = _split(remaining, place, min(map(_top, numbered_parts)))
    return [block for block in (*preceding, *numbered_parts, *following) if block]


def _rows(lines: Iterable[Words]) -> list[Words]:
    """Return the lines from the top of the page down, those side by side as one."""
    rows: list[Words] = []
    for line in sorted(lines, key=_middle):
        if rows and _are_side_by_side(rows[-1], line):
            rows[-1] = tuple(sorted((*rows[-1], *line), key=lambda word: word.left))
        else:
            rows.append(line)
    return rows


def _are_side_by_side(row: Words, line: Words) -> bool:
    row_box, box = words_box(row), words_box(line)
    heights = [word.height for word in (*row, *line) if _is_wordlike(word)]
    if row_box.right > box.left and box.right > row_box.left:
        return False
    level = abs(_middle(row) - _middle(line)) < _MAX_STEP_RATIO * median(heights or [0])
    return level and max(row_box.height, box.height) < _MAX_ROW_RATIO * median(heights)


def _is_wordlike(word: Word) -> bool:
    return any(map(str.isalnum, word.text))


def _split(
    blocks: Sequence[Words], place: int, top: int
) -> tuple[tuple[Words, ...], tuple[Words, ...]]:
    """Return the blocks before and after the parts; what is left of the first block may be both."""
    above = tuple(word for word in blocks[place] if word.top < top)
    below = tuple(word for word in blocks[place] if word.top >= top)
    return (*blocks[:place], above), (below, *blocks[place + 1 :])


def _head(lines: Sequence[Words]) -> tuple[list[Words], ...]:
    """Return the lines of the left and of the right part of the head."""
    motto = next(filter(None, map(_motto, lines)), None)
    if motto is None:
        return ()
    height = motto.height
    left_part: list[Words] = []
    right_part: list[Words] = []
    is_dated = False
    for line in lines:
        if words_box(line).top < motto.top - height:
            continue
        parts = _parts_at(line, motto.left - height // 3, _MIN_GAP_RATIO * height)
        if parts is None or (parts[1] and (is_dated or len(right_part) == _MAX_MOTTO_LINES)):
            break
        if is_dated and _is_title(parts[0]):
            break
        left_part.append(parts[0])
        right_part.extend(filter(None, parts[1:]))
        is_dated = is_dated or (
            len(_DATE_WORDS & {fold(word.text).strip(",.") for word in parts[1]}) > 1
        )
    return [line for line in left_part if line], right_part


def _motto(line: Words) -> Word | None:
    """Return the first word of the national motto, if it is in this line."""
    texts = [fold(word.text) for word in line]
    for place in range(len(texts)):
        matches = sum(map(str.__eq__, texts[place : place + len(_MOTTO)], _MOTTO))
        if matches >= _MIN_MOTTO_WORDS:
            return line[place]
    return None


def _parts_at(line: Words, across: float, gap: float) -> tuple[Words, Words] | None:
    """Return the parts of a line on both sides of a position; None if it runs across."""
    left_words = tuple(word for word in line if word.left + word.width / 2 < across)
    right_words = line[len(left_words) :]
    end = max((word.left + word.width for word in left_words), default=0)
    if right_words and (right_words[0].left < across - gap or right_words[0].left - end < gap):
        return None
    return (left_words, right_words) if end < across + gap else None


def _foot(lines: Sequence[Words]) -> tuple[list[Words], ...]:
    """Return the lines of the list of recipients and of the signature beside it."""
    start = next((place for place, line in enumerate(lines) if _is_recipients(line)), None)
    if start is None:
        return ()
    while start and _is_recipient(lines[start]) and _is_recipient(lines[start - 1]):
        start -= 1  # a list that goes on from the page before has no heading
    first = lines[start]
    height = median(word.height for word in first if _is_wordlike(word))
    if start and _is_heading(_recipient_part(lines[start - 1], first[0].left, height)):
        first = lines[start - 1]
    top = words_box(first).top - height / 2
    width = words_box(word for line in lines for word in line).width
    foot_lines = [line for line in lines if words_box(line).top >= top]
    start, limit = first[0].left, _MAX_RECIPIENT_SHARE * width
    beginning = (_recipient_part(line, start, height) for line in foot_lines[:_MAX_TITLE_LINES])
    edge = min((part[0].left for _, part in beginning if _is_title(part)), default=inf)
    parts = [_recipient_part(line, start, height, edge) for line in foot_lines]
    parts = list(takewhile(lambda part: _is_narrow(part[0], limit), parts))
    if not any(_is_title(part) or _is_name(part) for _, part in parts):
        return ()
    recipients, signature = map(list, zip(*parts, strict=True))
    return [line for line in recipients if line], signature


def _is_recipient(line: Words) -> bool:
    height = median(word.height for word in line)
    recipient, _ = _recipient_part(line, line[0].left, height)
    return recipient[0].text[0] in "-–—~¬" and recipient[-1].text[-1] in ";:."


def _is_name(line: Words) -> bool:
    """Return True for the name of the person who signed, among strokes of the pen."""
    names = [word for word in line if word.text.isalpha() and word.text.istitle()]
    surely = all(word.confidence >= _MIN_SHORT_CONFIDENCE for word in names)
    return _MIN_NAME_WORDS <= len(names) == sum(map(_is_wordlike, line)) and surely


def _is_narrow(line: Words, limit: float) -> bool:
    return not line or words_box(line).width <= limit


def _is_heading(parts: tuple[Words, Words]) -> bool:
    """Return True for a misread heading of the recipients beside the title of the signature."""
    return 0 < len(parts[0]) <= _MAX_HEADING_WORDS and _is_title(parts[1])


def _is_recipients(line: Words) -> bool:
    text = " ".join(fold(word.text).strip(":,;.") for word in line[:3])
    return any(
        SequenceMatcher(None, text[: len(mark)], mark).ratio() >= _MIN_LIKENESS
        for mark in _RECIPIENTS
    )


def _recipient_part(
    line: Words, start: int, height: float, edge: float = inf
) -> tuple[Words, Words]:
    """Return the part of a line that belongs to the recipients, and the rest.

    `edge` is where the titles over the signature begin, once it is known.
    """
    if line[0].left > min(start + _MAX_INDENT_RATIO * height, edge):
        return (), line
    for place in range(1, len(line)):
        previous, word = line[place - 1], line[place]
        gap = word.left - previous.left - previous.width
        ratio = _MIN_GAP_AT_TITLE_RATIO if word.left >= edge else _MIN_SIGNATURE_GAP_RATIO
        if gap > ratio * height:
            return line[:place], line[place:]
    return line, ()


def _is_title(line: Words) -> bool:
    capitals = (letter for word in line for letter in word.text if letter.isupper())
    return sum(1 for _ in capitals) >= _MIN_TITLE_LETTERS and all(
        word.text.isupper() for word in line if any(map(str.isalpha, word.text))
    )


def _is_print(word: Word) -> bool:
    """Return True unless a word beside the recipients is a stroke of the seal or the signature."""
    letters = "".join(filter(str.isalpha, word.text))
    if not _is_wordlike(word):
        return word.confidence >= _MIN_SIGN_CONFIDENCE
    if word.confidence < _MIN_CONFIDENCE:
        return False
    is_syllable = len(letters) >= _MIN_LETTERS and is_marked_syllable(letters.lower())
    return is_syllable or word.confidence >= _MIN_SHORT_CONFIDENCE


def _lines(block: Words) -> Iterator[Words]:
    for _, line in groupby(block, key=lambda word: word.line):
        yield tuple(line)


def _middle(line: Words) -> float:
    box: Cell = words_box(line)
    return box.top + box.height / 2


def _top(block: Words) -> int:
    return words_box(block).top
