"""Tallies of voluntary demographic answers, one per question.

No single answer, session, computer or hour is stored, only how many readers at a point on a day
chose an answer. Two answers of one reader cannot be linked.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ForeignKey, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from library.database import Base, insert_new
from library.usage.privacy.small_counts import hide

NO_ANSWER = "none"
"""Answer of a reader who skipped this question but answered another."""

QUESTIONS: dict[str, tuple[str, ...]] = {
    "age": ("under-16", "16-35", "36-59", "60-up"),
    "sex": ("female", "male"),
    "poor": ("yes", "no"),
    "minority": ("yes", "no"),
}
"""Questions and possible answers, coarse enough for a commune."""

_CHILD_QUESTIONS = ("age",)
"""Questions for readers under 16."""

_CHILD = "under-16"


class DemographicTally(Base):
    """Number of readers at a point who chose an answer on a day."""

    __tablename__ = "demographic_tally"

    point_id: Mapped[int] = mapped_column(ForeignKey("access_point.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]


@dataclass(frozen=True, slots=True)
class QuestionSummary:
    """Totals of the answers to one question; a hidden count is None."""

    question: str
    declared: int | None
    """Number of readers who answered; None when it would reveal a hidden count."""
    unsaid: int
    counts: Mapping[str, int | None]


def add(session: Session, point_id: int, day: date, form: Mapping[str, object]) -> bool:
    """Count the valid answers of one reader; return False if there are none."""
    answers = {
        name: form[name] for name, possible in QUESTIONS.items() if form.get(name) in possible
    }
    if not answers:
        return False
    questions = _CHILD_QUESTIONS if answers.get("age") == _CHILD else QUESTIONS
    for question in questions:
        where = {"point_id": point_id, "day": day, "question": question}
        where["answer"] = answers.get(question, NO_ANSWER)
        insert_new(session, DemographicTally, [{**where, "count": 0}])
        more = {"count": DemographicTally.count + 1}
        session.execute(update(DemographicTally).filter_by(**where).values(more))
    return True


def summarise(
    session: Session, points: Collection[int], since: date, until: date
) -> tuple[QuestionSummary, ...]:
    """Return totals for some points and days; small counts are hidden, from staff too."""
    rows = session.execute(
        select(DemographicTally.question, DemographicTally.answer, func.sum(DemographicTally.count))
        .where(DemographicTally.point_id.in_(points))
        .where(DemographicTally.day >= since, DemographicTally.day < until)
        .group_by(DemographicTally.question, DemographicTally.answer)
    )
    totals = {(question, answer): int(count) for question, answer, count in rows}
    return tuple(
        _summary(question, {a: totals.get((question, a), 0) for a in answers}, totals)
        for question, answers in QUESTIONS.items()
        if any(question == name for name, _ in totals)
    )


def _summary(
    question: str, counts: dict[str, int], totals: Mapping[tuple[str, str], int]
) -> QuestionSummary:
    declared = sum(counts.values())
    values = {**counts, "": declared}
    hidden = hide(values, [("", *counts)])
    shown_counts = {name: None if name in hidden else count for name, count in counts.items()}
    shown_total = None if "" in hidden else declared
    return QuestionSummary(
        question, shown_total, totals.get((question, NO_ANSWER), 0), shown_counts
    )
