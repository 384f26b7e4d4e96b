"""Words in the letters of a line reader, matched with the words of the page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.second_reader.line_reader import Letter, Letters
from library.catalogue.text.layout import Box
from library.catalogue.text.words import Word


@dataclass(frozen=True, slots=True)
class Reading:
    """One word as the second reader read it."""

    letters: Letters

    @property
    def text(self) -> str:
        """The letters of the word."""
        return "".join(letter.text for letter in self.letters)

    @property
    def probability(self) -> float:
        """Probability of its weakest letter."""
        return min(letter.probability for letter in self.letters)

    @property
    def middle(self) -> float:
        """Middle of the word, as a share of the width of its strip."""
        return (self.letters[0].middle + self.letters[-1].middle) / 2


def split_readings(letters: Letters) -> tuple[Reading, ...]:
    """Return the words of a line."""
    return tuple(Reading(word) for word in _split(letters))


def match_words(words: Sequence[Word], box: Box, letters: Letters) -> dict[int, Reading]:
    """Return by index the readings of the words of a strip; words without a clear one are left out.

    Equal numbers of words match one by one. Otherwise a reading belongs to the word in which its
    middle lies, if no other reading does.
    """
    readings = split_readings(letters)
    if len(readings) == len(words):
        return dict(enumerate(readings))
    candidates: dict[int, list[Reading]] = {}
    for reading in readings:
        x = box.left + reading.middle * box.width
        for index, word in enumerate(words):
            if word.left <= x <= word.left + word.width:
                candidates.setdefault(index, []).append(reading)
    return {index: own[0] for index, own in candidates.items() if len(own) == 1}


def _split(letters: Letters) -> Iterator[Letters]:
    word: list[Letter] = []
    for letter in letters:
        if not letter.text.isspace():
            word.append(letter)
        elif word:
            yield tuple(word)
            word = []
    if word:
        yield tuple(word)
