"""Reads and writes image files (Pillow), and never trusts one."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy
from PIL import Image, UnidentifiedImageError

from ingest.problems import (
    BrokenFileError,
    ImageTooLargeError,
    UnknownKindError,
    UnreadablePageError,
)
from ingest.tools.preparing import Picture

FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "JPEG2000", "BMP", "GIF")
"""What is opened at all: some of Pillow's other readers hang on hostile files."""

_MOVING = ("GIF", "PNG", "WEBP")

MAX_MEGAPIXELS = 150
"""An A0 map sheet at 300 dpi has 140."""

MAX_SIDE = 32_000
"""Neither Tesseract nor PDFium goes beyond 32,767."""

_WHITES = (1.0, 255.0, 4095.0, 65535.0)
"""What programs write for white; scanners often know twelve bits."""

_LIKELY_DPI = range(100, 1300)
"""Less is what programs write when they do not know."""

_BREAKS = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError)
"""What Pillow's readers raise on damaged files."""

_ORIENTATION, _AS_IT_IS = 0x0112, 1
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes upright what a camera that was held otherwise took, by what it noted (EXIF)."""

_SIDEWAYS = range(5, 9)

_STRIP_OFFSETS, _ROWS_PER_STRIP, _STRIP_LENGTHS = 273, 278, 279
"""Fields of a TIFF file."""

Image.MAX_IMAGE_PIXELS = None  # `refuse_if_huge` looks at every frame before it is decoded


@dataclass(frozen=True, slots=True)
class Facts:
    """What an image says of itself, before its pixels are read."""

    width: int
    height: int
    dpi: int | None


def count_frames(path: Path, name: str) -> int:
    """Return how many pages an image file has; raise a ProblemError when it is no image."""
    try:
        with _opened(path) as image:
            return getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
    except UnidentifiedImageError as error:
        raise UnknownKindError(name) from error
    except _BREAKS as error:
        raise BrokenFileError(name) from error


def moves(path: Path) -> int:
    """Return of how many pictures an animation is made up; 0 for an image that stands still.

    To be asked only of a file that opens. The pages of a TIFF file are no animation, nor is the
    small image that a camera puts into a photograph.
    """
    with _opened(path) as image:
        frames = image.n_frames if image.format in _MOVING else 1
    return frames if frames > 1 else 0


def facts(path: Path, frame: int) -> Facts:
    """Return the size of one page of an image file, upright as the camera noted."""
    with _frame(path, frame) as image:
        width, height = reversed(image.size) if _turn(image) in _SIDEWAYS else image.size
        return Facts(width, height, _dpi(image))


def read(path: Path, frame: int) -> Picture:
    """Return one page of an image file, as the camera held it, grey or in colour."""
    with _frame(path, frame) as image:
        image.load()
        return numpy.asarray(_upright(_plain(image), _turn(image)))


def glance(path: Path, frame: int, width: int) -> Picture:
    """Return one page grey and not much wider than `width`, decoded no further than that takes."""
    with _frame(path, frame) as image:
        image.draft("L", (width, width))
        image.load()
        plain, turn = _plain(image), _turn(image)
        side = plain.height if turn in _SIDEWAYS else plain.width
        smaller = plain.reduce(max(1, side // width))
        return numpy.asarray(_upright(smaller, turn).convert("L"))


def refuse_if_huge(width: int, height: int) -> None:
    """Raise ImageTooLargeError for what cannot be worked on safely."""
    if width * height > MAX_MEGAPIXELS * 1_000_000 or max(width, height) > MAX_SIDE:
        raise ImageTooLargeError(width, height, MAX_MEGAPIXELS, MAX_SIDE)


def as_webp(picture: Picture, *, quality: int) -> bytes:
    """Return a picture as WebP."""
    written = io.BytesIO()
    Image.fromarray(picture).save(written, "WEBP", quality=quality, method=2)
    return written.getvalue()


def as_exact_webp(picture: Picture) -> bytes:
    """Return a picture of few colours as WebP, each pixel as it is."""
    written = io.BytesIO()
    Image.fromarray(picture).save(written, "WEBP", lossless=True, quality=20, method=2)
    return written.getvalue()


def as_jpeg(picture: Picture, *, quality: int) -> bytes:
    """Return a picture as JPEG."""
    written = io.BytesIO()
    Image.fromarray(picture).save(written, "JPEG", quality=quality, optimize=True)
    return written.getvalue()


def as_png(picture: Picture, dpi: int) -> bytes:
    """Return a picture as PNG, each pixel as it is."""
    written = io.BytesIO()
    Image.fromarray(picture).save(written, "PNG", dpi=(dpi, dpi), compress_level=3)
    return written.getvalue()


def as_g4(picture: Picture) -> bytes:
    """Return a picture of black and white as faxes send it, bare of any file around it."""
    written = io.BytesIO()
    one_strip = {_ROWS_PER_STRIP: picture.shape[0]}
    plain = Image.fromarray(picture).convert("1", dither=Image.Dither.NONE)
    plain.save(written, "TIFF", compression="group4", tiffinfo=one_strip)
    with Image.open(written, formats=("TIFF",)) as file:
        (start,), (length,) = file.tag_v2[_STRIP_OFFSETS], file.tag_v2[_STRIP_LENGTHS]
    return written.getvalue()[start : start + length]


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's doubts about metadata do not concern us
        with Image.open(path, formats=FORMATS) as image:
            yield image


@contextmanager
def _frame(path: Path, frame: int) -> Iterator[Image.Image]:
    try:
        with _opened(path) as image:
            image.seek(frame)
            refuse_if_huge(*image.size)
            yield image
    except _BREAKS as error:
        raise UnreadablePageError from error


def _dpi(image: Image.Image) -> int | None:
    told = image.info.get("dpi")
    dpi = round(float(told[0])) if told else 0
    return dpi if dpi in _LIKELY_DPI else None


def _turn(image: Image.Image) -> int:
    """Return how the camera was held, as far as that is known without decoding the image."""
    exif = Image.Image.getexif(image)  # that of PNG decodes it, for a note behind its pixels
    return exif.get(_ORIENTATION, _AS_IT_IS)


def _upright(image: Image.Image, turn: int) -> Image.Image:
    return image.transpose(_TURNS[turn]) if turn in _TURNS else image


def _plain(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I") or image.mode == "F":
        return _eight_bits(image)
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, image).convert("RGB")
    if image.mode in ("L", "RGB"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    deep = numpy.asarray(image).astype(numpy.float32)
    deepest = float(deep.max())
    white = next((white for white in _WHITES if deepest <= white), deepest)
    return Image.fromarray((deep * (255.0 / white)).astype(numpy.uint8))
