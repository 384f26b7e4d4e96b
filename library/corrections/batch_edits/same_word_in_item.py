"""Corrects the same misreading wherever an item has it, after a person saw every place."""

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
from library.corrections.page_edits.edit import Desk
from library.corrections.page_edits.misreadings import core, dressed
from library.storage.content_store import ContentStore
from library.vietnamese.letters import compose

MOST = 200
"""So many places are shown, and corrected, at once."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where a word stands as it was misread."""

    number: int
    place: int
    """Which word of the page it is."""
    word: Word
    width: int
    height: int
    image: str | None
    """Checksum of the image of the page."""


def occurrences(
    session: Session, store: ContentStore, item_id: str, seen: str, most: int = MOST
) -> tuple[Occurrence, ...]:
    """Return the first places in an item where nobody has looked at this misreading yet."""
    return tuple(islice(_occurrences(session, store, item_id, compose(seen)), most))


def correct(
    desk: Desk, item_id: str, seen: str, meant: str, chosen: Collection[tuple[int, int]]
) -> tuple[str, int]:
    """Correct the places chosen (page, word); return the name of the batch and how many it was.

    A place where something else stands by now is passed over.
    """
    batch, count = secrets.token_hex(8), 0
    for number, group in groupby(sorted(set(chosen)), key=itemgetter(0)):
        page = edit.page_of(desk.session, item_id, number)
        words = edit.words_of(desk.store, page.words)
        places = [place for _, place in group if is_it(words, place, compose(seen))]
        changes = tuple(change_of(words[place], meant) for place in places)
        edit.keep(desk, page, changes, RevisionKind.ALIKE, batch)
        count += len(changes)
    return batch, count


def undo(desk: Desk, item_id: str, batch: str) -> int:
    """Take back what was corrected in an item at one press; return on how many pages."""
    there = select(Revision).where(Revision.batch == batch, Revision.item_id == item_id)
    rows = list(desk.session.scalars(there))
    done = 0
    for revision in rows:
        page = desk.session.get(Page, revision.page_id) if revision.page_id else None
        if page is not None and revision.undone is None:
            edit.undo(desk, page, [revision])
            done += 1
    return done


def _occurrences(
    session: Session, store: ContentStore, item_id: str, seen: str
) -> Iterator[Occurrence]:
    bare = core(seen)
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
                if is_it(words, place, bare):
                    yield occurrence(page, place, words[place])


def occurrence(page: Page, place: int, word: Word) -> Occurrence:
    """Return a word of a page as it is shown to a person."""
    images = [image for image in page.derivatives if image.kind is DerivativeKind.READING]
    image = images[-1].digest if images else None
    return Occurrence(page.number, place, word, page.width or 1, page.height or 1, image)


def is_it(words: tuple[Word, ...], place: int, seen: str) -> bool:
    """Say whether a word stands there as it was misread, and nobody vouches for it."""
    if not 0 <= place < len(words):
        return False
    return not words[place].checked and core(words[place].text) == core(seen)


def change_of(word: Word, meant: str) -> Change:
    """Return the change that puts what is meant there, with the marks around it."""
    return Change((word,), tuple(dressed(compose(meant), word.text).split()), Box.around((word,)))
