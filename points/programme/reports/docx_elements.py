"""Word elements that python-docx lacks: rules, fields, table widths."""

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

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
