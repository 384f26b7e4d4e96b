"""Lines that people corrected, each with the words that were read there."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.catalogue.models import Item, ItemState, Page, PageState
from library.catalogue.text.layout import Box
from library.catalogue.text.words import Word, unpack
from library.corrections.models import Revision, RevisionKind
from library.corrections.second_readings import ocr_words
from library.errors import LibraryError
from library.storage.content_store import ContentStore

BY_PEOPLE = (RevisionKind.TYPED, RevisionKind.ALIKE, RevisionKind.READER)
CLEAR_CONFIDENCE = 0.95
"""Confidence from which an unconfirmed word of a corrected line counts as right."""

_LOCKED_OF = 4
"""One document in so many is locked: nothing is learned from it, and everything measured on it."""


@dataclass(frozen=True, slots=True)
class CorrectedLine:
    """The words of a line as they were read, and its right text."""

    words: tuple[str, ...]
    text: str
    is_locked: bool


def corrected_lines(session: Session, store: ContentStore) -> Iterator[CorrectedLine]:
    """Yield the corrected lines of all documents that are not withdrawn, in a stable order."""
    by_people = select(Revision.page_id).where(
        Revision.kind.in_(BY_PEOPLE), Revision.undone.is_(None)
    )
    pages = session.scalars(
        select(Page)
        .join(Item, Item.id == Page.item_id)
        .where(
            Page.id.in_(by_people),
            Page.state == PageState.DONE,
            Page.words.is_not(None),
            Item.state != ItemState.WITHDRAWN,
        )
        .order_by(Page.id)
    )
    for page in pages:
        try:
            words, read_words = (unpack(store.read(name)) for name in (page.words, ocr_words(page)))
        except LibraryError:  # a lost file, which its own check reports
            continue
        yield from lines_of_page(words, read_words, is_locked=is_locked(page.item_id))


def is_locked(item_id: str) -> bool:
    """Return True if nothing is learned from this document."""
    return zlib.crc32(item_id.encode()) % _LOCKED_OF == 0


def lines_of_page(
    words: tuple[Word, ...], read_words: tuple[Word, ...], *, is_locked: bool
) -> Iterator[CorrectedLine]:
    """Yield the lines with a confirmed word whose other words are clear."""
    for _, group in groupby(words, key=lambda word: word.line):
        line = tuple(group)
        is_right = all(word.checked or word.confidence >= CLEAR_CONFIDENCE for word in line)
        if is_right and any(word.checked for word in line):
            box = Box.around(line)
            inside = tuple(word.text for word in read_words if box.holds(word))
            if inside:
                yield CorrectedLine(inside, " ".join(word.text for word in line), is_locked)
