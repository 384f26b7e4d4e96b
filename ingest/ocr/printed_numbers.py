"""Page numbers that Tesseract missed or cut, at the head and the foot of a page.

A number alone is too short for it: it is not seen, read as a sign, or loses its first digit. Such
ink is read by the model for digits and, where that is unsure, by the one for text too.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from ingest.images.cells import Cell
from ingest.images.picture import Picture
from ingest.images.unread_ink import between_dashes, is_page_number_place, whole_number
from ingest.ocr.insert_lines import words_box
from ingest.ocr.reread_digits import read_figure
from ingest.ocr.reread_low_confidence import read_enlarged
from library.catalogue.text.quality import mean_confidence
from library.catalogue.text.words import Word

Words = tuple[Word, ...]

_MARGIN_RATIO = 0.15
"""Room around a page number, relative to its height."""

_NUMBER, _MIN_CONFIDENCE = re.compile(r"\d{2,3}|[2-9]"), 0.9
"""A one alone may be a scratch."""

_MIN_CONFIDENCE_OF_BOTH, _MIN_CONFIDENCE_OF_CUTS, _MIN_CONFIDENCE_OF_TEXT = 0.6, 0.8, 0.95
"""Least confidence if both models agree, if that for digits does on two cuts, and of the other."""

_MIN_CONFIDENCE_BETWEEN_DASHES = 0.4
_MAX_DIGIT_WIDTH_RATIO = 0.8
"""Width of a digit relative to its height; more is the box of another one, which was not read."""

_ALONE = re.compile(r"\W?(\d{1,3})\W?")
_BETWEEN_DASHES = re.compile(r"[-–—~=]\s?(\d{1,3})\s?[-–—~=]")
_DASHES = str.maketrans("~=—", "–––")
_ROMAN = re.compile(r"(?=[ivx]{2})x{0,3}(?:ix|iv|v?i{0,3})")


def read_page_number(
    picture: Picture, box: Cell, words: Sequence[Cell], languages: tuple[str, ...], dpi: int
) -> Words:
    """Return the page number in a box of ink; () if there is none, or it is unsure."""
    if not is_page_number_place(box, picture, words):
        return ()
    digits = [_read_digits(picture, place) for place in (box, between_dashes(picture, box))]
    for number in digits:
        if is_sure_number(number):
            return (number,)
    again = read_enlarged(picture, box, languages, dpi)
    text, confidence = " ".join(word.text for word in again), mean_confidence(again) or 0.0
    number_text = _agreed(text, confidence, digits)
    return (Word(number_text, *box.box, confidence, 0, 0),) if number_text else ()


def _agreed(text: str, confidence: float, digits: Sequence[Word]) -> str:
    """Return the page number on which unsure readings agree, with its dashes; "" if there is none.

    `text` is the reading of the model for text, the others are those of the model for digits.
    """
    if match := _BETWEEN_DASHES.fullmatch(text):
        return f"-{match[1]}-" if confidence >= _MIN_CONFIDENCE_BETWEEN_DASHES else ""
    if match := _ALONE.fullmatch(text):
        agreed = [number.confidence for number in digits if number.text == match[1]]
        contradicted = max((each.confidence for each in digits if each.text != match[1]), default=0)
        is_sure = (
            max(confidence, *agreed) >= _MIN_CONFIDENCE_OF_BOTH
            if agreed
            else confidence >= _MIN_CONFIDENCE_OF_TEXT
            and contradicted < _MIN_CONFIDENCE_OF_BOTH
            and _NUMBER.fullmatch(match[1])
        )
        return match[1] if is_sure else ""
    if confidence >= _MIN_CONFIDENCE_OF_BOTH and _ROMAN.fullmatch(text.lower()):
        return text
    first, second = digits
    is_sure = max(first.confidence, second.confidence) >= _MIN_CONFIDENCE_OF_CUTS
    return first.text if is_sure and first.text == second.text else ""


def is_sure_number(word: Word) -> bool:
    """Return True for digits of a page number that were read surely."""
    return bool(_NUMBER.fullmatch(word.text)) and word.confidence >= _MIN_CONFIDENCE


def complete_page_numbers(picture: Picture, words: Words) -> Words:
    """Return the words of a page, its page number with all its digits and with plain dashes."""
    lines = [tuple(line) for _, line in groupby(words, key=lambda word: word.line)]
    boxes = [words_box(line) for line in lines]
    return tuple(
        word
        for place, line in enumerate(lines)
        for word in _completed(picture, line, (*boxes[:place], *boxes[place + 1 :]))
    )


def _completed(picture: Picture, line: Words, other_lines: Sequence[Cell]) -> Iterator[Word]:
    text = " ".join(word.text for word in line)
    alone, between = _ALONE.fullmatch(text), _BETWEEN_DASHES.fullmatch(text)
    if not (alone or between) or not is_page_number_place(words_box(line), picture, other_lines):
        yield from line
    elif between:
        yield from (word._replace(text=word.text.translate(_DASHES)) for word in line)
    elif alone:
        yield from _with_lost_digits(picture, line, alone[1])


def _read_digits(picture: Picture, box: Cell) -> Word:
    margin = round(_MARGIN_RATIO * box.height)
    x0, y0 = max(0, box.left - margin), max(0, box.top - margin)
    edges = x0, y0, box.right + margin, box.bottom + margin
    digits, confidence = read_figure(picture, edges)
    return Word(digits, *box.box, round(confidence, 3), 0, 0)


def _with_lost_digits(picture: Picture, line: Words, digits: str) -> Iterator[Word]:
    box = words_box(line)
    whole_box = whole_number(picture, box)
    if whole_box.width > (len(digits) + 0.5) * _MAX_DIGIT_WIDTH_RATIO * box.height:
        number = _read_digits(picture, whole_box)
        if is_sure_number(number) and digits in number.text and len(number.text) > len(digits):
            yield number._replace(block=line[0].block, line=line[0].line)
            return
    yield from line
