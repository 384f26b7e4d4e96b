"""Looks for a misreading and corrects it all over a collection, a portion at a time.

What is still to be done follows from the rows alone; a portion is kept whole or not at all, so
whatever is killed, nothing is done twice.
"""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.models import Item, Page, PageState, PageText
from library.catalogue.text.words import Word
from library.corrections.batch_edits.models import Sweep, SweepPlace, SweepState
from library.corrections.batch_edits.same_word_in_item import change_of, is_it
from library.corrections.models import Revision, RevisionKind
from library.corrections.page_edits import edit
from library.corrections.page_edits.edit import Desk
from library.corrections.page_edits.misreadings import core
from library.errors import FileNotKeptError
from library.storage.content_store import ContentStore

PAGES_LOOKED_AT = 500
PAGES_CORRECTED = 20
"""So many in one portion: a reader's page waits no longer than one takes."""


@dataclass(frozen=True, slots=True)
class Spotted:
    """What was found on one portion of pages."""

    sweep_id: int
    after: int
    """The page that was looked at last before it."""
    last: int | None
    """The last page of it; none when there was no page left."""
    pages: int
    places: tuple[tuple[int, int, Word], ...]
    """Page, which word of it, and the word."""


def look(session: Session, store: ContentStore, sweep: Sweep) -> Spotted:
    """Look at the next pages of a sweep, and change nothing."""
    rows = session.execute(
        select(Page.id, Page.words, PageText.text)
        .join(Item, Item.id == Page.item_id)
        .join(PageText, PageText.page_id == Page.id)
        .where(
            Item.collection == sweep.collection,
            Page.id > sweep.looked_to,
            Page.state == PageState.DONE,
            Page.left_out.is_(False),
            Page.words.is_not(None),
        )
        .order_by(Page.id)
        .limit(PAGES_LOOKED_AT)
    ).all()
    bare = core(sweep.seen)
    likely = [(page, _words_of(store, words)) for page, words, text in rows if bare in text]
    places = tuple(
        (page, place, words[place])
        for page, words in likely
        for place in range(len(words))
        if is_it(words, place, bare)
    )
    last = rows[-1].id if rows else None
    return Spotted(sweep.id, sweep.looked_to, last, len(rows), places)


def note_spotted(session: Session, spotted: Spotted) -> None:
    """Keep what a look found, unless another look was there before."""
    sweep = session.get_one(Sweep, spotted.sweep_id)
    if sweep.state is not SweepState.FINDING or sweep.looked_to != spotted.after:
        return
    if spotted.last is None:
        sweep.state = SweepState.FOUND
        return
    session.add_all(
        SweepPlace(
            sweep_id=sweep.id,
            page_id=page,
            place=place,
            text=word.text,
            left=word.left,
            top=word.top,
            width=word.width,
            height=word.height,
        )
        for page, place, word in spotted.places
    )
    sweep.looked_to, sweep.looked = spotted.last, sweep.looked + spotted.pages


def correct_some(desk: Desk, sweep: Sweep) -> None:
    """Correct the chosen places on some pages; a place where something else stands is passed."""
    waiting = (
        SweepPlace.sweep_id == sweep.id,
        SweepPlace.left_out.is_(False),
        SweepPlace.corrected.is_(None),
    )
    pages = select(SweepPlace.page_id).where(*waiting).distinct().order_by(SweepPlace.page_id)
    ids = list(desk.session.scalars(pages.limit(PAGES_CORRECTED)))
    if not ids:
        sweep.state = SweepState.CORRECTED
    for page_id in ids:
        places = select(SweepPlace).where(*waiting, SweepPlace.page_id == page_id)
        _correct(desk, sweep, desk.session.get_one(Page, page_id), desk.session.scalars(places))


def undo_some(desk: Desk, sweep: Sweep) -> None:
    """Take back what was corrected on some pages."""
    holding = select(Revision).where(Revision.batch == sweep.batch, Revision.undone.is_(None))
    rows = list(desk.session.scalars(holding.order_by(Revision.id).limit(PAGES_CORRECTED)))
    if not rows:
        sweep.state = SweepState.UNDONE
    for revision in rows:
        page = revision.page_id and desk.session.get(Page, revision.page_id)
        if page and _is_kept(desk, page):
            edit.undo(desk, page, [revision])
        else:
            revision.undone, revision.undone_by = clock.now(), desk.by


def _correct(desk: Desk, sweep: Sweep, page: Page, places: Iterable[SweepPlace]) -> None:
    words = _words_of(desk.store, page.words) if _is_kept(desk, page) else ()
    changes = []
    for row in places:
        word = _word(words, row)
        row.corrected = word is not None
        if word is not None:
            changes.append(change_of(word, sweep.meant))
    edit.keep(desk, page, changes, RevisionKind.ALIKE, sweep.batch)
    desk.session.flush()


def _words_of(store: ContentStore, digest: str) -> tuple[Word, ...]:
    """Return the words of a page; of one whose words are lost there are none to be corrected.

    One spoilt file must not keep the workshop from all other pages.
    """
    try:
        return edit.words_of(store, digest)
    except (FileNotKeptError, OSError, TypeError, ValueError, zlib.error):
        return ()


def _is_kept(desk: Desk, page: Page) -> bool:
    """Say whether there are words to be corrected, also those from before any correction."""
    digests = filter(None, (page.words, page.as_read))
    return page.words is not None and all(_words_of(desk.store, digest) for digest in digests)


def _word(words: Sequence[Word], row: SweepPlace) -> Word | None:
    """Return the word that was found, where it still stands and nobody vouches for it."""
    looks = (row.text, row.left, row.top, row.width, row.height)
    for word in words:
        if (word.text, word.left, word.top, word.width, word.height) == looks:
            return None if word.checked else word
    return None
