"""Reads and writes image files (Pillow), and never trusts one."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import numpy
from PIL import Image, UnidentifiedImageError

from ingest.images.picture import Picture, without_idle_colour
from ingest.problems import (
    BrokenFileError,
    ImageTooLargeError,
    TooManyPagesError,
    UnknownKindError,
    UnreadablePageError,
)
from ingest.tools import jpeg_2000, tiff

FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "JPEG2000", "BMP", "GIF")
"""What is opened at all: some of Pillow's other readers hang on hostile files."""

_MOVING = ("GIF", "PNG", "WEBP")

MAX_PAGES = 20_000

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

_GREY_STEP = 85

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
_ROUNDING = 2

_STRIP_OFFSETS, _ROWS_PER_STRIP, _STRIP_LENGTHS = 273, 278, 279
"""Fields of a TIFF file."""

Image.MAX_IMAGE_PIXELS = None  # `refuse_if_huge` looks at every frame before it is decoded


@dataclass(frozen=True, slots=True)
class Facts:
    """What an image says of itself, before its pixels are read."""

    width: int
    height: int
    dpi: int | None


def pages(path: Path, name: str) -> tuple[int, ...]:
    """Return the frames of an image file that are pages; raise a ProblemError when it is no image.

    A TIFF file may hold smaller copies of a page, too; without any page its first frame is one.
    """
    try:
        with _opened(path) as image:
            if image.format != "TIFF":
                return (0,)
            return tuple(_pages(image, name)) or (0,)
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
    """Return the size of one page of an image file, upright and its pixels square."""
    with _frame(path, frame) as image:
        return Facts(*_size(image), _dpi(image))


def read(path: Path, frame: int) -> Picture:
    """Return one page of an image file, as the camera held it, grey or in colour."""
    with _frame(path, frame) as image:
        size = _size(image)
        return without_idle_colour(numpy.asarray(_squared(_decoded(image, path), *size)))


def glance(path: Path, frame: int, width: int) -> Picture:
    """Return one page grey and not much wider than `width`, decoded no further than that takes."""
    with _frame(path, frame) as image:
        wide, high = _size(image)
        image.draft("L", (width, width))
        seen = _decoded(image, path)
        smaller = seen.reduce(max(1, seen.width // width)).convert("L")
        return numpy.asarray(_squared(smaller, smaller.width, round(smaller.width * high / wide)))


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


def as_grey_png(picture: Picture) -> bytes:
    """Return a picture of black, white and two greys between as PNG, two bits a pixel.

    It takes a quarter of the time of WebP, and a quarter more bytes.
    """
    written = io.BytesIO()
    greys = Image.fromarray(picture // _GREY_STEP)
    greys.putpalette([grey for tone in range(4) for grey in (tone * _GREY_STEP,) * 3])
    greys.save(written, "PNG", bits=2, compress_level=4)
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
            refuse_if_huge(*_size(image))
            if image.format == "TIFF":
                tiff.refuse_unusual(image)
            yield image
    except _BREAKS as error:
        raise UnreadablePageError from error


def _pages(image: Image.Image, name: str) -> Iterator[int]:
    for frame in range(MAX_PAGES + 1):
        try:
            image.seek(frame)
        except EOFError:
            return
        if tiff.is_page(image):
            yield frame
    raise TooManyPagesError(name, f"hơn {MAX_PAGES}", MAX_PAGES)


def _size(image: Image.Image) -> tuple[int, int]:
    """Return width and height upright and of square pixels; to be asked before decoding."""
    width, height = image.size
    if image.format == "TIFF":  # Pillow tells the size of these as they stand
        across, down = tiff.stretch(image)
        return round(width * across), round(height * down)
    return (height, width) if _turn(image) in _SIDEWAYS else (width, height)


def _dpi(image: Image.Image) -> int | None:
    across, down = map(float, image.info.get("dpi", (0, 0)))
    if image.format == "TIFF" and tiff.stretch(image) != tiff.SQUARE:
        across = max(across, down)
    dpi = round(across) if isfinite(across) else 0
    return dpi if dpi in _LIKELY_DPI else None


def _decoded(image: Image.Image, path: Path) -> Image.Image:
    if image.format == "JPEG2000" and jpeg_2000.is_deep(path):
        return Image.fromarray(jpeg_2000.read(path, *image.size))
    image.load()
    return _upright(_plain(image), _turn(image))


def _squared(image: Image.Image, width: int, height: int) -> Image.Image:
    """Return an image in this size, unless it is that already, or nearly so by rounding."""
    if max(abs(image.width - width), abs(image.height - height)) <= _ROUNDING:
        return image
    return image.resize((width, height), Image.Resampling.BICUBIC)


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
    light = (deep * (255.0 / white)).astype(numpy.uint8)
    negative = image.format == "TIFF" and tiff.is_negative(image)
    return Image.fromarray(255 - light if negative else light)
