"""Annex of a plan: its amounts by point, line and year, entered from the paper copy."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from library.vietnamese.letters import fold
from points.access_points.inventory import Point
from points.programme.plans.plan_store import Plan
from points.programme.problems import BadAnnexError
from points.programme.registers import entries
from points.programme.registers.entries import Entry
from points.programme.registers.schema import Value, parse_form, register_of

REGISTER = "phu-luc"
_COLUMNS = 4
_MAX_LINES = 1000
_SHOWN_PROBLEMS = 8
_WHOLE_PROVINCE = ("toan tinh", "")


@dataclass(frozen=True, slots=True)
class AnnexYear:
    """Amounts of a year in đồng: the sum of the entered rows, and the total the plan prints."""

    year: int
    entered: int
    printed: int

    @property
    def gap(self) -> int:
        """Printed total minus the entered rows; zero when the annex is complete."""
        return self.printed - self.entered


@dataclass(frozen=True, slots=True)
class _Row:
    """Valid row of a pasted annex."""

    point: str | None
    values: dict[str, Value]


def rows(session: Session, plan: Plan) -> tuple[Entry, ...]:
    """Return the entered rows of a plan's annex, by year, point and line."""
    records = (e for e in entries.entries(session, REGISTER) if e.get("plan") == plan.code)
    return tuple(sorted(records, key=lambda e: (e.get("year"), e.point or "", str(e.get("line")))))


def years(plan: Plan, records: Iterable[Entry]) -> tuple[AnnexYear, ...]:
    """Return the years of a plan, each with the sum of the entered rows."""
    sums: dict[int, int] = defaultdict(int)
    for entry in records:
        sums[int(entry.get("year") or 0)] += int(entry.get("amount") or 0)
    numbers = sorted({*plan.money_by_year, *sums})
    return tuple(
        AnnexYear(number, sums[number], plan.money_by_year.get(number, 0)) for number in numbers
    )


def enter_rows(
    session: Session, plan: Plan, text: str, points: Sequence[Point], *, today: date, by: str
) -> int:
    """Enter pasted rows (point, line, amount, year), all or none; return their number.

    Raises BadAnnexError with the problem of each wrong line.
    """
    lines = [(at, line) for at, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not lines or len(lines) > _MAX_LINES:
        raise BadAnnexError(f"hãy dán từ 1 đến {_MAX_LINES} dòng")
    present = {_key(entry.point, entry.fields) for entry in rows(session, plan)}
    valid, problems = [], []
    for at, line in lines:
        try:
            row = _row(plan, line, points)
        except ValueError as error:
            problems.append(f"dòng {at}: {error}")
            continue
        if _key(row.point, row.values) in present:
            problems.append(f"dòng {at}: điểm, mục, năm này đã ghi rồi")
        present.add(_key(row.point, row.values))
        valid.append(row)
    if problems:
        more = len(problems) - _SHOWN_PROBLEMS
        remainder = f"; và {more} dòng nữa" if more > 0 else ""
        raise BadAnnexError("; ".join(problems[:_SHOWN_PROBLEMS]) + remainder)
    register = register_of(REGISTER)
    for row in valid:
        entries.enter(session, register, point=row.point, day=today, details=row.values, by=by)
    return len(valid)


def _row(plan: Plan, line: str, points: Sequence[Point]) -> _Row:
    cells = [cell.strip() for cell in line.split("\t" if "\t" in line else ";")]
    if len(cells) != _COLUMNS:
        raise ValueError("cần bốn ô: điểm, mục, số tiền, năm")
    name, line_name, amount, number = cells
    register = register_of(REGISTER)
    choices = next(field.choices for field in register.fields if field.name == "line")
    plan_line = next((c for c in choices if fold(c).startswith(fold(line_name))), line_name)
    form_values = {"plan": plan.code, "line": plan_line, "amount": amount, "year": number}
    parsed_form = parse_form(register, form_values)
    if parsed_form.problems:
        raise ValueError(" ".join(parsed_form.problems.values()))
    if parsed_form.values["year"] not in plan.years:
        raise ValueError(f"năm {number} không thuộc kế hoạch")
    return _Row(_point_code(name, points), parsed_form.values)


def _point_code(name: str, points: Sequence[Point]) -> str | None:
    if fold(name) in _WHOLE_PROVINCE:
        return None
    for point in points:
        if fold(name) in (fold(point.facts.name), point.code):
            return point.code
    raise ValueError(f"không có điểm “{name}”")


def _key(point: str | None, values: dict[str, Value]) -> tuple[object, ...]:
    return point, values["line"], values["year"]
