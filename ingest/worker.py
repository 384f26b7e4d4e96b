"""What a process of the pool does: lays a delivery out, or works on one page, within limits."""

import os
import resource
import signal
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import connection, parent_process
from pathlib import Path

from sqlalchemy import Engine

from ingest import shelving
from ingest.book import Book, last_key
from ingest.record import Batch, Master, PageRecord
from ingest.stages import DELIVERY_PIPELINE, PAGE_PIPELINE
from ingest.toolbox import Toolbox
from library.accessions import ledger
from library.accessions.models import SETTLED, Accession
from library.catalogue.models import PageState
from library.catalogue.profiles import Profile, profile_of, read_profiles
from library.catalogue.words import as_text
from library.database import reading, work
from library.installation import open_installation
from library.settings import Settings
from library.storage.content_store import ContentStore

MEMORY = 4 << 30
"""Bytes of address space a worker may take: some libraries reserve much more than they use."""

NOTES = "ingest.log"
"""Where in the data folder goes what compiled libraries print, of use only to an engineer."""

_DELIVER_VERSION = 1


@dataclass(frozen=True, slots=True)
class _Bench:
    """What a worker has at hand from its first task to its last."""

    engine: Engine
    tools: Toolbox
    profiles: dict[str, Profile]


_bench: _Bench | None = None


def begin(settings: Settings) -> None:
    """Set this process up for work; the pool calls it once in each."""
    global _bench
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the runner stops its workers itself
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_die_with_parent, daemon=True).start()
    _write_notes_to(settings.home / NOTES)
    _bench = _Bench(
        engine=open_installation(settings),
        tools=Toolbox(ContentStore(settings.masters), ContentStore(settings.derivatives)),
        profiles=read_profiles(settings.collections),
    )


def open_delivery(accession_id: int) -> tuple[PageRecord, ...]:
    """Separate a delivery into pages, give each its place, and return those still to be made."""
    with reading(_bench.engine) as session:
        accession = session.get_one(Accession, accession_id)
        digest, batch = accession.digest, _batch(accession)
        profile = profile_of(_bench.profiles, accession.collection)
    key = _delivery_key(digest, batch)
    batch = Book(_bench.engine, accession_id).follow(DELIVERY_PIPELINE, batch, key, _bench.tools)
    with work(_bench.engine) as session:
        accession = session.get_one(Accession, accession_id)
        if accession.state in SETTLED:
            return ()  # it was withdrawn meanwhile
        states = shelving.lay_out(session, accession, batch, profile)
    with reading(_bench.engine) as session:
        delivered = ledger.keys(session, accession_id, ledger.DELIVER)

    def is_due(page: PageRecord) -> bool:
        up_to_date = _delivered_key(_page_key(digest, page)) in delivered
        state = states[page.number]
        return state is PageState.WAITING or (state is PageState.DONE and not up_to_date)

    return tuple(filter(is_due, _pages(batch, profile)))


def make_page(accession_id: int, page: PageRecord) -> None:
    """Take a page through its stages and put it on the shelves."""
    with reading(_bench.engine) as session:
        key = _page_key(session.get_one(Accession, accession_id).digest, page)
    book = Book(_bench.engine, accession_id, page.number)
    made = book.follow(PAGE_PIPELINE, page, key, _bench.tools)
    text = as_text(_bench.tools.words(made))
    with work(_bench.engine) as session:
        accession = session.get_one(Accession, accession_id)
        shelving.deliver(session, accession, made, text)
        ledger.enter(
            session,
            accession_id,
            page.number,
            ledger.DELIVER,
            _DELIVER_VERSION,
            _delivered_key(key),
            output=made.words,
        )


def _batch(accession: Accession) -> Batch:
    files = tuple(Master(file.name, file.digest) for file in accession.files)
    return Batch(accession.source, files)


def _pages(batch: Batch, profile: Profile) -> Iterator[PageRecord]:
    for number, place in enumerate(batch.pages, start=1):
        yield PageRecord(number, place, profile.languages)


def _delivery_key(digest: str, batch: Batch) -> str:
    return ledger.key_after(digest, "delivery", 1, batch.source, *(f.name for f in batch.files))


def _page_key(digest: str, page: PageRecord) -> str:
    place = page.place
    told = (str(page.number), place.file, str(place.index), *page.languages)
    return ledger.key_after(digest, "page", 1, *told)


def _delivered_key(key: str) -> str:
    return ledger.key_after(last_key(PAGE_PIPELINE, key), ledger.DELIVER, _DELIVER_VERSION)


def _write_notes_to(log: Path) -> None:
    with log.open("ab") as notes:
        os.dup2(notes.fileno(), sys.stderr.fileno())


def _die_with_parent() -> None:
    """Leave at once when the runner is gone, whatever this process is in the middle of."""
    connection.wait([parent_process().sentinel])
    os._exit(1)
