"""Boxes on a page, and what is written in them."""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy
from numpy.typing import NDArray

LEAST_INCHES = 0.08
"""Smaller than this in both directions is no cell, and half of it no writing."""

RULE_INCHES = 0.22
"""Longer than any stroke of a letter; short enough to follow a rule that slopes a little."""

_MARGIN_INCHES = 0.07
"""Of paper left around what is written: with less, figures that stand alone are read wrong."""

Mask = NDArray[numpy.uint8]


@dataclass(frozen=True, slots=True)
class Cell:
    """A rectangle in the pixels of a page."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column of pixels beside it."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The first row of pixels below it."""
        return self.top + self.height

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, width and height."""
        return self.left, self.top, self.width, self.height

    def meets(self, other: "Cell") -> bool:
        """Say whether the two overlap."""
        beside = self.right <= other.left or other.right <= self.left
        return not beside and self.top < other.bottom and other.top < self.bottom

    def moved(self, right: int, down: int) -> "Cell":
        """Return it so many pixels further."""
        return Cell(self.left + right, self.top + down, self.width, self.height)

    def enlarged(self, times: int) -> "Cell":
        """Return it in the pixels of a page so many times as large."""
        return Cell(*(times * side for side in self.box))


Row = tuple[Cell, ...]


def around(cells: Iterable[Cell]) -> Cell:
    """Return the smallest box that holds some cells."""
    cells = tuple(cells)
    left, top = min(cell.left for cell in cells), min(cell.top for cell in cells)
    right, bottom = max(cell.right for cell in cells), max(cell.bottom for cell in cells)
    return Cell(left, top, right - left, bottom - top)


def inked(page: Mask) -> Mask:
    """Mark what is darker than the paper, rules and all."""
    return cv2.threshold(page, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]


def within(picture: Mask, box: Cell) -> Mask:
    """Return the part of a picture that lies in a box."""
    return picture[box.top : box.bottom, box.left : box.right]


def written(cell: Cell, ink: Mask, dpi: int) -> Cell | None:
    """Return the part of a cell that is written on; None of an empty one."""
    inside = within(ink, cell)
    if not inside.any():
        return None
    left, top, width, height = cv2.boundingRect(inside)
    if max(width, height) < LEAST_INCHES / 2 * dpi:
        return None
    margin = round(_MARGIN_INCHES * dpi)
    left, right = max(0, left - margin), min(cell.width, left + width + margin)
    top, bottom = max(0, top - margin), min(cell.height, top + height + margin)
    return Cell(cell.left + left, cell.top + top, right - left, bottom - top)
