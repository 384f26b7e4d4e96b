"""Tallies of voluntary demographic answers, one per question.

No single answer, session, computer or hour is stored, only how many readers at a point on a day
chose an answer. Two answers of one reader cannot be linked.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ForeignKey, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from library.database import Base, insert_new
from points.usage.privacy.small_counts import hide

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
_DECLARED = "declared"

Cell = tuple[str, str]
"""Question and answer, or a number of readers."""


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
    unsaid: int | None
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
    questions = [question for question in QUESTIONS if any(question == name for name, _ in totals)]
    values = dict(_cells(questions, totals))
    mask = hide(values, _lines(questions))
    visible_counts = {cell: None if cell in mask else value for cell, value in values.items()}
    return tuple(
        QuestionSummary(
            question,
            visible_counts[question, _DECLARED],
            visible_counts[question, NO_ANSWER],
            {answer: visible_counts[question, answer] for answer in QUESTIONS[question]},
        )
        for question in questions
    )


def _cells(
    questions: Iterable[str], totals: Mapping[tuple[str, str], int]
) -> Iterator[tuple[Cell, int]]:
    """Yield the counts that are printed, and the numbers of readers that follow from them."""
    for question in questions:
        counts = {answer: totals.get((question, answer), 0) for answer in QUESTIONS[question]}
        for answer, count in counts.items():
            yield (question, answer), count
        unsaid = totals.get((question, NO_ANSWER), 0)
        yield (question, _DECLARED), sum(counts.values())
        yield (question, NO_ANSWER), unsaid
        yield _readers(question), sum(counts.values()) + unsaid


def _lines(questions: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
    """Yield each sum followed by its parts: every adult is in all questions, a child in one."""
    for question in questions:
        answers = ((question, answer) for answer in QUESTIONS[question])
        yield ((question, _DECLARED), *answers)
        yield (_readers(question), (question, _DECLARED), (question, NO_ANSWER))
    if len(questions) > len(_CHILD_QUESTIONS) and set(_CHILD_QUESTIONS) <= set(questions):
        yield ("all", ""), ("adults", ""), (_CHILD_QUESTIONS[0], _CHILD)


def _readers(question: str) -> Cell:
    """Return the cell of the readers who saw a question and answered any."""
    return ("all" if question in _CHILD_QUESTIONS else "adults"), ""
