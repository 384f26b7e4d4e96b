"""Benchmark of one long document: time to the first readable page, and memory."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import cycle, islice
from multiprocessing import active_children
from pathlib import Path

import click
import pypdf
from sqlalchemy import Engine, func, select

from bench.form import Row
from ingest.intake.delivery_receiver import receive_all
from ingest.pipeline.service import one_round
from ingest.stages.examine import has_usable_text
from ingest.tools import pdf
from library.catalogue.models import Page, PageState
from library.catalogue.profiles import read_profiles
from library.database import reading
from library.installation import set_up
from library.settings import read_settings

PAGES = 1_000
_EARLY_PAGES = 100
_POLL_SECONDS = 0.25
_KILOBYTES = 1024


def rows(folder: Path, home: Path, workers: int) -> Iterator[Row]:
    """Process a thousand pages with their own text, assembled from the PDFs of a folder."""
    document = home.with_suffix(".pdf")
    _build_document(folder, document)
    settings = read_settings({"DIACHI_HOME": str(home), "DIACHI_WORKERS": str(workers)})
    engine = set_up(settings)
    profile = next(iter(read_profiles(settings.collections).values()))
    began = time.monotonic()
    with closing(_Monitor(engine)) as monitor:
        list(receive_all(settings, engine, [document], profile, publish=True))
        one_round(settings, engine, lambda outcome: click.echo(outcome.sentence, err=True))
    took = time.monotonic() - began
    yield Row(f"{PAGES} pages that have their text", PAGES / took * 60, "pages/min")
    yield Row("the first of them is readable after", monitor.first - began, "s", 30)
    yield Row(f"largest worker after {_EARLY_PAGES} of them", monitor.early, "MB", 600)
    yield Row("largest worker after all", monitor.memory, "MB", 600)
    yield Row("grown by", monitor.memory / monitor.early, "times", 1.1)


def _build_document(folder: Path, target: Path) -> None:
    """Write a PDF of the pages that have their own text, repeated until there are enough."""
    pages_with_text = [
        page
        for path in sorted(folder.rglob("*.pdf"))
        for index, page in enumerate(pypdf.PdfReader(path).pages)
        if has_usable_text(pdf.facts(path, index))
    ]
    writer = pypdf.PdfWriter()
    for page in islice(cycle(pages_with_text), PAGES):
        writer.add_page(page)
    writer.write(target)


@dataclass(slots=True)
class _Monitor:
    """Thread that records readable pages and the memory of the workers."""

    engine: Engine
    first: float = 0.0
    """Time at which the first page was readable."""
    early: float = 0.0
    memory: float = 0.0
    """Peak memory of the largest worker in megabytes: after some pages, and until now."""
    _end: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def close(self) -> None:
        """Stop monitoring."""
        self._end.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._end.wait(_POLL_SECONDS):
            self.memory = max(
                self.memory, 0.0, *(_peak_memory(worker.pid) for worker in active_children())
            )
            pages = self._pages_done()
            if pages:
                self.first = self.first or time.monotonic()
            if pages >= _EARLY_PAGES:
                self.early = self.early or self.memory

    def _pages_done(self) -> int:
        with reading(self.engine) as session:
            return session.scalar(select(func.count()).where(Page.state == PageState.DONE))


def _peak_memory(process: int) -> float:
    """Return the peak memory of a process in megabytes; 0.0 when it has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text("ascii")
    except OSError:
        return 0.0
    _, label, value = status.partition("VmHWM:")
    return int(value.split()[0]) / _KILOBYTES if label else 0.0
