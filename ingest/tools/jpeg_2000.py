"""Decodes JPEG 2000 in deep colours (PDFium), of which Pillow makes the white black."""

import mmap
from contextlib import closing
from pathlib import Path

import pypdfium2

from ingest.images.preprocess import Picture
from ingest.problems import UnusualImageError

_BEGINS = b"\xff\x4f\xff\x51"
_COMPONENTS, _BITS = 40, 42
"""Places behind the beginning at which the number of colours and the bits of the first stand."""
_EIGHT, _SIGN = 7, 0x7F
_IN_COLOUR = 3

_PAGE = (
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {0} {1}]/Contents 4 0 R"
    "/Resources<</XObject<</I 5 0 R>>>>>>"
)
_DRAWN = "q {0} 0 0 {1} 0 0 cm /I Do Q"


def is_deep(path: Path) -> bool:
    """Say whether an image has colours of more than eight bits each."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        head = content[(start := content.find(_BEGINS)) : start + _BITS + 1]
    if start < 0 or len(head) <= _BITS:
        return False
    colours = int.from_bytes(head[_COMPONENTS:_BITS])
    deep = (head[_BITS] & _SIGN) > _EIGHT
    if deep and colours not in (1, _IN_COLOUR):
        raise UnusualImageError
    return deep and colours == _IN_COLOUR


def read(path: Path, width: int, height: int) -> Picture:
    """Return an image in eight bits: drawn as the only thing on a page of its size."""
    with closing(pypdfium2.PdfDocument(_page_of(path.read_bytes(), width, height))) as document:
        bitmap = document[0].render(scale=1, rev_byteorder=True)
        return bitmap.to_numpy().copy()


def _page_of(content: bytes, width: int, height: int) -> bytes:
    image = f"/Type/XObject/Subtype/Image/Width {width}/Height {height}/Filter/JPXDecode"
    bodies = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        _PAGE.format(width, height).encode(),
        _stream("", _DRAWN.format(width, height).encode()),
        _stream(image, content),
    )
    written, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(f"{len(written):010} 00000 n \n")
        written += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{''.join(places)}"
    tail = f"trailer<</Size {len(bodies) + 1}/Root 1 0 R>>\nstartxref\n{len(written)}\n%%EOF\n"
    return written + (table + tail).encode()


def _stream(told: str, content: bytes) -> bytes:
    return f"<<{told}/Length {len(content)}>>stream\n".encode() + content + b"\nendstream"
