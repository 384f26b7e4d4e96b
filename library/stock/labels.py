"""Labels of copies: barcode, QR code or spine label."""

from collections.abc import Iterable
from enum import StrEnum
from functools import partial

from library.stock.pdf_sheets import BOLD, SheetBox, line_height, sheets, shortened, text_width
from library.stock.sheet_layouts import SheetLayout
from library.stock.stock_list import StockLine

_MARGIN_MM = 2
_SMALL, _CODE_SIZE, _SPINE_SIZE = 6.0, 8.0, 13.0
"""Sizes in points."""

_LARGEST_QR_MM = 24


class LabelKind(StrEnum):
    """Content of a label, as named in addresses."""

    BARCODE = "ma-vach"
    QR = "qr"
    SPINE = "gay"


LABEL_NAMES = {
    LabelKind.BARCODE: "Mã vạch Code 128",
    LabelKind.QR: "Mã QR",
    LabelKind.SPINE: "Nhãn gáy (ký hiệu xếp giá)",
}


def label_pdf(
    copies: Iterable[StockLine],
    layout: SheetLayout,
    kind: LabelKind,
    library_name: str,
    used_labels: int = 0,
) -> bytes:
    """Return a PDF of labels; copies without a code get only their call number."""
    draw = {
        LabelKind.BARCODE: partial(_barcode_label, library_name),
        LabelKind.QR: partial(_qr_label, library_name),
        LabelKind.SPINE: _spine_label,
    }[kind]
    drawers = (partial(draw, copy) for copy in copies)
    return sheets(layout, drawers, f"Nhãn: {LABEL_NAMES[kind]}", used_labels)


def _barcode_label(library_name: str, line: StockLine, box: SheetBox) -> None:
    width = box.width - 2 * _MARGIN_MM
    step = line_height(_SMALL)
    _centred(box, _MARGIN_MM + step, library_name, _SMALL)
    _centred(box, _MARGIN_MM + 2 * step, line.title, _SMALL)
    top = _MARGIN_MM + 2 * step + 1
    bottom = box.height - _MARGIN_MM - line_height(_CODE_SIZE)
    code = line.copy.code
    if code and not box.barcode(code, top, bottom - top):
        size = min(bottom - top, _LARGEST_QR_MM)
        box.qr_code(code, (box.width - size) / 2, top, size)
    below = " · ".join(filter(None, (code, line.copy.call_number)))
    if code and text_width(below, _CODE_SIZE, BOLD) > width:
        below = code
    box.text(
        box.width / 2,
        box.height - _MARGIN_MM,
        shortened(below, width, _CODE_SIZE, BOLD),
        _CODE_SIZE,
        font=BOLD,
        centred=True,
    )


def _qr_label(library_name: str, line: StockLine, box: SheetBox) -> None:
    size = min(box.height - 2 * _MARGIN_MM, _LARGEST_QR_MM, box.width / 2)
    x = _MARGIN_MM + size + 1
    width = box.width - x - _MARGIN_MM
    if line.copy.code:
        box.qr_code(line.copy.code, _MARGIN_MM, (box.height - size) / 2, size)
    y = (box.height - size) / 2 + line_height(_CODE_SIZE)
    for text in (line.copy.code, line.copy.call_number):
        box.text(x, y, shortened(text, width, _CODE_SIZE, BOLD), _CODE_SIZE, font=BOLD)
        y += line_height(_CODE_SIZE)
    box.lines(x, y, width, (library_name, line.title), _SMALL, box.height - _MARGIN_MM)


def _spine_label(line: StockLine, box: SheetBox) -> None:
    """Draw the parts of the call number below each other, as large as the label allows."""
    parts = (line.copy.call_number or line.copy.registration).split()
    if not parts:
        return
    width, height = box.width - 2 * _MARGIN_MM, box.height - 2 * _MARGIN_MM
    widest = max(text_width(part, _SPINE_SIZE, BOLD) for part in parts)
    size = _SPINE_SIZE * min(1, width / widest, height / (len(parts) * line_height(_SPINE_SIZE)))
    step = line_height(size)
    y = (box.height - step * len(parts)) / 2 + step * 0.8
    for part in parts:
        box.text(box.width / 2, y, part, size, font=BOLD, centred=True)
        y += step


def _centred(box: SheetBox, y: float, text: str, size: float) -> None:
    fitting = shortened(text, box.width - 2 * _MARGIN_MM, size)
    box.text(box.width / 2, y, fitting, size, centred=True)
