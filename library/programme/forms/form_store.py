"""Reads statistical forms, which are data, and keeps each version of them."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import clock
from library.exchange.workbooks import has_cells
from library.programme.forms.form_values import known
from library.programme.models import FormVersion
from library.programme.problems import BadFormError, FormNotFoundError
from library.programme.reports.report_store import readers
from library.staff.audit import note
from library.vietnamese.letters import compose

_SHIPPED = Path(__file__).parents[1] / "data" / "forms"
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CELL = re.compile(r"[^!]+![A-Z]{1,3}[1-9][0-9]{0,5}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a form; without a figure it is for people to fill in."""

    mark: str
    text: str
    unit: str
    figure: str | None
    cell: str | None
    """Where the figure goes in the workbook that was handed in: Sheet!D8."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it is worded now."""

    code: str
    title: str
    source: str
    checked: bool
    """Whether the library compared the wording with its source."""
    remark: str
    reader: str
    lines: tuple[Line, ...]

    @property
    def origin(self) -> str:
        """Whose wording it is, and whether anybody compared it."""
        doubt = "" if self.checked else " – cần thư viện đối chiếu lời văn trước khi gửi"
        remark = f" {self.remark}." if self.remark else ""
        return f"Nguồn: {self.source}{doubt}.{remark}"


@lru_cache(maxsize=64)
def read_form(text: str) -> Form:
    """Read a form; raise BadFormError that says what is wrong."""
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
    """Enter a form, or its next version; without a workbook the one before goes on."""
    form = read_form(text)
    versions = history(session, form.code)
    newest = versions[-1] if versions else None
    if workbook is None and newest is not None:
        workbook = newest.workbook
    _must_have(workbook, [line.cell for line in form.lines if line.cell])
    entered = FormVersion(
        code=form.code,
        version=newest.version + 1 if newest else 1,
        text=text,
        workbook=workbook,
        reason=compose(reason).strip() or None,
        recorded=clock.now(),
        recorded_by=by,
    )
    session.add(entered)
    note(session, by, "form.enter", form.code, f"phiên bản {entered.version}")
    session.flush()
    return entered


def every_form(session: Session) -> tuple[Form, ...]:
    """Return the forms as they are worded now: those handed in, then those shipped."""
    newest = select(func.max(FormVersion.id)).group_by(FormVersion.code)
    rows = select(FormVersion.text).where(FormVersion.id.in_(newest)).order_by(FormVersion.code)
    handed_in = {form.code: form for form in map(read_form, session.scalars(rows))}
    return tuple({**{form.code: form for form in map(read_form, shipped())}, **handed_in}.values())


def form_of(session: Session, code: str) -> Form:
    """Return one form; raise FormNotFoundError."""
    found = next((form for form in every_form(session) if form.code == code), None)
    if found is None:
        raise FormNotFoundError(code)
    return found


def text_of(session: Session, code: str) -> str:
    """Return a form as the file it was."""
    versions = history(session, code)
    if versions:
        return versions[-1].text
    text = next((text for text in shipped() if read_form(text).code == code), None)
    if text is None:
        raise FormNotFoundError(code)
    return text


def workbook_of(session: Session, code: str) -> bytes | None:
    """Return the workbook that was handed in with a form, if one was."""
    versions = history(session, code)
    return versions[-1].workbook if versions else None


def history(session: Session, code: str) -> tuple[FormVersion, ...]:
    """Return the versions of a form that were handed in, oldest first."""
    rows = select(FormVersion).where(FormVersion.code == code).order_by(FormVersion.version)
    return tuple(session.scalars(rows))


def shipped() -> tuple[str, ...]:
    """Return the texts of the forms that come with the house."""
    return tuple(path.read_text(encoding="utf-8") for path in sorted(_SHIPPED.glob("*.toml")))


def _form(told: dict) -> Form:
    code, reader = str(told["code"]), str(told.get("reader", "ministry"))
    if not _CODE.fullmatch(code):
        raise ValueError(f"mã “{code}” chỉ gồm chữ thường không dấu, số và gạch nối")
    if reader not in readers():
        raise ValueError(f"nơi nhận “{reader}” không có; chọn một trong: {', '.join(readers())}")
    lines = tuple(_line(line) for line in told["line"])
    if not lines:
        raise ValueError("biểu chưa có dòng nào")
    return Form(
        code=code,
        title=str(told["title"]),
        source=str(told["source"]),
        checked=bool(told.get("checked", False)),
        remark=str(told.get("remark", "")),
        reader=reader,
        lines=lines,
    )


def _line(told: dict) -> Line:
    figure, cell = told.get("figure"), told.get("cell")
    if figure is not None and figure not in known():
        raise ValueError(f"không có số liệu tên “{figure}”")
    if cell is not None and not _CELL.fullmatch(str(cell)):
        raise ValueError(f"ô “{cell}” phải ghi như Trang tính!D8")
    return Line(
        mark=str(told.get("mark", "")),
        text=str(told["text"]),
        unit=str(told.get("unit", "")),
        figure=figure,
        cell=cell,
    )


def _must_have(workbook: bytes | None, cells: list[str]) -> None:
    if workbook is None:
        if cells:
            raise BadFormError("mẫu ghi ô của bảng tính nhưng chưa nộp kèm tệp .xlsx")
        return
    missing = has_cells(workbook, cells)
    if missing:
        raise BadFormError(missing)
