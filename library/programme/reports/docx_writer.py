"""DOCX writer for official documents in the layout of Decree 30/2020 (python-docx)."""

import io
from datetime import UTC, datetime

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_LINE_SPACING
from docx.shared import Mm

from library.exchange.workbooks import Table
from library.programme.reports.docx_elements import (
    CENTRE,
    JUSTIFY,
    LEFT,
    keep_together,
    page_number,
    repeat_head,
    rule,
    set_widths,
    use_font,
    write,
)
from library.programme.reports.numbers_in_words import number
from library.programme.reports.paper import Annex, Heading, Paper, Paragraph

PAGE, MARGINS = (210, 297), {"top": 20, "bottom": 20, "left": 30, "right": 20}
"""Page size and margins in millimetres; Decree 30/2020 allows 20-25, 20-25, 30-35, 15-20."""

_TEXT_WIDTH = PAGE[0] - MARGINS["left"] - MARGINS["right"]
_LEFT_COLUMN, _RIGHT_COLUMN = 65, 95
_MOTTO_WIDTH = 56.1
"""Width of the motto in 13 point, in millimetres, which its rule must match."""

_BODY, _SMALL, _TABLE = 14, 13, 12  # points
_CELL_PADDING, _LETTER_WIDTH = 4.5, 2.35
"""Padding of a table cell, and width of a bold letter in it, in millimetres."""

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
    for part in paper.text:
        _write_part(document, part)
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
    if paper.head.superior:
        write(left_cell, paper.head.superior.upper(), 12)
    write(left_cell, paper.head.issuer.upper(), 12, bold=True)
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
        write(document, "Kính gửi:", 14)
        for body in paper.head.addressed:
            write(document, f"- {body};", 14)


def _write_part(document: object, part: Heading | Paragraph | Table) -> None:
    if isinstance(part, Table):
        _table(document, part)
        return
    paragraph = write(document, part.text, _BODY, align=JUSTIFY, after=6)
    shape = paragraph.paragraph_format
    shape.first_line_indent = Mm(12.7)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.MULTIPLE, 1.1
    if isinstance(part, Heading):
        paragraph.runs[0].bold = True
        shape.keep_with_next = True


def _foot(document: object, paper: Paper) -> None:
    write(document, "", 6)
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
    _table(document, annex.table)
    for note in annex.notes:
        write(document, note, _SMALL, align=JUSTIFY, after=4)


def _table(document: object, table: Table) -> None:
    grid = document.add_table(1, len(table.headings))
    grid.style, grid.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    for cell, heading in zip(grid.rows[0].cells, table.headings, strict=True):
        write(cell, heading, _TABLE, bold=True)
    repeat_head(grid.rows[0])
    texts = [_reads_as_text(column) for column in zip(*table.rows, strict=True)]
    for values in table.rows:
        row = grid.add_row()
        keep_together(row)
        for cell, value, is_text in zip(row.cells, values, texts, strict=True):
            write(cell, _format_value(value), _TABLE, align=LEFT if is_text else CENTRE)
    set_widths(grid, _column_widths(table))
    write(document, "", 6)


def _column_widths(table: Table) -> tuple[float, ...]:
    """Return column widths in millimetres: the longest word fits, the remainder by text length."""
    columns = list(zip(table.headings, *table.rows, strict=True))
    texts = [[_format_value(value) for value in column] for column in columns]
    least = [max(len(word) for text in column for word in text.split() or [""]) for column in texts]
    narrow = [_CELL_PADDING + _LETTER_WIDTH * letters for letters in least]
    longest = [max(len(text) for text in column) for column in texts]
    wanted = [min(most, _WRAP_LENGTH) - word for most, word in zip(longest, least, strict=True)]
    free = max(_TEXT_WIDTH - sum(narrow), 0) / max(sum(wanted), 1)
    shared = [width + free * want for width, want in zip(narrow, wanted, strict=True)]
    return tuple(_TEXT_WIDTH * width / sum(shared) for width in shared)


def _format_value(value: object) -> str:
    return value if isinstance(value, str) else number(value)


def _reads_as_text(column: tuple[object, ...]) -> bool:
    return any(isinstance(value, str) and len(value) > len("1.234.567,8 %") for value in column)
