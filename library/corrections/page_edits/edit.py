"""Writes corrections: keeps what a person changed, takes it back, and lets the page follow."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue import index_queue
from library.catalogue.models import Page, PageState, PageText
from library.catalogue.text.plain_text import as_text
from library.catalogue.text.quality import quality
from library.catalogue.text.words import Word, pack, unpack
from library.corrections.models import LeafDue, Revision, RevisionKind
from library.corrections.page_edits import misreadings, plain_lines
from library.corrections.page_edits.diff import NOWHERE, Change, Frame, from_json, to_json
from library.corrections.page_edits.line_diff import changes_in
from library.corrections.page_edits.page_languages import languages_of
from library.corrections.page_edits.reapply import is_untouched, replay
from library.errors import PageNotFoundError, WrongStateError
from library.staff.audit import note
from library.storage.content_store import ContentStore


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of changes: so many were kept, or none because of those others made meanwhile."""

    count: int
    clashing: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """What every correction needs: the session, the store of words, who corrects."""

    session: Session
    store: ContentStore
    by: str
    languages: tuple[str, ...]
    """In which the collection is read, when nothing else was chosen for a page."""


def page_of(session: Session, item_id: str, number: int) -> Page:
    """Return a page whose words can be corrected; raise when there is none."""
    page = session.scalar(select(Page).where(Page.item_id == item_id, Page.number == number))
    if page is None:
        raise PageNotFoundError(number)
    if page.words is None or page.state is not PageState.DONE:
        raise WrongStateError("sửa chữ trên ảnh", "trang này chưa có chữ kèm vị trí")
    return page


def words_of(store: ContentStore, digest: str) -> tuple[Word, ...]:
    """Return words by their checksum."""
    return unpack(store.read(digest))


def save(
    desk: Desk,
    page: Page,
    base: str,
    typed: Mapping[int, str],
    kept: Collection[int] = (),
    extra: Sequence[Change] = (),
) -> Saved:
    """Keep what was changed in the words `base`, unless others changed the same words since."""
    changes = (*changes_in(words_of(desk.store, base), typed, kept), *extra)
    if page.words != base:
        now = words_of(desk.store, page.words)
        clashing = tuple(change for change in changes if not is_untouched(now, change))
        if clashing:
            return Saved(0, clashing)
    keep(desk, page, changes, RevisionKind.TYPED)
    return Saved(len(changes))


def keep(
    desk: Desk,
    page: Page,
    changes: Sequence[Change],
    kind: RevisionKind,
    batch: str | None = None,
) -> None:
    """Write changes down as one revision, and let the page follow."""
    if not changes:
        return
    frame = frame_of(page)
    desk.session.add(
        Revision(
            item_id=page.item_id,
            page_id=page.id,
            picture=picture_of(page),
            width=frame.width,
            height=frame.height,
            begins=frame.begins,
            ends=frame.ends,
            kind=kind,
            by=desk.by,
            at=clock.now(),
            changes=to_json(changes),
            count=len(changes),
            batch=batch,
        )
    )
    desk.session.flush()
    _learn(desk, page, changes)
    note(desk.session, desk.by, "page.correct", page.item_id, told(page.number, changes))
    _let_follow(desk, page)


def undo(desk: Desk, page: Page, revisions: Iterable[Revision]) -> None:
    """Take revisions of a page back; nothing of them is deleted."""
    for revision in revisions:
        if revision.undone is None:
            revision.undone, revision.undone_by = clock.now(), desk.by
            _account(desk, page, revision, "page.correct.undo", forget=True)
    _let_follow(desk, page)


def redo(desk: Desk, page: Page, revisions: Iterable[Revision]) -> None:
    """Let revisions that were taken back hold again."""
    for revision in revisions:
        if revision.undone is not None:
            revision.undone = revision.undone_by = None
            _account(desk, page, revision, "page.correct.redo", forget=False)
    _let_follow(desk, page)


def _let_follow(desk: Desk, page: Page) -> None:
    follow(desk.session, desk.store, page, languages_of(desk.session, page, desk.languages))


def follow(session: Session, store: ContentStore, page: Page, languages: tuple[str, ...]) -> None:
    """Let the words, the text, the quality and the leaf of a page follow its revisions."""
    revisions = revisions_of(session, page)
    if not revisions and page.as_read is None:
        return
    if page.words is None:
        plain_lines.follow(session, store, page, revisions)
        index_queue.mark(session, page.item_id, page.number)
        session.flush()
        return
    page.as_read = page.as_read or page.words
    words = words_of(store, page.as_read)
    frame = frame_of(page)
    for revision in revisions:
        if revision.undone is None:
            done = replay(words, _here(revision, page, frame))
            words = done.words
            _note_astray(revision, page, len(done.astray))
        else:
            revision.astray = 0
    page.words = store.put(pack(words)) if words != words_of(store, page.as_read) else page.as_read
    if page.quality is not None:
        page.quality = quality(words, languages)
    session.merge(PageText(page_id=page.id, text=as_text(words)))
    session.merge(LeafDue(page_id=page.id, words=page.words))
    index_queue.mark(session, page.item_id, page.number)
    session.flush()


def revisions_of(session: Session, page: Page) -> list[Revision]:
    """Return what was changed on a page, oldest first, also before it was parted or joined."""
    picture = picture_of(page)
    same = Revision.page_id == page.id
    if picture is not None:
        same = or_(same, (Revision.item_id == page.item_id) & (Revision.picture == picture))
    return list(session.scalars(select(Revision).where(same).order_by(Revision.id)))


def frame_of(page: Page) -> Frame:
    """Return what the boxes of a page are measured in."""
    return Frame.of(page.width, page.height, page.taken_from)


def picture_of(page: Page) -> str | None:
    """Return the file and the place in it that a page is taken from."""
    return page.taken_from and page.taken_from.partition(" ")[0]


def told(number: int, changes: Sequence[Change]) -> str:
    """Say in a line what was changed on a page."""
    parts = [f"{' '.join(word.text for word in c.seen)} → {' '.join(c.meant)}" for c in changes]
    return f"trang {number}: " + "; ".join(parts)


def _here(revision: Revision, page: Page, frame: Frame) -> tuple[Change, ...]:
    """Return the changes of a revision that are about this page, measured as it is now."""
    changes = from_json(revision.changes)
    if revision.picture is None:
        return changes
    if revision.picture != picture_of(page):
        return tuple(replace(change, box=NOWHERE) for change in changes)
    made_in = Frame(revision.width, revision.height, revision.begins, revision.ends)
    moved = (change.moved(made_in, frame) for change in changes)
    return tuple(change for change in moved if change is not None)


def _note_astray(revision: Revision, page: Page, count: int) -> None:
    """Keep how much found no place; the other part of a picture does not know of this one's."""
    own = revision.page_id == page.id
    revision.astray = count if own else max(revision.astray, count)


def _learn(desk: Desk, page: Page, changes: Sequence[Change], *, forget: bool = False) -> None:
    """Learn how words are misread; of a text that has only lines there is nothing to learn."""
    if page.words is not None:
        misreadings.learn(desk.session, changes, forget=forget)


def _account(desk: Desk, page: Page, revision: Revision, act: str, *, forget: bool) -> None:
    changes = from_json(revision.changes)
    _learn(desk, page, changes, forget=forget)
    note(desk.session, desk.by, act, page.item_id, told(page.number, changes))
