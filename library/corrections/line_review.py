"""Work of staff on lines typed by readers: disagreements, samples, and undoing."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from library.catalogue.models import Item, Page
from library.corrections.line_answers import change_state, changes_of, grade
from library.corrections.line_choice import task_line
from library.corrections.line_trust import Trust, comparable, standings
from library.corrections.line_worth import MAX_LETTERS, MAX_WORDS, WorthyLine
from library.corrections.models import LineAnswer, LineState, LineTask, Revision, RevisionKind
from library.corrections.page_edits import edit
from library.corrections.page_edits.edit import EditContext
from library.corrections.page_edits.reapply import is_untouched
from library.corrections.problems import InvalidLineError
from library.staff.audit import note
from library.vietnamese.letters import without_controls
from library.work_queues import WorkQueue, queue_size

_MAX_DOUBTED = 200
_WAITS = or_(
    LineTask.state == LineState.DISPUTED,
    LineTask.sampled.is_(True) & (LineTask.state == LineState.AGREED),
)


@dataclass(frozen=True, slots=True)
class ReviewedLine:
    """A line for staff, with the texts that readers typed and how many typed each."""

    id: int
    item_id: str
    title: str
    number: int
    state: LineState
    text: str | None
    changed: datetime
    line: WorthyLine
    choices: tuple[tuple[str, int], ...] = ()


def waiting_queue(session: Session) -> WorkQueue:
    """Return the number of lines that wait for staff, with the time of the oldest."""
    return queue_size(
        session, _lines(select(func.count(LineTask.id), func.min(LineTask.changed))).where(_WAITS)
    )


def waiting_lines(session: Session, count: int) -> tuple[ReviewedLine, ...]:
    """Return disagreements, then samples of agreed lines, the oldest first."""
    query = _lines(select(LineTask, Page.item_id, Item.title, Page.number)).where(_WAITS)
    rows = session.execute(query.order_by(LineTask.sampled, LineTask.changed).limit(count))
    return tuple(_reviewed(session, *row) for row in rows)


def latest_agreed(session: Session, count: int) -> tuple[ReviewedLine, ...]:
    """Return the lines on which readers agreed last."""
    query = _lines(select(LineTask, Page.item_id, Item.title, Page.number))
    newest = query.where(LineTask.state == LineState.AGREED).order_by(LineTask.changed.desc())
    return tuple(_reviewed(session, *row) for row in session.execute(newest.limit(count)))


def decide(context_of: Callable[[str], EditContext], session: Session, id_: int, text: str) -> bool:
    """Store the text that staff read on a line; False if somebody decided it before.

    An empty text closes a line that nobody can read. Helpers are graded by the decision.
    """
    task = session.get(LineTask, id_)
    if task is None or not (task.state is LineState.DISPUTED or task.sampled):
        return False
    text = " ".join(without_controls(text).split())
    if len(text) > MAX_LETTERS or len(text.split()) > MAX_WORDS:
        raise InvalidLineError(MAX_WORDS)
    page = session.get_one(Page, task.page_id)
    context = context_of(page.item_id)
    is_right = task.sampled and comparable(text) == comparable(task.text or "")
    if not is_right:
        _undo(context, page, task)
        _write(context, page, task, text)
    agreed_text = task.text if task.sampled and not is_right else None
    task.sampled = False
    change_state(task, LineState.KNOWN if text else LineState.CLOSED, text or None, context.by)
    if text:
        grade(session, task)
    if agreed_text:
        _doubt_agreed_lines(session, task, agreed_text)
    note(session, context.by, "page.line.decide", page.item_id, f"trang {page.number}: {text}")
    return True


def take_back(context_of: Callable[[str], EditContext], session: Session, id_: int) -> bool:
    """Undo a line on which readers agreed; it is not offered again. False if it is no such line."""
    task = session.get(LineTask, id_)
    if task is None or task.state is not LineState.AGREED:
        return False
    page = session.get_one(Page, task.page_id)
    context = context_of(page.item_id)
    _undo(context, page, task)
    task.sampled = False
    change_state(task, LineState.CLOSED, by=context.by)
    return True


def _undo(context: EditContext, page: Page, task: LineTask) -> None:
    revision = task.revision_id and context.session.get(Revision, task.revision_id)
    if revision:
        edit.undo(context, page, [revision])


def _write(context: EditContext, page: Page, task: LineTask, text: str) -> None:
    """Store the text as a correction by staff; words that others changed meanwhile stay."""
    line = task_line(task)
    words = edit.words_of(context.store, page.words)
    changes = changes_of(line, text, confirms=range(len(line.words))) if text else []
    changes = [change for change in changes if is_untouched(words, change)]
    edit.store_revision(context, page, changes, RevisionKind.TYPED)


def _doubt_agreed_lines(session: Session, task: LineTask, agreed_text: str) -> None:
    """Let staff check all agreed lines of helpers who were wrong here and no longer count."""
    answers = session.scalars(select(LineAnswer).where(LineAnswer.task_id == task.id))
    agreed = comparable(agreed_text)
    wrong = {answer.helper for answer in answers if comparable(answer.text) == agreed}
    trust = standings(session, wrong)
    helpers = [helper for helper in wrong if trust[helper] is not Trust.COUNTS]
    query = (
        select(LineTask)
        .join(LineAnswer, LineAnswer.task_id == LineTask.id)
        .where(LineAnswer.helper.in_(helpers), LineTask.state == LineState.AGREED)
    )
    for other in session.scalars(query.limit(_MAX_DOUBTED)).unique():
        other.sampled = True


def _reviewed(
    session: Session, task: LineTask, item_id: str, title: str, number: int
) -> ReviewedLine:
    line = task_line(task)
    texts = session.scalars(select(LineAnswer.text).where(LineAnswer.task_id == task.id)).all()
    if task.text and task.state is LineState.AGREED:
        counts = Counter({task.text: len(texts)})
    else:
        counts = Counter(text for text in texts if text) or Counter({line.text: 0})
    return ReviewedLine(
        task.id,
        item_id,
        title,
        number,
        task.state,
        task.text,
        task.changed,
        line,
        tuple(counts.most_common()),
    )


def _lines(query: Select) -> Select:
    pages = query.select_from(LineTask).join(Page, Page.id == LineTask.page_id)
    return pages.join(Item, Item.id == Page.item_id)
