"""Documents whose own text no spelling rule knows: figures, codes, Nôm, Chinese, French, Tày."""

import random
import tempfile
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

import docx
import openpyxl
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ingest.tools import office_documents

Row = tuple[str, ...]
"""The cells of a row, or the only paragraph of it."""

_FONT_FILE = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
_HAN_FONT = "STSong-Light"
_ROWS_PER_PAGE = 34
_FRENCH_TEXT = """
Arrêté du Résident supérieur au Tonkin concernant les marchés de la province de Lang-Son où les
droits de place sont perçus chaque jour par le chef de canton sous réserve d'approbation
"""
_TAY_TEXT = """
slip hua mừa rườn mì bại cần ké nẳm hêt nả thoong slam pài lưm khẩu nặm đét phôn tềnh đông lồng
nà xảng cáy pất mạ vài lục slao báo pỏ mẻ ní dú bản tói khửn slung lài lai chắc chứ lẹo
"""
_BODIES = ("UBND", "HĐND", "STC", "SGTVT", "TTg", "CP")
_SORTS = ("QĐ", "CT", "TTr", "BC", "KH", "NQ")


def rows(kind: str, pages: int, seed: int) -> list[Row]:
    """Return the rows of a document of some pages."""
    chance = random.Random(f"{kind} {seed}")
    return [_MAKERS[kind](chance) for _ in range(pages * _ROWS_PER_PAGE)]


def _figures(chance: random.Random) -> Row:
    amount = f"{chance.randint(1_000, 99_999_999):,}".replace(",", ".")
    share = f"{chance.uniform(0, 100):.2f}".replace(".", ",")
    return str(chance.randint(1, 999)), amount, f"{share}%", f"{chance.randint(1900, 2025)}"


def _codes(chance: random.Random) -> Row:
    year = chance.randint(1995, 2025)
    number = f"{chance.randint(1, 3000)}/{year}/{chance.choice(_SORTS)}-{chance.choice(_BODIES)}"
    serial = f"{chance.choice('ABCDHKLMX')}{chance.randint(100, 999)}.{chance.randint(10, 99)}"
    return number, serial, f"978-604-{chance.randint(10, 99)}-{chance.randint(1000, 9999)}"


def _han(first: int, last: int) -> Callable[[random.Random], Row]:
    def row(chance: random.Random) -> Row:
        return ("".join(chr(chance.randint(first, last)) for _ in range(chance.randint(8, 16))),)

    return row


def _nom(chance: random.Random) -> Row:
    ranges = ((0x4E00, 0x9FA5), (0x3400, 0x4DB5), (0x20000, 0x2A6D6))
    return ("".join(chr(chance.randint(*chance.choice(ranges))) for _ in range(8)),)


def _words(text: str) -> Callable[[random.Random], Row]:
    words = text.split()
    return lambda chance: (" ".join(chance.choices(words, k=9)),)


_MAKERS: dict[str, Callable[[random.Random], Row]] = {
    "figures": _figures,
    "codes": _codes,
    "Nôm": _nom,
    "Chinese": _han(0x4E00, 0x9FA5),
    "French": _words(_FRENCH_TEXT),
    "Tày": _words(_TAY_TEXT),
}
KINDS = tuple(_MAKERS)


def write_pdf(path: Path, document: Sequence[Row]) -> None:
    """Write pages as programs other than ours make them; Hán letters in a font not embedded."""
    pdfmetrics.registerFont(TTFont("Sans", _FONT_FILE))
    pdfmetrics.registerFont(UnicodeCIDFont(_HAN_FONT))
    canvas = Canvas(str(path))
    for place, row in enumerate(document):
        if place and place % _ROWS_PER_PAGE == 0:
            canvas.showPage()
        is_han = row[0][0] > "\u2e80"
        canvas.setFont(_HAN_FONT if is_han else "Sans", 11)
        for column, cell in enumerate(row):
            canvas.drawString(60 + 130 * column, 790 - 22 * (place % _ROWS_PER_PAGE), cell)
    canvas.save()


def write_docx(path: Path, document: Sequence[Row]) -> None:
    """Write a table, or paragraphs if the rows have one cell."""
    written = docx.Document()
    if len(document[0]) == 1:
        for (text,) in document:
            written.add_paragraph(text)
    else:
        table = written.add_table(len(document), len(document[0]))
        for cells, row in zip(table.rows, document, strict=True):
            for cell, text in zip(cells.cells, row, strict=True):
                cell.text = text
    written.save(path)


def write_xlsx(path: Path, document: Sequence[Row]) -> None:
    """Write a spreadsheet with columns wide enough for their text."""
    book = openpyxl.Workbook()
    for letter, text in zip("ABCD", document[0], strict=False):
        book.active.column_dimensions[letter].width = 2 * len(text) + 12
    for row in document:
        book.active.append(row)
    book.save(path)


def write_ods(path: Path, document: Sequence[Row]) -> None:
    """Write an OpenDocument spreadsheet."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "document.xlsx"
        write_xlsx(book, document)
        sheet = office_documents.convert_document(book, "ods", Path(folder) / "ods", path.name)
        path.write_bytes(sheet.read_bytes())


def write_html(path: Path, document: Sequence[Row]) -> None:
    """Write a web page with one table."""
    path.write_text(_web_page(document), "utf-8")


def write_txt(path: Path, document: Sequence[Row]) -> None:
    """Write lines with tabs between the cells."""
    path.write_text("\n".join("\t".join(row) for row in document), "utf-8")


def _web_page(document: Sequence[Row]) -> str:
    cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in document)
    rows_html = "".join(f"<tr>{row}</tr>\n" for row in cells)
    return f"<!DOCTYPE html><html><body><table>\n{rows_html}</table></body></html>"


WRITERS: dict[str, Callable[[Path, Sequence[Row]], None]] = {
    "pdf": write_pdf,
    "docx": write_docx,
    "xlsx": write_xlsx,
    "ods": write_ods,
    "html": write_html,
    "txt": write_txt,
}
