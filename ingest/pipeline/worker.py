"""Worker process of the pool: opens deliveries and makes pages within resource limits."""

import gc
import os
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from ingest.context import Toolbox
from ingest.intake import apply_rescans, catalogue_writer, delivered_transcripts, split_delivery
from ingest.language.learned_tables import pairs_in_use
from ingest.pipeline import queue
from ingest.pipeline.repair import discard_refused_derivatives, forget_lost_steps, lost_corrections
from ingest.problems import LaidAsideError, OutOfMemoryError, ProblemError
from ingest.record import Batch, FirstLook, Master, PageOverlay, PageRecord
from ingest.recordings import silence
from ingest.stage import Record, Stage
from ingest.stages import DELIVERY_PIPELINE, OVERLAY_PIPELINE, SURVEY_PIPELINE, pipeline_of
from library.accessions import ledger
from library.accessions.ledger import Step
from library.accessions.models import SETTLED, Accession
from library.catalogue.models import PageState
from library.catalogue.profile_cache import profiles_of
from library.catalogue.profiles import Profile, profile_of
from library.catalogue.text.languages import split_languages
from library.catalogue.text.plain_text import as_text
from library.corrections.page_edits import edit
from library.database import reading, work
from library.errors import FilesUnreachableError, LibraryError
from library.installation import open_installation
from library.places.edition import current_history
from library.process.child import begin
from library.process.logs import log_command
from library.repeats import repeatable
from library.settings import Settings
from library.storage.content_store import ContentStore
from library.storage.stores import derivative_store, master_store
from library.triage import folios, instructions, survey
from library.triage.instructions import DeliveryInstructions
from library.triage.models import WHOLE_DELIVERY
from library.triage.survey import PageSurvey
from library.write_turns import pages_of

_SAVE_AFTER_SECONDS = 0.5
"""Seconds of work after which finished steps are saved; saving each step separately would take
longer than some of the steps."""


@dataclass(frozen=True, slots=True)
class Checkpointer:
    """Runs the steps of one delivery, or of one of its pages, and saves them in the ledger."""

    engine: Engine
    accession_id: int
    page_number: int | None = None

    def run(
        self, pipeline: tuple[Stage[Record], ...], record: Record, key: str, tools: Toolbox
    ) -> Record:
        """Return the record after all stages; steps saved in the ledger are not repeated."""
        keys = tuple(_keys(pipeline, key))
        saved_outputs = self._recall(keys)
        new_steps: list[Step] = []
        try:
            for stage, step_key in zip(pipeline, keys, strict=True):
                if step_key in saved_outputs:
                    record = type(record).from_json(saved_outputs[step_key])
                    continue
                record = _run_stage(stage, record, step_key, tools, new_steps)
                if sum(step.seconds for step in new_steps) > _SAVE_AFTER_SECONDS:
                    self._enter(new_steps)
        finally:
            self._enter(new_steps)
        return record

    def _recall(self, keys: tuple[str, ...]) -> dict[str, str]:
        with reading(self.engine) as session:
            return ledger.outputs_by_key(session, keys)

    def _enter(self, steps: list[Step]) -> None:
        """Save the steps in the ledger and empty the list."""
        if not steps:
            return
        with work(self.engine, pages_of(self.accession_id)) as session:
            ledger.record_steps(session, self.accession_id, self.page_number, steps)
        steps.clear()


def last_key(pipeline: tuple[Stage[Record], ...], key: str) -> str:
    """Return the key of the last step of a pipeline that starts from `key`."""
    *_, last = _keys(pipeline, key)
    return last


def _keys(pipeline: tuple[Stage[Record], ...], key: str) -> Iterator[str]:
    for stage in pipeline:
        key = ledger.next_key(key, stage.name, stage.version)
        yield key


def _run_stage(
    stage: Stage[Record], record: Record, key: str, tools: Toolbox, new_steps: list[Step]
) -> Record:
    """Return the record after a stage; append the step to `new_steps`, also when it is refused."""
    start = time.perf_counter()

    def note(output: str | None, message: str | None = None) -> None:
        seconds = time.perf_counter() - start
        new_steps.append(Step(stage.name, stage.version, key, output, message, seconds))

    try:
        record = stage(record, tools)
    except (FilesUnreachableError, LaidAsideError):
        raise  # no fault of the record: the stage is run again when it can be
    except LibraryError as error:
        note(None, str(error))
        raise
    except MemoryError as error:
        note(None, str(OutOfMemoryError()))
        raise OutOfMemoryError from error
    note(record.to_json())
    return record


LOG_NAME = "ingest.log"
"""File in the data folder."""

_MAX_LOG_BYTES = 10 << 20
"""Size after which a new log is begun; the last one is kept beside it."""


def redirect_stderr(log: Path) -> None:
    """Append all errors that this process and its programs print to a log."""
    begin_new_log(log)
    with log.open("ab") as stream:
        os.dup2(stream.fileno(), sys.stderr.fileno())


def begin_new_log(log: Path, max_bytes: int = _MAX_LOG_BYTES) -> None:
    """Set a large log aside, in the place of the one before; its writers go on with it."""
    with suppress(FileNotFoundError):  # there is none, or another worker was faster
        if log.stat().st_size > max_bytes:
            log.replace(log.with_name(f"{log.name}.1"))


LIMITS = {"as": 4 << 30, "nofile": 512}
"""A worker has about fifty files open; LibreOffice, which it starts, inherits this limit."""

_DELIVER_VERSION = 2


@dataclass(frozen=True, slots=True)
class Surveyed:
    """Result of the survey of some pages."""

    glances: tuple[PageSurvey, ...]
    due: tuple[PageRecord, ...]
    """Pages that are still to be made."""


@dataclass(frozen=True, slots=True)
class _WorkerState:
    """Resources a worker holds from its first task to its last."""

    engine: Engine
    tools: Toolbox
    derivatives: ContentStore


_state: _WorkerState | None = None


def start_worker(settings: Settings) -> None:
    """Set up this process; the pool calls it once in each worker."""
    global _state
    begin(LIMITS)
    redirect_stderr(settings.home / LOG_NAME)
    log_command(settings, "worker")
    tempfile.tempdir = str(settings.temporary)  # /tmp may be memory
    derivatives = derivative_store(settings)
    _state = _WorkerState(
        engine=open_installation(settings),
        tools=Toolbox(master_store(settings), derivatives),
        derivatives=derivatives,
    )
    gc.freeze()  # else the imported modules are searched for garbage on every page


@repeatable
def open_delivery(accession_id: int) -> tuple[PageRecord, ...]:
    """Separate a delivery into pages, write its item, and return the waiting and finished pages."""
    with reading(_state.engine) as session:
        accession = session.get_one(Accession, accession_id)
        orders = instructions.current(session, accession_id)
        digest, batch = accession.digest, _batch(accession, orders)
        overlays = apply_rescans.overlays_of(session, accession)
        profile, languages = _defaults(session, accession)
    key = _delivery_key(digest, batch)
    forget_lost_steps(_state.engine, _state.tools, accession_id, (None,))
    checkpointer, tools = Checkpointer(_state.engine, accession_id), _state.tools
    try:
        with tools.discarding_if_refused():
            batch = checkpointer.run(DELIVERY_PIPELINE, batch, key, tools)
            if accession.amends:
                apply_rescans.check_rescan(_state.engine, accession_id, batch)
            batch = _with_overlays(checkpointer, batch, overlays, key)
    except ProblemError:
        discard_refused_derivatives(_state.engine, tools, accession_id)
        raise
    with work(_state.engine) as session:
        accession = session.get_one(Accession, accession_id)
        if accession.state in SETTLED:
            return ()  # it was withdrawn meanwhile
        if accession.amends:
            apply_rescans.apply_rescan(session, accession, batch)
            return ()
        if batch.parts:
            split_delivery.register_parts(session, accession, batch, _state.tools)
            return ()
        catalogue_writer.write_item(session, accession, batch, profile)
        delivered_transcripts.store(session, accession.item_id, batch, _state.tools)
        states = catalogue_writer.page_states(session, accession)
        page_languages = instructions.choices(session, accession.item_id)
        orders = instructions.current(session, accession_id)
    return tuple(
        replace(
            page,
            turn=orders.turn_of(page.number, batch.turn),
            languages=page_languages.get(page.number, languages),
            is_picture=profile.holds_pictures or orders.is_picture(page.number),
            is_negative=page.number in orders.negatives,
        )
        for page in _pages(batch, orders)
        if states.get(page.number) in (PageState.WAITING, PageState.DONE)
    )


def _defaults(session: Session, accession: Accession) -> tuple[Profile, tuple[str, ...]]:
    profile = profile_of(profiles_of(session), accession.collection)
    own_languages = accession.languages
    return profile, split_languages(own_languages) if own_languages else profile.languages


def _with_overlays(
    checkpointer: Checkpointer, batch: Batch, overlays: tuple[PageOverlay, ...], key: str
) -> Batch:
    """Return the delivery with the staff's page overlays applied."""
    if not overlays:
        return batch
    key = apply_rescans.key_after(last_key(DELIVERY_PIPELINE, key), overlays)
    return checkpointer.run(OVERLAY_PIPELINE, replace(batch, mends=overlays), key, _state.tools)


@repeatable
def survey_pages(accession_id: int, pages: tuple[PageRecord, ...]) -> Surveyed:
    """Survey some pages before recognition; return the findings and the pages to be made."""
    with reading(_state.engine) as session:
        accession = session.get_one(Accession, accession_id)
        orders = instructions.current(session, accession_id)
    numbers = [page.number for page in pages]
    lost_numbers = forget_lost_steps(_state.engine, _state.tools, accession_id, numbers)
    lost_numbers |= lost_corrections(_state.engine, _state.tools, accession_id, numbers)
    looks = (
        _survey_page(accession, page, is_turn_set=orders.has_turn_for(page.number))
        for page in pages
    )
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
    return Surveyed(tuple(glances.values()), _due_pages(accession, pages, lost_numbers))


def _survey_page(accession: Accession, page: PageRecord, *, is_turn_set: bool) -> PageSurvey | None:
    """Return the survey of one page; None if it cannot be opened, or is a stretch of time."""
    if page.place.is_recording:
        return None
    checkpointer = Checkpointer(_state.engine, accession.id, page.number)
    set_turn = ("told",) if is_turn_set else ()
    turn = (f"turn {page.turn}", *set_turn) if page.turn or is_turn_set else ()
    key = ledger.next_key(accession.digest, "look", 1, str(page.number), *_place_parts(page), *turn)
    first_look = FirstLook(page.place, page.turn, is_turn_set)
    try:
        result = checkpointer.run(SURVEY_PIPELINE, first_look, key, _state.tools)
    except ProblemError:
        return None  # making the page reports the problem
    signature = bytes.fromhex(result.signature)
    size = result.width, result.height
    return PageSurvey(
        page.number, result.blank, signature, result.thumbnail, *size, result.folio, result.turn
    )


def _due_pages(
    accession: Accession, pages: tuple[PageRecord, ...], lost_numbers: Collection[int | None]
) -> tuple[PageRecord, ...]:
    """Return the pages that wait, have changed inputs, or have lost outputs."""
    numbers = [page.number for page in pages]
    with reading(_state.engine) as session:
        states = catalogue_writer.page_states(session, accession)
        delivered_keys = ledger.newest_keys(session, accession.id, ledger.DELIVER, numbers)

    def is_due(page: PageRecord) -> bool:
        key = _delivered_key(page, _page_key(accession.digest, page))
        up_to_date = delivered_keys.get(page.number) == key and page.number not in lost_numbers
        state = states.get(page.number)
        return state is PageState.WAITING or (state is PageState.DONE and not up_to_date)

    return tuple(filter(is_due, pages))


@repeatable
def make_page(accession_id: int, page: PageRecord) -> None:
    """Run a page through its stages and write it to the catalogue."""
    with reading(_state.engine) as session:
        key = _page_key(session.get_one(Accession, accession_id).digest, page)
        _state.tools.own_pairs = pairs_in_use(session)
        _state.tools.places = current_history(session)
    checkpointer = Checkpointer(_state.engine, accession_id, page.number)
    _state.tools.require_turn = lambda: _require_turn(accession_id)
    try:
        record = checkpointer.run(pipeline_of(page.place), page, key, _state.tools)
    except LaidAsideError:
        return  # the page waits, and its next run goes on with the part it was at
    words = () if page.place.is_recording else _state.tools.words(record)
    with work(_state.engine, pages_of(accession_id)) as session:
        if silence.is_outdated(session, accession_id, page):
            return  # readers must not get it; the delivery is opened again for the new spans
        accession = session.get_one(Accession, accession_id)
        row = catalogue_writer.write_page(session, accession, record, as_text(words))
        edit.apply_revisions(session, _state.derivatives, row, record.languages)
        survey.store_folio(
            session, accession_id, page.number, folios.printed_number(words, record.height)
        )
        ledger.record_step(
            session,
            accession_id,
            page.number,
            ledger.DELIVER,
            _DELIVER_VERSION,
            _delivered_key(page, key),
            output=record.words,
        )


def _require_turn(accession_id: int) -> None:
    with reading(_state.engine) as session:
        if accession_id not in queue.priorities(session, (accession_id,)):
            raise LaidAsideError


def _batch(accession: Accession, orders: DeliveryInstructions) -> Batch:
    files = tuple(Master(file.name, file.digest) for file in accession.files)
    cuts = ((WHOLE_DELIVERY, 0),) if accession.amends else tuple(sorted(orders.cuts.items()))
    return Batch(accession.source, files, cuts=cuts)


def _pages(batch: Batch, orders: DeliveryInstructions) -> Iterator[PageRecord]:
    for number, place in enumerate(batch.pages, start=1):
        spans = silence.silence_at(orders, place)
        yield PageRecord(number, place, (), remark=place.remark, silence=spans)


def _delivery_key(digest: str, batch: Batch) -> str:
    cuts = (f"{picture}:{cut}" for picture, cut in batch.cuts)
    names = (file.name for file in batch.files)
    return ledger.next_key(digest, "delivery", 1, batch.source, *names, *cuts)


def _page_key(digest: str, page: PageRecord) -> str:
    kind = ("picture",) if page.is_picture else silence.key_parts(page.silence)
    kind += ("negative",) if page.is_negative else ()
    settings = (str(page.turn), "blank" if page.blank else "", *kind, *page.languages)
    return ledger.next_key(digest, "page", 2, str(page.number), *_place_parts(page), *settings)


def _place_parts(page: PageRecord) -> tuple[str, ...]:
    place = page.place
    layout = (place.layout,) if place.layout else ()
    part = (f"{place.begins}-{place.ends}",) if place.is_part else ()
    part += (f"{place.length} ms",) if place.length else ()
    return place.file, str(place.index), *layout, *part


def _delivered_key(page: PageRecord, key: str) -> str:
    return ledger.next_key(last_key(pipeline_of(page.place), key), ledger.DELIVER, _DELIVER_VERSION)
