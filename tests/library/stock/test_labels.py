"""Printed labels can be read by a scanner, and their sheets have the sizes of the data file."""

from itertools import groupby

import cv2
import numpy as np
import pypdfium2
import pytest
from reportlab.graphics.barcode import code128

from library.catalogue.description.holdings import Copy
from library.stock.labels import LabelKind, label_pdf
from library.stock.problems import BadLayoutError
from library.stock.sheet_layouts import OWN_FILE, read_layouts
from library.stock.stock_list import StockLine

_DPI, _MM = 600, 25.4
_WIDTHS = {
    "".join(
        str(ord(letter) - ord("a" if letter.islower() else "A") + 1) for letter in pattern
    ): value
    for value, pattern in code128._patterns.items()
}
"""Symbol value by the widths of its bars and spaces."""

_START_B, _START_C, _TO_B, _TO_C, _STOP = 104, 105, 100, 99, 106


def _copies(*codes):
    return [
        StockLine(Copy("959.711 V115H", registration=code), "x", "Non nước xứ Lạng", "Nam", 2004)
        for code in codes
    ]


def _image(pdf, page=0):
    rendered = pypdfium2.PdfDocument(pdf)[page].render(scale=_DPI / 72)
    return np.asarray(rendered.to_pil().convert("L"))


def _decode(image):
    """Return the text of the Code 128 in the middle row of an image."""
    row = image[image.shape[0] // 2] < 128
    runs = [(dark, len(list(run))) for dark, run in groupby(row)][1:-1]
    unit = sum(length for _, length in runs[:6]) / 11
    widths = [round(length / unit) for _, length in runs]
    values = []
    for place in range(0, len(widths) - 6, 6):
        values.append(_value(widths[place : place + 6]))
    symbols, checksum, stop = values[:-2], values[-2], values[-1]
    weighted = symbols[0] + sum(place * value for place, value in enumerate(symbols[1:], 1))
    assert (weighted % 103, stop) == (checksum, _STOP)
    return _text(symbols)


def _value(widths):
    key = "".join(map(str, widths))
    return next(value for pattern, value in _WIDTHS.items() if pattern.startswith(key))


def _text(symbols):
    in_pairs, text = symbols[0] == _START_C, ""
    for value in symbols[1:]:
        if value == _TO_C and not in_pairs:
            in_pairs = True
        elif value == _TO_B and in_pairs:
            in_pairs = False
        else:
            text += f"{value:02}" if in_pairs else chr(value + 32)
    return text


@pytest.mark.parametrize("code", ["LSO000123", "00012345", "DC-1/24"])
def test_a_printed_barcode_is_decoded(tmp_path, code):
    layout = read_layouts(tmp_path)["a4-3x8"]
    image = _image(label_pdf(_copies(code), layout, LabelKind.BARCODE, "Thư viện"))
    pixels = _DPI / _MM
    label = image[: int(37 * pixels), : int(70 * pixels)]
    assert _decode(label) == code


@pytest.mark.slow
def test_a_printed_qr_code_is_decoded(tmp_path):
    layout = read_layouts(tmp_path)["a4-3x8"]
    image = _image(label_pdf(_copies("LSO000123"), layout, LabelKind.QR, "Thư viện"))
    text, *_ = cv2.QRCodeDetector().detectAndDecode(image[:900, :1700])
    assert text == "LSO000123"


def test_a_code_too_long_for_its_label_becomes_a_qr_code(tmp_path):
    layout = read_layouts(tmp_path)["a4-5x13"]
    code = "THUVIENTINHLANGSON-2004-000123"
    image = _image(label_pdf(_copies(code), layout, LabelKind.BARCODE, "Thư viện"))
    text, *_ = cv2.QRCodeDetector().detectAndDecode(image[200:800, :1050])
    assert text == code


def test_used_labels_are_skipped_and_full_sheets_followed_by_another(tmp_path):
    layout = read_layouts(tmp_path)["a4-3x8"]
    pdf = label_pdf(_copies("A1", "A2"), layout, LabelKind.SPINE, "Thư viện", used_labels=23)
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 2
    assert [round(size) for size in document[0].get_size()] == [595, 842]
    assert "959.711" in document[1].get_textpage().get_text_range()


def test_vietnamese_letters_are_written_as_text(tmp_path):
    layout = read_layouts(tmp_path)["a4-3x8"]
    pdf = label_pdf(_copies("A1"), layout, LabelKind.BARCODE, "Thư viện tỉnh Lạng Sơn")
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    assert "Thư viện tỉnh Lạng Sơn" in text
    assert "Non nước xứ Lạng" in text


_OWN = """[nho]
name = "Nhãn nhỏ"
page = [100, 50]
label = [{width}, 25]
columns = 2
rows = 2
"""


def test_a_library_adds_its_own_layout(tmp_path):
    path = tmp_path / OWN_FILE
    path.parent.mkdir()
    path.write_text(_OWN.format(width=50), encoding="utf-8")
    assert read_layouts(tmp_path)["nho"].count == 4
    assert "a4-3x8" in read_layouts(tmp_path)


def test_labels_beyond_the_sheet_are_refused_with_the_name_of_the_file(tmp_path):
    path = tmp_path / OWN_FILE
    path.parent.mkdir()
    path.write_text(_OWN.format(width=60), encoding="utf-8")
    with pytest.raises(BadLayoutError, match=r"giay-in\.toml.*tràn ra ngoài"):
        read_layouts(tmp_path)
