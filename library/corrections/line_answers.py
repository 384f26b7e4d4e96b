"""Texts that helpers type for lines; a text on which two of them agree enters the page."""

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.models import Page
from library.catalogue.text.words import Word
from library.corrections import line_choice
from library.corrections.line_choice import only_public
from library.corrections.line_trust import Trust, comparable, standings
from library.corrections.line_worth import (
    MAX_LETTERS,
    MAX_WORDS,
    WorthyLine,
    doubtful_places,
    line_digest,
)
from library.corrections.models import LineAnswer, LineState, LineTask, Revision, RevisionKind
from library.corrections.page_edits import edit
from library.corrections.page_edits.diff import Change, from_json
from library.corrections.page_edits.edit import EditContext
from library.corrections.page_edits.line_diff import changes_in, lines_of
from library.corrections.page_edits.reapply import is_untouched, locate
from library.corrections.problems import InvalidLineError, LineNotFoundError
from library.storage.content_store import ContentStore
from library.vietnamese.letters import without_controls

_ENOUGH, _LATEST, _READ_AT_ONCE = 100, 300, 3
_MIN_WORDS = 3
_known_chance = random.SystemRandom()


def gather_known_lines(session: Session, store: ContentStore) -> None:
    """Add a few known lines from corrections by staff while there are not enough."""
    count = select(func.count(LineTask.id)).where(LineTask.state == LineState.KNOWN)
    if (session.scalar(count) or 0) >= _ENOUGH:
        return
    query = only_public(select(Revision, Page).join(Page, Page.id == Revision.page_id)).where(
        Revision.kind == RevisionKind.TYPED, Revision.undone.is_(None), Page.as_read.is_not(None)
    )
    rows = session.execute(query.order_by(Revision.id.desc()).limit(_LATEST)).all()
    for revision, page in _known_chance.sample(rows, min(len(rows), _READ_AT_ONCE)):
        _add_lines(session, store, page, revision)


def _add_lines(session: Session, store: ContentStore, page: Page, revision: Revision) -> None:
    current = edit.words_of(store, page.words)
    shown_changes = {word[:5] for change in from_json(revision.changes) for word in change.seen}
    for line in lines_of(edit.words_of(store, page.as_read)).values():
        inside = tuple(filter(line.box.holds, current))
        text = " ".join(word.text for word in inside)
        is_text = _MIN_WORDS <= min(len(line.words), len(text.split())) <= MAX_WORDS
        is_corrected = any(word[:5] in shown_changes for word in line.words)
        digest = line_digest(line.words)
        same = (LineTask.page_id == page.id, LineTask.digest == digest)
        is_known = is_text and is_corrected and not doubtful_places(inside)
        if is_known and not session.scalar(select(LineTask.id).where(*same)):
            _add(session, page, line.words, text)


def _add(session: Session, page: Page, words: tuple[Word, ...], text: str) -> None:
    session.add(
        LineTask(
            page_id=page.id,
            digest=line_digest(words),
            base=page.as_read,
            words=[list(word[:6]) for word in words],
            worth=0.0,
            state=LineState.KNOWN,
            text=text,
            changed=clock.now(),
        )
    )
    session.flush()


BY_READERS = "bạn đọc chép, hai người giống nhau"
_SAMPLE_SHARE = 1 / 20
"""Share of agreed lines that staff check."""

_NEEDED, _MORE_IN_A_CLASS, _MORE_IF_DOUBT_STAYS = 2, 1, 1
"""Equal texts: from two networks; one more from a class behind one address, and one more if they
leave a doubtful word as read, since two people overlook the same error more often than they make
it.
"""

_MAX_DIFFERENT = 5
"""Helpers who count and do not agree, after whom staff decide."""

_MAX_SETTLED = 100
KEPT_DAYS = 60
_chance = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class TypedLine:
    """A text that a helper typed for a line; it is empty if the image cannot be read."""

    digest: str
    text: str
    helper: str
    place: str
    class_code: str | None = None


def receive(
    context_of: Callable[[str], EditContext], page: Page, typed: TypedLine, *, is_given_up: bool
) -> None:
    """Store a typed line and settle what it decides; the same helper is heard once.

    Raises InvalidLineError, and LineNotFoundError for a line that is not offered.
    """
    context = context_of(page.item_id)
    session, text = context.session, " ".join(without_controls(typed.text).split())
    if is_given_up:
        text = ""
    elif not text or len(text) > MAX_LETTERS or len(text.split()) > MAX_WORDS:
        raise InvalidLineError(MAX_WORDS)
    earliest = clock.today() - timedelta(days=KEPT_DAYS)
    session.execute(delete(LineAnswer).where(LineAnswer.day < earliest))
    gather_known_lines(session, context.store)
    line = line_choice.page_line(session, context.store, page, typed.digest)
    if line is None:
        raise LineNotFoundError
    state = line.state if isinstance(line, LineTask) else LineState.OPEN
    trust = standings(session, [typed.helper])[typed.helper]
    if state is not LineState.KNOWN and (state is not LineState.OPEN or trust is Trust.FAILS):
        return
    task = line if isinstance(line, LineTask) else _new_task(session, page, line)
    same = (LineAnswer.task_id == task.id, LineAnswer.helper == typed.helper)
    if session.scalar(select(LineAnswer.id).where(*same)) is not None:
        return
    answer = LineAnswer(
        task_id=task.id,
        helper=typed.helper,
        place=typed.place,
        class_code=typed.class_code,
        text=text,
        day=clock.today(),
        is_right=_is_right(task, text) if state is LineState.KNOWN else None,
    )
    session.add(answer)
    session.flush()
    if state is LineState.OPEN:
        settle(context, task)
    elif trust is not Trust.COUNTS:
        _settle_of_helper(context_of, session, typed.helper)


def settle(context: EditContext, task: LineTask) -> None:
    """Accept a line on which helpers who count agree, or pass it to staff if they cannot."""
    answers = _counting_answers(context.session, task)
    key = _agreed_key(answers, line_choice.task_line(task))
    if key is not None:
        texts = [answer.text for answer in answers if comparable(answer.text) == key]
        _accept(context, task, max(texts, key=texts.count))
    elif len({answer.helper for answer in answers}) >= _MAX_DIFFERENT:
        change_state(task, LineState.DISPUTED)


def grade(session: Session, task: LineTask) -> None:
    """Compare the answers for a line with its known text."""
    for answer in session.scalars(select(LineAnswer).where(LineAnswer.task_id == task.id)):
        answer.is_right = _is_right(task, answer.text)


def change_state(
    task: LineTask, state: LineState, text: str | None = None, by: str | None = None
) -> None:
    """Change the state of a line."""
    task.state, task.changed, task.decided_by = state, clock.now(), by
    task.text = task.text if text is None else text


def changes_of(line: WorthyLine, text: str, *, confirms: Collection[int] = ()) -> list[Change]:
    """Return the changes from a line as shown to a text; words at `confirms` are confirmed."""
    return list(changes_in(line.words, {0: text}, confirms))


def _accept(context: EditContext, task: LineTask, text: str) -> None:
    if not text:
        change_state(task, LineState.CLOSED, by=BY_READERS)
        return
    page = context.session.get_one(Page, task.page_id)
    line = line_choice.task_line(task)
    changes = changes_of(line, text, confirms=doubtful_places(line.words))
    if _others_changed(context, page, changes):
        change_state(task, LineState.DISPUTED, text)
        return
    revision = edit.store_revision(context, page, changes, RevisionKind.READER)
    change_state(task, LineState.AGREED, text, BY_READERS)
    task.revision_id = revision and revision.id
    task.sampled = _chance.random() < _SAMPLE_SHARE


def _others_changed(context: EditContext, page: Page, changes: list[Change]) -> bool:
    """Return True if staff changed a word that readers typed, or confirmed one that they change."""
    words = edit.words_of(context.store, page.words)
    return any(
        not is_untouched(words, change)
        or (
            tuple(word.text for word in change.seen) != change.meant
            and any(words[place].checked for place in locate(words, change) or ())
        )
        for change in changes
    )


def _counting_answers(session: Session, task: LineTask) -> list[LineAnswer]:
    answers = list(session.scalars(select(LineAnswer).where(LineAnswer.task_id == task.id)))
    trust = standings(session, {answer.helper for answer in answers})
    return [answer for answer in answers if trust[answer.helper] is Trust.COUNTS]


def _agreed_key(answers: list[LineAnswer], line: WorthyLine) -> str | None:
    texts = sorted(answers, key=lambda answer: comparable(answer.text))
    for key, group in groupby(texts, lambda answer: comparable(answer.text)):
        equal = list(group)
        if _is_enough(equal, _NEEDED + _MORE_IF_DOUBT_STAYS * _doubt_stays(line, equal[0].text)):
            return key
    return None


def _doubt_stays(line: WorthyLine, text: str) -> bool:
    """Return True if a text leaves a doubtful word of the line as the machine read it."""
    doubtful = {line.words[place] for place in doubtful_places(line.words)}
    seen = (change.seen for change in changes_of(line, text))
    return bool(text) and bool(doubtful.difference(*seen))


def _is_enough(answers: list[LineAnswer], needed: int) -> bool:
    """Return True if equal answers come from enough networks, or from enough pupils of a class."""
    if len({answer.place for answer in answers}) >= needed:
        return True
    codes = [answer.class_code for answer in answers if answer.class_code]
    return any(codes.count(code) >= needed + _MORE_IN_A_CLASS for code in set(codes))


def _settle_of_helper(
    context_of: Callable[[str], EditContext], session: Session, helper: str
) -> None:
    """Settle the open lines of a helper who may count from now on."""
    query = (
        select(LineTask, Page.item_id)
        .join(LineAnswer, LineAnswer.task_id == LineTask.id)
        .join(Page, Page.id == LineTask.page_id)
        .where(LineAnswer.helper == helper, LineTask.state == LineState.OPEN)
        .order_by(LineTask.page_id)
        .limit(_MAX_SETTLED)
    )
    if standings(session, [helper])[helper] is Trust.COUNTS:
        for task, item_id in session.execute(line_choice.only_public(query)).all():
            settle(context_of(item_id), task)


def _new_task(session: Session, page: Page, line: WorthyLine) -> LineTask:
    task = LineTask(
        page_id=page.id,
        digest=line.digest,
        base=page.as_read or page.words,
        words=[list(word[:6]) for word in line.words],
        worth=line.worth,
        state=LineState.OPEN,
        changed=clock.now(),
    )
    session.add(task)
    session.flush()
    return task


def _is_right(task: LineTask, text: str) -> bool:
    return comparable(text) == comparable(task.text or "")
