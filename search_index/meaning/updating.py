"""Keeping the vectors in step with the catalogue: all pages once, then the changes.

Safe to kill at any moment: a change leaves its list only after its vectors are on disk, and a page
whose digest is stored is not encoded again.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import blake2b
from itertools import islice
from typing import Protocol

import numpy as np
from sqlalchemy import Engine as Database

from library.catalogue import meaning_queue
from library.catalogue.queries import counts, published_ids
from library.database import reading, work
from library.settings import Settings
from search_index.documents import PageDocument
from search_index.index.projection import documents_of
from search_index.index.text_rights import current_rights
from search_index.meaning.page_division import Passage, passages
from search_index.meaning.place import complete_mark, vectors_path
from search_index.meaning.stock import model_of
from search_index.meaning.store import FileWriter, create_vectors, remove_vectors

Progress = Callable[[int, int], None]
"""Callback that receives the number of pages compared and the total."""

_SECONDS_PER_COMMIT = 10.0
"""Seconds of work that a killed process loses at most."""

_MAX_TITLE_WORDS = 12
_CHANGES_AT_A_TIME = 50
_SAMPLED_ITEMS = 200


class PassageEncoder(Protocol):
    """Model that turns a passage into a vector of length 1."""

    def passage(self, text: str) -> np.ndarray:
        """Return the vector of a passage."""


def bring_up_to_date(
    settings: Settings,
    database: Database,
    encoder: PassageEncoder,
    model: str,
    progress: Progress,
    *,
    all_pages: bool,
) -> None:
    """Build the vectors if they are incomplete or of another model; then apply all changes.

    With `all_pages`, all pages are compared in any case.
    """
    path = vectors_path(settings)
    if model_of(path) != model:
        complete_mark(settings).unlink(missing_ok=True)
        remove_vectors(path)
        create_vectors(path, model, mean_vector(settings, database, encoder))
    with closing(FileWriter(path)) as writer:
        updater = VectorUpdater(settings, database, writer, encoder)
        if all_pages or not complete_mark(settings).exists():
            updater.build(progress)
        while updater.apply_changes():
            pass


class VectorUpdater:
    """Updater of the vectors of one installation, used by one process at a time."""

    def __init__(
        self, settings: Settings, database: Database, writer: FileWriter, encoder: PassageEncoder
    ) -> None:
        self._settings, self._database = settings, database
        self._writer, self._encoder = writer, encoder
        self._saved = time.monotonic()

    def build(self, progress: Progress) -> None:
        """Encode all pages that are new or changed, and remove those that are gone."""
        with reading(self._database) as session:
            total = sum(pages for _, pages in counts(session).values())
        page_count, seen_ids = 0, set()
        for item_id in self._published():
            page_count += self._update(item_id)
            seen_ids.add(item_id)
            progress(page_count, total)
        for item_id in set(self._writer.item_ids()) - seen_ids:
            self._update(item_id)
        self._writer.save()
        complete_mark(self._settings).touch()

    def apply_changes(self) -> int:
        """Encode some of the changed items and return their number; 0 if nothing is due."""
        with reading(self._database) as session:
            waiting = meaning_queue.waiting(session, _CHANGES_AT_A_TIME)
        items = tuple(dict.fromkeys(row.item_id for row in waiting))
        for item_id in items:
            self._update(item_id)
        self._writer.save()
        with work(self._database) as session:
            meaning_queue.remove(session, [row.id for row in waiting])
        return len(items)

    def _published(self) -> Iterator[str]:
        after = ""
        while ids := self._ids_after(after):
            yield from ids
            after = ids[-1]

    def _ids_after(self, after: str) -> list[str]:
        with reading(self._database) as session:
            return published_ids(session, after=after, count=200)

    def _update(self, item_id: str) -> int:
        """Bring the pages of an item up to date; return their number."""
        rights = current_rights(self._database)
        with reading(self._database) as session:
            documents = documents_of(session, item_id, rights)
        pages = {document.page: document for document in documents if document.page}
        stored_digests = self._writer.digests(item_id)
        for number in stored_digests.keys() - pages.keys():
            self._writer.remove_page(item_id, number)
        for number, document in pages.items():
            digest = blake2b(f"{document.title}\n{document.text}".encode(), digest_size=8).digest()
            if stored_digests.get(number) != digest:
                self._writer.put(item_id, number, digest, list(self._vectors(document)))
                if time.monotonic() - self._saved > _SECONDS_PER_COMMIT:
                    self._writer.save()
                    self._saved = time.monotonic()
        return len(pages)

    def _vectors(self, document: PageDocument) -> Iterator[tuple[Passage, np.ndarray]]:
        title = " ".join(document.title.split()[:_MAX_TITLE_WORDS])
        for passage in passages(document.text):
            text = document.text[passage.start : passage.end]
            yield passage, self._encoder.passage(f"{title}. {text}")


def mean_vector(settings: Settings, database: Database, encoder: PassageEncoder) -> np.ndarray:
    """Return the mean vector of the first passages of some items; all vectors lie around it."""
    rights = current_rights(database)
    with reading(database) as session:
        ids = published_ids(session, count=_SAMPLED_ITEMS)
        texts = [document.text for i in ids for document in documents_of(session, i, rights)[:1]]
    starts = [text[: passage.end] for text in texts for passage in islice(passages(text), 1)]
    return np.mean([encoder.passage(text) for text in starts or [""]], axis=0)
