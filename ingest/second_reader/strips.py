"""Strips of a page for the second reader: doubted words with their neighbours, cut from the image.

Sizes and paddings were measured on 26 real pages of five provinces (November 2026): with 30 % of
white margin the model invents letters, and over 1,024 pixels of width it fails.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.images.picture import Picture, to_grey
from library.catalogue.text.layout import Box
from library.catalogue.text.words import Word

DOUBTED_CONFIDENCE, DOUBTED_CAPITALS_CONFIDENCE = 0.93, 0.96
"""Confidences below which a word is read again, and one in capitals, of headings mostly.

On 19 real pages (November 2026) these are 12 % of the words: 89 were put right, none made wrong. At
0.95 for all it was 102 to 1, for a quarter more time.
"""

_HEIGHT_PADDING, _SIDE_PADDING = 0.05, 0.03
"""Margins above and below, and at the sides, as shares of the height."""

_MAX_GAP, _MAX_LENGTH = 1.0, 16.0
"""Widest gap inside a strip, and greatest length, in heights."""

_MIN_HEIGHT = 8
"""Lowest strip in pixels; anything lower is a speck."""


@dataclass(frozen=True, slots=True)
class Strip:
    """Neighbouring words of one line, by their places on the page."""

    places: tuple[int, ...]
    box: Box


def strips_of(words: Sequence[Word], places: Collection[int]) -> Iterator[Strip]:
    """Yield the strips that contain the wanted words, each word with a neighbour at each side."""
    for line in _lines(words):
        for run in _runs(words, line):
            marks = [place in places for place in run]
            near = (
                place
                for index, place in enumerate(run)
                if any(marks[max(0, index - 1) : index + 2])
            )
            for part in _successive(near):
                yield Strip(part, Box.around(words[place] for place in part))


def cut(page: Picture, box: Box) -> Picture | None:
    """Return a tightly cropped grey picture of a strip; None if it is too small to be read."""
    above, beside = round(_HEIGHT_PADDING * box.height), round(_SIDE_PADDING * box.height)
    picture = page[
        max(0, box.top - above) : box.bottom + above, max(0, box.left - beside) : box.right + beside
    ]
    return to_grey(picture) if min(picture.shape[:2]) >= _MIN_HEIGHT else None


def _lines(words: Sequence[Word]) -> Iterator[list[int]]:
    for _, group in groupby(range(len(words)), key=lambda place: words[place].line):
        yield list(group)


def _runs(words: Sequence[Word], line: list[int]) -> Iterator[list[int]]:
    """Yield the words of a line in parts that the model can read."""
    height = Box.around(words[place] for place in line).height
    run: list[int] = []
    for place in line:
        if run and not _fits(words, run, place, height):
            yield run
            run = []
        run.append(place)
    yield run


def _fits(words: Sequence[Word], run: list[int], place: int, height: int) -> bool:
    word, last, first = words[place], words[run[-1]], words[run[0]]
    gap = word.left - (last.left + last.width)
    length = word.left + word.width - first.left
    return -height < gap <= _MAX_GAP * height and length <= _MAX_LENGTH * height


def _successive(places: Iterable[int]) -> Iterator[tuple[int, ...]]:
    part: list[int] = []
    for place in places:
        if part and place != part[-1] + 1:
            yield tuple(part)
            part = []
        part.append(place)
    if part:
        yield tuple(part)
