"""Lays what people changed over what was read, also when it was read anew in another way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from library.catalogue.text.layout import Box
from library.catalogue.text.words import Word
from library.corrections.page_edits.align import fill, fit
from library.corrections.page_edits.diff import NOWHERE, Change
from library.corrections.page_edits.line_diff import lines_of
from library.vietnamese.letters import fold

_SAME_PLACE = 0.5
"""So much of a word lies in a box when it stands there; of two that ran together, less."""


_LIKE = 0.5
"""So much two readings of the same word have in common; a page on its head puts others there."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """The words of a page with the changes in them, and those that found no place any more."""

    words: tuple[Word, ...]
    astray: tuple[Change, ...]


def replay(words: tuple[Word, ...], changes: Iterable[Change]) -> Replayed:
    """Return the words after all changes, in the order in which they were made."""
    astray = []
    for change in changes:
        if (place := place_of(words, change)) is None:
            astray.append(change)
        else:
            words = _put(words, change, place)
    return Replayed(words, tuple(astray))


def place_of(words: tuple[Word, ...], change: Change) -> range | None:
    """Return which words a change is about now: by their look, else their place, else their text.

    The place of something that was missed is empty, between two words.
    """
    if change.box == NOWHERE:
        return _by_text(words, change.seen) or _by_text(words, change.meant)
    if not change.seen:
        return _near(words, change) or _gap(words, change)
    return _unchanged(words, change) or _near(words, change) or _by_text(words, change.seen)


def is_untouched(words: tuple[Word, ...], change: Change) -> bool:
    """Say whether nobody has changed what a change is about."""
    if change.seen:
        return _unchanged(words, change) is not None
    return _near(words, change) is None


def _put(words: tuple[Word, ...], change: Change, place: range) -> tuple[Word, ...]:
    before, seen, after = (
        words[: place.start],
        words[place.start : place.stop],
        words[place.stop :],
    )
    if seen:
        return (*before, *fit(change.meant, seen), *after) if change.meant else (*before, *after)
    if (like := _on_the_line(words, change.box)) is not None:
        return (*before, *fill(change.meant, change.box, like), *after)
    like = before[-1] if before else Word("", 0, 0, 1, 1, 1.0, 0, -1)
    made = fill(change.meant, change.box, like._replace(line=like.line + 1))
    return (*before, *made, *(word._replace(line=word.line + 1) for word in after))


def _unchanged(words: tuple[Word, ...], change: Change) -> range | None:
    count = len(change.seen)
    wanted = [_look(word) for word in change.seen]
    for start in range(len(words) - count + 1):
        if _look(words[start]) == wanted[0]:
            found = range(start, start + count)
            if [_look(words[place]) for place in found] == wanted:
                return found
    return None


def _near(words: tuple[Word, ...], change: Change) -> range | None:
    """Return the neighbouring words that stand in the place of a change and look like its own."""
    there = [place for place, word in enumerate(words) if _is_in(word, change.box)]
    if not there or there[-1] - there[0] != len(there) - 1:
        return None
    text = " ".join(words[place].text for place in there)
    known = " ".join(word.text for word in change.seen), " ".join(change.meant)
    return range(there[0], there[-1] + 1) if any(_like(text, one) for one in known) else None


def _like(text: str, other: str) -> bool:
    """Say whether two texts may be readings of the same print, and not of another place."""
    return SequenceMatcher(None, fold(text), fold(other)).ratio() >= _LIKE


def _by_text(words: tuple[Word, ...], those: Sequence[Word | str]) -> range | None:
    """Return the only place where these words stand now.

    Of a page that was scanned again they may be those that were meant: it is read better.
    """
    if not those:
        return None
    wanted = [one if isinstance(one, str) else one.text for one in those]
    texts = [word.text for word in words]
    count = len(wanted)
    found = [
        start
        for start in range(len(texts) - count + 1)
        if texts[start] == wanted[0] and texts[start : start + count] == wanted
    ]
    return range(found[0], found[0] + count) if len(found) == 1 else None


def _gap(words: tuple[Word, ...], change: Change) -> range:
    box = change.box
    line = _on_the_line(words, box)
    if line is None:
        middle = (box.top + box.bottom) / 2
        above = [number for number, found in lines_of(words).items() if found.box.top < middle]
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


def _on_the_line(words: tuple[Word, ...], box: Box) -> Word | None:
    """Return a word of the line that a box stands on."""
    found = (line for line in lines_of(words).values() if _beside(line.box, box))
    return next((line.words[0] for line in found), None)


def _beside(line: Box, box: Box) -> bool:
    high = min(line.bottom, box.bottom) - max(line.top, box.top)
    reach = line.height + box.height
    near = line.left - reach <= (box.left + box.right) / 2 <= line.right + reach
    return near and high > _SAME_PLACE * min(line.height, box.height)


def _is_in(word: Word, box: Box) -> bool:
    wide = min(word.left + word.width, box.right) - max(word.left, box.left)
    high = min(word.top + word.height, box.bottom) - max(word.top, box.top)
    return wide > 0 and high > 0 and wide * high > _SAME_PLACE * word.width * word.height


def _look(word: Word) -> tuple[str, int, int, int, int]:
    return word.text, word.left, word.top, word.width, word.height
