"""Makes leaves (pikepdf): a page as a PDF/A-2u of its own, image below, unseen text above."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from zlib import compress

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import ImageCms

from ingest.images.palette import Colour
from ingest.tools import glyphless
from ingest.tools.text_layer import TEXT_BEGINS, Case, set_text
from library.catalogue.text.layout import Line

_POINTS_PER_INCH = 72
_LONGEST_SIDE = 14_400
"""Points: no reader of PDF takes a longer page."""

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
"""Where an ICC profile says when it was made, which must not differ from leaf to leaf."""

_CHRISTMAS = bytes.fromhex("07e9000c0019000000000000")
_CODES = 1 << 16


@dataclass(frozen=True, slots=True)
class Ink:
    """One ink on a page of print: where it is, packed as a fax, and its colour."""

    colour: Colour
    fax: bytes


@dataclass(frozen=True, slots=True)
class Print:
    """What a leaf shows: inks on white paper, or a photograph; width and height in pixels."""

    width: int
    height: int
    inks: tuple[Ink, ...] = ()
    jpeg: bytes = b""
    is_grey: bool = False


def leaf(shown: Print, lines: Iterable[Line], size: tuple[int, int], dpi: int) -> bytes:
    """Return the leaf of a page of this size in pixels, in which its lines have their places."""
    unit = min(_POINTS_PER_INCH / dpi, _LONGEST_SIDE / max(size))
    width, height = (round(side * unit, 2) for side in size)
    case = Case()
    drawn = _drawing(shown, width, height) + set_text(lines, case, unit, height)
    with Pdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(width, height))
        page.obj.Contents = Stream(pdf, drawn.encode("ascii"))
        page.obj.Resources = Dictionary(
            Font=Dictionary(F=_font(pdf, case)), XObject=Dictionary(_pictures(pdf, shown))
        )
        _declare(pdf)
        return _saved(pdf)


def reworded(kept: bytes, lines: Iterable[Line], width: int) -> bytes:
    """Return a leaf with other words over the same image; `width` is the page's in pixels."""
    case = Case()
    with Pdf.open(io.BytesIO(kept)) as pdf:
        page = pdf.pages[0].obj
        wide, high = float(page.MediaBox[2]), float(page.MediaBox[3])
        drawn = page.Contents.read_bytes().partition(TEXT_BEGINS.encode())[0]
        written = drawn.decode("ascii") + set_text(lines, case, wide / width, high)
        page.Contents = Stream(pdf, written.encode("ascii"))
        page.Resources.Font.F = _font(pdf, case)
        return _saved(pdf)


def _saved(pdf: Pdf) -> bytes:
    written = io.BytesIO()
    pdf.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return written.getvalue()


def _drawing(shown: Print, width: float, height: float) -> str:
    place = f"{width} 0 0 {height} 0 0 cm"
    if not shown.inks:
        return f"q {place} /I0 Do Q\n" if shown.jpeg else ""
    colours = (" ".join(f"{part / 255:.3g}" for part in ink.colour) for ink in shown.inks)
    printed = (f"{colour} rg /I{number} Do" for number, colour in enumerate(colours))
    return f"q {place} " + " ".join(printed) + " Q\n"


def _pictures(pdf: Pdf, shown: Print) -> dict[str, Stream]:
    if shown.jpeg:
        space = Name.DeviceGray if shown.is_grey else Name.DeviceRGB
        told = {"ColorSpace": space, "BitsPerComponent": 8, "Filter": Name.DCTDecode}
        return {"/I0": _picture(pdf, shown, shown.jpeg, told)}
    fax = Dictionary(K=-1, BlackIs1=True, Columns=shown.width, Rows=shown.height)
    told = {"ImageMask": True, "BitsPerComponent": 1, "Filter": Name.CCITTFaxDecode}
    told["DecodeParms"] = fax
    return {
        f"/I{number}": _picture(pdf, shown, ink.fax, told) for number, ink in enumerate(shown.inks)
    }


def _picture(pdf: Pdf, shown: Print, content: bytes, told: dict[str, object]) -> Stream:
    return Stream(
        pdf,
        content,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=shown.width,
        Height=shown.height,
        **told,
    )


def _font(pdf: Pdf, case: Case) -> Dictionary:
    name = Name("/" + glyphless.NAME)
    box = Array([0, glyphless.DESCENT, glyphless.ADVANCE, glyphless.ASCENT])
    described = Dictionary(
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
        FontDescriptor=pdf.make_indirect(described),
        CIDToGIDMap=_all_to_one(pdf),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(letters)]),
            ToUnicode=Stream(pdf, case.to_unicode()),
        )
    )


def _all_to_one(pdf: Pdf) -> Stream:
    """Return the table that shows every letter with the one glyph there is."""
    return Stream(pdf, _ones(), Filter=Name.FlateDecode)


@cache
def _ones() -> bytes:
    return compress(b"\0\1" * _CODES, 9)


def _declare(pdf: Pdf) -> None:
    """Say what PDF/A wants said: that it is one, and what its colours mean."""
    pdf.Root.Metadata = Stream(pdf, _XMP, Type=Name.Metadata, Subtype=Name.XML)
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name("/GTS_PDFA1"),
                OutputConditionIdentifier=pikepdf.String("sRGB"),
                DestOutputProfile=pdf.make_indirect(Stream(pdf, _profile(), N=3)),
            )
        ]
    )


@cache
def _profile() -> bytes:
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[_PROFILE_DATE] = _CHRISTMAS
    return bytes(made)
