"""Notices of staff to the computers of a point: links, waiting readers, classes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import JSON, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from library.database import Base
from library.untrusted.web_addresses import split_address
from library.vietnamese.letters import compose
from points.access_points.problems import BadLessonError, BadLinkError

WAIT_NOTICE_DURATION = timedelta(minutes=20)
"""Duration of the notice that somebody waits, unless staff renew it."""

MAX_LINKS, MAX_LEARNERS = 12, 200
MAX_LESSON_DURATION = timedelta(hours=4)


class PointLinks(Base):
    """Links a point offers on its computers; a change adds a row, and the last row counts."""

    __tablename__ = "point_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("access_point.id"), index=True)
    recorded: Mapped[datetime]
    recorded_by: Mapped[str]
    links: Mapped[list[list[str]]] = mapped_column(JSON)


class PointWait(Base):
    """Time until which the computers of a point show that somebody waits."""

    __tablename__ = "point_wait"

    point_id: Mapped[int] = mapped_column(ForeignKey("access_point.id"), primary_key=True)
    until: Mapped[datetime]


class Lesson(Base):
    """Class at some computers of a point: the number of learners, and no names."""

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
    """Web address with its title."""

    title: str
    address: str


def read_links(text: str) -> tuple[Link, ...]:
    """Return the links in lines like `Dịch vụ công | https://…`; raise BadLinkError."""
    lines = [line.strip() for line in compose(text).splitlines() if line.strip()]
    if len(lines) > MAX_LINKS:
        raise BadLinkError(lines[MAX_LINKS], MAX_LINKS)
    return tuple(map(_link, lines))


def set_links(
    session: Session, point_id: int, links: Sequence[Link], *, at: datetime, by: str
) -> None:
    """Record the links a point offers."""
    pairs = [[link.title, link.address] for link in links]
    session.add(PointLinks(point_id=point_id, recorded=at, recorded_by=by, links=pairs))
    session.flush()


def links_of(session: Session, point_id: int) -> tuple[Link, ...]:
    """Return the links a point offers."""
    latest = select(PointLinks.links).where(PointLinks.point_id == point_id)
    pairs = session.scalar(latest.order_by(PointLinks.id.desc()).limit(1))
    return tuple(Link(*link) for link in pairs or ())


def announce_wait(session: Session, point_id: int, at: datetime) -> None:
    """Ask long-time users of a point's computers to make room, for a limited time."""
    session.merge(PointWait(point_id=point_id, until=at + WAIT_NOTICE_DURATION))
    session.flush()


def is_wait_announced(session: Session, point_id: int, at: datetime) -> bool:
    """Return True if a notice that somebody waits is in force."""
    notice = session.get(PointWait, point_id)
    return notice is not None and at < notice.until


def begin_lesson(
    session: Session,
    point_id: int,
    devices: Collection[int],
    *,
    learners: int,
    duration: timedelta,
    at: datetime,
    by: str,
) -> None:
    """Start a class: each computer starts a session by itself and ends it with the class."""
    if not devices or not 1 <= learners <= MAX_LEARNERS or not timedelta() < duration:
        raise BadLessonError(MAX_LEARNERS)
    ends = at + min(duration, MAX_LESSON_DURATION)
    values = {"learners": learners, "devices": sorted(devices), "recorded_by": by}
    session.add(Lesson(point_id=point_id, begins=at, ends=ends, **values))
    session.flush()


def lessons(session: Session, point_id: int, since: datetime) -> tuple[Lesson, ...]:
    """Return the classes of a point from a moment on, the newest first."""
    rows = select(Lesson).where(Lesson.point_id == point_id, Lesson.begins >= since)
    return tuple(session.scalars(rows.order_by(Lesson.begins.desc(), Lesson.id.desc())))


def lesson_at(session: Session, device_id: int, point_id: int, at: datetime) -> Lesson | None:
    """Return the class in progress at a computer, or None."""
    rows = select(Lesson).where(Lesson.point_id == point_id, Lesson.begins <= at, Lesson.ends > at)
    lessons = session.scalars(rows.order_by(Lesson.id.desc()))
    return next((lesson for lesson in lessons if device_id in lesson.devices), None)


def end_lesson(session: Session, lesson_id: int, point_id: int, at: datetime) -> None:
    """End a class early."""
    lesson = session.get(Lesson, lesson_id)
    if lesson is not None and lesson.point_id == point_id and at < lesson.ends:
        lesson.ends = at


def _link(line: str) -> Link:
    title, _, address = (part.strip() for part in line.rpartition("|"))
    parts = split_address(address)
    if not title or parts.scheme not in ("http", "https") or not parts.netloc:
        raise BadLinkError(line, MAX_LINKS)
    return Link(title, address)
