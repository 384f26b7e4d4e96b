"""Rectangles on a page image, and the ink in them."""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy
from numpy.typing import NDArray

MIN_CELL_INCHES = 0.08
"""A cell is at least this long on one side; ink is at least half as long. By eye."""

MIN_RULE_INCHES = 0.22
"""Longer than any stroke of a letter; short enough to follow a slightly sloping ruling line. By
eye, on generated tables."""

_MARGIN_INCHES = 0.07
"""Blank margin around the ink of a cell: of the letters of a clean generated table 1.5 % were wrong
with 0.04, because isolated digits were misread, and 0.3 % with this."""

Mask = NDArray[numpy.uint8]


@dataclass(frozen=True, slots=True)
class Cell:
    """Rectangle in page pixels."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first pixel column to the right of the cell."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The first pixel row below the cell."""
        return self.top + self.height

    @property
    def box(self) -> tuple[int, int, int, int]:
        """The cell as (left, top, width, height)."""
        return self.left, self.top, self.width, self.height

    def overlaps(self, other: "Cell") -> bool:
        """Return True if the two cells overlap."""
        apart = self.right <= other.left or other.right <= self.left
        return not apart and self.top < other.bottom and other.top < self.bottom

    def moved(self, dx: int, dy: int) -> "Cell":
        """Return the cell moved by `dx` and `dy` pixels."""
        return Cell(self.left + dx, self.top + dy, self.width, self.height)

    def enlarged(self, times: int) -> "Cell":
        """Return the cell in the pixels of a page `times` as large."""
        return Cell(*(times * side for side in self.box))


Row = tuple[Cell, ...]


def bounding_box(cells: Iterable[Cell]) -> Cell:
    """Return the bounding box of some cells."""
    cells = tuple(cells)
    x0, y0 = min(cell.left for cell in cells), min(cell.top for cell in cells)
    x1, y1 = max(cell.right for cell in cells), max(cell.bottom for cell in cells)
    return Cell(x0, y0, x1 - x0, y1 - y0)


def binarise(page: Mask) -> Mask:
    """Return the ink of a page (Otsu threshold), ruling lines included: 1 for ink, 0 for paper."""
    return cv2.threshold(page, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]


def crop(picture: Mask, box: Cell) -> Mask:
    """Return the part of a picture inside a box."""
    return picture[box.top : box.bottom, box.left : box.right]


def ink_box(cell: Cell, ink: Mask, dpi: int) -> Cell | None:
    """Return the bounding box of the ink in a cell with a small margin; None for an empty cell."""
    inside = crop(ink, cell)
    if not inside.any():
        return None
    x0, y0, width, height = cv2.boundingRect(inside)
    if max(width, height) < MIN_CELL_INCHES / 2 * dpi:
        return None
    margin = round(_MARGIN_INCHES * dpi)
    x0, x1 = max(0, x0 - margin), min(cell.width, x0 + width + margin)
    y0, y1 = max(0, y0 - margin), min(cell.height, y0 + height + margin)
    return Cell(cell.left + x0, cell.top + y0, x1 - x0, y1 - y0)
