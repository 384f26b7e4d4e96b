"""DOCX writer for official documents in the layout of Decree 30/2020 (python-docx)."""

import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from library.exchange.workbooks import Table
from points.programme.reports.numbers_in_words import number
from points.programme.reports.paper import Annex, Heading, Paper, Paragraph

PAGE, MARGINS = (210, 297), {"top": 20, "bottom": 20, "left": 30, "right": 20}
"""Page size and margins in millimetres; Decree 30/2020 allows 20-25, 20-25, 30-35, 15-20."""

_TEXT_WIDTH = PAGE[0] - MARGINS["left"] - MARGINS["right"]
_LEFT_COLUMN, _RIGHT_COLUMN = 65, 95
_MOTTO_WIDTH = 56.1
"""Width of the motto in 13 point, in millimetres, which its rule must match."""

_BODY, _SMALL, _TABLE = 14, 13, 12  # points
_CELL_PADDING, _LETTER, _WIDE_LETTER = 4.5, 2.3, 3.0
"""Padding of a table cell, and widths of a bold small letter and capital in it, in millimetres."""

_ADDRESSEES_INDENT = 55
"""Left indent of several addressees, in millimetres."""

_AFTER_TABLE = Pt(10)
_ROWS_WITH_THE_LAST = 2
"""Rows that stay on the page of the last row, so that no total stands alone."""

_LONGEST_NUMBER, _SHORT_NUMBER = len("1.234.567,8 %"), len("1.234")
_NUMBER_LETTERS = frozenset("0123456789.,-+…")
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=%|đồng|lượt|giờ|điểm|ngày|máy|người)")
_LINE_BREAK = re.compile(r" (?=TỈNH |HUYỆN |PHƯỜNG |XÃ (?!HỘI)|VÀ |VĂN HÓA - )")
_LONGEST_LINE = 67
"""Estimated width in millimetres up to which the name of a body fits in the left column."""

_SHORT_COLUMN = 20
"""Length in characters of cells that are printed in one line where there is room."""

_WRAP_LENGTH = 40
"""Length in characters above which a cell text may wrap."""

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_FIXED_TIMESTAMP = datetime(2020, 3, 5, tzinfo=UTC)
"""Date of the decree, used as file time so that equal documents give equal files."""


def as_docx(paper: Paper) -> bytes:
    """Return the document as DOCX."""
    document = Document()
    _set_up(document, paper)
    _head(document, paper)
    _title(document, paper)
    for previous, part in zip((None, *paper.text), paper.text, strict=False):
        _write_part(document, part, after_table=isinstance(previous, Table))
    _foot(document, paper)
    for place, annex in enumerate(paper.annexes):
        _annex(document, paper, _ROMAN[place], annex)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _set_up(document: object, paper: Paper) -> None:
    use_font(document.styles["Normal"], _BODY)
    use_font(document.styles["Header"], _SMALL)
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(side) for side in PAGE)
    for side, width in MARGINS.items():
        setattr(section, f"{side}_margin", Mm(width))
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    header = section.header.paragraphs[0]
    header.alignment = CENTRE
    page_number(header, _SMALL)
    properties = document.core_properties
    properties.title, properties.author, properties.language = (
        paper.abstract,
        paper.head.issuer,
        "vi-VN",
    )
    properties.created = properties.modified = _FIXED_TIMESTAMP
    properties.last_modified_by = properties.comments = ""


def _head(document: object, paper: Paper) -> None:
    table = document.add_table(1, 2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    set_widths(table, (_LEFT_COLUMN, _RIGHT_COLUMN))
    left_cell, right_cell = table.rows[0].cells
    for line in _in_lines(paper.head.superior) if paper.head.superior else ():
        write(left_cell, line, 12)
    for line in _in_lines(paper.head.issuer):
        write(left_cell, line, 12, bold=True)
    rule(left_cell, _LEFT_COLUMN - 4, 24)
    write(left_cell, f"Số: {paper.notation}", 13)
    write(right_cell, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True)
    write(right_cell, "Độc lập - Tự do - Hạnh phúc", 13, bold=True)
    rule(right_cell, _RIGHT_COLUMN - 4, _MOTTO_WIDTH)
    write(right_cell, paper.place_and_day, 13, italic=True)


def _title(document: object, paper: Paper) -> None:
    write(document, "", 6)
    write(document, paper.kind.upper(), 14, bold=True)
    write(document, paper.abstract, 14, bold=True)
    rule(document, _TEXT_WIDTH, 60)
    if len(paper.head.addressed) == 1:
        write(document, f"Kính gửi: {paper.head.addressed[0]}", 14, after=10)
    else:
        shape = write(document, "Kính gửi:", 14, align=LEFT).paragraph_format
        shape.left_indent = Mm(_ADDRESSEES_INDENT - 15)
        for place, body in enumerate(paper.head.addressed, start=1):
            end = "." if place == len(paper.head.addressed) else ";"
            line = write(document, f"- {body}{end}", 14, align=LEFT)
            line.paragraph_format.left_indent = Mm(_ADDRESSEES_INDENT)
        line.paragraph_format.space_after = Pt(10)


def _write_part(document: object, part: Heading | Paragraph | Table, *, after_table: bool) -> None:
    if isinstance(part, Table):
        _table(document, part)
        return
    paragraph = write(document, _with_fixed_spaces(part.text), _BODY, align=JUSTIFY, after=6)
    shape = paragraph.paragraph_format
    shape.first_line_indent = Mm(12.7)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.MULTIPLE, 1.1
    shape.widow_control = True
    if after_table:
        shape.space_before = _AFTER_TABLE
    if isinstance(part, Heading):
        paragraph.runs[0].bold = True
    if isinstance(part, Heading) or part.leads_on:
        shape.keep_with_next = shape.keep_together = True


def _foot(document: object, paper: Paper) -> None:
    """Write the recipients and the signature, on the page of the last paragraph."""
    write(document, "", 6).paragraph_format.keep_with_next = True
    table = document.add_table(1, 2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    set_widths(table, (_LEFT_COLUMN, _RIGHT_COLUMN))
    keep_together(table.rows[0])
    left_cell, right_cell = table.rows[0].cells
    write(left_cell, "Nơi nhận:", 12, align=LEFT, bold=True, italic=True)
    *recipients, last = paper.head.recipients or ("Lưu: VT",)
    for body in recipients:
        write(left_cell, f"- {body};", 11, align=LEFT)
    write(left_cell, f"- {last}.", 11, align=LEFT)
    for line in paper.head.authority.splitlines():
        write(right_cell, line.upper(), 14, bold=True)
    for _ in range(4):
        write(right_cell, "", 14)
    write(right_cell, paper.head.signer, 14, bold=True)


def _annex(document: object, paper: Paper, roman: str, annex: Annex) -> None:
    first = write(document, f"Phụ lục {roman}", 14, bold=True)
    first.paragraph_format.page_break_before = True
    write(document, annex.table.title.upper(), 14, bold=True)
    when = f"ngày {paper.day:%d/%m/%Y}" if paper.day else "ngày     /     /"
    reference = f"(Kèm theo {paper.kind} số {paper.notation} {when} của {paper.head.issuer})"
    write(document, reference, 14, italic=True)
    rule(document, _TEXT_WIDTH, 60)
    _table(document, annex.table, leads_on=bool(annex.notes))
    for place, note in enumerate(annex.notes, start=1):
        shape = write(document, note, _SMALL, align=JUSTIFY, after=4).paragraph_format
        shape.keep_together = shape.widow_control = True
        shape.keep_with_next = place == len(annex.notes) - 1
        if place == 1:
            shape.space_before = _AFTER_TABLE
    if not annex.notes:
        write(document, "", 1)  # Word wants a paragraph after the last table


def _table(document: object, table: Table, *, leads_on: bool = False) -> None:
    """Write a table; with `leads_on` its last rows stay on the page of what follows."""
    grid = document.add_table(1, len(table.headings))
    grid.style, grid.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    for cell, heading in zip(grid.rows[0].cells, table.headings, strict=True):
        write(cell, heading, _TABLE, bold=True)
    repeat_head(grid.rows[0])
    keep_together(grid.rows[0])
    texts = _texts(table)
    alignments = [_alignment(column) for column in zip(*texts, strict=True)]
    for place, values in enumerate(texts, start=1):
        row, following = grid.add_row(), len(texts) - place
        keep_together(row)
        for cell, value, align in zip(row.cells, values, alignments, strict=True):
            bold = table.has_total and following == 0
            shape = write(cell, value, _TABLE, align=align, bold=bold).paragraph_format
            shape.keep_with_next = (0 if leads_on else 1) <= following <= _ROWS_WITH_THE_LAST
    set_widths(grid, _column_widths(table.headings, texts))


def _texts(table: Table) -> list[list[str]]:
    """Return the cells as printed: the numbers of a column with the same number of digits."""
    digits = [_digits(column) for column in zip(*table.rows, strict=True)]
    return [[_cell(v, n) for v, n in zip(row, digits, strict=True)] for row in table.rows]


def _digits(column: tuple[object, ...]) -> int:
    return int(any(isinstance(v, float) and not v.is_integer() for v in column))


def _cell(value: object, digits: int) -> str:
    return value if isinstance(value, str) else number(value, digits=digits)


def _alignment(column: tuple[str, ...]) -> object:
    """Return left for text; right for numbers of different lengths, so that digits line up."""
    if any(len(text) > _LONGEST_NUMBER for text in column):
        return LEFT
    numbers = all(set(text) <= _NUMBER_LETTERS for text in column)
    return RIGHT if numbers and max(map(len, column), default=0) > _SHORT_NUMBER else CENTRE


def _column_widths(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[float, ...]:
    """Return column widths in millimetres: the longest word fits, the remainder by text length."""
    columns = list(zip(headings, *rows, strict=True))
    narrow = [
        _CELL_PADDING + max(_width(word) for text in column for word in text.split(" "))
        for column in columns
    ]
    typical = [_width(_typical(column)) + _CELL_PADDING for column in columns]
    extra_widths = [max(wide - least, 0) for wide, least in zip(typical, narrow, strict=True)]
    free = max(_TEXT_WIDTH - sum(narrow), 0) / max(sum(extra_widths), 1)
    widths = [least + free * want for least, want in zip(narrow, extra_widths, strict=True)]
    return tuple(_TEXT_WIDTH * width / sum(widths) for width in widths)


def _width(text: str) -> float:
    """Return the width of bold text in millimetres."""
    return sum(_WIDE_LETTER if letter.isupper() else _LETTER for letter in text)


def _typical(column: Sequence[str]) -> str:
    """Return a text as long as most of a column, so that one long cell does not widen it."""
    by_length = sorted(column, key=len)
    if len(by_length[-1]) <= _SHORT_COLUMN:
        return by_length[-1]
    return by_length[len(by_length) * 4 // 5][:_WRAP_LENGTH]


def _with_fixed_spaces(text: str) -> str:
    """Return a text in which no line breaks between a number and its unit."""
    return _BEFORE_UNIT.sub("\u00a0", text)


def _in_lines(name: str) -> tuple[str, ...]:
    """Return the name of a body in lines, broken before the words that begin its last part."""
    name = name.upper()
    match = _LINE_BREAK.search(name) if _width(name) > _LONGEST_LINE else None
    return (name,) if match is None else (name[: match.start()], name[match.end() :])


FONT = "Times New Roman"
CENTRE, JUSTIFY, LEFT, RIGHT = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
)


def use_font(style: object, size: float) -> None:
    """Set the font of a style to Times New Roman for every script, in points."""
    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)


def write(
    place: object,
    text: str,
    size: float,
    *,
    align: object = CENTRE,
    bold: bool = False,
    italic: bool = False,
    after: float = 0,
) -> object:
    """Add a paragraph to a document or cell (reusing an empty first one); sizes in points."""
    paragraph = place.paragraphs[-1] if _is_fresh(place) else place.add_paragraph()
    paragraph.alignment = align
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after = Pt(0), Pt(after)
    shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    return paragraph


def rule(place: object, column_width: float, length: float) -> None:
    """Draw a centred horizontal rule; widths in millimetres."""
    paragraph = place.add_paragraph()
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after = Pt(3), Pt(5)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(2)
    side = max(column_width - length, 0) / 2
    shape.left_indent = shape.right_indent = Mm(side)
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)


def page_number(paragraph: object, size: float) -> None:
    """Add a page number field to a paragraph."""
    run = paragraph.add_run()
    run.font.size = Pt(size)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        element = OxmlElement("w:instrText" if kind is None else "w:fldChar")
        if kind is None:
            element.text = text
        else:
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def set_widths(table: object, widths: tuple[float, ...]) -> None:
    """Set the column widths of a table, in millimetres."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)  # Word reads the cells, LibreOffice the columns
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)


def repeat_head(row: object) -> None:
    """Repeat the header row of a table on each page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def keep_together(row: object) -> None:
    """Prevent a page break inside a row."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _is_fresh(place: object) -> bool:
    return hasattr(place, "_tc") and len(place.paragraphs) == 1 and not place.paragraphs[0].runs
