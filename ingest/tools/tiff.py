"""TIFF metadata of images that Pillow does not apply."""

from math import isfinite

from PIL import Image

from ingest.problems import UnusualImageError

_BITS_PER_SAMPLE, _PHOTOMETRIC, _PLANAR_CONFIGURATION = 258, 262, 284
_NEW_SUBFILE_TYPE, _SUBFILE_TYPE = 254, 255
_REDUCED_OR_MASK, _OLD_REDUCED = 0b101, 2
_WHITE_IS_ZERO, _SEPARATE_PLANES = 0, 2

_ORIENTATION, _SIDEWAYS = 274, range(5, 9)

SQUARE = (1.0, 1.0)

_PLAUSIBLE_DPI = (50, 2400)
"""Resolutions that a scanner or a fax may have had, in either direction."""
_MIN_STRETCH, _MAX_STRETCH = 1.1, 2.5
"""Coarse faxes have 204 dpi across and 98 down; larger ratios are errors of programs."""


def is_page(image: Image.Image) -> bool:
    """Return True if the current frame is a page, and not a reduced copy or a mask of one."""
    kind, old_kind = image.tag_v2.get(_NEW_SUBFILE_TYPE, 0), image.tag_v2.get(_SUBFILE_TYPE, 0)
    return not (int(kind) & _REDUCED_OR_MASK or old_kind == _OLD_REDUCED)


def is_negative(image: Image.Image) -> bool:
    """Return True if the largest value is black; Pillow applies this for up to eight bits only."""
    return image.tag_v2.get(_PHOTOMETRIC) == _WHITE_IS_ZERO


def raise_if_unsupported(image: Image.Image) -> None:
    """Raise UnusualImageError for images that Pillow misreads: sixteen bits in separate planes."""
    deep = max(image.tag_v2.get(_BITS_PER_SAMPLE, (1,))) > 8
    if (
        deep
        and image.tag_v2.get(_PLANAR_CONFIGURATION) == _SEPARATE_PLANES
        and len(image.getbands()) > 1
    ):
        raise UnusualImageError


def pixel_stretch(image: Image.Image) -> tuple[float, float]:
    """Return the factors (across, down) that give an upright image square pixels."""
    across, down = map(float, image.info.get("dpi", (0, 0)))
    if image.tag_v2.get(_ORIENTATION) in _SIDEWAYS:
        across, down = down, across
    lowest, highest = _PLAUSIBLE_DPI
    if not all(isfinite(dpi) and lowest <= dpi <= highest for dpi in (across, down)):
        return SQUARE
    finest = max(across, down)
    wide, high = finest / across, finest / down
    if _MIN_STRETCH <= max(wide, high) <= _MAX_STRETCH:
        return wide, high
    return SQUARE
