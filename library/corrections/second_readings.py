"""Storage of a second reading: its changes as a revision, except where a person was faster."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from library import clock
from library.catalogue.models import Page, PageState
from library.catalogue.text.words import Word
from library.corrections.models import ReadingOutcome, Revision, RevisionKind, SecondReading
from library.corrections.page_edits import edit
from library.corrections.page_edits.diff import Change, from_json
from library.corrections.page_edits.edit import EditContext
from library.corrections.page_edits.reapply import is_untouched, locate

BY = "máy đọc thứ hai"
"""Author of its revisions in histories and in the audit trail."""


@dataclass(frozen=True, slots=True)
class SecondReadingResult:
    """Outcome and changes of one reading of the OCR words with the checksum `words`."""

    words: str
    reader: str
    outcome: ReadingOutcome
    strips: int = 0
    agreement: float | None = None
    changes: tuple[Change, ...] = ()


def store_result(context: EditContext, page_id: int, result: SecondReadingResult) -> Page | None:
    """Store a reading and its changes; return the page, or None if it was read anew meanwhile.

    Words that a person confirmed or changed stay, and so does what a person undid before.
    """
    session = context.session
    page = session.get(Page, page_id)
    if page is None or page.state is not PageState.DONE or ocr_words(page) != result.words:
        return None
    _undo_former(context, page)
    changes = tuple(_welcome_changes(context, page, result.changes))
    edit.store_revision(context, page, changes, RevisionKind.MACHINE, read_from=result.words)
    session.merge(
        SecondReading(
            page_id=page.id,
            words=result.words,
            reader=result.reader,
            at=clock.now(),
            outcome=result.outcome,
            strips=result.strips,
            agreement=result.agreement,
            changed=len(changes),
        )
    )
    session.flush()
    return page


def undo_all(context: EditContext, page: Page) -> int:
    """Undo every second reading of a page; return the number of revisions undone."""
    revisions = [row for row in _readings(context.session, page) if row.undone is None]
    if revisions:
        edit.undo(context, page, revisions)
    return len(revisions)


def ocr_words(page: Page) -> str | None:
    """Return the checksum of the OCR words of a page, without any correction."""
    return page.as_read or page.words


def _undo_former(context: EditContext, page: Page) -> None:
    """Undo what another model, or other rules, changed."""
    rows = (row for row in _readings(context.session, page) if row.undone is None)
    if revisions := [row for row in rows if not edit.is_outdated(row, page)]:
        edit.undo(context, page, revisions)


def _welcome_changes(
    context: EditContext, page: Page, changes: Iterable[Change]
) -> Iterator[Change]:
    if not changes:
        return
    current = edit.words_of(context.store, page.words)
    refusals = {
        _content(change)
        for row in _readings(context.session, page)
        if row.undone is not None and row.undone_by != BY
        for change in from_json(row.changes)
    }
    for change in changes:
        if _content(change) not in refusals and _is_free(current, change):
            yield change


def _is_free(current: tuple[Word, ...], change: Change) -> bool:
    """Return True if no person changed or confirmed the words of a change."""
    if not is_untouched(current, change):
        return False
    place = locate(current, change)
    return place is not None and not any(current[index].checked for index in place)


def _content(change: Change) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(word.text for word in change.seen), change.meant


def _readings(session: Session, page: Page) -> list[Revision]:
    revisions = edit.revisions_of(session, page)
    return [revision for revision in revisions if revision.kind is RevisionKind.MACHINE]
