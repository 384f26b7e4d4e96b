"""Image encodings of each PDF filter."""

import io
import struct
from collections.abc import Callable

from PIL import Image, ImageOps

_ROWS_PER_STRIP, _STRIPS = 278, 273
_PAGE, _REGION = 48, 38


def _encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def _jpeg(image: Image.Image) -> tuple[bytes, str]:
    return _encoded(image.convert("L"), "JPEG", quality=60), "/BitsPerComponent 8"


def _jpeg_2000(image: Image.Image) -> tuple[bytes, str]:
    return _encoded(image.convert("L"), "JPEG2000"), "/BitsPerComponent 8"


def _fax(image: Image.Image) -> tuple[bytes, str]:
    size = f"/Columns {image.width}/Rows {image.height}"
    return _rows(image), f"/BitsPerComponent 1/DecodeParms<</K -1/BlackIs1 false{size}>>"


def _bilevel(image: Image.Image) -> tuple[bytes, str]:
    """Encode as JBIG2: one region for the whole page, with rows in fax coding."""
    size = struct.pack(">II", image.width, image.height)
    page = size + bytes(8) + b"\0" + bytes(2)
    region = size + bytes(8) + b"\0" + b"\x01" + _rows(image)
    return _segment(0, _PAGE, page) + _segment(1, _REGION, region), "/BitsPerComponent 1"


def _segment(number: int, kind: int, content: bytes) -> bytes:
    return struct.pack(">IBBBI", number, kind, 0, 1, len(content)) + content


def _rows(image: Image.Image) -> bytes:
    """Return the rows of a fax (G4), black on white."""
    black = ImageOps.invert(image.convert("L")).convert("1")  # the rows encode where black is
    one_strip = {_ROWS_PER_STRIP: image.height}
    tiff = _encoded(black, "TIFF", compression="group4", tiffinfo=one_strip)
    with Image.open(io.BytesIO(tiff)) as fax:
        (start,) = fax.tag_v2[_STRIPS]
        (length,) = fax.tag_v2[279]
    return tiff[start : start + length]


PACKED: dict[str, Callable[[Image.Image], tuple[bytes, str]]] = {
    "DCTDecode": _jpeg,
    "JPXDecode": _jpeg_2000,
    "CCITTFaxDecode": _fax,
    "JBIG2Decode": _bilevel,
}
