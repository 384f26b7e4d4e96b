"""Questions of readers without an account: asked, answered, published as questions and answers."""

import hashlib
import re
import secrets
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from library import clock
from library.readers.models import Question, QuestionContact
from library.readers.problems import (
    BadContactError,
    BadPublicTextError,
    BadQuestionError,
    NoAnswerError,
    QuestionNotFoundError,
    TooManyQuestionsError,
)
from library.staff.audit import note
from library.vietnamese.letters import compose, fold
from library.work_queues import WorkQueue

MAX_LENGTH, MAX_ANSWER_LENGTH, MAX_CONTACT_LENGTH, MAX_PLACE_LENGTH = 2_000, 20_000, 120, 300
MAX_OPEN = 5_000
"""Open questions at which no more are taken. Doors admit only a few of one sender."""

ANSWER_DAYS = 7
"""Days after which an open question is overdue."""

_PERSONAL_NUMBER = re.compile(r"\d{9}|\b0\d{2,3}[ .-]\d{3}[ .-]\d{3,4}\b")
_WORD = re.compile(r"[^\W_]+")

LISTS: dict[str, ColumnElement[bool]] = {
    "cho": Question.closed.is_(None),
    "da-tra-loi": Question.closed.is_not(None) & (Question.answer != ""),
    "da-dang": Question.published.is_not(None),
    "khong-tra-loi": Question.closed.is_not(None) & (Question.answer == ""),
}
"""Conditions of the lists of the office, by the word in their address."""


def ask(
    session: Session,
    text: str,
    *,
    token: str = "",
    place: str = "",
    item_id: str | None = None,
    contact: str = "",
    admit: Callable[[], None] = lambda: None,
) -> str:
    """Store a question and return the token of its private address.

    `token` is that of the form: sent twice, a form asks once. `admit` is called for a new question,
    and may raise TooManyQuestionsError.
    """
    text, contact = clean_text(text), clean_text(contact)
    if not text or len(text) > MAX_LENGTH or _PERSONAL_NUMBER.search(text):
        raise BadQuestionError(MAX_LENGTH)
    if len(contact) > MAX_CONTACT_LENGTH or "\n" in contact:
        raise BadContactError(MAX_CONTACT_LENGTH)
    earlier = session.scalar(_with_token(token))
    if earlier is not None and earlier.text == text:
        return token
    if (session.scalar(select(func.count(Question.id)).where(LISTS["cho"])) or 0) >= MAX_OPEN:
        raise TooManyQuestionsError
    admit()
    token = secrets.token_urlsafe(16) if earlier is not None or len(token) < 20 else token
    texts = dict.fromkeys(("answer", "public_question", "public_answer", "search_key"), "")
    about = {"asked": clock.today(), "place": place, "item_id": item_id, "text": text}
    row = Question(digest=_digest(token), **about, **texts)
    session.add(row)
    if contact:
        session.add(QuestionContact(digest=row.digest, contact=contact, tries=0))
    session.flush()
    return token


def with_token(session: Session, token: str) -> Question:
    """Return the question of a private address; raise QuestionNotFoundError."""
    return _existing(session.scalar(_with_token(token)))


def find(session: Session, number: int) -> Question:
    """Return a question; raise QuestionNotFoundError."""
    return _existing(session.get(Question, number))


def find_published(session: Session, number: int) -> Question:
    """Return a published question; raise QuestionNotFoundError for any other."""
    query = select(Question).where(Question.id == number, LISTS["da-dang"])
    return _existing(session.scalar(query))


def contact_of(session: Session, question: Question) -> QuestionContact | None:
    """Return the way to answer the asker; None if none was given, or it was deleted."""
    return session.get(QuestionContact, question.digest)


def answer(session: Session, question: Question, text: str, by: str) -> None:
    """Answer a question, or replace its answer; a published answer stays as it is."""
    text = clean_text(text)
    if not text or len(text) > MAX_ANSWER_LENGTH:
        raise NoAnswerError(MAX_ANSWER_LENGTH)
    question.answer = text
    if question.closed is None:
        question.closed, question.closed_by = clock.now(), by
        if (contact := contact_of(session, question)) is not None:
            contact.mailed, contact.tries = None, 0
    note(session, by, "question.answer", str(question.id))


def dismiss(session: Session, question: Question, by: str) -> None:
    """Close an open question without an answer; it can be reopened until it is deleted."""
    if question.closed is None:
        question.closed, question.closed_by = clock.now(), by
        note(session, by, "question.dismiss", str(question.id))


def reopen(session: Session, question: Question, by: str) -> None:
    """Open a closed question again; its answer stays, and the next one is mailed too."""
    if question.closed is not None:
        question.closed = question.closed_by = None
        note(session, by, "question.reopen", str(question.id))


def publish(
    session: Session, question: Question, public_question: str, public_answer: str, by: str
) -> None:
    """Publish an edited question with its answer; raise EmptyPublicTextError."""
    texts = clean_text(public_question), clean_text(public_answer)
    limits = MAX_LENGTH, MAX_ANSWER_LENGTH
    if not all(0 < len(text) <= limit for text, limit in zip(texts, limits, strict=True)):
        raise BadPublicTextError(*limits)
    question.public_question, question.public_answer = texts
    question.search_key = f" {' '.join(_words(' '.join(texts)))} "
    question.published = question.published or clock.now()
    note(session, by, "question.publish", str(question.id), texts[0][:80])


def hide(session: Session, question: Question, by: str) -> None:
    """Take a question and its answer from the public; the edited texts stay."""
    question.published = None
    note(session, by, "question.hide", str(question.id))


def published(session: Session, words: str, count: int, *, first: int = 0) -> tuple[Question, ...]:
    """Return published questions that have all the words, the newest first."""
    matches = select(Question).where(*_conditions(words))
    newest = matches.order_by(Question.published.desc(), Question.id.desc())
    return tuple(session.scalars(newest.offset(first).limit(count)))


def count_published(session: Session, words: str) -> int:
    """Return the number of published questions that have all the words."""
    return session.scalar(select(func.count(Question.id)).where(*_conditions(words))) or 0


def about_item(session: Session, item_id: str) -> tuple[Question, ...]:
    """Return the published questions that were asked from an item, the newest first."""
    query = select(Question).where(Question.item_id == item_id, LISTS["da-dang"])
    return tuple(session.scalars(query.order_by(Question.published.desc())))


def in_list(session: Session, name: str, count: int, *, first: int = 0) -> tuple[Question, ...]:
    """Return the questions of a list of the office, the oldest first while they wait."""
    order = Question.id if name == "cho" else Question.id.desc()
    query = select(Question).where(LISTS[name]).order_by(order)
    return tuple(session.scalars(query.offset(first).limit(count)))


def count_in_list(session: Session, name: str) -> int:
    """Return the number of questions of a list of the office."""
    return session.scalar(select(func.count(Question.id)).where(LISTS[name])) or 0


def open_queue(session: Session) -> WorkQueue:
    """Return the number of open questions, with the day of the oldest."""
    query = select(func.count(Question.id), func.min(Question.asked)).where(LISTS["cho"])
    count, first_day = session.execute(query).one()
    since = first_day and datetime.combine(first_day, time(), clock.now().tzinfo)
    return WorkQueue(count, since)


def due_day(question: Question) -> date:
    """Return the day until which a question should be answered."""
    return question.asked + timedelta(days=ANSWER_DAYS)


def clean_text(text: str) -> str:
    """Return composed text of printable lines, without blank ends."""
    lines = ("".join(c if c.isprintable() else " " for c in line) for line in text.splitlines())
    return compose("\n".join(" ".join(line.split()) for line in lines)).strip()


def _conditions(words: str) -> tuple[ColumnElement[bool], ...]:
    key = Question.search_key
    return LISTS["da-dang"], *(key.contains(f" {word} ", autoescape=True) for word in _words(words))


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _with_token(token: str) -> Select[tuple[Question]]:
    return select(Question).where(Question.digest == _digest(token))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _existing(question: Question | None) -> Question:
    if question is None:
        raise QuestionNotFoundError
    return question
