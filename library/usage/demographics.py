"""Counts what readers told of themselves if they liked: added up at once, each question apart.

There is no row of an answer, no session, no computer and no hour: only how many at a point on a day
chose a box. Two boxes of one reader cannot be put together again.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ForeignKey, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from library.database import Base, insert_new
from library.usage.privacy.small_counts import hide

UNSAID = "none"
"""Whoever answers another question but not this one."""

QUESTIONS: dict[str, tuple[str, ...]] = {
    "age": ("under-16", "16-35", "36-59", "60-up"),
    "sex": ("female", "male"),
    "poor": ("yes", "no"),
    "minority": ("yes", "no"),
}
"""What may be asked, coarse enough for a commune, and the answers."""

_OF_CHILDREN = ("age",)
"""Whoever is under 16 is asked nothing else."""

_CHILD = "under-16"


class DemographicTally(Base):
    """How many readers of a point chose an answer on a day."""

    __tablename__ = "demographic_tally"

    point_id: Mapped[int] = mapped_column(ForeignKey("access_point.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers to one question; a hidden count is None."""

    question: str
    declared: int | None
    """How many answered it at all; hidden when it would give a hidden count away."""
    unsaid: int
    counts: Mapping[str, int | None]


def add(session: Session, point_id: int, day: date, told: Mapping[str, object]) -> bool:
    """Count the answers of one reader; say whether there were any."""
    answers = {
        name: told[name] for name, possible in QUESTIONS.items() if told.get(name) in possible
    }
    if not answers:
        return False
    asked = _OF_CHILDREN if answers.get("age") == _CHILD else QUESTIONS
    for question in asked:
        where = {"point_id": point_id, "day": day, "question": question}
        where["answer"] = answers.get(question, UNSAID)
        insert_new(session, DemographicTally, [{**where, "count": 0}])
        more = {"count": DemographicTally.count + 1}
        session.execute(update(DemographicTally).filter_by(**where).values(more))
    return True


def answered(
    session: Session, points: Collection[int], since: date, until: date
) -> tuple[Answered, ...]:
    """Return the answers at some points in some days; small counts are hidden from staff too."""
    rows = session.execute(
        select(DemographicTally.question, DemographicTally.answer, func.sum(DemographicTally.count))
        .where(DemographicTally.point_id.in_(points))
        .where(DemographicTally.day >= since, DemographicTally.day < until)
        .group_by(DemographicTally.question, DemographicTally.answer)
    )
    known = {(question, answer): int(count) for question, answer, count in rows}
    return tuple(
        _answered(question, {a: known.get((question, a), 0) for a in answers}, known)
        for question, answers in QUESTIONS.items()
        if any(question == name for name, _ in known)
    )


def _answered(
    question: str, counts: dict[str, int], known: Mapping[tuple[str, str], int]
) -> Answered:
    declared = sum(counts.values())
    values = {**counts, "": declared}
    hidden = hide(values, [("", *counts)])
    told = {name: None if name in hidden else count for name, count in counts.items()}
    shown = None if "" in hidden else declared
    return Answered(question, shown, known.get((question, UNSAID), 0), told)
