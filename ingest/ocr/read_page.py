"""OCR of a prepared page: running text by column, ruled tables by cell.

On its own, Tesseract reads across the rules of a table: unaligned lines of neighbouring cells
become one garbled line, and isolated digits are missed.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from ingest.images import ruled_tables
from ingest.images.cells import Cell
from ingest.images.leaders import erase_leaders, find_leaders
from ingest.images.photographs import cover, find_photographs
from ingest.images.preprocess import Picture
from ingest.images.ruled_tables import Table
from ingest.ocr.form_fields import mark_handwriting
from ingest.ocr.insert_lines import insert_line, renumber, words_box
from ingest.ocr.letter_parts import part_letter
from ingest.ocr.lost_marks import reread_lost_marks
from ingest.ocr.missed_lines import read_missed_lines
from ingest.ocr.noise.fragments import drop_fragments
from ingest.ocr.noise.line_kinds import drop_noise_lines
from ingest.ocr.noise.stray_words import drop_duplicate_lines, drop_stray_words
from ingest.ocr.printed_numbers import complete_page_numbers
from ingest.ocr.read_tables import Block, read_table
from ingest.ocr.reading_order import facing_pages, in_reading_order
from ingest.ocr.reread_digits import MARKS, read_figure, without_marks
from ingest.ocr.reread_low_confidence import read_with_second_pass
from ingest.tools import tesseract
from library.catalogue.text.languages import VIETNAMESE, is_vertical
from library.catalogue.text.words import Word
from library.vietnamese.figure_grammar import is_impossible
from library.vietnamese.letters import compose, fold

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
    if letters in (expected_letters, _with_newer_tone(expected_letters)):
        return word
    return word._replace(text=text.replace(letters, expected_letters))


def _with_newer_tone(text: str) -> str:
    return text.replace("HÒA", "HOÀ").replace("ỦY", "UỶ")


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
