"""Test scans and PDF documents, valid and invalid ones."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter

from tests.ingest import packing

SAMPLES = Path(__file__).parents[1] / "samples"

PLAN = "ke-hoach-70"
LETTER = "cong-van-575"

FACE = ImageFont.truetype("DejaVuSerif.ttf", 32)
_CELLS = (
    ("STT", "Tên thư viện", "Số máy"),
    ("1", "Thư viện xã Vạn Linh", "7"),
    ("2", "Thư viện huyện\nCao Lộc", "24"),
)

PLAIN_TEXT = (
    "Uy ban nhan dan tinh Lang Son thong bao ket luan cua cuoc hop ve cong tac tu bo",
    "thanh nha Mac va dong Tam Thanh trong nam nay de don khach tham quan dip le hoi",
    "Cac so ban nganh va cac huyen trong tinh can lam tot viec nay va bao cao ket qua",
)
"""More than 40 words that a PDF can hold in one of its own fonts."""

SIGNATURE = ("Nguoi ky: Trung tam Cong bao", "Email: ttcbth@quangngai.gov.vn", "05.02.2025")
"""Text of a digital signature over a scan."""


@dataclass(frozen=True, slots=True)
class PdfPage:
    """One page of a PDF: an image over all of it, lines of text, or both."""

    image: Image.Image | None = None
    lines: Sequence[str] = ()
    size: tuple[float, float] | None = None
    """In points; by default A4, or the size of the image at 200 dpi."""

    part: float = 1.0
    """Share of the page height covered by the image, from the bottom."""

    packed: str = "DCTDecode"
    """Name of the PDF filter of the image."""

    hidden: bool = False
    """True for invisible text, as programs that read scans write it."""

    font: str = "Helvetica"
    letters: dict[str, str] | None = None
    """Unicode meanings of letters that differ from themselves."""

    @property
    def sides(self) -> tuple[float, float]:
        """Width and height in points."""
        if self.size or self.image is None or self.part < 1.0:
            return self.size or (595, 842)
        return self.image.width * 0.36, self.image.height * 0.36


def scan(name: str = PLAN) -> Image.Image:
    """Return the head of a real scanned page, 200 dpi, grey."""
    with Image.open(SAMPLES / f"{name}.jpg") as image:
        image.load()
        return image.copy()


def han_columns() -> Image.Image:
    """Return a page of Hán in four columns, the first one at the right."""
    with Image.open(SAMPLES / "chu-han.png") as image:
        return image.convert("L")


def noise(width: int, height: int) -> Image.Image:
    """Return a page of noise, slow for Tesseract, with a mark so that it is not blank."""
    dots = numpy.random.default_rng(7).integers(0, 2, (height // 4, width // 4), numpy.uint8)
    page = Image.fromarray(dots * 255).resize((width, height), Image.Resampling.NEAREST)
    middle, size = (width // 2, height // 2), max(1, min(width, height) // 20)
    for colour, around in ((255, 2 * size), (0, size)):
        page.paste(
            colour, (*(side - around for side in middle), *(side + around for side in middle))
        )
    return page


def table() -> Image.Image:
    """Return a page at 200 dpi with a ruled table; one of its cells has two lines."""
    page = Image.new("L", (1000, 700), 255)
    pen = ImageDraw.Draw(page)
    pen.text((100, 100), "Danh sách các điểm truy nhập", font=FACE, fill=0)
    tops, lefts = (200, 280, 440, 520), (100, 220, 700, 900)
    for top, bottom, row in zip(tops, tops[1:], _CELLS, strict=False):
        for x0, x1, text in zip(lefts, lefts[1:], row, strict=False):
            pen.rectangle((x0, top, x1, bottom), outline=0, width=3)
            pen.text((x0 + 30, (top + bottom) / 2), text, font=FACE, fill=0, anchor="lm")
    pen.text((100, 600), "Người lập bảng: Lý Thị Hoa", font=FACE, fill=0)
    return page


def blank() -> Image.Image:
    """Return the scan of a blank A4 page, 200 dpi."""
    paper = numpy.random.default_rng(11).normal(238, 4, (2339, 1654)).clip(0, 255)
    return Image.fromarray(paper.astype(numpy.uint8))


def spread(
    *,
    fold: float = 0.0,
    columns: bool = False,
    rule: bool = False,
    headline: bool = False,
    has_left_text: bool = True,
) -> Image.Image:
    """Return an image of two facing pages, or a similar layout; `fold` is the place of a shadow."""
    page = Image.new("L", (2200, 1540), 245)
    pen = ImageDraw.Draw(page)
    margin = 30 if columns or rule else 110
    text = "\n".join(f"{n}. Thành nhà Mạc ở Lạng Sơn xây năm 1592" for n in range(10, 22))
    if has_left_text:
        pen.text((1100 - margin, 200), text, font=FACE, fill=20, anchor="ra", spacing=40)
    pen.text((1100 + margin, 200), text, font=FACE, fill=20, spacing=40)
    if rule:
        pen.line((1100, 200, 1100, 1400), fill=20, width=4)
    if headline:
        pen.text((700, 110), "Danh sách các điểm truy nhập Internet", font=FACE, fill=20)
    if fold:
        across = numpy.arange(2200) / 2200 - fold
        page = Image.fromarray(
            (numpy.asarray(page) * (1 - 0.5 * numpy.exp(-((across / 0.008) ** 2)))).astype("uint8")
        )
    return page


def write_scan(path: Path, name: str = PLAN, **options: object) -> Path:
    """Write a scan as an image file in the format of its suffix."""
    scan(name).save(path, dpi=(200, 200), **options)
    return path


def write_pdf(path: Path, *pages: PdfPage) -> Path:
    """Write a PDF with these pages."""
    path.write_bytes(pdf_of(*pages))
    return path


def write_encrypted_pdf(path: Path) -> Path:
    """Write a PDF that opens with a password only."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of(PdfPage(lines=PLAIN_TEXT)))))
    writer.encrypt("bí mật", algorithm="RC4-128")
    writer.write(path)
    return path


def pdf_of(*pages: PdfPage) -> bytes:
    """Return a PDF with these pages."""
    bodies = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    kids = []
    for page in pages:
        kids.append(f"{len(bodies) + 1} 0 R")
        bodies.extend(_page_objects(page, len(bodies) + 1))
    bodies[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode()
    return _file(bodies)


def _page_objects(sheet: PdfPage, first: int) -> list[bytes]:
    """Return the objects of a page: itself, its content, font, letters and image."""
    width, height = sheet.sides
    page = (
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Contents {first + 1} 0 R"
        f"/Resources<</Font<</F {first + 2} 0 R>>/XObject<</I {first + 4} 0 R>>>>>>"
    )
    font = f"<</Type/Font/Subtype/Type1/BaseFont/{sheet.font}/ToUnicode {first + 3} 0 R>>"
    return [
        page.encode(),
        _stream(_content(sheet).encode("latin-1")),
        font.encode(),
        _stream(_letters(sheet.letters or {}).encode()),
        b"null" if sheet.image is None else _image(sheet.image, sheet.packed),
    ]


def _content(page: PdfPage) -> str:
    width, height = page.sides
    tall = height * page.part
    operators = [f"q {width} 0 0 {tall} 0 0 cm /I Do Q"] if page.image else []
    for place, line in enumerate(page.lines):
        start = f"BT {3 * page.hidden} Tr /F 12 Tf 60 {height - 80 - 16 * place} Td"
        operators.append(f"{start} ({line}) Tj ET")
    return "\n".join(operators)


def _letters(replacements: dict[str, str]) -> str:
    every = {chr(code): chr(code) for code in (*range(32, 127), *range(161, 256))} | replacements
    rows = (
        f"<{ord(letter):02x}> <{text.encode('utf-16-be').hex()}>" for letter, text in every.items()
    )
    return (
        "begincmap 1 begincodespacerange <00> <ff> endcodespacerange "
        f"{len(every)} beginbfchar {' '.join(rows)} endbfchar endcmap"
    )


def _image(image: Image.Image, packed: str) -> bytes:
    content, options = packing.PACKED[packed](image)
    size = f"/Type/XObject/Subtype/Image/Width {image.width}/Height {image.height}"
    return _stream(content, f"{size}/ColorSpace/DeviceGray/Filter/{packed}{options}")


def _stream(content: bytes, entries: str = "") -> bytes:
    return f"<<{entries}/Length {len(content)}>>stream\n".encode() + content + b"\nendstream"


def _file(bodies: list[bytes]) -> bytes:
    content, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(content))
        content += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    head = f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}"
    tail = f"trailer<</Size {len(bodies) + 1}/Root 1 0 R>>\nstartxref\n{len(content)}\n%%EOF\n"
    return content + (head + tail).encode()
