"""Smaller copies of a page for readers and for the analysis stages."""

from typing import NamedTuple

from ingest.images.picture import Picture, limit_width

WIDE, NARROW = 1280, 880
"""Widths in pixels: for large screens, and for small screens or slow connections."""


class ReadingSizes(NamedTuple):
    """A page in three sizes for readers, each scaled from the previous one; none is enlarged."""

    full: Picture
    wide: Picture
    narrow: Picture


def make_reading_sizes(page: Picture) -> ReadingSizes:
    """Return a page with its smaller copies."""
    wide = limit_width(page, WIDE)
    return ReadingSizes(page, wide, limit_width(wide, NARROW))
