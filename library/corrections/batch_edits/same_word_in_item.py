"""Correction of the same misreading throughout an item, after a person checked every place."""

import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from library.catalogue.models import DerivativeKind, Page, PageState, PageText
from library.catalogue.text.layout import Box
from library.catalogue.text.words import Word
from library.corrections.models import Revision, RevisionKind
from library.corrections.page_edits import edit
from library.corrections.page_edits.diff import Change
from library.corrections.page_edits.edit import EditContext
from library.corrections.page_edits.misreadings import bare_word, with_punctuation
from library.storage.content_store import ContentStore
from library.vietnamese.letters import compose

MAX_PLACES = 200
"""Maximum of places shown and corrected at once."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One occurrence of a misread word."""

    number: int
    place: int
    """Index of the word on the page."""
    word: Word
    width: int
    height: int
    image: str | None
    """Checksum of the page image."""


def occurrences(
    session: Session, store: ContentStore, item_id: str, misreading: str, limit: int = MAX_PLACES
) -> tuple[Occurrence, ...]:
    """Return the first unconfirmed occurrences of a misreading in an item."""
    return tuple(islice(_occurrences(session, store, item_id, compose(misreading)), limit))


def correct(
    context: EditContext,
    item_id: str,
    misreading: str,
    correction: str,
    chosen_places: Collection[tuple[int, int]],
) -> tuple[str, int]:
    """Correct the chosen (page, word) places; return the batch id and the number corrected.

    Places whose text has changed are skipped.
    """
    batch, count = secrets.token_hex(8), 0
    for number, group in groupby(sorted(set(chosen_places)), key=itemgetter(0)):
        page = edit.page_of(context.session, item_id, number)
        words = edit.words_of(context.store, page.words)
        places = [place for _, place in group if is_misreading(words, place, compose(misreading))]
        changes = tuple(make_change(words[place], correction) for place in places)
        edit.store_revision(context, page, changes, RevisionKind.ALIKE, batch)
        count += len(changes)
    return batch, count


def undo(context: EditContext, item_id: str, batch: str) -> int:
    """Undo one batch of corrections in an item; return the number of pages."""
    query = select(Revision).where(Revision.batch == batch, Revision.item_id == item_id)
    rows = list(context.session.scalars(query))
    page_count = 0
    for revision in rows:
        page = context.session.get(Page, revision.page_id) if revision.page_id else None
        if page is not None and revision.undone is None:
            edit.undo(context, page, [revision])
            page_count += 1
    return page_count


def _occurrences(
    session: Session, store: ContentStore, item_id: str, misreading: str
) -> Iterator[Occurrence]:
    bare = bare_word(misreading)
    if not bare:
        return
    pages = session.execute(
        select(Page, PageText.text)
        .join(PageText, PageText.page_id == Page.id)
        .where(
            Page.item_id == item_id,
            Page.state == PageState.DONE,
            Page.left_out.is_(False),
            Page.words.is_not(None),
        )
        .options(selectinload(Page.derivatives))
        .order_by(Page.place)
    )
    for page, text in pages:
        if bare in text:
            words = edit.words_of(store, page.words)
            for place in range(len(words)):
                if is_misreading(words, place, bare):
                    yield occurrence(page, place, words[place])


def occurrence(page: Page, place: int, word: Word) -> Occurrence:
    """Return a word of a page as an occurrence for display."""
    images = [image for image in page.derivatives if image.kind is DerivativeKind.READING]
    image = images[-1].digest if images else None
    return Occurrence(page.number, place, word, page.width or 1, page.height or 1, image)


def is_misreading(words: tuple[Word, ...], place: int, misreading: str) -> bool:
    """Return True if the word at a place is the misreading and is unconfirmed."""
    if not 0 <= place < len(words):
        return False
    return not words[place].checked and bare_word(words[place].text) == bare_word(misreading)


def make_change(word: Word, correction: str) -> Change:
    """Return the change that replaces a word and keeps its surrounding punctuation."""
    return Change(
        (word,),
        tuple(with_punctuation(compose(correction), word.text).split()),
        Box.around((word,)),
    )
