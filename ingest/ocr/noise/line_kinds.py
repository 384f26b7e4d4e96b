"""Kind of a recognised line, by measures of its words and its place: text, or noise of the paper.

Edges of the scan, stamps, seals, punch holes and strokes of a pen are read as letters, but unsurely
and beside the text, or as signs and few letters. Thresholds were chosen on the lines of 61 pages of
19 documents, seen while choosing (November 2026).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from statistics import median

from ingest.images.cells import Cell
from ingest.images.picture import Picture
from ingest.ocr.insert_lines import lines_of, words_box
from library.catalogue.text.quality import mean_confidence
from library.catalogue.text.words import Word
from library.vietnamese.spelling import impossible_part

Words = tuple[Word, ...]

_SURE_LINE, _MIN_SURE_WORDS, _MIN_SURE_LINES = 0.85, 3, 6
"""Lines that make the text area: their mean confidence and words, and how many a page needs."""

_PAGE_NUMBER = re.compile(r"[-–—]?\s*(?:[Tt]rang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?\s*[-–—.]?")

_EDGE_RATIO = 0.015
"""Width of the edge of a scan relative to its side."""

_MAX_MARGIN_CONFIDENCE, _PRINTED_WORD, _PRINTED_LETTERS = 0.6, 0.8, 3
"""A line in the margin is less sure, and has no word that is as sure and as long as print."""

_MAX_SPECKS = 24
"""Letters on an empty page; a title page has more, or is sure."""

_MIN_PAGE_CONFIDENCE = 0.75
"""Median confidence of the lines of a page on which an unsure line is none."""

_MAX_STROKE_CONFIDENCE, _MAX_STROKE_LETTERS = 0.5, 8
"""Words of a stroke are less sure, and few or impossible; the number of a decree, written by hand,
has more letters."""

_MIN_SIGN_CONFIDENCE = 0.93
"""A line of signs alone is a stroke of the pen (` 0.92, £ 0.92) unless it is this sure."""

_LOOSE_MARKS = "ˆˇˊˋ˘˙˚˜"
"""Marks that count as letters in Unicode, as the tops of capitals are read."""

_ODD_SIGNS = "¬`^{}|£€¥§©®°<>\\"

_MAX_LINE_HEIGHT_RATIO = 4
"""Height of a line relative to its tallest word: a slanting one reaches 2."""

_MAX_LETTER_WIDTH_RATIO, _MIN_BLOT_HEIGHT_RATIO, _MAX_BLOT_CONFIDENCE = 1.2, 0.3, 0.85
"""A sign wider than this per letter, in usual line heights, is a blot, unless it is flat or was
read with confidence, as in a headline."""

_MIN_RULE_RATIO, _MAX_RULE_RATIO = 6, 0.2
"""Width and height of a typed row of dashes, whatever letters it was read as, in line heights."""


class Kind(Enum):
    """Kinds of recognised lines."""

    TEXT = auto()
    PAGE_NUMBER = auto()
    MARGIN = auto()
    """Edge of the scan, stamp or hole outside the text."""
    STROKE = auto()
    """Seal, signature or line of a drawing."""
    COLUMN = auto()
    """A column of numbers and the words beside it, read as one vertical line."""


_WRITING = (Kind.TEXT, Kind.PAGE_NUMBER)


@dataclass(frozen=True, slots=True)
class PageMeasures:
    """Measures of a page with which its lines are compared."""

    paper: Cell
    text_area: Cell | None
    """Bounding box of the sure lines; None if they are too few."""
    is_sure: bool
    """True if most lines of the page are sure."""

    def is_in_margin(self, box: Cell) -> bool:
        """Return True if a box touches an edge of the paper, or lies beside or above the text."""
        x, y = self.paper.width * _EDGE_RATIO, self.paper.height * _EDGE_RATIO
        across, down = box.left + box.width / 2, box.top + box.height / 2
        at_edge = box.left < x or box.right > self.paper.width - x
        at_edge |= box.top < y or box.bottom > self.paper.height - y
        area = self.text_area
        return at_edge or (
            area is not None and not (area.left <= across <= area.right and down >= area.top)
        )


def drop_noise_lines(words: Words, picture: Picture) -> Words:
    """Return the words of a page that are in lines of text, without blots among them."""
    if _is_empty(words):
        return ()
    height = median(words_box(line).height for line in lines_of(words))
    lines = lines_of(word for word in words if not _is_blot(word, height))
    page = measure_page(lines, picture)
    text_lines = (line for line in lines if line_kind(line, page) in _WRITING)
    return tuple(word for line in text_lines for word in _without_stray_ends(line, page))


def _is_empty(words: Words) -> bool:
    """Return True for a page with a few letters of which none is sure: specks of an empty back."""
    sure = [word.text for word in words if word.confidence >= _PRINTED_WORD]
    is_print = any(_PAGE_NUMBER.fullmatch(text) or _is_possible(text) for text in sure)
    return not is_print and sum(len(word.text) for word in words) <= _MAX_SPECKS


def _is_possible(text: str) -> bool:
    """Return True for a syllable, or letters enough to be a foreign word."""
    letters = "".join(filter(str.isalpha, text))
    return len(letters) > _PRINTED_LETTERS or (
        len(letters) > 1 and impossible_part(letters) is None
    )


def measure_page(lines: Sequence[Words], picture: Picture) -> PageMeasures:
    """Return the measures of a page by its lines."""
    high, wide = picture.shape[:2]
    confidences = [mean_confidence(line) or 0.0 for line in lines if not _is_column(line)]
    sure = [
        word
        for line in lines
        if len(line) >= _MIN_SURE_WORDS and (mean_confidence(line) or 0.0) >= _SURE_LINE
        for word in line
    ]
    count = len({word.line for word in sure})
    sure = [word for word in sure if word.confidence >= _MAX_STROKE_CONFIDENCE]
    return PageMeasures(
        Cell(0, 0, wide, high),
        words_box(sure) if count >= _MIN_SURE_LINES else None,
        bool(confidences) and median(confidences) >= _MIN_PAGE_CONFIDENCE,
    )


def line_kind(line: Words, page: PageMeasures) -> Kind:
    """Return the kind of a line."""
    if _is_column(line):
        return Kind.COLUMN
    if page.is_sure and _is_unsure(line) and page.is_in_margin(words_box(line)):
        return Kind.MARGIN
    if _PAGE_NUMBER.fullmatch(" ".join(word.text for word in line)):
        return Kind.PAGE_NUMBER
    return Kind.STROKE if page.is_sure and _is_stroke(line) else Kind.TEXT


def _without_stray_ends(line: Words, page: PageMeasures) -> Words:
    """Return a line without unsure words at its ends that stand outside the text."""
    area = page.text_area
    if area is None or not page.is_sure:
        return line
    inside = [place for place, word in enumerate(line) if not _is_stray(word, area)]
    return line[inside[0] : inside[-1] + 1] if inside else line


def _is_stray(word: Word, area: Cell) -> bool:
    """Return True for an unsure word outside the text, or a sign that is no punctuation."""
    distance = max(area.left - word.left - word.width, word.left - area.right)
    is_odd = not any(map(str.isalnum, word.text)) and word.text[0] in _ODD_SIGNS
    return word.confidence < _MAX_STROKE_CONFIDENCE and (distance > 0 or is_odd)


def _is_unsure(line: Words) -> bool:
    is_low = (mean_confidence(line) or 0.0) < _MAX_MARGIN_CONFIDENCE
    return is_low and not any(
        word.confidence >= _PRINTED_WORD and sum(map(str.isalpha, word.text)) >= _PRINTED_LETTERS
        for word in line
    )


def _is_column(line: Words) -> bool:
    tallest = max(word.height for word in line)  # specks of a seal may be most of its words
    is_tall = words_box(line).height > _MAX_LINE_HEIGHT_RATIO * tallest
    return is_tall and (mean_confidence(line) or 0.0) < _MIN_PAGE_CONFIDENCE


def _is_stroke(line: Words) -> bool:
    wordlike = [word for word in line if any(map(str.isalnum, word.text.strip(_LOOSE_MARKS)))]
    if not wordlike:
        return (mean_confidence(line) or 0.0) < _MIN_SIGN_CONFIDENCE
    if any(word.confidence >= _MAX_STROKE_CONFIDENCE for word in wordlike):
        return False
    letters = sum(map(str.isalnum, "".join(word.text for word in wordlike)))
    impossible = sum(impossible_part(word.text) is not None for word in wordlike)
    return letters < _MAX_STROKE_LETTERS or impossible > len(wordlike) / 2


def _is_blot(word: Word, line_height: float) -> bool:
    """Return True for a sign too large to be print, or a row of dashes, of low confidence."""
    if word.confidence >= _MAX_BLOT_CONFIDENCE:
        return False
    if word.width > _MIN_RULE_RATIO * line_height and word.height < _MAX_RULE_RATIO * line_height:
        return True
    is_large = (
        word.width > _MAX_LETTER_WIDTH_RATIO * line_height * len(word.text)
        and word.height > _MIN_BLOT_HEIGHT_RATIO * line_height
    )
    return is_large and not any(map(str.isalnum, word.text))
