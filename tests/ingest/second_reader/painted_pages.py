"""Pages whose words are painted as numbers, and a line reader that knows what they mean."""

from collections.abc import Sequence

import numpy

from ingest.images.picture import Picture
from ingest.second_reader.line_reader import Letter, Letters
from library.catalogue.text.words import Word


def paint(words: Sequence[Word], width: int = 2000, height: int = 1000) -> Picture:
    """Return a picture in which the box of each word has the word's number as its tone."""
    picture = numpy.zeros((height, width), dtype=numpy.uint8)
    for number, word in enumerate(words, start=1):
        picture[word.top : word.top + word.height, word.left : word.left + word.width] = number
    return picture


class PaintedReader:
    """A line reader that reads each painted word as it is told, with this probability."""

    def __init__(self, texts: Sequence[str], probability: float = 1.0) -> None:
        self._texts, self._probability = texts, probability
        self.lines = 0

    def read(self, lines: Sequence[Picture]) -> tuple[Letters, ...]:
        """Return the letters of the words in each picture, from left to right."""
        self.lines += len(lines)
        return tuple(self._letters(line) for line in lines)

    def _letters(self, line: Picture) -> Letters:
        middle_row = line[line.shape[0] // 2]
        numbers = [int(tone) for tone in dict.fromkeys(middle_row.tolist()) if tone]
        text = " ".join(self._texts[number - 1] for number in numbers)
        return spell(text, self._probability)


def spell(text: str, probability: float = 1.0) -> Letters:
    """Return the letters of a text, evenly spread over its line."""
    return tuple(
        Letter(letter, probability, (place + 0.5) / len(text)) for place, letter in enumerate(text)
    )
