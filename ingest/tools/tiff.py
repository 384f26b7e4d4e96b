"""Knows what a TIFF file says of its images besides their pixels, where Pillow does not heed it."""

from math import isfinite

from PIL import Image

from ingest.problems import UnusualImageError

_BITS, _PHOTOMETRIC, _PLANES = 258, 262, 284
_KIND, _OLD_KIND = 254, 255
_SMALLER_OR_MASK, _OLD_SMALLER = 0b101, 2
_BLACK_IS_MOST, _ONE_FOR_EACH_COLOUR = 0, 2

_ORIENTATION, _SIDEWAYS = 274, range(5, 9)

SQUARE = (1.0, 1.0)

_PLAUSIBLE = (50, 2400)
"""Dots to the inch that a scanner or a fax may really have had, either way."""
_LEAST_DIFFERENCE, _MOST_DIFFERENCE = 1.1, 2.5
"""Coarse faxes have 204 across and 98 down; what is further apart is a slip of a program."""


def is_page(image: Image.Image) -> bool:
    """Say whether the frame shown is a page: some are smaller copies of one, or masks for one."""
    kind, old = image.tag_v2.get(_KIND, 0), image.tag_v2.get(_OLD_KIND, 0)
    return not (int(kind) & _SMALLER_OR_MASK or old == _OLD_SMALLER)


def is_negative(image: Image.Image) -> bool:
    """Say whether the largest value is black; Pillow heeds it for up to eight bits only."""
    return image.tag_v2.get(_PHOTOMETRIC) == _BLACK_IS_MOST


def refuse_unusual(image: Image.Image) -> None:
    """Raise UnusualImageError for what Pillow opens and gets wrong: sixteen bits in planes."""
    deep = max(image.tag_v2.get(_BITS, (1,))) > 8
    if deep and image.tag_v2.get(_PLANES) == _ONE_FOR_EACH_COLOUR and len(image.getbands()) > 1:
        raise UnusualImageError


def stretch(image: Image.Image) -> tuple[float, float]:
    """Return by how much an upright image is drawn out, across and down, to have square pixels."""
    across, down = map(float, image.info.get("dpi", (0, 0)))
    if image.tag_v2.get(_ORIENTATION) in _SIDEWAYS:
        across, down = down, across
    lowest, highest = _PLAUSIBLE
    if not all(isfinite(dpi) and lowest <= dpi <= highest for dpi in (across, down)):
        return SQUARE
    finest = max(across, down)
    wide, high = finest / across, finest / down
    if _LEAST_DIFFERENCE <= max(wide, high) <= _MOST_DIFFERENCE:
        return wide, high
    return SQUARE
