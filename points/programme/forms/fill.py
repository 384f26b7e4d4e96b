"""Filling of statistical forms, as XLSX (template or plain sheet) or DOCX."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from library.exchange.streamed_tables import Value
from library.exchange.workbooks import Table, fill_cells, to_xlsx
from points.programme.forms import form_store, form_values
from points.programme.forms.form_store import Form, Line
from points.programme.forms.form_values import FigureRequest, FigureValue
from points.programme.indicators import compute
from points.programme.paper_templates import template_of
from points.programme.periods import Period
from points.programme.reports.docx_writer import as_docx
from points.programme.reports.numbers_in_words import number, round_half_up
from points.programme.reports.paper import Head, Paper, Paragraph

_HEADINGS = ("TT", "Chỉ tiêu", "Đơn vị", "Số liệu", "Độ phủ")
_LETTERHEAD = "library"
"""Template with the letterhead of the library, which issues the forms."""

_DECIMAL_UNITS = ("%", "giờ", "ngày")
"""Units whose values are given with one decimal."""


@dataclass(frozen=True, slots=True)
class FilledForm:
    """Form with its figures for a period, of one point or of all."""

    form: Form
    period: Period
    where: str
    day: date
    lines: tuple[tuple[Line, FigureValue], ...]

    @property
    def title(self) -> str:
        """Title of the form with its period and place."""
        return f"{self.form.title}, {self.period}, {self.where}"


def fill(
    session: Session, form: Form, period: Period, today: date, point: tuple[str, str] | None
) -> FilledForm:
    """Fill in a form for the province, or for a point given as code and name."""
    code, name = point or (None, "toàn tỉnh")
    evidence = compute.gather(session, period, today, code)
    readings = {row.indicator.code: row.reading for row in compute.measure(evidence)}
    request = FigureRequest(session, evidence, code)
    lines = tuple(
        (
            line,
            form_values.figure_value(request, line.figure, readings)
            if line.figure
            else FigureValue(None),
        )
        for line in form.lines
    )
    return FilledForm(form, period, name, today, lines)


def as_xlsx(session: Session, filled_form: FilledForm) -> bytes:
    """Return the XLSX template with filled cells, or a plain sheet if there is no template."""
    workbook = form_store.workbook_of(session, filled_form.form.code)
    cells = {line.cell: _value(line, figure) for line, figure in filled_form.lines if line.cell}
    if workbook is not None and cells:
        return fill_cells(workbook, cells)
    rows = tuple(
        (line.mark, line.text, line.unit, _value(line, figure), figure.coverage)
        for line, figure in filled_form.lines
    )
    about = tuple((name, text) for name, text in _about(filled_form))
    return to_xlsx(
        (Table("Biểu", _HEADINGS, rows), Table("Về biểu này", ("Mục", "Nội dung"), about))
    )


def as_paper(filled_form: FilledForm, issuer: str) -> bytes:
    """Return the form as a DOCX in the layout of Decree 30/2020."""
    return as_docx(as_printed(filled_form, issuer))


def as_printed(filled_form: FilledForm, issuer: str) -> Paper:
    """Return the form as an official paper with the letterhead of its day."""
    recipient = template_of(filled_form.form.reader, filled_form.day).letterhead(issuer, None)
    head = Head(
        **{
            **template_of(_LETTERHEAD, filled_form.day).letterhead(issuer, None),
            "addressed": recipient["addressed"],
            "recipients": recipient["recipients"],
        }
    )
    rows = tuple(
        (
            line.mark,
            line.text,
            line.unit,
            "" if figure.value is None else number(figure.value, line.unit),
            figure.coverage,
        )
        for line, figure in filled_form.lines
    )
    about = [Paragraph(f"{name}: {text}") for name, text in _about(filled_form)[2:]]
    text = (Table(filled_form.form.title, _HEADINGS, rows), *about)
    return Paper(head, "Biểu thống kê", filled_form.title, filled_form.day.year, text, ())


def _about(filled_form: FilledForm) -> tuple[tuple[str, str], ...]:
    return (
        ("Biểu", filled_form.form.title),
        ("Kỳ", f"{filled_form.period}, {filled_form.where}"),
        ("Lời văn", filled_form.form.origin(filled_form.day)),
        ("Ô trống", "chưa có số liệu; không phải số 0"),
        ("Lập ngày", f"{filled_form.day:%d/%m/%Y}"),
    )


def _value(line: Line, figure: FigureValue) -> Value:
    if figure.value is None:
        return None
    return round_half_up(figure.value, 1) if line.unit in _DECIMAL_UNITS else round(figure.value)
