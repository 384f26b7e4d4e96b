"""Page PDFs (pikepdf): one page as PDF/A-2u, image below, invisible text above."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import zip_longest
from statistics import median_high
from struct import pack
from typing import Self
from zlib import compress

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import ImageCms

from library.catalogue.text.layout import Line
from library.catalogue.text.words import Word

TEXT_START = "BT\n3 Tr"
"""PDF operators that begin the text and make it invisible."""

_UNITS_PER_EM = 1000
_SPACE = " "
_MIN_STRETCH_PERCENT = 1.0
"""Per cent: words may touch or overlap, but the space between them stays."""

_MIN_GAP_RATIO = 0.15
"""Relative to the font size: some PDF readers join words with gaps of less than a tenth."""

_MAX_BLOCK_ENTRIES = 100
"""Greatest number of entries in a block of a ToUnicode table."""


@dataclass(slots=True)
class GlyphCodes:
    """Characters of a page with their codes in its font."""

    _numbers: dict[str, int] = field(default_factory=lambda: {_SPACE: 1})

    def encode(self, text: str) -> str:
        """Return text as character codes, in the hexadecimal form of PDF."""
        numbers = (self._numbers.setdefault(letter, len(self._numbers) + 1) for letter in text)
        return "<" + "".join(f"{number:04x}" for number in numbers) + ">"

    def to_unicode(self) -> bytes:
        """Return the ToUnicode table, by which PDF readers convert codes back to text."""
        rows = [
            f"<{number:04x}> <{letter.encode('utf-16-be', 'replace').hex()}>"
            for letter, number in self._numbers.items()
        ]
        blocks = (
            rows[start : start + _MAX_BLOCK_ENTRIES]
            for start in range(0, len(rows), _MAX_BLOCK_ENTRIES)
        )
        sections = (
            f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks
        )
        return (_TABLE_HEAD + "".join(sections) + _TABLE_FOOT).encode()


_TABLE_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
"""
_TABLE_FOOT = """endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


def set_text(lines: Iterable[Line], glyph_codes: GlyphCodes, unit: float, height: float) -> str:
    """Return the drawing operators of the text; `unit` is points per pixel, `height` that of the
    page."""
    commands = [command for line in lines for command in _set_line(line, glyph_codes, unit, height)]
    return "\n".join((TEXT_START, *commands, "ET"))


def _set_line(line: Line, glyph_codes: GlyphCodes, unit: float, height: float) -> Iterator[str]:
    is_vertical = line.box.height > 2 * line.box.width and len(line.words[0].text) > 1
    runs = [_Run.of(word, is_vertical=is_vertical) for word in line.words]
    baseline = median_high(run.baseline for run in runs)
    size = max(median_high(run.size for run in runs), 1) * unit
    yield f"/F {size:.2f} Tf"
    for run, after in zip_longest(runs, runs[1:]):
        yield _matrix(run, baseline, size, unit, height, is_vertical=is_vertical)
        yield _show_word(run, after, size / unit, glyph_codes)


@dataclass(frozen=True, slots=True)
class _Run:
    """A word along its line, from left to right, or from top to bottom in a vertical line."""

    text: str
    start: int
    length: int
    baseline: int
    size: int

    @classmethod
    def of(cls, word: Word, *, is_vertical: bool) -> Self:
        if is_vertical:
            return cls(word.text, word.top, word.height, word.left, word.width)
        return cls(word.text, word.left, word.width, word.top + word.height, word.height)


def _matrix(
    run: _Run, baseline: int, size: float, unit: float, height: float, *, is_vertical: bool
) -> str:
    below = -DESCENT / _UNITS_PER_EM * size
    if is_vertical:
        return f"0 -1 1 0 {baseline * unit + below:.2f} {height - run.start * unit:.2f} Tm"
    return f"1 0 0 1 {run.start * unit:.2f} {height - baseline * unit + below:.2f} Tm"


def _show_word(run: _Run, following: _Run | None, size: float, codes: GlyphCodes) -> str:
    """Return operators for a word stretched to its image, and a space up to the next word."""
    length = run.length if following is None else _shown_length(run, following, size)
    letter = length / len(run.text)
    stretch = max(100 * letter / (ADVANCE / _UNITS_PER_EM * size), _MIN_STRETCH_PERCENT)
    if following is None:
        return f"{stretch:.2f} Tz {codes.encode(run.text)} Tj"
    gap = following.start - run.start - length
    back = max(letter - gap, 0) / max(letter, 1) * ADVANCE
    return f"{stretch:.2f} Tz [{codes.encode(run.text)} {back:.0f} {codes.encode(_SPACE)}] TJ"


def _shown_length(run: _Run, following: _Run, size: float) -> float:
    """Return the display length of a word: Tesseract's boxes may reach into the next word."""
    available = following.start - run.start - _MIN_GAP_RATIO * size
    return min(run.length, available) if available > run.length / 2 else run.length


_POINTS_PER_INCH = 72
_MAX_SIDE_POINTS = 14_400
"""Points: no PDF reader supports a longer page."""

_XMP = b"""<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>U</pdfaid:conformance>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
_PROFILE_DATE = slice(24, 36)
"""Position of the creation date in an ICC profile, which must be the same in every page PDF."""

_FIXED_DATE = bytes.fromhex("07e9000c0019000000000000")
_CODE_COUNT = 1 << 16


@dataclass(frozen=True, slots=True)
class PdfPageImage:
    """Image of a page PDF: a JPEG, or a CCITT Group 4 stream; width and height in pixels."""

    width: int
    height: int
    content: bytes
    is_grey: bool = False
    is_bitonal: bool = False


def make_page_pdf(
    image: PdfPageImage, lines: Iterable[Line], size: tuple[int, int], dpi: int
) -> bytes:
    """Return the PDF of a page; `size` is in pixels, like the boxes of the lines."""
    unit = min(_POINTS_PER_INCH / dpi, _MAX_SIDE_POINTS / max(size))
    width, height = (round(side * unit, 2) for side in size)
    glyph_codes = GlyphCodes()
    drawing = f"q {width} 0 0 {height} 0 0 cm /I Do Q\n"
    text = set_text(lines, glyph_codes, unit, height)
    with Pdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(width, height))
        page.obj.Contents = Stream(pdf, (drawing + text).encode("ascii"))
        page.obj.Resources = Dictionary(
            Font=Dictionary(F=_font(pdf, glyph_codes)), XObject=Dictionary(I=_picture(pdf, image))
        )
        _declare_pdf_a(pdf)
        return _to_bytes(pdf)


def replace_text(page_pdf: bytes, lines: Iterable[Line], width: int) -> bytes:
    """Return a page PDF with new text over the same image; `width` is the page width in pixels."""
    glyph_codes = GlyphCodes()
    with Pdf.open(io.BytesIO(page_pdf)) as pdf:
        page = pdf.pages[0].obj
        wide, high = float(page.MediaBox[2]), float(page.MediaBox[3])
        drawing = page.Contents.read_bytes().partition(TEXT_START.encode())[0]
        content = drawing.decode("ascii") + set_text(lines, glyph_codes, wide / width, high)
        page.Contents = Stream(pdf, content.encode("ascii"))
        page.Resources.Font.F = _font(pdf, glyph_codes)
        return _to_bytes(pdf)


def _to_bytes(pdf: Pdf) -> bytes:
    buffer = io.BytesIO()
    pdf.save(buffer, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return buffer.getvalue()


def _picture(pdf: Pdf, image: PdfPageImage) -> Stream:
    encoding = {"Filter": Name.DCTDecode}
    if image.is_bitonal:
        fax = Dictionary(K=-1, BlackIs1=True, Columns=image.width, Rows=image.height)
        encoding = {"Filter": Name.CCITTFaxDecode, "DecodeParms": fax}
    return Stream(
        pdf,
        image.content,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=image.width,
        Height=image.height,
        ColorSpace=Name.DeviceGray if image.is_grey or image.is_bitonal else Name.DeviceRGB,
        BitsPerComponent=1 if image.is_bitonal else 8,
        **encoding,
    )


def _font(pdf: Pdf, glyph_codes: GlyphCodes) -> Dictionary:
    name = Name("/" + NAME)
    box = Array([0, DESCENT, ADVANCE, ASCENT])
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=5,
        FontBBox=box,
        ItalicAngle=0,
        Ascent=ASCENT,
        Descent=DESCENT,
        CapHeight=ASCENT,
        StemV=80,
        FontFile2=Stream(pdf, font(), Length1=len(font())),
    )
    letters = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(
            Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
        ),
        DW=ADVANCE,
        FontDescriptor=pdf.make_indirect(descriptor),
        CIDToGIDMap=_glyph_map(pdf),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(letters)]),
            ToUnicode=Stream(pdf, glyph_codes.to_unicode()),
        )
    )


def _glyph_map(pdf: Pdf) -> Stream:
    """Return the CID to glyph table that maps every letter to the same glyph."""
    return Stream(pdf, _compressed_ones(), Filter=Name.FlateDecode)


@cache
def _compressed_ones() -> bytes:
    return compress(b"\0\1" * _CODE_COUNT, 9)


def _declare_pdf_a(pdf: Pdf) -> None:
    """Add the PDF/A identification and the colour profile."""
    pdf.Root.Metadata = Stream(pdf, _XMP, Type=Name.Metadata, Subtype=Name.XML)
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name("/GTS_PDFA1"),
                OutputConditionIdentifier=pikepdf.String("sRGB"),
                DestOutputProfile=pdf.make_indirect(Stream(pdf, _icc_profile(), N=3)),
            )
        ]
    )


@cache
def _icc_profile() -> bytes:
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[_PROFILE_DATE] = _FIXED_DATE
    return bytes(profile)


NAME = "DiachiGlyphless"
ADVANCE = 500
ASCENT, DESCENT = 800, -200
"""In thousandths of the font size, so a glyph fills the height of its line."""

_UNITS = 1000
_GLYPHS = 2
_MAGIC, _CHECKSUM_MAGIC = 0x5F0F3CF5, 0xB1B0AFBA
_TRUETYPE = 0x00010000
_HEAD = b"head"
_CHECKSUM_FIELD = slice(8, 12)
"""Position in `head` of the checksum over the whole file."""


def font() -> bytes:
    """Return the font as a TrueType file."""
    tables = _tables()
    content = bytearray(_file(tables))
    start = _offsets(tables)[_HEAD] + _CHECKSUM_FIELD.start
    content[start : start + 4] = pack(
        ">I", (_CHECKSUM_MAGIC - _checksum(bytes(content))) & 0xFFFFFFFF
    )
    return bytes(content)


def _tables() -> dict[bytes, bytes]:
    box = (0, DESCENT, ADVANCE, ASCENT)
    stroke = pack(">5hHH2B4h", 1, *box, 1, 0, 1, 1, 0, ADVANCE, DESCENT, ASCENT - DESCENT)
    return {
        b"glyf": stroke,
        _HEAD: pack(
            ">IIIIHHqqhhhhHHhhh",
            *(_TRUETYPE, _TRUETYPE, 0, _MAGIC, 0, _UNITS, 0, 0),
            *(*box, 0, 8, 2, 0, 0),
        ),
        b"hhea": pack(">IhhhHhhhhhhhhhhhH", _TRUETYPE, ASCENT, DESCENT, 0, ADVANCE, *[0] * 11, 2),
        b"hmtx": pack(">HhHh", ADVANCE, 0, ADVANCE, 0),
        b"loca": pack(">3H", 0, 0, len(stroke) // 2),
        b"maxp": pack(">IH13H", _TRUETYPE, _GLYPHS, 2, 1, 0, 0, 1, *[0] * 8),
    }


def _file(tables: dict[bytes, bytes]) -> bytes:
    offsets = _offsets(tables)
    directory = b"".join(
        pack(">4sIII", tag, _checksum(table), offsets[tag], len(table))
        for tag, table in tables.items()
    )
    head = pack(">IHHHH", _TRUETYPE, len(tables), 64, 2, 16 * len(tables) - 64)
    return head + directory + b"".join(map(_padded, tables.values()))


def _offsets(tables: dict[bytes, bytes]) -> dict[bytes, int]:
    place, offsets = 12 + 16 * len(tables), {}
    for tag, table in tables.items():
        offsets[tag] = place
        place += len(_padded(table))
    return offsets


def _padded(table: bytes) -> bytes:
    return table + bytes(-len(table) % 4)


def _checksum(content: bytes) -> int:
    padded_content = _padded(content)
    words = (padded_content[place : place + 4] for place in range(0, len(padded_content), 4))
    return sum(int.from_bytes(word, "big") for word in words) & 0xFFFFFFFF
