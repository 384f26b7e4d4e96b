"""Page PDFs (pikepdf): one page as PDF/A-2u, image below, invisible text above."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from zlib import compress

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import ImageCms

from ingest.tools import glyphless
from ingest.tools.text_layer import TEXT_START, GlyphCodes, set_text
from library.catalogue.text.layout import Line

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
    name = Name("/" + glyphless.NAME)
    box = Array([0, glyphless.DESCENT, glyphless.ADVANCE, glyphless.ASCENT])
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=5,
        FontBBox=box,
        ItalicAngle=0,
        Ascent=glyphless.ASCENT,
        Descent=glyphless.DESCENT,
        CapHeight=glyphless.ASCENT,
        StemV=80,
        FontFile2=Stream(pdf, glyphless.font(), Length1=len(glyphless.font())),
    )
    letters = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(
            Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
        ),
        DW=glyphless.ADVANCE,
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
