"""Fills a form in: its lines with their figures, as a sheet, the workbook handed in, or a paper."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from library.exchange.streamed_tables import Value
from library.exchange.workbooks import Table, filled, to_xlsx
from library.programme.forms import form_store, form_values
from library.programme.forms.form_store import Form, Line
from library.programme.forms.form_values import Asked, Told
from library.programme.indicators import compute
from library.programme.periods import Period
from library.programme.reports.docx_writer import as_docx
from library.programme.reports.numbers_in_words import number, round_half_up
from library.programme.reports.paper import Head, Paper, Paragraph
from library.programme.reports.report_store import readers

_HEADINGS = ("TT", "Chỉ tiêu", "Đơn vị", "Số liệu", "Độ phủ")
_WHOLE = ("%", "giờ", "ngày")
"""Units of which a tenth says something."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form with its figures, of a period, of one point or of all."""

    form: Form
    period: Period
    where: str
    day: date
    lines: tuple[tuple[Line, Told], ...]

    @property
    def title(self) -> str:
        """The form with its period and place."""
        return f"{self.form.title}, {self.period}, {self.where}"


def fill(
    session: Session, form: Form, period: Period, today: date, point: tuple[str, str] | None
) -> Filled:
    """Fill a form in, of the province or of a point (its code and name)."""
    code, name = point or (None, "toàn tỉnh")
    evidence = compute.gather(session, period, today, code)
    readings = {one.indicator.code: one.reading for one in compute.measure(evidence)}
    asked = Asked(session, evidence, code)
    lines = tuple(
        (line, form_values.tell(asked, line.figure, readings) if line.figure else Told(None))
        for line in form.lines
    )
    return Filled(form, period, name, today, lines)


def as_xlsx(session: Session, done: Filled) -> bytes:
    """Return the workbook handed in with its cells filled; else a plain sheet."""
    workbook = form_store.workbook_of(session, done.form.code)
    cells = {line.cell: _value(line, told) for line, told in done.lines if line.cell}
    if workbook is not None and cells:
        return filled(workbook, cells)
    rows = tuple(
        (line.mark, line.text, line.unit, _value(line, told), told.coverage)
        for line, told in done.lines
    )
    about = tuple((name, said) for name, said in _about(done))
    return to_xlsx(
        (Table("Biểu", _HEADINGS, rows), Table("Về biểu này", ("Mục", "Nội dung"), about))
    )


def as_paper(done: Filled, issuer: str) -> bytes:
    """Return the form as a paper in the layout of Decree 30/2020 (DOCX)."""
    told = readers()[done.form.reader]
    head = Head(
        superior=told["superior"],
        issuer=issuer,
        sign=told["sign"],
        place=told["place"],
        addressed=tuple(told["addressed"]),
        recipients=tuple(told["recipients"]),
        authority=told["authority"],
        signer="",
    )
    rows = tuple(
        (line.mark, line.text, line.unit, _said(line, known), known.coverage)
        for line, known in done.lines
    )
    told_about = [Paragraph(f"{name}: {said}") for name, said in _about(done)[2:]]
    text = (Table(done.form.title, _HEADINGS, rows), *told_about)
    return as_docx(Paper(head, "Biểu thống kê", done.title, done.day.year, text, ()))


def _about(done: Filled) -> tuple[tuple[str, str], ...]:
    return (
        ("Biểu", done.form.title),
        ("Kỳ", f"{done.period}, {done.where}"),
        ("Lời văn", done.form.origin),
        ("Ô trống", "chưa có số liệu; không phải số 0"),
        ("Lập ngày", f"{done.day:%d/%m/%Y}"),
    )


def _value(line: Line, told: Told) -> Value:
    if told.value is None:
        return None
    return round_half_up(told.value, 1) if line.unit in _WHOLE else round(told.value)


def _said(line: Line, told: Told) -> str:
    return "" if told.value is None else number(told.value, line.unit)
