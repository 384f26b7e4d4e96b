"""Words that lost or changed a mark: still syllables, but no longer the word they belong to.

“tô chức” is two syllables, yet only “tổ chức” is a word; a pair is doubted if other marks make
it a word, and neither syllable belongs to a word with its other neighbour. Such a pair is read once
more, enlarged, and takes the marks of that reading if they make it a word.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise

from ingest.images.picture import Picture
from ingest.ocr.insert_lines import words_box
from ingest.ocr.reread_low_confidence import read_enlarged
from library.catalogue.text.words import Word
from library.vietnamese.letters import compose, fold
from search_index.query.compounds import is_compound, is_folded_compound

Words = tuple[Word, ...]

_FACTORS, _CAPITAL_FACTORS = (1.25, 1.5), (0.6, 0.75, 1.25)
"""Sizes at which a pair is read again: of the wrong pairs of five real pages 14, 11 and 12 came
right at 1.25, 1.5 and 0.75, and one right pair was spoilt at 0.75."""

_MAX_RUN_RATIO = 10
_MAX_PAIRS = 14
"""Pairs read again on a page: one with more is too poor for it, or not Vietnamese."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of neighbouring words of a page, by the place of the first."""

    sound: frozenset[int]
    """Pairs that are a word."""
    doubted: tuple[int, ...]

    @property
    def doubted_share(self) -> float:
        """Share of the doubted pairs among those that are, or should be, a word."""
        return len(self.doubted) / max(len(self.doubted) + len(self.sound), 1)


def find_pairs(words: Sequence[Word]) -> Pairs:
    """Return the known and the doubted pairs of a page."""
    letters = [_letters(word.text) for word in words]
    sound = frozenset(
        place
        for place, (first, second) in enumerate(pairwise(letters))
        if first and second and _is_word(f"{first} {second}")
    )
    doubted_places = tuple(
        place
        for place, (first, second) in enumerate(pairwise(letters))
        if first
        and second
        and words[place].line == words[place + 1].line
        and not sound & {place - 1, place, place + 1}
        and is_folded_compound(fold(f"{first} {second}"))
    )
    return Pairs(sound, doubted_places)


def reread_lost_marks(
    picture: Picture, words: Words, languages: tuple[str, ...], dpi: int
) -> Words:
    """Return the words, the doubted pairs with the marks of a second reading that makes a word."""
    doubted_places = find_pairs(words).doubted
    if len(doubted_places) > _MAX_PAIRS:
        return words
    new_words = list(words)
    read = cache(partial(_read_run, picture, words, languages, dpi))
    for place in doubted_places:
        run = _run(words, place)
        factors = _CAPITAL_FACTORS if len(run) > 2 or words[place].text.isupper() else _FACTORS
        for factor in factors:
            line = read(run, factor)
            pair = line[place - run.start : place - run.start + 2] if len(line) == len(run) else ()
            if _is_same_but_marks(words[place : place + 2], pair):
                new_words[place] = _with_marks(words[place], pair[0])
                new_words[place + 1] = _with_marks(words[place + 1], pair[1])
                break
    return tuple(new_words)


def _read_run(
    picture: Picture, words: Words, languages: tuple[str, ...], dpi: int, run: range, factor: float
) -> Words:
    """Return some words of a line, read at another size; the capitals of a line may be several
    doubted pairs, but are read once at each."""
    return read_enlarged(picture, words_box(words[run.start : run.stop]), languages, dpi, factor)


def _run(words: Words, place: int) -> range:
    """Return the places of a pair, or of all the capitals of its line around it."""
    first, last = place, place + 1
    if all(word.text.isupper() for word in words[place : place + 2]):
        while first and _continues(words[first - 1], words[place]):
            first -= 1
        while last + 1 < len(words) and _continues(words[last + 1], words[place]):
            last += 1
    return range(first, last + 1)


def _continues(word: Word, capital: Word) -> bool:
    gap = max(word.left, capital.left) - min(word.left + word.width, capital.left + capital.width)
    is_near = gap < _MAX_RUN_RATIO * capital.height
    return word.line == capital.line and word.text.isupper() and is_near


def _is_same_but_marks(pair: Words, reading: Words) -> bool:
    """Return True if a second reading of a pair has other marks, and they make it a word."""
    first_reading, second_reading = (
        " ".join(_letters(word.text) for word in words) for words in (pair, reading)
    )
    return fold(second_reading) == fold(first_reading) and _is_word(second_reading)


def _with_marks(word: Word, reading: Word) -> Word:
    return word._replace(text="".join(_marked(word.text, _letters(reading.text))))


def _marked(text: str, letters: str) -> Iterator[str]:
    """Yield the signs of a word with other letters, in its own case."""
    following = iter(letters)
    for sign in compose(text):
        if not sign.isalnum():
            yield sign
        else:
            letter = next(following)
            yield letter.upper() if sign.isupper() else letter


def _letters(text: str) -> str:
    """Return a word in small letters without signs at its ends; empty if others are inside."""
    letters = compose(text).lower().strip("“”\"'‘’.,;:!?()[]")
    return letters if letters.isalpha() else ""


def _is_word(pair: str) -> bool:
    return is_compound(pair, "")
