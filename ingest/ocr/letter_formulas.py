"""Formulas of official letters in capitals, with the marks that Tesseract drops from them.

Marks over capitals are small: “TINH QUANG NGAI” is read with confidence. A line that is one of
these formulas but for marks can be no other, nor can the kind of a unit under its committee.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from library.catalogue.text.words import Word
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

_SIGNS = ".,:;"


def restore_formulas(words: Words) -> Words:
    """Return the words with the marks of the formulas among their lines."""
    lines = [tuple(line) for _, line in groupby(words, key=lambda word: word.line)]
    return tuple(word for line in _restored(lines) for word in line)


def _restored(lines: Sequence[Words]) -> Iterator[Words]:
    is_under_committee = False
    for line in lines:
        folded_line = fold(" ".join(word.text.strip(_SIGNS) for word in line))
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
    letters = text.strip(_SIGNS)
    expected_letters = formula.strip(_SIGNS)
    if letters in (expected_letters, _with_newer_tone(expected_letters)):
        return word
    return word._replace(text=text.replace(letters, expected_letters))


def _with_newer_tone(text: str) -> str:
    return text.replace("HÒA", "HOÀ").replace("ỦY", "UỶ")
