"""Places of a form that were filled in by hand: a mark in the text instead of guessed letters.

Tesseract reads handwriting on a leader as unsure or impossible words. Printed and typed words stay,
and figures, which are compared and reread elsewhere.
"""

from collections.abc import Sequence
from statistics import median

from ingest.images.cells import Cell
from ingest.images.leaders import Leaders
from ingest.images.picture import Picture
from ingest.images.preprocess import find_ink
from ingest.ocr.insert_lines import is_inside
from library.catalogue.text.words import HANDWRITTEN, Word
from library.vietnamese.spelling import impossible_part

Words = tuple[Word, ...]

_ABOVE_RATIO, _BELOW_RATIO = 1.3, 0.35
"""Reach of the writing on a leader, above and below it, in heights of a word."""

_MIN_CONFIDENCE, _MIN_SURE_CONFIDENCE = 0.6, 0.85
"""Less sure words are handwriting; of less than quite sure ones, those that are no syllables."""

_MIN_INK_RATIO = 0.5
"""Least height and width of writing that was not read at all, in heights of a word."""


def mark_handwriting(words: Words, picture: Picture, leaders: Leaders) -> Words:
    """Return the words of a form with one mark for what was written by hand on each leader.

    `picture` is the page without its leaders.
    """
    if not words or not leaders.boxes:
        return words
    height = median(word.height for word in words)
    for leader in leaders.boxes:
        top = max(0, round(leader.top - _ABOVE_RATIO * height))
        place = Cell(
            leader.left, top, leader.width, round(leader.top + _BELOW_RATIO * height) - top
        )
        on_leader = [word for word in words if is_inside(word, place)]
        anchor = on_leader[-1] if on_leader else _label(words, place)
        if anchor is None or (on_leader and not is_handwriting(on_leader)):
            continue
        ink = find_ink(picture, place.left, place.top, place.right, place.bottom)
        if ink is not None and min(ink[2:]) >= _MIN_INK_RATIO * height:
            mark = Word(HANDWRITTEN, *ink, 1.0, anchor.block, anchor.line)
            after = words.index(anchor) + 1
            printed = (word for word in words[:after] if word not in on_leader)
            words = (*printed, mark, *words[after:])
    return words


def _label(words: Words, place: Cell) -> Word | None:
    """Return the last word before a leader, on its line."""
    level = (
        word
        for word in words
        if word.left + word.width / 2 < place.left
        and place.left - word.left - word.width < place.height
        and place.top < word.top + word.height / 2 < place.bottom
    )
    return max(level, key=lambda word: word.left, default=None)


def is_handwriting(words: Sequence[Word]) -> bool:
    """Return True for words that are unsure, or of which most are impossible."""
    letters = [word for word in words if any(map(str.isalpha, word.text))]
    if not letters:
        return False  # figures
    confidence = median(word.confidence for word in letters)
    impossible = sum(impossible_part(word.text) is not None for word in letters)
    is_no_text = impossible > len(letters) / 2 and confidence < _MIN_SURE_CONFIDENCE
    return confidence < _MIN_CONFIDENCE or is_no_text
