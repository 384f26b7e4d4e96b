"""Keeps what staff tell the computers of a point: links, that others wait, that a class is held."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import JSON, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from library.database import Base
from library.points.problems import BadLessonError, BadLinkError
from library.vietnamese.letters import compose

WAITS_FOR = timedelta(minutes=20)
"""So long computers are told that somebody waits, unless staff say it again."""

MOST_LINKS, MOST_LEARNERS = 12, 200
LONGEST_LESSON = timedelta(hours=4)


class PointLinks(Base):
    """The links a point offers on its computers; a change adds a row, and the last row counts."""

    __tablename__ = "point_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("access_point.id"), index=True)
    recorded: Mapped[datetime]
    recorded_by: Mapped[str]
    links: Mapped[list[list[str]]] = mapped_column(JSON)


class PointWait(Base):
    """Until when the computers of a point are told that somebody waits."""

    __tablename__ = "point_wait"

    point_id: Mapped[int] = mapped_column(ForeignKey("access_point.id"), primary_key=True)
    until: Mapped[datetime]


class Lesson(Base):
    """A class at some computers of a point: how many learn, and nobody's name."""

    __tablename__ = "lesson"
    __table_args__ = (Index("ix_lesson_point_id_begins", "point_id", "begins"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("access_point.id"))
    begins: Mapped[datetime]
    ends: Mapped[datetime]
    learners: Mapped[int]
    devices: Mapped[list[int]] = mapped_column(JSON)
    recorded_by: Mapped[str]


@dataclass(frozen=True, slots=True)
class Link:
    """An address with its name."""

    title: str
    address: str


def read_links(written: str) -> tuple[Link, ...]:
    """Return the links in lines like `Dịch vụ công | https://…`; raise BadLinkError."""
    lines = [line.strip() for line in compose(written).splitlines() if line.strip()]
    if len(lines) > MOST_LINKS:
        raise BadLinkError(lines[MOST_LINKS], MOST_LINKS)
    return tuple(map(_link, lines))


def set_links(
    session: Session, point_id: int, links: Sequence[Link], *, at: datetime, by: str
) -> None:
    """Record which links a point offers."""
    told = [[link.title, link.address] for link in links]
    session.add(PointLinks(point_id=point_id, recorded=at, recorded_by=by, links=told))
    session.flush()


def links_of(session: Session, point_id: int) -> tuple[Link, ...]:
    """Return the links a point offers."""
    last = select(PointLinks.links).where(PointLinks.point_id == point_id)
    told = session.scalar(last.order_by(PointLinks.id.desc()).limit(1))
    return tuple(Link(*link) for link in told or ())


def say_somebody_waits(session: Session, point_id: int, at: datetime) -> None:
    """Let readers who sat long be asked to make room, for a while."""
    session.merge(PointWait(point_id=point_id, until=at + WAITS_FOR))
    session.flush()


def somebody_waits(session: Session, point_id: int, at: datetime) -> bool:
    """Say whether staff told that somebody waits."""
    told = session.get(PointWait, point_id)
    return told is not None and at < told.until


def begin_lesson(
    session: Session,
    point_id: int,
    devices: Collection[int],
    *,
    learners: int,
    lasts: timedelta,
    at: datetime,
    by: str,
) -> None:
    """Let computers begin a sitting each, without anybody's touch, and end it with the class."""
    if not devices or not 1 <= learners <= MOST_LEARNERS or not timedelta() < lasts:
        raise BadLessonError(MOST_LEARNERS)
    ends = at + min(lasts, LONGEST_LESSON)
    told = {"learners": learners, "devices": sorted(devices), "recorded_by": by}
    session.add(Lesson(point_id=point_id, begins=at, ends=ends, **told))
    session.flush()


def lessons(session: Session, point_id: int, since: datetime) -> tuple[Lesson, ...]:
    """Return the classes of a point from a moment on, the newest first."""
    rows = select(Lesson).where(Lesson.point_id == point_id, Lesson.begins >= since)
    return tuple(session.scalars(rows.order_by(Lesson.begins.desc(), Lesson.id.desc())))


def lesson_at(session: Session, device_id: int, point_id: int, at: datetime) -> Lesson | None:
    """Return the class that is held at a computer."""
    rows = select(Lesson).where(Lesson.point_id == point_id, Lesson.begins <= at, Lesson.ends > at)
    held = session.scalars(rows.order_by(Lesson.id.desc()))
    return next((lesson for lesson in held if device_id in lesson.devices), None)


def end_lesson(session: Session, lesson_id: int, point_id: int, at: datetime) -> None:
    """End a class before its time."""
    lesson = session.get(Lesson, lesson_id)
    if lesson is not None and lesson.point_id == point_id and at < lesson.ends:
        lesson.ends = at


def _link(line: str) -> Link:
    title, _, address = (part.strip() for part in line.rpartition("|"))
    parts = urlsplit(address)
    if not title or parts.scheme not in ("http", "https") or not parts.netloc:
        raise BadLinkError(line, MOST_LINKS)
    return Link(title, address)
