"""Reading and writing of image files (Pillow), with untrusted input."""

import io
import mmap
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import numpy
import pi_heif
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from ingest.images.picture import Picture, drop_unused_colour
from ingest.problems import (
    BrokenFileError,
    ImageTooLargeError,
    TooManyPagesError,
    UnknownKindError,
    UnreadablePageError,
    UnusualImageError,
)
from library.accessions.refused_files import begins_as_image, refusal_of

FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "JPEG2000", "BMP", "GIF", "HEIF", "AVIF")
"""Formats that are opened: some of Pillow's other readers hang on hostile files."""

_ANIMATED_FORMATS = ("GIF", "PNG", "WEBP", "AVIF")

MAX_PAGES = 20_000

MAX_MEGAPIXELS = 150
"""An A0 map sheet at 300 dpi has 140."""

MAX_SIDE = 32_000
"""In pixels: neither Tesseract nor PDFium supports more than 32,767."""

_WHITE_LEVELS = (1.0, 255.0, 4095.0, 65535.0)
"""Values used for white; scanners often have twelve bits."""

PLAUSIBLE_DPI = range(100, 1300)
"""Lower values are placeholders of programs that do not know the resolution."""

READ_ERRORS = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError)
"""Exceptions of Pillow's readers for damaged files."""


_ORIENTATION, _UPRIGHT = 0x0112, 1
_TRANSPOSE_BY_ORIENTATION = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""Transposition that makes a photograph upright, by EXIF orientation."""

_SIDEWAYS = range(5, 9)

_BITS_PER_SAMPLE, _PHOTOMETRIC, _PLANAR_CONFIGURATION = 258, 262, 284
_NEW_SUBFILE_TYPE, _SUBFILE_TYPE = 254, 255
_REDUCED_OR_MASK, _OLD_REDUCED = 0b101, 2
_WHITE_IS_ZERO, _SEPARATE_PLANES = 0, 2

_SQUARE = (1.0, 1.0)

_PLAUSIBLE_DPI = (50, 2400)
"""Resolutions that a scanner or a fax may have had, in either direction."""
_MIN_STRETCH, _MAX_STRETCH = 1.1, 2.5
"""Coarse faxes have 204 dpi across and 98 down; larger ratios are errors of programs."""
_ROUNDING_PIXELS = 2

_STRIP_OFFSETS, _ROWS_PER_STRIP, _STRIP_LENGTHS = 273, 278, 279
"""TIFF tags."""

pi_heif.register_heif_opener(thumbnails=False)
Image.MAX_IMAGE_PIXELS = None  # `raise_if_too_large` checks every frame before it is decoded


@dataclass(frozen=True, slots=True)
class Facts:
    """Size and resolution of an image, from its header."""

    width: int
    height: int
    dpi: int | None


def pages(path: Path, name: str) -> tuple[int, ...]:
    """Return the frames of an image file that are pages; raise a ProblemError for other files.

    A TIFF file may also contain smaller copies of a page; without any page its first frame is one.
    """
    try:
        with open_image(path) as image:
            if image.format != "TIFF":
                return (
                    image.tell(),
                )  # a photograph of a telephone may not be the first of its file
            return tuple(_pages(image, name)) or (0,)
    except UnidentifiedImageError as error:
        if begins_as_image(path):
            raise BrokenFileError(name) from error
        raise UnknownKindError(refusal_of(path, name)) from error
    except READ_ERRORS as error:
        raise BrokenFileError(name) from error


def animation_frames(path: Path) -> int:
    """Return the number of frames of an animation; 0 for a still image.

    The file must be readable. Pages of a TIFF file are no animation, nor is the small image that a
    camera embeds in a photograph.
    """
    with open_image(path) as image:
        frames = image.n_frames if image.format in _ANIMATED_FORMATS else 1
    return frames if frames > 1 else 0


def facts(path: Path, frame: int) -> Facts:
    """Return the size of one page of an image file, upright and with square pixels."""
    with _open_frame(path, frame) as image:
        return Facts(*_size(image), _dpi(image))


def read(path: Path, frame: int) -> Picture:
    """Return one page of an image file, upright, grey or in colour."""
    with _open_frame(path, frame) as image:
        size = _size(image)
        return drop_unused_colour(numpy.asarray(_to_square_pixels(_decoded(image, path), *size)))


def read_thumbnail(path: Path, frame: int, width: int) -> Picture:
    """Return one page in grey and about `width` wide, decoded no further than needed."""
    with _open_frame(path, frame) as image:
        wide, high = _size(image)
        image.draft("L", (width, width))
        picture = _decoded(image, path)
        smaller = picture.reduce(max(1, picture.width // width)).convert("L")
        return numpy.asarray(
            _to_square_pixels(smaller, smaller.width, round(smaller.width * high / wide))
        )


def to_upright_rgb(image: Image.Image) -> Image.Image:
    """Return an open image decoded, upright, in eight bits of grey or in colour."""
    image.load()
    return _rotate_upright(_to_grey_or_rgb(image), _exif_orientation(image))


def raise_if_too_large(width: int, height: int) -> None:
    """Raise ImageTooLargeError if an image is too large to process safely."""
    if width * height > MAX_MEGAPIXELS * 1_000_000 or max(width, height) > MAX_SIDE:
        raise ImageTooLargeError(width, height, MAX_MEGAPIXELS, MAX_SIDE)


def to_avif(picture: Picture, *, quality: int) -> bytes:
    """Return a picture as AVIF, in the fastest way: it takes twice the time of WebP."""
    buffer = io.BytesIO()
    channels = "4:0:0" if picture.ndim == 2 else "4:4:4"  # 4:2:0 turns red seals grey
    options = {"speed": 10, "max_threads": 1, "autotiling": False, "subsampling": channels}
    Image.fromarray(picture).save(buffer, "AVIF", quality=quality, **options)
    return buffer.getvalue()


def to_webp(picture: Picture, *, quality: int, method: int = 2) -> bytes:
    """Return a picture as WebP; `method` 0 is fastest, 6 makes the smallest file."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "WEBP", quality=quality, method=method)
    return buffer.getvalue()


def to_lossless_webp(picture: Picture) -> bytes:
    """Return a picture of few colours as lossless WebP."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "WEBP", lossless=True, quality=20, method=2)
    return buffer.getvalue()


def to_jpeg(picture: Picture, *, quality: int) -> bytes:
    """Return a picture as JPEG; progressive ones are smaller."""
    buffer = io.BytesIO()
    options = {"quality": quality, "optimize": True, "progressive": True}
    Image.fromarray(picture).save(buffer, "JPEG", **options)
    return buffer.getvalue()


def to_png(picture: Picture, dpi: int) -> bytes:
    """Return a picture as PNG."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "PNG", dpi=(dpi, dpi), compress_level=3)
    return buffer.getvalue()


def to_g4(mask: NDArray[numpy.bool_]) -> bytes:
    """Return a picture that is black where a mask is set as a raw CCITT Group 4 stream."""
    buffer = io.BytesIO()
    one_strip = {_ROWS_PER_STRIP: len(mask)}
    Image.fromarray(~mask).save(buffer, "TIFF", compression="group4", tiffinfo=one_strip)
    with Image.open(buffer, formats=("TIFF",)) as file:
        (start,), (length,) = file.tag_v2[_STRIP_OFFSETS], file.tag_v2[_STRIP_LENGTHS]
    return buffer.getvalue()[start : start + length]


@contextmanager
def open_image(path: Path) -> Iterator[Image.Image]:
    """Open an image file in one of the formats that are safe to open."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's metadata warnings are irrelevant
        with Image.open(path, formats=FORMATS) as image:
            yield image


@contextmanager
def _open_frame(path: Path, frame: int) -> Iterator[Image.Image]:
    try:
        with open_image(path) as image:
            image.seek(frame)
            raise_if_too_large(*_size(image))
            if image.format == "TIFF":
                _raise_if_unsupported(image)
            yield image
    except READ_ERRORS as error:
        raise UnreadablePageError from error


def _pages(image: Image.Image, name: str) -> Iterator[int]:
    for frame in range(MAX_PAGES + 1):
        try:
            image.seek(frame)
        except EOFError:
            return
        if _is_page(image):
            yield frame
    raise TooManyPagesError(name, f"hơn {MAX_PAGES}", MAX_PAGES)


def _size(image: Image.Image) -> tuple[int, int]:
    """Return the width and height, upright and in square pixels; only valid before decoding."""
    width, height = image.size
    if image.format == "TIFF":  # Pillow returns their upright size
        across, down = _pixel_stretch(image)
        return round(width * across), round(height * down)
    return (height, width) if _exif_orientation(image) in _SIDEWAYS else (width, height)


def _dpi(image: Image.Image) -> int | None:
    across, down = map(float, image.info.get("dpi", (0, 0)))
    if image.format == "TIFF" and _pixel_stretch(image) != _SQUARE:
        across = max(across, down)
    dpi = round(across) if isfinite(across) else 0
    return dpi if dpi in PLAUSIBLE_DPI else None


def _decoded(image: Image.Image, path: Path) -> Image.Image:
    if image.format == "JPEG2000" and is_deep(path):
        return Image.fromarray(_read_jpeg_2000(path, *image.size))
    return to_upright_rgb(image)


def _to_square_pixels(image: Image.Image, width: int, height: int) -> Image.Image:
    """Return an image in this size; unchanged if it differs only by rounding."""
    if max(abs(image.width - width), abs(image.height - height)) <= _ROUNDING_PIXELS:
        return image
    return image.resize((width, height), Image.Resampling.BICUBIC)


def _exif_orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, as far as it is known without decoding the image."""
    exif = Image.Image.getexif(
        image
    )  # PNG's own method decodes the image for metadata after its pixels
    return exif.get(_ORIENTATION, _UPRIGHT)


def _rotate_upright(image: Image.Image, orientation: int) -> Image.Image:
    return (
        image.transpose(_TRANSPOSE_BY_ORIENTATION[orientation])
        if orientation in _TRANSPOSE_BY_ORIENTATION
        else image
    )


def _to_grey_or_rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I") or image.mode == "F":
        deep = numpy.asarray(image).astype(numpy.float32)
        brightest = float(deep.max())
        white = next((white for white in _WHITE_LEVELS if brightest <= white), brightest)
        scaled_levels = (deep * (255.0 / white)).astype(numpy.uint8)
        negative = image.format == "TIFF" and _is_negative(image)
        return Image.fromarray(255 - scaled_levels if negative else scaled_levels)
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, image).convert("RGB")
    if image.mode in ("L", "RGB"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _is_page(image: Image.Image) -> bool:
    """Return True if the current frame is a page, and not a reduced copy or a mask of one."""
    kind, old_kind = image.tag_v2.get(_NEW_SUBFILE_TYPE, 0), image.tag_v2.get(_SUBFILE_TYPE, 0)
    return not (int(kind) & _REDUCED_OR_MASK or old_kind == _OLD_REDUCED)


def _is_negative(image: Image.Image) -> bool:
    """Return True if the largest value is black; Pillow applies this for up to eight bits only."""
    return image.tag_v2.get(_PHOTOMETRIC) == _WHITE_IS_ZERO


def _raise_if_unsupported(image: Image.Image) -> None:
    """Raise UnusualImageError for images that Pillow misreads: sixteen bits in separate planes."""
    deep = max(image.tag_v2.get(_BITS_PER_SAMPLE, (1,))) > 8
    if (
        deep
        and image.tag_v2.get(_PLANAR_CONFIGURATION) == _SEPARATE_PLANES
        and len(image.getbands()) > 1
    ):
        raise UnusualImageError


def _pixel_stretch(image: Image.Image) -> tuple[float, float]:
    """Return the factors (across, down) that give an upright image square pixels."""
    across, down = map(float, image.info.get("dpi", (0, 0)))
    if image.tag_v2.get(_ORIENTATION) in _SIDEWAYS:
        across, down = down, across
    lowest, highest = _PLAUSIBLE_DPI
    if not all(isfinite(dpi) and lowest <= dpi <= highest for dpi in (across, down)):
        return _SQUARE
    finest = max(across, down)
    wide, high = finest / across, finest / down
    if _MIN_STRETCH <= max(wide, high) <= _MAX_STRETCH:
        return wide, high
    return _SQUARE


_CODESTREAM_START = b"\xff\x4f\xff\x51"
_COMPONENTS_OFFSET, _BITS_OFFSET = 40, 42
"""Offsets from the start of the codestream of the component count and the first bit depth."""
_EIGHT_BITS, _DEPTH_MASK = 7, 0x7F
_RGB_COMPONENTS = 3

_PAGE = (
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {0} {1}]/Contents 4 0 R"
    "/Resources<</XObject<</I 5 0 R>>>>>>"
)
_DRAW_COMMANDS = "q {0} 0 0 {1} 0 0 cm /I Do Q"


def is_deep(path: Path) -> bool:
    """Return True for RGB images of more than eight bits per colour.

    Raises UnusualImageError for deep images that are neither grey nor RGB.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        head = content[(start := content.find(_CODESTREAM_START)) : start + _BITS_OFFSET + 1]
    if start < 0 or len(head) <= _BITS_OFFSET:
        return False
    colours = int.from_bytes(head[_COMPONENTS_OFFSET:_BITS_OFFSET])
    deep = (head[_BITS_OFFSET] & _DEPTH_MASK) > _EIGHT_BITS
    if deep and colours not in (1, _RGB_COMPONENTS):
        raise UnusualImageError
    return deep and colours == _RGB_COMPONENTS


def _read_jpeg_2000(path: Path, width: int, height: int) -> Picture:
    """Return an image in eight bits: drawn as the only object on a PDF page of its size."""
    with closing(
        pypdfium2.PdfDocument(_one_page_pdf(path.read_bytes(), width, height))
    ) as document:
        bitmap = document[0].render(scale=1, rev_byteorder=True)
        return bitmap.to_numpy().copy()


def _one_page_pdf(content: bytes, width: int, height: int) -> bytes:
    image = f"/Type/XObject/Subtype/Image/Width {width}/Height {height}/Filter/JPXDecode"
    bodies = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        _PAGE.format(width, height).encode(),
        _stream("", _DRAW_COMMANDS.format(width, height).encode()),
        _stream(image, content),
    )
    pdf, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, start=1):
        offsets.append(f"{len(pdf):010} 00000 n \n")
        pdf += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{''.join(offsets)}"
    tail = f"trailer<</Size {len(bodies) + 1}/Root 1 0 R>>\nstartxref\n{len(pdf)}\n%%EOF\n"
    return pdf + (table + tail).encode()


def _stream(entries: str, content: bytes) -> bytes:
    return f"<<{entries}/Length {len(content)}>>stream\n".encode() + content + b"\nendstream"
