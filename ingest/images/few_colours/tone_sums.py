"""Mean colours of the parts of a page, which may be counted again in part."""

from dataclasses import dataclass, replace
from typing import Self

import cv2
import numpy
from numpy.typing import NDArray

from ingest.images.picture import Picture


@dataclass(frozen=True, slots=True)
class ToneSums:
    """Number of pixels of each palette index and each shade of the paper, and sums of their tones.

    All are whole numbers, so that sums of parts are exactly those of the whole.
    """

    pixels: NDArray[numpy.float64]
    tones: NDArray[numpy.float64]
    """Sum of the tones by index and channel."""

    @classmethod
    def of(cls, indices: Picture, colours: Picture, count: int) -> Self:
        """Return the sums of some pixels, given by their palette index and their colour."""
        grids = [_tone_counts(indices, channel, count) for channel in cv2.split(colours)]
        sums = numpy.stack([grid @ numpy.arange(256) for grid in grids], 1)
        return cls(grids[0].sum(axis=1), sums)

    def __add__(self, other: Self) -> Self:
        return replace(self, pixels=self.pixels + other.pixels, tones=self.tones + other.tones)

    def __sub__(self, other: Self) -> Self:
        return replace(self, pixels=self.pixels - other.pixels, tones=self.tones - other.tones)

    def means(self) -> NDArray[numpy.uint8]:
        """Return the mean red, green and blue of each index."""
        means = self.tones / numpy.maximum(self.pixels, 1)[:, None]
        return numpy.rint(numpy.broadcast_to(means, (len(means), 3))).astype(numpy.uint8)


def _tone_counts(indices: Picture, channel: Picture, count: int) -> NDArray[numpy.float64]:
    """Return the number of pixels of each of `count` indices and each tone."""
    sizes, ranges = [count, 256], [0, count, 0, 256]
    return cv2.calcHist([indices, channel], [0, 1], None, sizes, ranges).astype(numpy.float64)
