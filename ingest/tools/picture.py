"""Says what a picture is, and what it is in grey (OpenCV)."""

from typing import Any

import cv2
from numpy.typing import NDArray

Picture = NDArray[Any]
"""Pixels by row and column, 0 to 255: grey, or red-green-blue."""


def in_grey(picture: Picture) -> Picture:
    """Return the picture itself when it is grey."""
    return picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
