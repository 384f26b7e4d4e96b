"""Statistical forms: TOML parser and version store."""

import json
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import clock
from library.exchange.workbooks import problem_with_cells
from library.law.law_register import fill
from library.staff.audit import note
from library.vietnamese.letters import compose
from points.programme.forms.form_values import available_figures
from points.programme.models import FormVersion
from points.programme.paper_templates import templates
from points.programme.problems import BadFormError, FormNotFoundError

_SHIPPED = Path(__file__).parents[1] / "data" / "forms"
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PASTED_COLUMNS = ("mark", "text", "unit", "figure")
_CELL = re.compile(r"[^!]+![A-Z]{1,3}[1-9][0-9]{0,5}")


@dataclass(frozen=True, slots=True)
class Line:
    """Line of a form; without a figure it is filled in by hand."""

    mark: str
    text: str
    unit: str
    figure: str | None
    cell: str | None
    """Cell of the figure in the XLSX template: Sheet!D8."""


@dataclass(frozen=True, slots=True)
class Form:
    """Form with its current wording."""

    code: str
    title: str
    source: str
    checked: bool
    """True if the library compared the wording with its source."""
    remark: str
    reader: str
    lines: tuple[Line, ...]
    awaits_text: bool = False
    """True while its wording could not be had: staff paste its lines once."""

    def origin(self, day: date) -> str:
        """Return a Vietnamese note on the source of the wording and whether it was checked."""
        doubt = "" if self.checked else " – cần thư viện đối chiếu lời văn trước khi gửi"
        remark = f" {self.remark}." if self.remark else ""
        return f"Nguồn: {fill(self.source, day)}{doubt}.{remark}"


@lru_cache(maxsize=64)
def read_form(text: str) -> Form:
    """Parse a form; raise BadFormError with the reason."""
    try:
        return _form(tomllib.loads(compose(text)))
    except KeyError as error:
        raise BadFormError(f"thiếu mục {error}") from error
    except RecursionError as error:
        raise BadFormError("có dấu ngoặc lồng nhau quá nhiều lớp") from error
    except (tomllib.TOMLDecodeError, ValueError, TypeError, AttributeError) as error:
        raise BadFormError(error) from error


def enter(
    session: Session, text: str, workbook: bytes | None, *, by: str, reason: str = ""
) -> FormVersion:
    """Enter a form or its next version; without a workbook the previous one is kept."""
    form = read_form(text)
    versions = history(session, form.code)
    newest = versions[-1] if versions else None
    if workbook is None and newest is not None:
        workbook = newest.workbook
    _require_cells(workbook, [line.cell for line in form.lines if line.cell])
    version = FormVersion(
        code=form.code,
        version=newest.version + 1 if newest else 1,
        text=text,
        workbook=workbook,
        reason=compose(reason).strip() or None,
        recorded=clock.now(),
        recorded_by=by,
    )
    session.add(version)
    note(session, by, "form.enter", form.code, f"phiên bản {version.version}")
    session.flush()
    return version


def with_pasted_lines(text: str, pasted: str, source: str) -> str:
    """Return the text of a form with lines pasted from the act or its spreadsheet.

    Columns are divided by tabs or semicolons: mark, wording, unit, name of a figure.
    """
    if not source.strip():
        raise BadFormError("chưa ghi lời văn chép từ đâu")
    rows = [re.split(r"\t|;", row) for row in compose(pasted).splitlines() if row.strip()]
    lines = [_pasted_line([cell.strip() for cell in row]) for row in rows]
    if not lines:
        raise BadFormError("chưa dán dòng nào")
    head = {name: value for name, value in tomllib.loads(text).items() if name != "line"}
    head |= {"awaits_text": False, "checked": True, "remark": f"Lời chép từ: {source.strip()}"}
    table = [f"{name} = {_quoted(value)}" for name, value in head.items()]
    for line in lines:
        table += ["", "[[line]]", *(f"{name} = {_quoted(value)}" for name, value in line.items())]
    return "\n".join(table) + "\n"


def _quoted(value: object) -> str:
    """Return a text or truth value as TOML, whose strings are written as those of JSON."""
    return json.dumps(value, ensure_ascii=False)


def every_form(session: Session) -> tuple[Form, ...]:
    """Return the newest version of each form; submitted forms replace shipped ones."""
    newest = select(func.max(FormVersion.id)).group_by(FormVersion.code)
    rows = select(FormVersion.text).where(FormVersion.id.in_(newest)).order_by(FormVersion.code)
    handed_in = {form.code: form for form in map(read_form, session.scalars(rows))}
    return tuple({**{form.code: form for form in map(read_form, shipped())}, **handed_in}.values())


def form_of(session: Session, code: str) -> Form:
    """Return a form; raise FormNotFoundError."""
    match = next((form for form in every_form(session) if form.code == code), None)
    if match is None:
        raise FormNotFoundError(code)
    return match


def text_of(session: Session, code: str) -> str:
    """Return the TOML text of a form; raise FormNotFoundError."""
    versions = history(session, code)
    if versions:
        return versions[-1].text
    text = next((text for text in shipped() if read_form(text).code == code), None)
    if text is None:
        raise FormNotFoundError(code)
    return text


def texts(session: Session, code: str) -> dict[int, str]:
    """Return the text of each version of a form; that of the shipped one has number 0."""
    as_shipped = [(0, text) for text in shipped() if read_form(text).code == code]
    return dict([*as_shipped, *((row.version, row.text) for row in history(session, code))])


def workbook_of(session: Session, code: str) -> bytes | None:
    """Return the XLSX template submitted with a form, or None."""
    versions = history(session, code)
    return versions[-1].workbook if versions else None


def history(session: Session, code: str) -> tuple[FormVersion, ...]:
    """Return the submitted versions of a form, oldest first."""
    rows = select(FormVersion).where(FormVersion.code == code).order_by(FormVersion.version)
    return tuple(session.scalars(rows))


def shipped() -> tuple[str, ...]:
    """Return the TOML texts of the shipped forms."""
    return tuple(path.read_text(encoding="utf-8") for path in sorted(_SHIPPED.glob("*.toml")))


def _form(data: dict) -> Form:
    code, reader = str(data["code"]), str(data.get("reader", "ministry"))
    if not _CODE.fullmatch(code):
        raise ValueError(f"mã “{code}” chỉ gồm chữ thường không dấu, số và gạch nối")
    if reader not in templates():
        raise ValueError(f"nơi nhận “{reader}” không có; chọn một trong: {', '.join(templates())}")
    lines = tuple(_line(line) for line in data.get("line", ()))
    if not lines and not data.get("awaits_text"):
        raise ValueError("biểu chưa có dòng nào")
    return Form(
        code=code,
        title=str(data["title"]),
        source=str(data["source"]),
        checked=bool(data.get("checked", False)),
        remark=str(data.get("remark", "")),
        reader=reader,
        lines=lines,
        awaits_text=not lines,
    )


def _pasted_line(cells: list[str]) -> dict[str, str]:
    if len(cells) > len(_PASTED_COLUMNS):
        raise BadFormError(f"dòng “{'; '.join(cells)[:60]}” có quá {len(_PASTED_COLUMNS)} cột")
    line = dict(zip(_PASTED_COLUMNS, cells, strict=False))
    if not line.get("text"):
        raise BadFormError(f"dòng “{'; '.join(cells)[:60]}” chưa có tên chỉ tiêu")
    return {name: value for name, value in line.items() if value}


def _line(data: dict) -> Line:
    figure, cell = data.get("figure"), data.get("cell")
    if figure is not None and figure not in available_figures():
        raise ValueError(f"không có số liệu tên “{figure}”")
    if cell is not None and not _CELL.fullmatch(str(cell)):
        raise ValueError(f"ô “{cell}” phải ghi như Trang tính!D8")
    return Line(
        mark=str(data.get("mark", "")),
        text=str(data["text"]),
        unit=str(data.get("unit", "")),
        figure=figure,
        cell=cell,
    )


def _require_cells(workbook: bytes | None, cells: list[str]) -> None:
    if workbook is None:
        if cells:
            raise BadFormError("mẫu ghi ô của bảng tính nhưng chưa nộp kèm tệp .xlsx")
        return
    missing = problem_with_cells(workbook, cells)
    if missing:
        raise BadFormError(missing)
