"""Synchronisation of the index with the catalogue: pending changes, and check."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import partial

from sqlalchemy import Engine as Database

from library.catalogue import index_queue, meaning_queue
from library.catalogue.access.rights import Audience
from library.catalogue.models import IndexDue
from library.catalogue.queries import published_ids
from library.database import reading, work
from library.errors import IndexDamagedError
from library.process.locks import FileLock, trying
from library.settings import Settings
from library.write_turns import USES
from points import past_searches
from search_index.clauses import Without
from search_index.engine import Reader, Writer, hidden_pages
from search_index.index import generations, place_spread, rebuild_index
from search_index.index.change_versions import next_version
from search_index.index.projection import PlaceNames, documents_of, documents_of_page
from search_index.index.rebuild_index import Progress, put_doubts
from search_index.index.text_rights import TextRights, current_rights, queue_changed_items
from search_index.meaning.place import follows_changes
from search_index.query.operators import to_clause
from search_index.query.parser import Quoted


def no_progress(_page_count: int, _total: int) -> None:
    """Report no progress."""


def drain(settings: Settings, database: Database, progress: Progress = no_progress) -> int:
    """Index pending changes and return their number.

    Safe to kill at any time: a queue entry is removed only after the engine has committed, and
    indexing again changes nothing. A damaged index is rebuilt.
    """
    rebuild_index.rebuild_if_needed(settings, database, progress)
    try:
        queue_changed_places(settings, database)
        return _drain_all(settings, database)
    except IndexDamagedError:
        rebuild_index.rebuild_if_needed(settings, database, progress)
        return _drain_all(settings, database)


def queue_changed_rights(settings: Settings, database: Database, rights: TextRights) -> int:
    """Queue the items whose text other people may search than the index says; return their number.

    Raises IndexDamagedError if the index cannot be read.
    """
    with _open_reader(settings) as reader:
        return queue_changed_items(database, reader, rights)


def queue_changed_places(settings: Settings, database: Database) -> int:
    """Queue the pages that name units whose records changed; return their number."""
    return place_spread.spread_changes(database, partial(_open_reader, settings))


def forget_hidden_searches(settings: Settings, database: Database, beat: Callable[[], None]) -> int:
    """Delete the suggested searches that only hidden text answers; return their number."""
    with _open_reader(settings) as reader:
        return forget_hidden(database, reader, beat)


@contextmanager
def _open_reader(settings: Settings) -> Iterator[Reader]:
    generation = generations.usable_generation(settings)
    with generation.set_aside_if_damaged(settings):
        reader = generation.open_reader(settings)
        try:
            yield reader
        finally:
            reader.close()


def rebuild(settings: Settings, database: Database, progress: Progress = no_progress) -> None:
    """Rebuild the index from the catalogue; the old one stays live until it is complete."""
    rebuild_index.rebuild(settings, database, progress)
    drain(settings, database)


def check(settings: Settings, database: Database) -> int:
    """Compare the index with the catalogue page by page and repair it.

    Returns the number of repaired items.
    """
    generation = generations.live_generation(settings)
    if generation is not None:
        with suppress(IndexDamagedError):  # set aside, and rebuilt by `drain`
            generation.check(settings, thorough=True)
    drain(settings, database)
    rights = current_rights(database)
    changed_rights = queue_changed_rights(settings, database, rights)
    drain(settings, database)
    with _open_reader(settings) as reader:
        indexed_pages = reader.pages()
    outdated_ids = list(_outdated_items(database, indexed_pages, rights))
    with work(database) as session:
        for item_id in outdated_ids:
            index_queue.requeue(session, item_id)
    drain(settings, database)
    return len(outdated_ids) + changed_rights


def _waiting(database: Database) -> list[IndexDue]:
    with reading(database) as session:
        return index_queue.waiting(session)


def anything_due(database: Database) -> bool:
    """Return True if changes are waiting to be indexed."""
    return bool(_waiting(database))


def index_due(settings: Settings, database: Database, writer: Writer) -> int:
    """Index pending changes in the live index and return their number.

    Several machines share out the items of a shared index. An entry of the queue stays until the
    index has acknowledged pages that were read after the entry.
    """
    with _due(settings, database) as waiting:
        items = dict.fromkeys(row.item_id for row in waiting if row.page_number is None)
        pages = dict.fromkeys(
            (row.item_id, row.page_number) for row in waiting if row.item_id not in items
        )
        writer.begin(next_version(database))
        names = _update(database, writer, items, pages, current_rights(database))
        refused_ids = writer.save()
        changed_ids = dict.fromkeys(row.item_id for row in waiting)
        rebuild_index.record_change(settings, changed_ids)
        with work(database) as session:
            put_doubts(session, items, names.open_names)
            if follows_changes(settings):
                meaning_queue.mark(session, changed_ids)
            index_queue.remove(session, [row.id for row in waiting])
            for item_id in refused_ids:  # another machine was quicker; some pages may be older ones
                index_queue.requeue(session, item_id)
        return sum(row.item_id not in refused_ids for row in waiting)


def _due(settings: Settings, database: Database) -> AbstractContextManager[list[IndexDue]]:
    if generations.is_shared(settings):
        return index_queue.shared_out(database)
    return nullcontext(_waiting(database))


def _drain_all(settings: Settings, database: Database) -> int:
    """Index what is due now; what is queued meanwhile could keep a command for ever."""
    with reading(database) as session:
        newest = index_queue.newest(session)
    total = 0
    while any(row.id <= newest for row in _waiting(database)):
        with trying(generations.lock(settings, "write")) as is_held:
            count = _drain_once(settings, database) if is_held else 0
        total += count
        if not count:  # another process or machine may index everything meanwhile
            time.sleep(FileLock.pause_seconds)
    return total


def _drain_once(settings: Settings, database: Database) -> int:
    generation = generations.usable_generation(settings)
    with generation.set_aside_if_damaged(settings):
        writer = generation.open_writer(settings)
        try:
            return index_due(settings, database, writer)
        finally:
            writer.close()


def _update(
    database: Database,
    writer: Writer,
    items: Iterable[str],
    pages: Iterable[tuple[str, int]],
    rights: TextRights,
) -> PlaceNames:
    with reading(database) as session:
        names = PlaceNames(session)
        single = {address: documents_of_page(session, *address, rights, names) for address in pages}
        whole_items = {
            *items,
            *(item_id for (item_id, _), documents in single.items() if not documents),
        }
        for (item_id, number), documents in single.items():
            if item_id not in whole_items:
                writer.remove_page(item_id, number)
                writer.remove_page(item_id, None)  # the description
                writer.put(documents)
        for item_id in whole_items:
            writer.remove_item(item_id)
            writer.put(documents_of(session, item_id, rights, names))
    return names


def _outdated_items(
    database: Database, indexed_pages: dict[str, frozenset[int]], rights: TextRights
) -> Iterator[str]:
    after, unseen_items = "", dict(indexed_pages)
    with reading(database) as session:
        while ids := published_ids(session, after=after):
            for item_id in ids:
                documents = documents_of(session, item_id, rights)
                page_numbers = {document.page or 0 for document in documents}
                if unseen_items.pop(item_id, frozenset()) != page_numbers:
                    yield item_id
            after = ids[-1]
    yield from unseen_items


_MAX_SEARCHES = 5_000
"""Number of past searches that are suggested at most."""


def forget_hidden(database: Database, reader: Reader, beat: Callable[[], None]) -> int:
    """Delete the suggested searches that match no text open to everyone; return their number.

    Machines get suggestions too: what is not for machines counts as hidden. `beat` is called before
    each query.
    """
    with reading(database) as session:
        texts = past_searches.common(session, _MAX_SEARCHES)
    hidden_texts = []
    for text in texts:
        beat()
        in_open_text = Without(to_clause(Quoted(text)), hidden_pages(Audience.MACHINE))
        if not reader.find(in_open_text, first=0, size=1).total:
            hidden_texts.append(text)
    if hidden_texts:
        with work(database, USES) as session:
            past_searches.forget(session, hidden_texts)
    return len(hidden_texts)
