"""Lines whose text staff know because they corrected them: readers are checked with them."""

import random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.models import Page
from library.catalogue.text.words import Word
from library.corrections.line_choice import only_public
from library.corrections.line_worth import MAX_WORDS, doubtful_places, line_digest
from library.corrections.models import LineState, LineTask, Revision, RevisionKind
from library.corrections.page_edits import edit
from library.corrections.page_edits.diff import from_json
from library.corrections.page_edits.line_diff import lines_of
from library.storage.content_store import ContentStore

_ENOUGH, _LATEST, _READ_AT_ONCE = 100, 300, 3
_MIN_WORDS = 3
_chance = random.SystemRandom()


def gather_known_lines(session: Session, store: ContentStore) -> None:
    """Add a few known lines from corrections by staff while there are not enough."""
    count = select(func.count(LineTask.id)).where(LineTask.state == LineState.KNOWN)
    if (session.scalar(count) or 0) >= _ENOUGH:
        return
    query = only_public(select(Revision, Page).join(Page, Page.id == Revision.page_id)).where(
        Revision.kind == RevisionKind.TYPED, Revision.undone.is_(None), Page.as_read.is_not(None)
    )
    rows = session.execute(query.order_by(Revision.id.desc()).limit(_LATEST)).all()
    for revision, page in _chance.sample(rows, min(len(rows), _READ_AT_ONCE)):
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
