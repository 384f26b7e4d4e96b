"""Keeps the index true to the catalogue: what is due, what went astray, what the doctor sees."""

import time
from collections.abc import Iterable, Iterator
from contextlib import suppress

from sqlalchemy import Engine as Database

from library.catalogue import index_queue
from library.catalogue.models import IndexDue
from library.catalogue.queries import published_ids
from library.database import reading, work
from library.doctor import Check
from library.errors import IndexDamagedError, LibraryError
from library.installation import installation
from library.settings import Settings
from search_index import generations, rebuild_index
from search_index.engine import Writer
from search_index.projection import document_of, documents_of
from search_index.rebuild_index import Progress

_A_MOMENT = 0.05


def silent(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


def drain(settings: Settings, database: Database, progress: Progress = silent) -> int:
    """Bring the index up to date and return how many marks were settled.

    Safe to kill anywhere: a mark is struck off only after the engine has committed, and doing it
    again changes nothing. An index that turns out to be spoilt is made again.
    """
    rebuild_index.rebuild_if_needed(settings, database, progress)
    try:
        return _drain_all(settings, database)
    except IndexDamagedError:
        rebuild_index.rebuild_if_needed(settings, database, progress)
        return _drain_all(settings, database)


def rebuild(settings: Settings, database: Database, progress: Progress = silent) -> None:
    """Make the index again from the catalogue; the old one answers until the new one is whole."""
    rebuild_index.rebuild(settings, database, progress)
    drain(settings, database)


def check(settings: Settings, database: Database) -> int:
    """Compare the index with the catalogue page by page, mend it, and return what was astray."""
    drain(settings, database)
    volume = generations.live(settings)
    if volume is None:
        return 0
    reader = volume.open_reader(settings)
    try:
        there = reader.pages()
    finally:
        reader.close()
    astray = list(_astray(database, there))
    with work(database) as session:
        for item_id in astray:
            index_queue.mark(session, item_id)
    drain(settings, database)
    return len(astray)


def checks(settings: Settings) -> Iterable[Check]:
    """Give what `diachi doctor` says of the index."""
    with suppress(LibraryError), installation(settings) as database:  # else another room says so
        yield _look(settings, database)


def _look(settings: Settings, database: Database) -> Check:
    if (volume := generations.live(settings)) is not None:
        try:
            volume.open_reader(settings).close()
        except LibraryError as error:
            return Check("chỉ mục", False, str(error))
        waiting = len(_waiting(database))
        return Check("chỉ mục", True, f"{settings.engine}; còn chờ {waiting} mục")
    with reading(database) as session:
        if not published_ids(session, count=1):
            return Check("chỉ mục", True, "chưa có tài liệu nào để lập chỉ mục")
    advice = "chưa có, hoặc của phiên bản khác. Hãy chạy: diachi index rebuild"
    return Check("chỉ mục", False, advice)


def _waiting(database: Database) -> list[IndexDue]:
    with reading(database) as session:
        return index_queue.waiting(session)


def is_due(database: Database) -> bool:
    """Say whether there is anything the index does not know yet."""
    return bool(_waiting(database))


def settle_due(settings: Settings, database: Database, writer: Writer) -> int:
    """Write what is due in the live index, and return how many marks were settled."""
    waiting = _waiting(database)
    items = dict.fromkeys(row.item_id for row in waiting if row.page_number is None)
    pages = dict.fromkeys(
        (row.item_id, row.page_number) for row in waiting if row.item_id not in items
    )
    _bring_up_to_date(database, writer, items, pages)
    writer.save()
    rebuild_index.remember_change(settings, {row.item_id: None for row in waiting})
    with work(database) as session:
        index_queue.settle(session, [row.id for row in waiting])
    return len(waiting)


def _drain_all(settings: Settings, database: Database) -> int:
    settled = 0
    while is_due(database):
        with generations.if_nobody_is_at(settings, "write") as mine:
            if mine:
                settled += _drain_some(settings, database)
        if not mine:
            time.sleep(_A_MOMENT)  # who writes now may settle it all, long before letting go
    return settled


def _drain_some(settings: Settings, database: Database) -> int:
    writer = generations.live(settings).open_writer(settings)
    try:
        return settle_due(settings, database, writer)
    finally:
        writer.close()


def _bring_up_to_date(
    database: Database,
    writer: Writer,
    items: Iterable[str],
    pages: Iterable[tuple[str, int]],
) -> None:
    with reading(database) as session:
        single = {place: document_of(session, *place) for place in pages}
        whole = {*items, *(item_id for (item_id, _), found in single.items() if found is None)}
        for (item_id, number), document in single.items():
            if item_id not in whole:
                writer.remove_page(item_id, number)
                writer.remove_page(item_id, None)  # it stood for an item of which nothing was read
                writer.put((document,))
        for item_id in whole:
            writer.remove_item(item_id)
            writer.put(documents_of(session, item_id))


def _astray(database: Database, there: dict[str, frozenset[int]]) -> Iterator[str]:
    after, left = "", dict(there)
    with reading(database) as session:
        while ids := published_ids(session, after=after):
            for item_id in ids:
                wanted = {document.page or 0 for document in documents_of(session, item_id)}
                if left.pop(item_id, frozenset()) != wanted:
                    yield item_id
            after = ids[-1]
    yield from left
