"""OCR of a prepared page: running text by column, ruled tables by cell.

On its own, Tesseract reads across the rules of a table: unaligned lines of neighbouring cells
become one garbled line, and isolated digits are missed.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from statistics import median

from ingest.images import ruled_tables
from ingest.images.cells import Cell
from ingest.images.leaders import erase_leaders, find_leaders
from ingest.images.photographs import cover, find_photographs
from ingest.images.picture import Picture
from ingest.images.ruled_tables import Table
from ingest.images.unread_ink import find_unread_ink
from ingest.ocr.form_fields import mark_handwriting
from ingest.ocr.insert_lines import insert_line, renumber, word_box, words_box
from ingest.ocr.letter_parts import part_letter
from ingest.ocr.lost_marks import reread_lost_marks
from ingest.ocr.noise.line_kinds import drop_noise_lines
from ingest.ocr.noise.stray_words import drop_duplicate_lines, drop_stray_words
from ingest.ocr.printed_numbers import complete_page_numbers, read_page_number
from ingest.ocr.read_tables import Block, read_table
from ingest.ocr.reading_order import facing_pages, in_reading_order
from ingest.ocr.reread_digits import MARKS, read_figure, without_marks
from ingest.ocr.reread_low_confidence import read_enlarged, read_with_second_pass
from ingest.tools import tesseract
from library.catalogue.text.languages import VIETNAMESE, is_vertical
from library.catalogue.text.quality import quality
from library.catalogue.text.words import Word
from library.vietnamese.figure_grammar import is_impossible
from library.vietnamese.letters import compose, fold
from library.vietnamese.spelling import impossible_part

Words = tuple[Word, ...]

_FORMULA_LIST = """
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
ỦY BAN NHÂN DÂN
HỘI ĐỒNG NHÂN DÂN
TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
TL. CHỦ TỊCH
CHỦ TỊCH
PHÓ CHỦ TỊCH
CHÁNH VĂN PHÒNG
PHÓ CHÁNH VĂN PHÒNG
GIÁM ĐỐC
PHÓ GIÁM ĐỐC
QUYẾT ĐỊNH
NGHỊ QUYẾT
CHỈ THỊ
TỜ TRÌNH
BÁO CÁO
KẾ HOẠCH
THÔNG BÁO
CÔNG ĐIỆN
"""
_FORMULAS = {fold(line): tuple(line.split()) for line in _FORMULA_LIST.split("\n") if line}
_COMMITTEES = ("uy ban nhan dan", "hoi dong nhan dan")
_UNITS = (("THÀNH", "PHỐ"), ("THỊ", "XÃ"), ("THỊ", "TRẤN"), ("TỈNH",), ("HUYỆN",), ("XÃ",))
_MIN_UNIT_WORDS = 2
"""Words of a line that names a unit: its kind and its name."""

_FORMULA_SIGNS = ".,:;"


def restore_formulas(words: Words) -> Words:
    """Return the words with the marks of the formulas among their lines."""
    lines = [tuple(line) for _, line in groupby(words, key=lambda word: word.line)]
    return tuple(word for line in _restored_formula(lines) for word in line)


def _restored_formula(lines: Sequence[Words]) -> Iterator[Words]:
    is_under_committee = False
    for line in lines:
        folded_line = fold(" ".join(word.text.strip(_FORMULA_SIGNS) for word in line))
        formula = _FORMULAS.get(folded_line) or _FORMULAS.get(folded_line.replace(" ", ". ", 1))
        if not all(word.text.isupper() for word in line):
            yield line
        elif formula and len(formula) == len(line):
            yield tuple(map(_with_marks, line, formula))
        elif is_under_committee and len(line) >= _MIN_UNIT_WORDS:
            yield _unit(line)
        else:
            yield line
        is_under_committee = folded_line in _COMMITTEES


def _unit(line: Words) -> Words:
    """Return the name of a unit with the marks of its kind."""
    for kind in _UNITS:
        first = line[: len(kind)]
        if fold(" ".join(word.text for word in first)) == fold(" ".join(kind)):
            return (*map(_with_marks, first, kind), *line[len(kind) :])
    return line


def _with_marks(word: Word, formula: str) -> Word:
    """Return a word as the formula spells it, with its own signs and placement of the tone."""
    text = compose(word.text)
    letters = text.strip(_FORMULA_SIGNS)
    expected_letters = formula.strip(_FORMULA_SIGNS)
    if letters in (expected_letters, expected_letters.replace("HÒA", "HOÀ").replace("ỦY", "UỶ")):
        return word
    return word._replace(text=text.replace(letters, expected_letters))


_FIGURE = re.compile(r"\D?(?P<digits>\d{2,})[.,;:)]?")
_AMOUNT = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d{1,3},\d{1,2}")
"""A figure with the marks that it may have lost."""

_YEAR = re.compile(r"1[89]\d\d|20\d\d")
_SIGNS = "#&§lIO"
_WITH_SIGNS = re.compile(r"\(?(?P<digits>[\d.,#&][\d.,#&§lIO]*%?)[.,;:)]*")
"""A figure with signs that stand for a digit; a section sign may begin a number (§12)."""

_DOUBTFUL_CONFIDENCE = 0.5
_MIN_CONFIDENCE_OF_MARKS, _MIN_CONFIDENCE_OF_IMPOSSIBLE = 0.9, 0.8
"""Least confidence of marks in a figure that may lack them, and in place of an impossible one."""

_MARGIN_RATIO = 0.15
"""Room around a figure, relative to its height."""


def doubt_figures(picture: Picture, words: Iterable[Word]) -> tuple[Word, ...]:
    """Return the words of a page, with low confidence for figures that were also read otherwise."""
    return tuple(_doubted(picture, word) for word in words)


def _doubted(picture: Picture, word: Word) -> Word:
    torn = _WITH_SIGNS.fullmatch(word.text)
    if torn and is_impossible(word.text):
        return _restored(picture, word, torn["digits"])
    figure = _FIGURE.fullmatch(word.text)
    return _compared(picture, word, figure["digits"]) if figure else word


def _compared(picture: Picture, word: Word, digits: str) -> Word:
    if word.confidence <= _DOUBTFUL_CONFIDENCE:
        return word
    amount, confidence = _read_figure(picture, word)
    other = without_marks(amount)
    if other != digits:
        is_other = len(other) == len(digits)
        return word._replace(confidence=_DOUBTFUL_CONFIDENCE) if is_other else word
    has_lost_marks = _AMOUNT.fullmatch(amount) and not _YEAR.fullmatch(digits)
    if not has_lost_marks or confidence < _MIN_CONFIDENCE_OF_MARKS:
        return word
    return word._replace(text=word.text.replace(digits, amount))


def _restored(picture: Picture, word: Word, figure: str) -> Word:
    """Return a figure that cannot be as the other model reads it, if they agree on its digits."""
    other, confidence = _read_figure(picture, word)
    digits = "".join(r"\d" if sign in _SIGNS else sign for sign in figure if sign not in MARKS)
    agrees = re.fullmatch(digits, without_marks(other)) and not is_impossible(other)
    if not agrees or confidence < _MIN_CONFIDENCE_OF_IMPOSSIBLE:
        return word
    return word._replace(text=word.text.replace(figure, other))


def _read_figure(picture: Picture, word: Word) -> tuple[str, float]:
    margin = round(_MARGIN_RATIO * word.height)
    high, wide = picture.shape
    edges = (
        max(word.left - margin, 0),
        max(word.top - margin, 0),
        min(word.left + word.width + margin, wide),
        min(word.top + word.height + margin, high),
    )
    figure, confidence = read_figure(picture, edges, MARKS)
    return figure.strip(".,"), confidence


def read_page(picture: Picture, languages: tuple[str, ...], dpi: int) -> tuple[Word, ...]:
    """Return the words in reading order; a table row counts as a line, a table as a block."""
    if is_vertical(languages):  # its columns are ruled like the cells of a table
        return tesseract.read_words(picture, languages, dpi)
    ruling = ruled_tables.find_ruling(picture, dpi)
    running_text = ruled_tables.erase_ruling(picture, ruling)
    leaders = find_leaders(running_text, dpi)
    running_text = erase_leaders(running_text, leaders)
    photographs = find_photographs(picture)
    all_words = read_with_second_pass(running_text, languages, dpi)
    words = drop_stray_words(all_words, running_text, photographs)
    words = drop_fragments(drop_noise_lines(words, running_text))
    words = complete_page_numbers(running_text, words)
    if VIETNAMESE in languages:
        words = reread_lost_marks(running_text, words, languages, dpi)
    words = mark_handwriting(words, running_text, leaders)
    blocks = [tuple(block) for _, block in groupby(words, key=lambda word: word.block)]
    for divider in ruling.dividers:
        blocks = [part for block in blocks for part in _split_at_divider(block, divider)]
    for line in read_missed_lines(cover(running_text, photographs), words, languages, dpi):
        blocks = insert_line(blocks, line)
    for table in sorted(ruling.tables, key=lambda table: -table.box.top):
        if rows := read_table(picture, table, languages, dpi):
            blocks.insert(_table_position(table, blocks), rows)
    sides = facing_pages(drop_duplicate_lines(blocks))
    parts = [part for side in sides for part in part_letter(in_reading_order(side))]
    ordered_blocks = tuple(renumber(parts))
    page = restore_formulas(ordered_blocks) if VIETNAMESE in languages else ordered_blocks
    return doubt_figures(picture, page)


def _split_at_divider(block: Block, divider: Cell) -> Iterator[Block]:
    """Yield the parts of a block that was read across a divider: above, left, right and below."""
    above, left_words, right_words, below = parts = ([], [], [], [])
    for word in block:
        across, down = word.left + word.width / 2, word.top + word.height / 2
        if down < divider.top:
            above.append(word)
        elif down >= divider.bottom:
            below.append(word)
        else:
            (left_words if across < divider.left + divider.width / 2 else right_words).append(word)
    yield from (tuple(part) for part in parts if part) if left_words and right_words else (block,)


def _table_position(table: Table, blocks: list[Block]) -> int:
    """Return the index of the first block that begins below the top of a table in its column."""
    boxes = [words_box(block) for block in blocks]
    column = [
        place
        for place, box in enumerate(boxes)
        if box.left < table.box.right and table.box.left < box.right
    ]
    below = (place for place in column or range(len(boxes)) if boxes[place].top >= table.box.top)
    return next(below, column[-1] + 1 if column else len(boxes))


_MIN_CONFIDENCE = 0.8
"""The edge of a stamp or a pen stroke is read with lower confidence."""

_FEW_LETTERS, _MIN_CONFIDENCE_OF_FEW = 3, 0.93
"""A tick box is read as this few letters with high confidence. Digits alone are ignored because
they may be handwritten: 575 was read as 915."""

_MAX_LINES, _MAX_BLOCKS = 12, 6
"""More possible lines or blocks mean a drawing."""

_MIN_WORD_CONFIDENCE = 0.7
"""Less sure words of a block are what stands beside its lines: the ring of a seal."""


def read_missed_lines(
    picture: Picture, words: Words, languages: tuple[str, ...], dpi: int
) -> list[Words]:
    """Return the text lines of a page that are missing among its recognised words.

    They are numbered from -1 down.
    """
    if not words:
        return []
    boxes = tuple(map(word_box, words))
    unread = find_unread_ink(picture, boxes, _usual_line_height(words))
    lines, numbers = [], []
    for place in unread.lines if len(unread.lines) <= _MAX_LINES else ():
        inside = _inside(place, picture)
        number = read_page_number(picture, inside, boxes, languages, dpi)
        numbers += [number] if number else []
        lines += [] if number else [read_enlarged(picture, place, languages, dpi)]
    if 0 < len(unread.blocks) <= _MAX_BLOCKS:
        lines += _read_blocks(picture, unread.blocks, boxes, languages, dpi)
    print_lines = [*numbers, *(line for line in lines if _is_print(line, languages))]
    return [
        tuple(word._replace(line=-1 - place) for word in line)
        for place, line in enumerate(print_lines)
    ]


def _read_blocks(
    picture: Picture,
    blocks: Sequence[Cell],
    words: Sequence[Cell],
    languages: tuple[str, ...],
    dpi: int,
) -> Iterator[Words]:
    """Yield the lines of some blocks of a page, read without its recognised words."""
    page = cover(picture, tuple(word for word in words if any(map(word.overlaps, blocks))))
    boxes = [_inside(block, page).box for block in blocks]
    block_words = chain.from_iterable(tesseract.read_boxes(page, boxes, languages, dpi))
    for _, line in groupby(block_words, key=lambda word: (word.block, word.line)):
        yield tuple(filter(_is_sure, line))


def _inside(box: Cell, page: Picture) -> Cell:
    """Return the part of a box on the page, which may touch its edge."""
    height, width = page.shape
    x0, y0 = max(0, box.left), max(0, box.top)
    return Cell(x0, y0, min(width, box.right) - x0, min(height, box.bottom) - y0)


def _is_sure(word: Word) -> bool:
    is_wordlike = any(map(str.isalnum, word.text)) and impossible_part(word.text) is None
    return is_wordlike and word.confidence >= _MIN_WORD_CONFIDENCE


def _usual_line_height(words: Words) -> float:
    """Return the median height of the lines in pixels."""
    return median(words_box(line).height for _, line in groupby(words, key=lambda word: word.line))


def _is_print(line: Words, languages: tuple[str, ...]) -> bool:
    letters = sum(map(str.isalpha, "".join(word.text for word in line)))
    min_confidence = _MIN_CONFIDENCE if letters > _FEW_LETTERS else _MIN_CONFIDENCE_OF_FEW
    return letters > 1 and (quality(line, languages) or 0.0) >= min_confidence


_MAX_LETTERS, _MIN_COVERED_RATIO = 2, 0.7
"""Letters of a part of a word that was read twice, and the share of its width under others."""

_MAX_HEIGHT_RATIO, _MAX_CONFIDENCE, _MAX_GAP_RATIO = 0.35, 0.6, 0.5
"""Height of marks relative to the usual word, their confidence, and their distance from the letters
below them."""

_NO_CONFIDENCE, _MAX_UNSURE_LETTERS = 0.05, 3
"""Confidence of signs that stand for no letters, and their letters: printed figures, names and the
codes of documents have had it too."""

_VOWEL = re.compile("[aeiouy]", re.IGNORECASE)

_DASHES = "-–—.…"
_FRAGMENT_SIGNS = "“”\"'‘’.,;:!?()[]-–…/"


def drop_fragments(words: Words) -> Words:
    """Return the words of a page without parts of others that were read twice."""
    if not words:
        return words
    height = median(word.height for word in words)
    low = [word for word in words if _is_low(word, height)]
    marks = {id(word) for word in low if _stands_on_letters(word, words, height)}
    lines = (tuple(line) for _, line in groupby(words, key=lambda word: word.line))
    return tuple(
        word
        for line in lines
        for word in _whole_words(line)
        if id(word) not in marks and not _is_no_letter(word)
    )


def _whole_words(line: Words) -> Iterator[Word]:
    for place, word in enumerate(line):
        neighbours = (*line[max(0, place - 1) : place], *line[place + 1 : place + 2])
        if not _is_part(word, neighbours):
            yield word


def _is_part(word: Word, neighbours: Sequence[Word]) -> bool:
    """Return True for one or two letters at the end of a neighbour in whose place they lie."""
    text = word.text.strip(_FRAGMENT_SIGNS).lower()
    if not text.isalpha() or len(text) > _MAX_LETTERS:
        return False
    texts = (other.text.strip(_FRAGMENT_SIGNS).lower() for other in neighbours)
    is_end = any(
        len(other) > len(text) and (other.startswith(text) or other.endswith(text))
        for other in texts
    )
    return is_end and _covered_width(word, neighbours) > _MIN_COVERED_RATIO * word.width


def _covered_width(word: Word, neighbours: Sequence[Word]) -> int:
    box, width = word_box(word), 0
    for other in map(word_box, neighbours):
        if box.overlaps(other):
            width += min(box.right, other.right) - max(box.left, other.left)
    return width


def _is_low(word: Word, height: float) -> bool:
    is_flat = word.height < _MAX_HEIGHT_RATIO * height and word.confidence < _MAX_CONFIDENCE
    return is_flat and word.text not in _DASHES and not word.text.isdecimal()


def _stands_on_letters(mark: Word, words: Words, height: float) -> bool:
    """Return True if a word of another line lies right under some marks."""
    below = Cell(mark.left, mark.top, mark.width, round(mark.height + _MAX_GAP_RATIO * height))
    return any(
        word.line != mark.line
        and word.height > 2 * mark.height
        and word.top + word.height / 2 > mark.top + mark.height
        and below.overlaps(word_box(word))
        for word in words
    )


def _is_no_letter(word: Word) -> bool:
    """Return True for signs read without any confidence: no figure, syllable, name or code."""
    text = word.text.strip(_FRAGMENT_SIGNS)
    if word.confidence >= _NO_CONFIDENCE or text.isdecimal():
        return False
    if text.isalpha() and len(text) > 1:
        return not _VOWEL.search(fold(text))
    is_short = sum(map(str.isalnum, text)) <= _MAX_UNSURE_LETTERS
    return is_short and not (len(text) > 1 and text.isalnum())
