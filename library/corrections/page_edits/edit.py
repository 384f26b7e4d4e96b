"""Corrections of a page: save, undo and redo revisions, and recompute the page from them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import Accession
from library.catalogue import index_queue
from library.catalogue.models import Item, Page, PageState, PageText
from library.catalogue.text.languages import split_languages
from library.catalogue.text.layout import Box
from library.catalogue.text.plain_text import as_text
from library.catalogue.text.quality import quality
from library.catalogue.text.words import Word, pack, unpack
from library.corrections import figure_doubts
from library.corrections.figure_doubts import MAX_TEXT
from library.corrections.models import LineState, LineTask, Revision, RevisionKind, StalePdf
from library.corrections.page_edits import edit, misreadings, plain_lines
from library.corrections.page_edits.diff import NO_BOX, Change, Frame, from_json, to_json
from library.corrections.page_edits.line_diff import changes_in
from library.corrections.page_edits.reapply import is_untouched, replay
from library.errors import PageNotFoundError, WrongStateError
from library.staff.audit import note
from library.storage.content_store import ContentStore
from library.vietnamese.letters import compose


@dataclass(frozen=True, slots=True)
class SaveResult:
    """Result of saving changes: number of saved changes, or the conflicting ones."""

    count: int
    clashing: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class EditContext:
    """Context of a correction: database session, word store and user."""

    session: Session
    store: ContentStore
    by: str
    languages: tuple[str, ...]
    """OCR languages of the collection, used for pages without their own choice."""


def page_of(session: Session, item_id: str, number: int) -> Page:
    """Return a page with word positions; raise PageNotFoundError or WrongStateError."""
    page = session.scalar(select(Page).where(Page.item_id == item_id, Page.number == number))
    if page is None:
        raise PageNotFoundError(number)
    if page.words is None or page.state is not PageState.DONE:
        raise WrongStateError("sửa chữ trên ảnh", "trang này chưa có chữ kèm vị trí")
    return page


def words_of(store: ContentStore, digest: str) -> tuple[Word, ...]:
    """Return the words stored under a checksum."""
    return unpack(store.read(digest))


def save(
    context: EditContext,
    page: Page,
    base: str,
    typed_lines: Mapping[int, str],
    confirmed_indexes: Collection[int] = (),
    extra: Sequence[Change] = (),
) -> SaveResult:
    """Save the changes to the words `base`, unless others changed the same words since."""
    changes = (*changes_in(words_of(context.store, base), typed_lines, confirmed_indexes), *extra)
    if page.words != base:
        current = words_of(context.store, page.words)
        clashing = tuple(change for change in changes if not is_untouched(current, change))
        if clashing:
            return SaveResult(0, clashing)
    store_revision(context, page, changes, RevisionKind.TYPED)
    return SaveResult(len(changes))


def store_revision(
    context: EditContext,
    page: Page,
    changes: Sequence[Change],
    kind: RevisionKind,
    batch: str | None = None,
    read_from: str | None = None,
) -> Revision | None:
    """Store changes as one revision and recompute the page; None without changes."""
    if not changes:
        return None
    frame = frame_of(page)
    revision = Revision(
        item_id=page.item_id,
        page_id=page.id,
        picture=picture_of(page),
        width=frame.width,
        height=frame.height,
        begins=frame.begins,
        ends=frame.ends,
        kind=kind,
        by=context.by,
        at=clock.now(),
        changes=to_json(changes),
        count=len(changes),
        batch=batch,
        read_from=read_from,
    )
    context.session.add(revision)
    context.session.flush()
    if kind is not RevisionKind.MACHINE:
        _learn(context, page, changes)
    note(
        context.session,
        context.by,
        "page.correct",
        page.item_id,
        describe_changes(page.number, changes),
    )
    _update_page(context, page)
    return revision


def undo(context: EditContext, page: Page, revisions: Iterable[Revision]) -> None:
    """Undo revisions of a page, without deleting them."""
    for revision in revisions:
        if revision.undone is None:
            revision.undone, revision.undone_by = clock.now(), context.by
            _record(context, page, revision, "page.correct.undo", forget=True)
    _update_page(context, page)


def redo(context: EditContext, page: Page, revisions: Iterable[Revision]) -> None:
    """Redo revisions that were undone."""
    for revision in revisions:
        if revision.undone is not None:
            revision.undone = revision.undone_by = None
            _record(context, page, revision, "page.correct.redo", forget=False)
    _update_page(context, page)


def _update_page(context: EditContext, page: Page) -> None:
    apply_revisions(
        context.session, context.store, page, languages_of(context.session, page, context.languages)
    )


def apply_revisions(
    session: Session, store: ContentStore, page: Page, languages: tuple[str, ...]
) -> None:
    """Recompute words, text and quality of a page from its revisions; mark its PDF as stale."""
    revisions = revisions_of(session, page)
    if not revisions and page.as_read is None:
        if page.words is not None:
            figure_doubts.refresh(session, page, words_of(store, page.words))
        return
    if page.words is None:
        plain_lines.apply_revisions(session, store, page, revisions)
        index_queue.mark(session, page.item_id, page.number)
        session.flush()
        return
    page.as_read = page.as_read or page.words
    words = words_of(store, page.as_read)
    frame = frame_of(page)
    for revision in revisions:
        if revision.undone is None and not is_outdated(revision, page):
            result = replay(words, _changes_in_frame(revision, page, frame))
            words = result.words
            _note_unplaced(revision, page, len(result.astray))
        else:
            revision.astray = 0
    page.words = store.put(pack(words)) if words != words_of(store, page.as_read) else page.as_read
    if page.quality is not None:
        page.quality = quality(words, languages)
    session.merge(PageText(page_id=page.id, text=as_text(words)))
    session.merge(StalePdf(page_id=page.id, words=page.words))
    figure_doubts.refresh(session, page, words)
    _close_changed_lines(session, page, words)
    index_queue.mark(session, page.item_id, page.number)
    session.flush()


def _close_changed_lines(session: Session, page: Page, words: tuple[Word, ...]) -> None:
    """Close the lines that readers began to type and that somebody has corrected meanwhile."""
    present = {word[:5] for word in words}
    open_lines = select(LineTask).where(
        LineTask.page_id == page.id, LineTask.state == LineState.OPEN
    )
    for task in session.scalars(open_lines):
        if not present.issuperset(tuple(row[:5]) for row in task.words):
            task.state, task.changed = LineState.CLOSED, clock.now()


def revisions_of(session: Session, page: Page) -> list[Revision]:
    """Return the revisions of a page, oldest first, including those before a split or join."""
    picture = picture_of(page)
    same = Revision.page_id == page.id
    if picture is not None:
        same = or_(same, (Revision.item_id == page.item_id) & (Revision.picture == picture))
    return list(session.scalars(select(Revision).where(same).order_by(Revision.id)))


def is_outdated(revision: Revision, page: Page) -> bool:
    """Return True for a second reading of other OCR words than the page has now."""
    return revision.read_from not in (None, page.as_read or page.words)


def frame_of(page: Page) -> Frame:
    """Return the coordinate frame of a page."""
    return Frame.of(page.width, page.height, page.taken_from)


def picture_of(page: Page) -> str | None:
    """Return the file and position that a page is taken from, or None."""
    return page.taken_from and page.taken_from.partition(" ")[0]


def describe_changes(number: int, changes: Sequence[Change]) -> str:
    """Return a one-line description of the changes on a page."""
    parts = [f"{' '.join(word.text for word in c.seen)} → {' '.join(c.meant)}" for c in changes]
    return f"trang {number}: " + "; ".join(parts)


def _changes_in_frame(revision: Revision, page: Page, frame: Frame) -> tuple[Change, ...]:
    """Return the changes of a revision that belong to this page, in its current frame."""
    changes = from_json(revision.changes)
    if revision.picture is None:
        return changes
    if revision.picture != picture_of(page):
        return tuple(replace(change, box=NO_BOX) for change in changes)
    old_frame = Frame(revision.width, revision.height, revision.begins, revision.ends)
    moved_changes = (change.moved(old_frame, frame) for change in changes)
    return tuple(change for change in moved_changes if change is not None)


def _note_unplaced(revision: Revision, page: Page, count: int) -> None:
    """Store the number of unplaced changes; pages of the same picture keep the larger number."""
    own = revision.page_id == page.id
    revision.astray = count if own else max(revision.astray, count)


def _learn(
    context: EditContext, page: Page, changes: Sequence[Change], *, forget: bool = False
) -> None:
    """Update the misreading statistics; pages without word positions do not count."""
    if page.words is not None:
        misreadings.learn(context.session, changes, forget=forget)


def _record(
    context: EditContext, page: Page, revision: Revision, action: str, *, forget: bool
) -> None:
    changes = from_json(revision.changes)
    if revision.kind is not RevisionKind.MACHINE:
        _learn(context, page, changes, forget=forget)
    note(context.session, context.by, action, page.item_id, describe_changes(page.number, changes))


def languages_of(session: Session, page: Page, default: tuple[str, ...]) -> tuple[str, ...]:
    """Return the languages chosen for a page, else for its delivery, else `default`."""
    if page.languages:
        return split_languages(page.languages)
    item = session.get(Item, page.item_id)
    accession = item and item.accession_id and session.get(Accession, item.accession_id)
    return split_languages(accession.languages) if accession and accession.languages else default


def settle(context: EditContext, page: Page, place: int, text: str, typed: str | None) -> bool:
    """Store what a person typed for a figure, or the figure as read if `typed` is None.

    Returns False if the word is no longer that text, or nothing was typed.
    """
    words = edit.words_of(context.store, page.words)
    if not 0 <= place < len(words) or words[place].text[:MAX_TEXT] != text:
        return False
    word = words[place]
    correction = word.text if typed is None else " ".join(compose(typed)[:MAX_TEXT].split())
    if not correction or word.checked:
        return False
    change = Change((word,), tuple(correction.split()), Box.around((word,)))
    edit.store_revision(context, page, [change], RevisionKind.TYPED)
    return True
