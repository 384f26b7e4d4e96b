"""Measures the workshop over one long document: when reading begins, and what memory it takes."""

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
from ingest.stages.examine import is_its_text
from ingest.tools import pdf
from library.catalogue.models import Page, PageState
from library.catalogue.profiles import read_profiles
from library.database import reading
from library.installation import set_up
from library.settings import read_settings

PAGES = 1_000
_EARLY = 100
_TICK = 0.25
_KILOBYTES = 1024


def rows(folder: Path, home: Path, workers: int) -> Iterator[Row]:
    """Work through a thousand pages with their own text, put together from the PDFs of a folder."""
    made = home.with_suffix(".pdf")
    _put_together(folder, made)
    settings = read_settings({"DIACHI_HOME": str(home), "DIACHI_WORKERS": str(workers)})
    engine = set_up(settings)
    profile = next(iter(read_profiles(settings.collections).values()))
    began = time.monotonic()
    with closing(_Onlooker(engine)) as seen:
        list(receive_all(settings, engine, [made], profile, publish=True))
        one_round(settings, engine, lambda outcome: click.echo(outcome.sentence, err=True))
    took = time.monotonic() - began
    yield Row(f"{PAGES} pages that have their text", PAGES / took * 60, "pages/min")
    yield Row("the first of them is readable after", seen.first - began, "s", 30)
    yield Row(f"largest worker after {_EARLY} of them", seen.early, "MB", 600)
    yield Row("largest worker after all", seen.memory, "MB", 600)
    yield Row("grown by", seen.memory / seen.early, "times", 1.1)


def _put_together(folder: Path, made: Path) -> None:
    """Write a PDF of the pages that have their own text, again and again until there are enough."""
    own = [
        page
        for path in sorted(folder.rglob("*.pdf"))
        for index, page in enumerate(pypdf.PdfReader(path).pages)
        if is_its_text(pdf.facts(path, index))
    ]
    writer = pypdf.PdfWriter()
    for page in islice(cycle(own), PAGES):
        writer.add_page(page)
    writer.write(made)


@dataclass(slots=True)
class _Onlooker:
    """Looks at what readers can open, and at the memory of the workers, while they work."""

    engine: Engine
    first: float = 0.0
    """When the first page could be opened."""
    early: float = 0.0
    memory: float = 0.0
    """Megabytes the largest worker has had: after some pages, and until now."""
    _end: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self._thread = threading.Thread(target=self._look_on)
        self._thread.start()

    def close(self) -> None:
        """Look no more."""
        self._end.set()
        self._thread.join()

    def _look_on(self) -> None:
        while not self._end.wait(_TICK):
            self.memory = max(
                self.memory, 0.0, *(_most_memory(one.pid) for one in active_children())
            )
            pages = self._pages_done()
            if pages:
                self.first = self.first or time.monotonic()
            if pages >= _EARLY:
                self.early = self.early or self.memory

    def _pages_done(self) -> int:
        with reading(self.engine) as session:
            return session.scalar(select(func.count()).where(Page.state == PageState.DONE))


def _most_memory(process: int) -> float:
    """Return the megabytes a process has had in memory at most; none when it is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text("ascii")
    except OSError:
        return 0.0
    _, told, most = status.partition("VmHWM:")
    return int(most.split()[0]) / _KILOBYTES if told else 0.0
