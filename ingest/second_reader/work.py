"""Second reading of the pages that wait, one after another, each stored in one transaction.

Safe to kill at any moment: a page waits until its reading is stored, and is stored once.
"""

import logging
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from ingest import limits
from ingest.context import Toolbox
from ingest.metadata_extraction.extracted_fields import Digits, ReadDigits
from ingest.record import PageRecord
from ingest.second_reader.asternet import AsterNet
from ingest.second_reader.attempts import Attempts
from ingest.second_reader.head_figures import HeadFigures
from ingest.second_reader.line_reader import LineReader
from ingest.second_reader.page_images import record_of
from ingest.second_reader.place import IDENTITY, model_files, small_model_path
from ingest.second_reader.reread_page import PageReading, reread_page
from ingest.second_reader.small_model import write_small_model
from ingest.stages.propose import digits_reader, propose_fields
from library.catalogue.description import proposals
from library.catalogue.description.proposals import SURE_CONFIDENCE
from library.catalogue.models import Page
from library.catalogue.profile_cache import usable_profiles
from library.catalogue.text.layout import Box
from library.corrections import due_pages
from library.corrections.due_pages import DuePage
from library.corrections.models import ReadingOutcome
from library.corrections.page_edits import edit
from library.corrections.page_edits.edit import EditContext
from library.corrections.second_readings import BY, SecondReadingResult, store_result
from library.database import reading, work
from library.errors import LibraryError
from library.settings import Settings
from library.storage.stores import derivative_store, master_store

_VIETNAMESE = ("vie",)
_FIGURES_CONFIDENCE = round(SURE_CONFIDENCE - 0.05, 2)
"""Confidence of a number or date that the second reader is sure of: a person still confirms it."""

_log = logging.getLogger(__name__)


def open_reader(settings: Settings) -> LineReader:
    """Return the reader; the small model is written at the first use, and again if it is lost."""
    files, small_model = model_files(), small_model_path(settings)
    if not small_model.exists():
        write_small_model(files.model, small_model)
    try:
        return AsterNet(small_model, files.vocabulary)
    except Exception:  # onnxruntime has no common class of errors; the file may be cut short
        _log.warning("the small model cannot be opened and is written again")
        small_model.unlink(missing_ok=True)
        write_small_model(files.model, small_model)
        return AsterNet(small_model, files.vocabulary)


def read_waiting(
    settings: Settings,
    engine: Engine,
    reader: LineReader,
    may_continue: Callable[[], bool],
    report: Callable[[], None] = lambda: None,
) -> None:
    """Read the pages that wait, until none is left or `may_continue` answers False."""
    desk = SecondReaderDesk(settings, engine, reader)
    after = 0
    while may_continue():
        with reading(engine) as session:
            page = due_pages.next_page(session, IDENTITY, after)
        if page is None:
            return
        desk.read(page)
        after = page.id
        report()


class SecondReaderDesk:
    """The reader with the stores of an installation."""

    def __init__(self, settings: Settings, engine: Engine, reader: LineReader) -> None:
        self._settings, self._engine, self._reader = settings, engine, reader
        self._store = derivative_store(settings)
        self._tools = Toolbox(master_store(settings), self._store)
        self._profiles = usable_profiles(engine)
        self._attempts = Attempts(settings.home / "second-reader" / "in-hand")

    def read(self, page: DuePage) -> None:
        """Read a page and store the result; a page that fails is noted and not tried again."""
        with reading(self._engine) as session:
            record = record_of(session, page)
        if record is None:
            self._store_result(page, None, None, ReadingOutcome.SKIPPED)
            return
        page_reading = None
        if self._attempts.begin(page.id, page.words):
            page_reading = self._reading_of(page, record)
        self._store_result(page, record, page_reading, _outcome(page_reading))
        self._attempts.finish()

    def _reading_of(self, page: DuePage, record: PageRecord) -> PageReading | None:
        try:
            return reread_page(
                self._reader,
                lambda: self._tools.shown(record),
                self._tools.words(record),
                record.height,
                is_first=page.number == 1,
            )
        except (LibraryError, OSError, MemoryError) as error:
            limits.raise_if_disk_full(self._settings, error)
            _log.warning("page %s of %s is not read again: %s", page.number, page.item_id, error)
        except Exception:  # onnxruntime has no common class of errors; other pages continue
            _log.exception("the second reader failed on page %s of %s", page.number, page.item_id)
        return None

    def _store_result(
        self,
        page: DuePage,
        record: PageRecord | None,
        page_reading: PageReading | None,
        outcome: ReadingOutcome,
    ) -> None:
        result = SecondReadingResult(page.words, IDENTITY, outcome)
        if page_reading is not None:
            result = replace(
                result,
                strips=page_reading.strips,
                agreement=page_reading.agreement,
                changes=page_reading.changes,
            )
        profile = self._profiles.get(page.collection)
        languages = profile.languages if profile else _VIETNAMESE
        with work(self._engine) as session:
            context = EditContext(session, self._store, BY, languages)
            row = store_result(context, page.id, result)
            if row is not None and record is not None and page_reading is not None:
                self._propose_again(session, row, record, page_reading)

    def _propose_again(
        self, session: Session, row: Page, record: PageRecord, page_reading: PageReading
    ) -> None:
        """Replace the open proposals of a first page whose head was read better."""
        head = page_reading.head
        if row.number != 1 or not (page_reading.changes or (head and head.fields)):
            return
        words = edit.words_of(self._store, row.words)
        read_digits = digits_reader(record, self._tools)
        fields = propose_fields(
            record, words, _with_figures(head, read_digits) if head else read_digits
        )
        sure = head.fields if head else frozenset()
        proposals.replace_open(
            session,
            row.item_id,
            row.number,
            (
                replace(field, confidence=_FIGURES_CONFIDENCE) if field.field in sure else field
                for field in fields
            ),
        )


def _outcome(page_reading: PageReading | None) -> ReadingOutcome:
    if page_reading is None:
        return ReadingOutcome.FAILED
    return ReadingOutcome.READ if page_reading.passed else ReadingOutcome.DISAGREED


def _with_figures(head: HeadFigures, read_digits: ReadDigits) -> ReadDigits:
    """Return a function that answers with the sure figures, elsewhere with Tesseract's digits."""

    def read(box: Box) -> Digits:
        for figure in head.figures:
            middle = (figure.box.left + figure.box.right) / 2
            is_level = figure.box.top < box.bottom and box.top < figure.box.bottom
            if is_level and box.left <= middle <= box.right:
                return Digits(figure.text, figure.probability)
        return read_digits(box)

    return read
