"""Interface of line readers: a second engine is one file that implements it."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from ingest.images.picture import Picture


class Letter(NamedTuple):
    """One letter or space of a line, with its probability and the middle of its place."""

    text: str
    probability: float
    middle: float
    """Distance from the left edge, as a share of the width of the picture."""


Letters = tuple[Letter, ...]


class LineReader(Protocol):
    """A reader of pictures of single lines of text."""

    def read(self, lines: Sequence[Picture]) -> tuple[Letters, ...]:
        """Return the letters of each line; a line is a tightly cropped grey picture."""
        ...
