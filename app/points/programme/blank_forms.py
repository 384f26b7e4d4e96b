"""Blank forms to print and fill by pen: tally sheets, attendance lists, forms of registers."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import render_template, request
from sqlalchemy.orm import Session

from app.points.programme import scope
from app.services import services
from library import clock
from library.database import reading
from library.errors import LibraryError
from points.access_points import inventory
from points.access_points.inventory import Point
from points.access_points.opening_hours import WEEKDAYS
from points.programme.old_books.books import TALLIES, book_of
from points.programme.overviews.asset_list import STATES, list_assets
from points.programme.periods import Period, month_of, read_period
from points.programme.plans import plan_store
from points.programme.problems import NotYourPointError
from points.programme.registers import entries
from points.programme.registers.entries import Entry
from points.programme.registers.schema import Field, register_of, registers

_ATTENDANCE, _INSPECTION, _INCIDENT = "du-hoc", "kiem-tra", "su-co"
_HELP = "tro-giup"
_FIRST = (TALLIES, _INSPECTION, _ATTENDANCE, _INCIDENT)
"""Forms that are needed most, in this order."""

_ATTENDANCE_ROWS = 22
"""Rows of an attendance list that fill one page."""

_HALF_PAGE_LINES = 5
"""Writing lines up to which two forms fit on a page."""

_LONG_TEXT_LINES, _CHOICES_PER_LINE = 3, 3
_TEMPLATES = {TALLIES: "tally_sheet", _ATTENDANCE: "attendance_list"}


@dataclass(frozen=True, slots=True)
class SheetDay:
    """A row of a tally sheet."""

    day: date
    weekday: str
    hours: str
    """Opening hours; empty if they are not recorded."""
    closed: bool


def show_all() -> str:
    """Show the forms that can be printed, with the point and month to fill in."""
    with reading(services().database) as session:
        points = scope.own_points(session)
    of_points = [code for code, register in registers().items() if register.of_point]
    codes = dict.fromkeys((*_FIRST, *of_points))
    return render_template(
        "points/programme/blank_forms.html",
        forms={code: book_of(code) for code in codes},
        first=_FIRST,
        points=points,
        point=request.args.get("diem", ""),
        month=_asked_month(),
    )


def show(form: str) -> str:
    """Show a blank form with the point and month filled in."""
    register = book_of(form) if form == TALLIES else register_of(form)
    month = _asked_month()
    with reading(services().database) as session:
        point = _asked_point(session, month)
        plan = plan_store.plan_on(session, clock.today())
        days = _days(session, point, month) if form == TALLIES and point else ()
        point_ids = (point.id,) if form == _INSPECTION and point else ()
        assets = list_assets(session, clock.today(), point_ids)
        courses = entries.entries(session, "khoa-hoc") if form == _ATTENDANCE else ()
    lines = sum(map(_lines, register.fields))
    return render_template(
        f"points/programme/{_TEMPLATES.get(form, 'blank_form')}.html",
        register=register,
        point=point,
        month=month,
        plan=plan,
        days=days,
        help=register_of(_HELP),
        assets=assets,
        states=STATES,
        course=_asked_course(courses),
        rows=range(1, _ATTENDANCE_ROWS + 1),
        copies=range(2 if lines <= _HALF_PAGE_LINES else 1),
    )


def _lines(rule: Field) -> int:
    """Return the number of lines that a field takes on paper."""
    if rule.kind == "long":
        return _LONG_TEXT_LINES
    return 1 + len(rule.choices) // (_CHOICES_PER_LINE + 1)


def _asked_month() -> Period:
    """Return the month in the address, or the present one."""
    try:
        return month_of(read_period(request.args.get("thang", "")).since)
    except LibraryError:
        return month_of(clock.today())


def _asked_point(session: Session, month: Period) -> Point | None:
    """Return the chosen point under its name in the month; None for a form without a name."""
    points = scope.own_points(session, month)
    code = request.args.get("diem", "").strip()
    point = next((point for point in points if point.code == code), None)
    if point is None and code:
        raise NotYourPointError
    return point


def _asked_course(courses: tuple[Entry, ...]) -> Entry | None:
    number = request.args.get("khoa", type=int)
    return next((course for course in courses if course.number == number), None)


def _days(session: Session, point: Point, month: Period) -> tuple[SheetDay, ...]:
    days = [month.since + timedelta(days=step) for step in range((month.until - month.since).days)]
    return tuple(_sheet_day(session, point.code, day) for day in days)


def _sheet_day(session: Session, code: str, day: date) -> SheetDay:
    opening = inventory.hours_on(session, code, day)
    hours = "" if opening is None else ", ".join(map(str, opening.intervals))
    closed = opening is not None and not opening.intervals
    return SheetDay(day, WEEKDAYS[day.weekday()], hours, closed)
