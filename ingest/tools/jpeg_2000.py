"""JPEG 2000 images with deep colours, decoded with PDFium because Pillow inverts them."""

import mmap
from contextlib import closing
from pathlib import Path

import pypdfium2

from ingest.images.preprocess import Picture
from ingest.problems import UnusualImageError

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


def read(path: Path, width: int, height: int) -> Picture:
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
