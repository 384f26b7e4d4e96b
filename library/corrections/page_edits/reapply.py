"""Reapplication of corrections to the words of a page, also after a new OCR run."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from library.catalogue.text.layout import Box
from library.catalogue.text.words import Word
from library.corrections.page_edits.diff import NO_BOX, Change
from library.corrections.page_edits.line_diff import lines_of
from library.vietnamese.letters import fold

_WORD_SPACE = 0.5
"""Width of the space between two words, in letters."""


def align_words(
    typed_words: Sequence[str], recognised_words: Sequence[Word], confidence: float | None = None
) -> tuple[Word, ...]:
    """Return the typed words in the places of the recognised ones.

    An equal number of words takes the boxes one by one; otherwise the words share the common
    box in proportion to their length. They count as confirmed by a person, unless the confidence
    of a machine is given.
    """
    if len(typed_words) == len(recognised_words):
        pairs = zip(typed_words, recognised_words, strict=True)
        return tuple(_corrected(text, word, confidence) for text, word in pairs)
    return fill_box(typed_words, Box.around(recognised_words), recognised_words[0], confidence)


def fill_box(
    typed_words: Sequence[str], box: Box, model: Word, confidence: float | None = None
) -> tuple[Word, ...]:
    """Return words that fill a box from left to right, with block and line of the model word."""
    ends, end = [0.0], 0.0
    for text in typed_words:
        ends.append(end := end + len(text) + _WORD_SPACE)
    share = box.width / max(end - _WORD_SPACE, 1)
    placed_words = []
    for text, (start, stop) in zip(typed_words, pairwise(ends), strict=True):
        x0, x1 = box.left + round(start * share), box.left + round((stop - _WORD_SPACE) * share)
        word = model._replace(left=x0, width=max(x1 - x0, 1), top=box.top, height=box.height)
        placed_words.append(_corrected(text, word, confidence))
    return tuple(placed_words)


def _corrected(text: str, word: Word, confidence: float | None) -> Word:
    if confidence is None:
        return word._replace(text=text, confidence=1.0, checked=True)
    return word._replace(text=text, confidence=confidence, checked=False)


_MIN_OVERLAP = 0.5
"""Minimum share of a word's area inside a box; two merged words overlap less."""

_MIN_SIMILARITY = 0.5
"""Minimum similarity of two readings of a word; on an upside-down page other words are there."""


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """Words of a page after the changes, and the changes that no longer have a place."""

    words: tuple[Word, ...]
    astray: tuple[Change, ...]


def replay(words: tuple[Word, ...], changes: Iterable[Change]) -> ReplayResult:
    """Return the words after applying all changes in the order they were made."""
    astray = []
    for change in changes:
        if (place := locate(words, change)) is None:
            astray.append(change)
        else:
            words = _apply_change(words, change, place)
    return ReplayResult(words, tuple(astray))


def locate(words: tuple[Word, ...], change: Change) -> range | None:
    """Return the range of words that a change replaces: found by exact match, place or text.

    An insertion has an empty range between two words.
    """
    if change.box == NO_BOX:
        return _find_text(words, change.seen) or _find_text(words, change.meant)
    if not change.seen:
        return _find_nearby(words, change) or _find_gap(words, change)
    return (
        _find_exact(words, change) or _find_nearby(words, change) or _find_text(words, change.seen)
    )


def is_untouched(words: tuple[Word, ...], change: Change) -> bool:
    """Return True if the words that a change replaces are still unchanged."""
    if change.seen:
        return _find_exact(words, change) is not None
    return _find_nearby(words, change) is None


def _apply_change(words: tuple[Word, ...], change: Change, place: range) -> tuple[Word, ...]:
    preceding, old_words, following = (
        words[: place.start],
        words[place.start : place.stop],
        words[place.stop :],
    )
    confidence = change.confidences and change.confidences.second
    if old_words:
        return (
            (*preceding, *align_words(change.meant, old_words, confidence), *following)
            if change.meant
            else (*preceding, *following)
        )
    if (model := _word_on_line(words, change.box)) is not None:
        return (*preceding, *fill_box(change.meant, change.box, model, confidence), *following)
    model = preceding[-1] if preceding else Word("", 0, 0, 1, 1, 1.0, 0, -1)
    new_words = fill_box(change.meant, change.box, model._replace(line=model.line + 1))
    return (*preceding, *new_words, *(word._replace(line=word.line + 1) for word in following))


def _find_exact(words: tuple[Word, ...], change: Change) -> range | None:
    count = len(change.seen)
    appearances = [_appearance(word) for word in change.seen]
    for start in range(len(words) - count + 1):
        if _appearance(words[start]) == appearances[0]:
            run = range(start, start + count)
            if [_appearance(words[place]) for place in run] == appearances:
                return run
    return None


def _find_nearby(words: tuple[Word, ...], change: Change) -> range | None:
    """Return the neighbouring words inside a change's box that resemble its text."""
    places = [place for place, word in enumerate(words) if _is_in(word, change.box)]
    if not places or places[-1] - places[0] != len(places) - 1:
        return None
    text = " ".join(words[place].text for place in places)
    texts = " ".join(word.text for word in change.seen), " ".join(change.meant)
    return (
        range(places[0], places[-1] + 1)
        if any(_is_similar(text, candidate) for candidate in texts)
        else None
    )


def _is_similar(text: str, other: str) -> bool:
    """Return True if two texts may be readings of the same print."""
    return SequenceMatcher(None, fold(text), fold(other)).ratio() >= _MIN_SIMILARITY


def _find_text(words: tuple[Word, ...], sequence: Sequence[Word | str]) -> range | None:
    """Return the only range with exactly these words, or None.

    On a rescanned page they may be the corrected words, because the OCR is better.
    """
    if not sequence:
        return None
    sequence_texts = [item if isinstance(item, str) else item.text for item in sequence]
    texts = [word.text for word in words]
    count = len(sequence_texts)
    starts = [
        start
        for start in range(len(texts) - count + 1)
        if texts[start] == sequence_texts[0] and texts[start : start + count] == sequence_texts
    ]
    return range(starts[0], starts[0] + count) if len(starts) == 1 else None


def _find_gap(words: tuple[Word, ...], change: Change) -> range:
    box = change.box
    line = _word_on_line(words, box)
    if line is None:
        middle = (box.top + box.bottom) / 2
        above = [
            number for number, existing in lines_of(words).items() if existing.box.top < middle
        ]
        after = [place for place, word in enumerate(words) if above and word.line <= above[-1]]
    else:
        first = next(place for place, word in enumerate(words) if word.line == line.line)
        centre = (box.left + box.right) / 2
        after = [
            place
            for place, word in enumerate(words)
            if word.line == line.line and word.left + word.width / 2 < centre
        ] or [first - 1]
    start = after[-1] + 1 if after else 0
    return range(start, start)


def _word_on_line(words: tuple[Word, ...], box: Box) -> Word | None:
    """Return a word of the line that contains a box, or None."""
    matches = (line for line in lines_of(words).values() if _is_on_line(line.box, box))
    return next((line.words[0] for line in matches), None)


def _is_on_line(line: Box, box: Box) -> bool:
    high = min(line.bottom, box.bottom) - max(line.top, box.top)
    reach = line.height + box.height
    near = line.left - reach <= (box.left + box.right) / 2 <= line.right + reach
    return near and high > _MIN_OVERLAP * min(line.height, box.height)


def _is_in(word: Word, box: Box) -> bool:
    wide = min(word.left + word.width, box.right) - max(word.left, box.left)
    high = min(word.top + word.height, box.bottom) - max(word.top, box.top)
    return wide > 0 and high > 0 and wide * high > _MIN_OVERLAP * word.width * word.height


def _appearance(word: Word) -> tuple[str, int, int, int, int]:
    return word.text, word.left, word.top, word.width, word.height
