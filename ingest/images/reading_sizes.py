"""Makes the smaller copies of a page: readers see them, and stages see on them what it is."""

from typing import NamedTuple

from ingest.images import preprocess
from ingest.images.picture import Picture

WIDE, NARROW = 1280, 880
"""Pixels: to read on a large screen, and on a small one or a slow line."""


class Copies(NamedTuple):
    """A page as readers see it in three sizes, each made of the one before; none is enlarged."""

    whole: Picture
    wide: Picture
    narrow: Picture


def copies(whole: Picture) -> Copies:
    """Return a page with its smaller copies."""
    wide = preprocess.reduced(whole, WIDE)
    return Copies(whole, wide, preprocess.reduced(wide, NARROW))
