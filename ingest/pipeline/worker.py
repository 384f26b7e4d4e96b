"""What a process of the pool does: lays a delivery out, or works on one page, within limits."""

import gc
import os
import resource
import signal
import sys
import tempfile
import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from multiprocessing import connection, parent_process
from pathlib import Path

from sqlalchemy import Engine

from ingest.context import Toolbox
from ingest.intake import apply_rescans, catalogue_writer, split_delivery
from ingest.pipeline.checkpoint import Checkpointer, last_key
from ingest.pipeline.repair import corrected_and_lost, forget_what_is_lost, put_away_refused
from ingest.problems import ProblemError
from ingest.record import Batch, FirstLook, Master, Mend, PageRecord
from ingest.stages import (
    DELIVERY_PIPELINE,
    MENDING_PIPELINE,
    PAGE_PIPELINE,
    SURVEY_PIPELINE,
)
from library.accessions import ledger
from library.accessions.models import SETTLED, Accession
from library.catalogue.models import PageState
from library.catalogue.profile_cache import usable_profiles
from library.catalogue.profiles import Profile, profile_of
from library.catalogue.text.languages import each
from library.catalogue.text.plain_text import as_text
from library.corrections.page_edits import edit
from library.database import reading, work
from library.installation import open_installation
from library.settings import Settings
from library.storage.content_store import ContentStore
from library.triage import folios, instructions, reread_languages, survey
from library.triage.instructions import Orders
from library.triage.models import WHOLE
from library.triage.survey import Glance

MEMORY = 4 << 30
"""Bytes of address space a worker may take: some libraries reserve much more than they use."""

OPEN_FILES = 512
"""A worker has about fifty open; LibreOffice, which it starts, is given as many."""

NOTES = "ingest.log"
"""Where in the data folder goes what compiled libraries print, of use only to an engineer."""

_DELIVER_VERSION = 2


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What came of a first look at some pages."""

    glances: tuple[Glance, ...]
    due: tuple[PageRecord, ...]
    """Those that are still to be made."""


@dataclass(frozen=True, slots=True)
class _Bench:
    """What a worker has at hand from its first task to its last."""

    engine: Engine
    tools: Toolbox
    derivatives: ContentStore
    profiles: dict[str, Profile]


_bench: _Bench | None = None


def begin(settings: Settings) -> None:
    """Set this process up for work; the pool calls it once in each."""
    global _bench
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the runner stops its workers itself
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_die_with_parent, daemon=True).start()
    _write_notes_to(settings.home / NOTES)
    tempfile.tempdir = str(settings.temporary)  # /tmp may be memory
    derivatives = ContentStore(settings.derivatives)
    _bench = _Bench(
        engine=open_installation(settings),
        tools=Toolbox(ContentStore(settings.masters), derivatives),
        derivatives=derivatives,
        profiles=usable_profiles(settings),
    )
    gc.freeze()  # else what was imported is searched for garbage on every page


def open_delivery(accession_id: int) -> tuple[PageRecord, ...]:
    """Separate a delivery into pages, give each its place, and return those worth working on."""
    with reading(_bench.engine) as session:
        accession = session.get_one(Accession, accession_id)
        orders = instructions.of(session, accession_id)
        digest, batch = accession.digest, _batch(accession, orders)
        mends = apply_rescans.mends_of(session, accession)
        profile = profile_of(_bench.profiles, accession.collection)
        spoken = each(accession.languages) if accession.languages else profile.languages
    key = _delivery_key(digest, batch)
    forget_what_is_lost(_bench.engine, _bench.tools, accession_id, (None,))
    book, tools = Checkpointer(_bench.engine, accession_id), _bench.tools
    try:
        with tools.on_trial():
            batch = book.follow(DELIVERY_PIPELINE, batch, key, tools)
            if accession.amends:
                apply_rescans.check(_bench.engine, accession_id, batch)
            batch = _mended(book, batch, mends, key)
    except ProblemError:
        put_away_refused(_bench.engine, tools, accession_id)
        raise
    with work(_bench.engine) as session:
        accession = session.get_one(Accession, accession_id)
        if accession.state in SETTLED:
            return ()  # it was withdrawn meanwhile
        if accession.amends:
            apply_rescans.take_over(session, accession, batch)
            return ()
        if batch.parts:
            split_delivery.hand_out(session, accession, batch, _bench.tools)
            return ()
        catalogue_writer.lay_out(session, accession, batch, profile)
        states = catalogue_writer.states(session, accession)
        chosen = reread_languages.choices(session, accession.item_id)
        orders = instructions.of(session, accession_id)
    return tuple(
        replace(
            page,
            turn=orders.turn_of(page.number, batch.turn),
            languages=chosen.get(page.number, spoken),
        )
        for page in _pages(batch)
        if states.get(page.number) in (PageState.WAITING, PageState.DONE)
    )


def _mended(book: Checkpointer, batch: Batch, mends: tuple[Mend, ...], key: str) -> Batch:
    """Return a delivery with what staff laid over its pages."""
    if not mends:
        return batch
    key = apply_rescans.key_after(last_key(DELIVERY_PIPELINE, key), mends)
    return book.follow(MENDING_PIPELINE, replace(batch, mends=mends), key, _bench.tools)


def survey_pages(accession_id: int, pages: tuple[PageRecord, ...]) -> Surveyed:
    """Look at some pages before they are read; return what is seen, and which are to be made."""
    with reading(_bench.engine) as session:
        accession = session.get_one(Accession, accession_id)
        orders = instructions.of(session, accession_id)
    numbers = [page.number for page in pages]
    lost = forget_what_is_lost(_bench.engine, _bench.tools, accession_id, numbers)
    lost |= corrected_and_lost(_bench.engine, _bench.tools, accession_id, numbers)
    looks = (_look_at(accession, page, told=orders.tell_turn_of(page.number)) for page in pages)
    glances = {glance.number: glance for glance in looks if glance is not None}
    pages = tuple(
        replace(
            page,
            turn=page.turn if glance.turn is None else glance.turn,
            blank=glance.blank and page.number not in orders.to_be_read,
        )
        if (glance := glances.get(page.number))
        else page
        for page in pages
    )
    return Surveyed(tuple(glances.values()), _due(accession, pages, lost))


def _look_at(accession: Accession, page: PageRecord, *, told: bool) -> Glance | None:
    """Return what a first look shows; None of a page that cannot be opened."""
    book = Checkpointer(_bench.engine, accession.id, page.number)
    key = _look_key(accession.digest, page, told=told)
    look = FirstLook(page.place, page.turn, told)
    try:
        seen = book.follow(SURVEY_PIPELINE, look, key, _bench.tools)
    except ProblemError:
        return None  # the page says so itself when it is its turn
    signature = bytes.fromhex(seen.signature)
    size = seen.width, seen.height
    return Glance(page.number, seen.blank, signature, seen.thumbnail, *size, seen.folio, seen.turn)


def _due(
    accession: Accession, pages: tuple[PageRecord, ...], lost: Collection[int | None]
) -> tuple[PageRecord, ...]:
    """Return the pages that wait, come out differently now, or of which something is lost."""
    numbers = [page.number for page in pages]
    with reading(_bench.engine) as session:
        states = catalogue_writer.states(session, accession)
        delivered = ledger.newest_keys(session, accession.id, ledger.DELIVER, numbers)

    def is_due(page: PageRecord) -> bool:
        key = _delivered_key(_page_key(accession.digest, page))
        up_to_date = delivered.get(page.number) == key and page.number not in lost
        state = states.get(page.number)
        return state is PageState.WAITING or (state is PageState.DONE and not up_to_date)

    return tuple(filter(is_due, pages))


def make_page(accession_id: int, page: PageRecord) -> None:
    """Take a page through its stages and put it on the shelves."""
    with reading(_bench.engine) as session:
        key = _page_key(session.get_one(Accession, accession_id).digest, page)
    book = Checkpointer(_bench.engine, accession_id, page.number)
    made = book.follow(PAGE_PIPELINE, page, key, _bench.tools)
    words = _bench.tools.words(made)
    with work(_bench.engine) as session:
        accession = session.get_one(Accession, accession_id)
        row = catalogue_writer.deliver(session, accession, made, as_text(words))
        edit.follow(session, _bench.derivatives, row, made.languages)
        survey.note_folio(session, accession_id, page.number, folios.printed(words, made.height))
        ledger.enter(
            session,
            accession_id,
            page.number,
            ledger.DELIVER,
            _DELIVER_VERSION,
            _delivered_key(key),
            output=made.words,
        )


def _batch(accession: Accession, orders: Orders) -> Batch:
    files = tuple(Master(file.name, file.digest) for file in accession.files)
    cuts = ((WHOLE, 0),) if accession.amends else tuple(sorted(orders.cuts.items()))
    return Batch(accession.source, files, cuts=cuts)


def _pages(batch: Batch) -> Iterator[PageRecord]:
    for number, place in enumerate(batch.pages, start=1):
        yield PageRecord(number, place, (), remark=place.remark)


def _delivery_key(digest: str, batch: Batch) -> str:
    told = (f"{picture}:{cut}" for picture, cut in batch.cuts)
    names = (file.name for file in batch.files)
    return ledger.key_after(digest, "delivery", 1, batch.source, *names, *told)


def _page_key(digest: str, page: PageRecord) -> str:
    asked = (str(page.turn), "blank" if page.blank else "", *page.languages)
    return ledger.key_after(digest, "page", 2, str(page.number), *_where(page), *asked)


def _look_key(digest: str, page: PageRecord, *, told: bool) -> str:
    turn = (f"turn {page.turn}", *("told" for _ in range(told))) if page.turn or told else ()
    return ledger.key_after(digest, "look", 1, str(page.number), *_where(page), *turn)


def _where(page: PageRecord) -> tuple[str, ...]:
    place = page.place
    layout = (place.layout,) if place.layout else ()
    part = (f"{place.begins}-{place.ends}",) if place.is_part else ()
    return place.file, str(place.index), *layout, *part


def _delivered_key(key: str) -> str:
    return ledger.key_after(last_key(PAGE_PIPELINE, key), ledger.DELIVER, _DELIVER_VERSION)


def _write_notes_to(log: Path) -> None:
    with log.open("ab") as notes:
        os.dup2(notes.fileno(), sys.stderr.fileno())


def _die_with_parent() -> None:
    """Leave at once when the runner is gone, whatever this process is in the middle of."""
    connection.wait([parent_process().sentinel])
    os._exit(1)
