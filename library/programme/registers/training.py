"""Knows which people in post still need which course: from their skills, dates and attendance."""

import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from library.exchange.workbooks import Table
from library.programme.registers import entries
from library.programme.registers.entries import Entry
from library.vietnamese.letters import fold

_DATA = Path(__file__).parents[1] / "data" / "skills.toml"
BASIC, CONTINUING, AGAIN = "cơ bản cho người mới", "đào tạo tiếp tục", "đào tạo lại"
_DAYS_A_MONTH, _DAYS_A_YEAR = 30.44, 365.25


@dataclass(frozen=True, slots=True)
class Wanted:
    """What people in post should know, and for how long a course holds."""

    source: str
    newcomer_months: int
    again_after_years: int
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """A course somebody still needs, and why."""

    kind: str
    skill: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in post at a point on a day."""

    point: str
    who: str
    since: date
    is_new: bool
    knows: tuple[tuple[str, date | None], ...]
    """Skills with the day of the last course; without a day it is what the register says."""
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A course with those who came."""

    entry: Entry
    people: int
    hours: float


@cache
def wanted() -> Wanted:
    """Return what people in post should know."""
    told = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return Wanted(
        told["source"], told["newcomer_months"], told["again_after_years"], tuple(told["skills"])
    )


def people(
    session: Session, day: date, points: Collection[str] | None = None
) -> tuple[Person, ...]:
    """Return the people in post on a day, at some points or at all, with what they need."""
    told = entries.entries(session, "can-bo", until=day, points=points)
    courses = {e.number: e for e in entries.entries(session, "khoa-hoc", until=day)}
    attended: dict[tuple[str | None, str], list[Entry]] = defaultdict(list)
    for entry in entries.entries(session, "du-hoc", until=day):
        attended[entry.point, fold(str(entry.get("who")))].append(entry)
    in_post = [e for e in told if (left := e.day_in("until")) is None or left >= day]
    return tuple(
        _person(entry, attended[entry.point, fold(str(entry.get("who")))], courses, day)
        for entry in sorted(in_post, key=lambda e: (e.point or "", e.day))
    )


def courses(session: Session, since: date, until: date) -> tuple[Held, ...]:
    """Return the courses that begin in a time, with how many came and for how many hours."""
    came = defaultdict(list)
    for entry in entries.entries(session, "du-hoc"):
        came[entry.get("course")].append(entry)
    return tuple(
        Held(
            entry=course,
            people=len({(e.point, fold(str(e.get("who")))) for e in came[course.number]}),
            hours=sum(float(e.get("hours") or 0) for e in came[course.number]),
        )
        for course in entries.entries(session, "khoa-hoc", since=since, until=until)
    )


def wanting(found: Iterable[Person]) -> dict[tuple[str, str | None], tuple[Person, ...]]:
    """Return who needs each course, by kind and skill; what most need comes first."""
    groups: dict[tuple[str, str | None], list[Person]] = defaultdict(list)
    for person in found:
        for need in person.needs:
            groups[need.kind, need.skill].append(person)
    ordered = sorted(groups.items(), key=lambda one: -len(one[1]))
    return {key: tuple(group) for key, group in ordered}


def table(found: Iterable[Person], names: dict[str, str]) -> Table:
    """Return who still needs which course as a sheet."""
    rows = tuple(
        (
            names.get(one.point, one.point),
            one.who,
            f"{one.since:%d/%m/%Y}",
            need.kind,
            need.skill,
            need.why,
        )
        for one in found
        for need in one.needs
    )
    return Table("Còn cần khóa", ("Điểm", "Họ tên", "Từ ngày", "Khóa", "Kỹ năng", "Vì sao"), rows)


def _person(entry: Entry, attended: list[Entry], held: dict[int, Entry], day: date) -> Person:
    is_new = (day - entry.day).days < wanted().newcomer_months * _DAYS_A_MONTH
    knows = _knows(str(entry.get("skills") or ""), attended, held)
    kinds = {held[e.get("course")].get("kind") for e in attended if e.get("course") in held}
    needs = tuple(_needs(entry, knows, kinds, day, is_new=is_new))
    who = str(entry.get("who"))
    return Person(entry.point or "", who, entry.day, is_new, tuple(knows.items()), needs)


def _knows(said: str, attended: list[Entry], held: dict[int, Entry]) -> dict[str, date | None]:
    """Return the skills somebody has: what the register says, and what courses taught last."""
    folded = fold(said)
    found: dict[str, date | None] = {s: None for s in wanted().skills if fold(s) in folded}
    for entry in attended:
        course = held.get(entry.get("course"))
        skill = course.get("skill") if course else None
        if skill:
            found[str(skill)] = max(entry.day, found.get(str(skill)) or entry.day)
    return found


def _needs(
    entry: Entry,
    knows: dict[str, date | None],
    kinds: set[object],
    day: date,
    *,
    is_new: bool,
) -> Iterator[Need]:
    """Give what somebody needs; a newcomer begins with the basic course."""
    asked = entry.get("needs")
    if asked and asked not in kinds:
        yield Need(str(asked), None, "ghi trong sổ người phụ trách")
    if not entry.get("trained") and not kinds and asked != BASIC:
        new = "mới nhận việc, " if is_new else ""
        yield Need(BASIC, None, f"{new}chưa dự khóa nào")
        return
    for skill in wanted().skills:
        last = knows.get(skill)
        if skill not in knows:
            yield Need(CONTINUING, skill, "chưa ghi kỹ năng, chưa dự khóa")
        elif last and (day - last).days > wanted().again_after_years * _DAYS_A_YEAR:
            yield Need(AGAIN, skill, f"học lần cuối {last:%d/%m/%Y}")
