"""PDF sheets of labels and catalogue cards (reportlab)."""

import io
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain, repeat
from pathlib import Path

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from library.stock.sheet_layouts import SheetLayout

PLAIN, BOLD = "label", "label-bold"
_DATA = Path(__file__).with_name("data")
_QUIET_MM = 2.5
"""White space on both sides of a barcode."""

_NARROWEST_BAR_MM, _WIDEST_BAR_MM = 0.17, 0.38
"""Widths of a module: a hand scanner needs the first, more than the second helps nobody."""

_LEADING = 1.15

Drawer = Callable[["SheetBox"], None]


class SheetBox:
    """One label of a sheet; lengths in millimetres from its top left corner."""

    def __init__(self, canvas: Canvas, place: tuple[float, float], layout: SheetLayout) -> None:
        self.width, self.height = layout.label
        self.is_cut = layout.page != layout.label
        self._canvas = canvas
        self._left, self._top = place[0], layout.page[1] - place[1]

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        font: str = PLAIN,
        centred: bool = False,
    ) -> None:
        """Write one line with its baseline at `y`; `size` is in points."""
        self._canvas.setFont(font, size)
        write = self._canvas.drawCentredString if centred else self._canvas.drawString
        write((self._left + x) * mm, (self._top - y) * mm, text)

    def lines(
        self, x: float, y: float, width: float, texts: Iterable[str], size: float, bottom: float
    ) -> float:
        """Write paragraphs in lines of this width, down to `bottom`; return the next baseline."""
        step = line_height(size)
        for line in chain.from_iterable(wrapped(text, width, size) for text in texts):
            if y > bottom:
                break
            self.text(x, y, line, size)
            y += step
        return y

    def barcode(self, code: str, y: float, height: float) -> bool:
        """Draw a Code 128 over the width of the label; return False if it would be too fine."""
        modules = Code128(code, barWidth=1, quiet=0).width
        bar = min((self.width - 2 * _QUIET_MM) / modules, _WIDEST_BAR_MM)
        if bar < _NARROWEST_BAR_MM:
            return False
        drawing = Code128(code, barWidth=bar * mm, barHeight=height * mm, quiet=0)
        x = self._left + (self.width - modules * bar) / 2
        drawing.drawOn(self._canvas, x * mm, (self._top - y - height) * mm)
        return True

    def qr_code(self, code: str, x: float, y: float, size: float) -> None:
        """Draw a QR code."""
        widget = QrCodeWidget(code, barLevel="M", barWidth=size * mm, barHeight=size * mm)
        drawing = Drawing(size * mm, size * mm)
        drawing.add(widget)
        corner = ((self._left + x) * mm, (self._top - y - size) * mm)
        renderPDF.draw(drawing, self._canvas, *corner)

    def dot(self, x: float, y: float, radius: float) -> None:
        """Draw a circle, such as the hole of a card."""
        self._canvas.setLineWidth(0.3)
        self._canvas.circle((self._left + x) * mm, (self._top - y) * mm, radius * mm)

    def frame(self) -> None:
        """Draw the edges of the label, for cutting."""
        self._canvas.setLineWidth(0.2)
        corner = (self._left * mm, (self._top - self.height) * mm)
        self._canvas.rect(*corner, self.width * mm, self.height * mm)


def sheets(
    layout: SheetLayout, drawers: Iterable[Drawer], title: str, used_labels: int = 0
) -> bytes:
    """Return a PDF with one label for each drawer, after some labels that were used before."""
    _register_fonts()
    output = io.BytesIO()
    size = (layout.page[0] * mm, layout.page[1] * mm)
    canvas = Canvas(output, pagesize=size, pageCompression=1, invariant=True)
    canvas.setTitle(title)
    places = _endless_places(layout, canvas, used_labels % layout.count)
    for draw, place in zip(drawers, places, strict=False):
        draw(SheetBox(canvas, place, layout))
    canvas.save()
    return output.getvalue()


def wrapped(text: str, width: float, size: float, font: str = PLAIN) -> Iterator[str]:
    """Yield the lines of a text in this width (millimetres); a long word is cut."""
    _register_fonts()
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and text_width(longer, size, font) > width:
            yield line
            longer = word
        while text_width(longer, size, font) > width and len(longer) > 1:
            fitting = max(
                1,
                next(n for n in range(len(longer), 0, -1) if _fits(longer[:n], width, size, font)),
            )
            yield longer[:fitting]
            longer = longer[fitting:]
        line = longer
    if line:
        yield line


def shortened(text: str, width: float, size: float, font: str = PLAIN) -> str:
    """Return the beginning of a text that fits one line of this width."""
    _register_fonts()
    if text_width(text, size, font) <= width:
        return text
    while text and text_width(f"{text}…", size, font) > width:
        text = text[:-1].rstrip()
    return f"{text}…"


def text_width(text: str, size: float, font: str = PLAIN) -> float:
    """Return the width of a line in millimetres."""
    return stringWidth(text, font, size) / mm


def line_height(size: float) -> float:
    """Return the distance of baselines in millimetres."""
    return size * _LEADING / mm


def _fits(text: str, width: float, size: float, font: str) -> bool:
    return len(text) == 1 or text_width(text, size, font) <= width


def _endless_places(
    layout: SheetLayout, canvas: Canvas, used_labels: int
) -> Iterator[tuple[float, float]]:
    """Yield the places of labels, and begin a page when one is full."""
    yield from list(layout.places())[used_labels:]
    for places in repeat(tuple(layout.places())):
        canvas.showPage()
        yield from places


@cache
def _register_fonts() -> None:
    for name in (PLAIN, BOLD):
        registerFont(TTFont(name, str(_DATA / f"{name}.ttf")))
