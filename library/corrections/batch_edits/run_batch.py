"""Execution of batch edits: search and correct a collection, one portion at a time.

The remaining work follows from the rows alone, and each portion is committed as a whole or not at
all, so no work is repeated after a killed process.
"""

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.access import openings
from library.catalogue.models import Item, Page, PageState, PageText
from library.catalogue.profile_cache import profiles_of
from library.catalogue.text.words import Word
from library.corrections.batch_edits.batches import KIND
from library.corrections.batch_edits.models import (
    RUNNING_STATES,
    BatchEdit,
    BatchEditPlace,
    BatchEditState,
)
from library.corrections.batch_edits.same_word_in_item import is_misreading, make_change
from library.corrections.models import Revision, RevisionKind
from library.corrections.page_edits import edit
from library.corrections.page_edits.edit import EditContext
from library.corrections.page_edits.misreadings import bare_word
from library.database import reading, work
from library.errors import FileNotKeptError
from library.jobs.models import WorkOrder
from library.jobs.work_orders import Lane, OrderKind, is_ours
from library.monitoring.heartbeats import PIPELINE
from library.settings import Settings
from library.staff.permissions import Permission
from library.storage.content_store import ContentStore
from library.storage.stores import derivative_store

PAGES_PER_SCAN = 500
PAGES_PER_CORRECTION = 20
"""Pages per portion, small because a reader's request may wait for one portion."""

_VIETNAMESE = ("vie",)


def run(
    settings: Settings, engine: Engine, order: WorkOrder, report: Callable[[str], None]
) -> Mapping[str, object]:
    """Do the present step of a batch edit (search, correction or undo) to its end."""
    while _run_portion(derivative_store(settings), engine, order):
        report("Đang làm từng phần.")
    return {}


def _run_portion(store: ContentStore, engine: Engine, order: WorkOrder) -> bool:
    """Search, correct or undo on the next pages; return False if nothing is left to do."""
    with reading(engine) as session:
        batch_edit = session.get(BatchEdit, order.payload["batch_edit"])
        if batch_edit is None or batch_edit.state not in RUNNING_STATES:
            return False
        is_finding = batch_edit.state is BatchEditState.FINDING
        matches = scan_pages(session, store, batch_edit) if is_finding else None
        profile = profiles_of(session).get(batch_edit.collection)
    with work(engine) as session:
        if not is_ours(session, order):
            return False
        if matches is not None:
            store_places(session, matches)
            return True
        batch_edit = session.get_one(BatchEdit, batch_edit.id)
        languages = profile.languages if profile else _VIETNAMESE
        context = EditContext(session, store, batch_edit.ordered_by or batch_edit.by, languages)
        if batch_edit.state is BatchEditState.CORRECTING:
            correct_portion(context, batch_edit)
        elif batch_edit.state is BatchEditState.UNDOING:
            undo_portion(context, batch_edit)
    return True


LANE = Lane("batch-edits", PIPELINE)
ORDER_KINDS = (OrderKind(KIND, "sửa hàng loạt", Permission.CATALOGUE, LANE, run, attempts=1000),)


@dataclass(frozen=True, slots=True)
class ScanResult:
    """Search result of one portion of pages."""

    sweep_id: int
    after: int
    """Id of the last page searched before this portion."""
    last: int | None
    """Id of its last page; None if no page remained."""
    pages: int
    places: tuple[tuple[int, int, Word], ...]
    """Page id, index of the word on the page, and the word."""


def scan_pages(session: Session, store: ContentStore, batch_edit: BatchEdit) -> ScanResult:
    """Search the next pages of a batch edit, without changing anything."""
    rows = session.execute(
        select(Page.id, Page.words, PageText.text)
        .join(Item, Item.id == Page.item_id)
        .join(PageText, PageText.page_id == Page.id)
        .where(
            Item.collection == batch_edit.collection,
            Page.id > batch_edit.looked_to,
            Page.state == PageState.DONE,
            Page.left_out.is_(False),
            Page.words.is_not(None),
        )
        .order_by(Page.id)
        .limit(PAGES_PER_SCAN)
    ).all()
    bare = bare_word(batch_edit.seen)
    likely = [(page, _readable_words(store, words)) for page, words, text in rows if bare in text]
    places = tuple(
        (page, place, words[place])
        for page, words in likely
        for place in range(len(words))
        if is_misreading(words, place, bare)
    )
    last = rows[-1].id if rows else None
    return ScanResult(batch_edit.id, batch_edit.looked_to, last, len(rows), places)


def store_places(session: Session, result: ScanResult) -> None:
    """Store a search result, unless another process stored one for the same pages."""
    batch_edit = session.get_one(BatchEdit, result.sweep_id)
    if batch_edit.state is not BatchEditState.FINDING or batch_edit.looked_to != result.after:
        return
    if result.last is None:
        batch_edit.state = BatchEditState.FOUND
        return
    session.add_all(
        BatchEditPlace(
            sweep_id=batch_edit.id,
            page_id=page,
            place=place,
            text=word.text,
            left=word.left,
            top=word.top,
            width=word.width,
            height=word.height,
        )
        for page, place, word in result.places
    )
    batch_edit.looked_to, batch_edit.looked = result.last, batch_edit.looked + result.pages


def correct_portion(context: EditContext, batch_edit: BatchEdit) -> None:
    """Correct the chosen places on some pages; skip those whose text has changed.

    Nor is anything corrected that would have to wait for a second person.
    """
    waiting = (
        BatchEditPlace.sweep_id == batch_edit.id,
        BatchEditPlace.left_out.is_(False),
        BatchEditPlace.corrected.is_(None),
    )
    pages = (
        select(BatchEditPlace.page_id).where(*waiting).distinct().order_by(BatchEditPlace.page_id)
    )
    ids = list(context.session.scalars(pages.limit(PAGES_PER_CORRECTION)))
    if not ids:
        batch_edit.state = BatchEditState.CORRECTED
    for page_id in ids:
        places = select(BatchEditPlace).where(*waiting, BatchEditPlace.page_id == page_id)
        _correct(
            context,
            batch_edit,
            context.session.get_one(Page, page_id),
            context.session.scalars(places),
        )


def undo_portion(context: EditContext, batch_edit: BatchEdit) -> None:
    """Undo the corrections on some pages."""
    active = select(Revision).where(Revision.batch == batch_edit.batch, Revision.undone.is_(None))
    rows = list(context.session.scalars(active.order_by(Revision.id).limit(PAGES_PER_CORRECTION)))
    if not rows:
        batch_edit.state = BatchEditState.UNDONE
    for revision in rows:
        page = revision.page_id and context.session.get(Page, revision.page_id)
        if page and _has_words(context, page):
            edit.undo(context, page, [revision])
        else:
            revision.undone, revision.undone_by = clock.now(), context.by


def _correct(
    context: EditContext, batch_edit: BatchEdit, page: Page, places: Iterable[BatchEditPlace]
) -> None:
    item = context.session.get_one(Item, page.item_id)
    is_free = _has_words(context, page) and not openings.waits(context.session, item, context.by)
    words = _readable_words(context.store, page.words) if is_free else ()
    changes = []
    for row in places:
        word = _find_word(words, row)
        row.corrected = word is not None
        if word is not None:
            changes.append(make_change(word, batch_edit.meant))
    edit.store_revision(context, page, changes, RevisionKind.ALIKE, batch_edit.batch)
    context.session.flush()


def _readable_words(store: ContentStore, digest: str) -> tuple[Word, ...]:
    """Return the words of a page, or none if their file is missing or corrupt.

    One corrupt file must not stop the processing of all other pages.
    """
    try:
        return edit.words_of(store, digest)
    except (FileNotKeptError, OSError, TypeError, ValueError, zlib.error):
        return ()


def _has_words(context: EditContext, page: Page) -> bool:
    """Return True if both the current words and the original OCR words are readable."""
    digests = filter(None, (page.words, page.as_read))
    return page.words is not None and all(
        _readable_words(context.store, digest) for digest in digests
    )


def _find_word(words: Sequence[Word], row: BatchEditPlace) -> Word | None:
    """Return the found word if it is still unchanged and unconfirmed, else None."""
    appearance = (row.text, row.left, row.top, row.width, row.height)
    for word in words:
        if (word.text, word.left, word.top, word.width, word.height) == appearance:
            return None if word.checked else word
    return None
