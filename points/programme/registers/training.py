"""Training needs of the staff of the points, from skills, dates and attendance."""

import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from library.exchange.workbooks import Table
from library.vietnamese.letters import fold
from points.programme.registers import entries
from points.programme.registers.entries import Entry

_DATA = Path(__file__).parents[1] / "data" / "skills.toml"
BASIC, CONTINUING, REFRESHER = "cơ bản cho người mới", "đào tạo tiếp tục", "đào tạo lại"
_DAYS_PER_MONTH, _DAYS_PER_YEAR = 30.44, 365.25


@dataclass(frozen=True, slots=True)
class TrainingRules:
    """Required skills, and the years after which a course must be repeated."""

    source: str
    newcomer_months: int
    again_after_years: int
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """Course a person still needs, with the reason."""

    kind: str
    skill: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Person:
    """Person in charge of a point on a day."""

    point: str
    who: str
    since: date
    is_new: bool
    knows: tuple[tuple[str, date | None], ...]
    """Skills with the day of the last course; None if only the register records the skill."""
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class CourseAttendance:
    """Course with its number of people and total hours."""

    entry: Entry
    people: int
    hours: float


@cache
def training_rules() -> TrainingRules:
    """Return the training rules from the data file."""
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return TrainingRules(
        data["source"], data["newcomer_months"], data["again_after_years"], tuple(data["skills"])
    )


def people(
    session: Session, day: date, points: Collection[str] | None = None
) -> tuple[Person, ...]:
    """Return the people in post on a day, at some points or at all, with their training needs."""
    staff = entries.entries(session, "can-bo", until=day, points=points)
    courses = {e.number: e for e in entries.entries(session, "khoa-hoc", until=day)}
    attendance: dict[tuple[str | None, str], list[Entry]] = defaultdict(list)
    for entry in entries.entries(session, "du-hoc", until=day):
        attendance[entry.point, fold(str(entry.get("who")))].append(entry)
    in_post = [e for e in staff if (end := e.day_in("until")) is None or end >= day]
    return tuple(
        _person(entry, attendance[entry.point, fold(str(entry.get("who")))], courses, day)
        for entry in sorted(in_post, key=lambda e: (e.point or "", e.day))
    )


def courses(session: Session, since: date, until: date) -> tuple[CourseAttendance, ...]:
    """Return the courses between two days (inclusive), with their attendance."""
    attendances = defaultdict(list)
    for entry in entries.entries(session, "du-hoc"):
        attendances[entry.get("course")].append(entry)
    return tuple(
        CourseAttendance(
            entry=course,
            people=len({(e.point, fold(str(e.get("who")))) for e in attendances[course.number]}),
            hours=sum(float(e.get("hours") or 0) for e in attendances[course.number]),
        )
        for course in entries.entries(session, "khoa-hoc", since=since, until=until)
    )


def people_by_course(staff: Iterable[Person]) -> dict[tuple[str, str | None], tuple[Person, ...]]:
    """Return the people who need each course, by kind and skill, most needed first."""
    groups: dict[tuple[str, str | None], list[Person]] = defaultdict(list)
    for person in staff:
        for need in person.needs:
            groups[need.kind, need.skill].append(person)
    sorted_groups = sorted(groups.items(), key=lambda group: -len(group[1]))
    return {key: tuple(group) for key, group in sorted_groups}


def table(staff: Iterable[Person], names: dict[str, str]) -> Table:
    """Return the training needs as a table."""
    rows = tuple(
        (
            names.get(person.point, person.point),
            person.who,
            f"{person.since:%d/%m/%Y}",
            need.kind,
            need.skill,
            need.why,
        )
        for person in staff
        for need in person.needs
    )
    return Table("Còn cần khóa", ("Điểm", "Họ tên", "Từ ngày", "Khóa", "Kỹ năng", "Vì sao"), rows)


def _person(entry: Entry, attendance: list[Entry], courses: dict[int, Entry], day: date) -> Person:
    is_new = (day - entry.day).days < training_rules().newcomer_months * _DAYS_PER_MONTH
    knows = _known_skills(str(entry.get("skills") or ""), attendance, courses)
    kinds = {courses[e.get("course")].get("kind") for e in attendance if e.get("course") in courses}
    needs = tuple(_needs(entry, knows, kinds, day, is_new=is_new))
    who = str(entry.get("who"))
    return Person(entry.point or "", who, entry.day, is_new, tuple(knows.items()), needs)


def _known_skills(
    register_text: str, attendance: list[Entry], courses: dict[int, Entry]
) -> dict[str, date | None]:
    """Return the skills of a person from register and courses, with the last course day."""
    text = fold(register_text)
    skills: dict[str, date | None] = {s: None for s in training_rules().skills if fold(s) in text}
    for entry in attendance:
        course = courses.get(entry.get("course"))
        skill = course.get("skill") if course else None
        if skill:
            skills[str(skill)] = max(entry.day, skills.get(str(skill)) or entry.day)
    return skills


def _needs(
    entry: Entry,
    knows: dict[str, date | None],
    kinds: set[object],
    day: date,
    *,
    is_new: bool,
) -> Iterator[Need]:
    """Yield the training needs of a person; untrained staff need the basic course first."""
    request = entry.get("needs")
    if request and request not in kinds:
        yield Need(str(request), None, "ghi trong sổ người phụ trách")
    if not entry.get("trained") and not kinds and request != BASIC:
        new = "mới nhận việc, " if is_new else ""
        yield Need(BASIC, None, f"{new}chưa dự khóa nào")
        return
    for skill in training_rules().skills:
        last = knows.get(skill)
        if skill not in knows:
            yield Need(CONTINUING, skill, "chưa ghi kỹ năng, chưa dự khóa")
        elif last and (day - last).days > training_rules().again_after_years * _DAYS_PER_YEAR:
            yield Need(REFRESHER, skill, f"học lần cuối {last:%d/%m/%Y}")
