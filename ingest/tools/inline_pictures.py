"""Pictures in books and mails, made small and plain before a program prints them."""

import io
from dataclasses import dataclass

from PIL import Image

from ingest.problems import ProblemError
from ingest.tools import image_files

_MAX_MEGAPIXELS, _MAX_SIDE_PIXELS, _MIN_SIDE_PIXELS = 40, 2000, 16
_QUALITY = 85
_MAX_BYTES, _MAX_PICTURES = 128 << 20, 2000
"""Limits of the bytes and the number of all pictures of one document."""

_PAPER_MM = (165, 235)
_MM_PER_PIXEL = 25.4 / 120
"""Screens and books on them show about so many pixels on an inch."""

_READ_ERRORS = (*image_files.READ_ERRORS, ProblemError)


@dataclass(frozen=True, slots=True)
class InlinePicture:
    """A picture in a text: JPEG, and its size on paper in millimetres."""

    jpeg: bytes
    width: int
    height: int


@dataclass(slots=True)
class PictureMaker:
    """Maker of the pictures of one document, which stops when they are too many."""

    _bytes: int = 0
    _count: int = 0

    def make(self, content: bytes) -> InlinePicture | None:
        """Return a picture; None for something else, a damaged one and an ornament of few pixels.

        It is decoded here, within limits: LibreOffice gets nothing that others made.
        """
        if self._count >= _MAX_PICTURES or self._bytes >= _MAX_BYTES:
            return None
        try:
            with Image.open(io.BytesIO(content), formats=image_files.FORMATS) as picture:
                width, height = picture.size
                if width * height > _MAX_MEGAPIXELS * 1_000_000 or min(width, height) < 1:
                    return None
                if max(width, height) < _MIN_SIDE_PIXELS:
                    return None
                picture.draft("RGB", (_MAX_SIDE_PIXELS, _MAX_SIDE_PIXELS))
                plain = image_files.to_upright_rgb(picture)
        except _READ_ERRORS:
            return None
        plain.thumbnail((_MAX_SIDE_PIXELS, _MAX_SIDE_PIXELS))
        buffer = io.BytesIO()
        plain.save(buffer, "JPEG", quality=_QUALITY)
        self._count, self._bytes = self._count + 1, self._bytes + buffer.tell()
        return InlinePicture(buffer.getvalue(), *_size_on_paper(width, height))


def _size_on_paper(width: int, height: int) -> tuple[int, int]:
    scale = min(_MM_PER_PIXEL, _PAPER_MM[0] / width, _PAPER_MM[1] / height)
    return max(1, round(width * scale)), max(1, round(height * scale))
