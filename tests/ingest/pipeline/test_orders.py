"""Tests that the pipeline applies orders given while it runs."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from ingest.pipeline import runner
from ingest.pipeline.pools import LocalPool
from ingest.pipeline.progress_display import Progress
from library.accessions.models import Priority
from library.catalogue.models import Page, PageState
from library.database import reading, work
from library.jobs import orders, pauses
from tests.ingest import papers
from tests.ingest.days import ledger_steps, register_rows, run_pipeline, submit
from tests.ingest.papers import LETTER, PdfPage, scan
from tests.makers import BY

pytestmark = pytest.mark.slow


@dataclass(slots=True)
class _Librarian:
    """A librarian who gives one order when the first page is finished."""

    engine: Engine
    order: Callable[[Session], None]
    given: bool = False

    def tick(self) -> None:
        """Give the order once the first page is finished."""
        if not self.given and ledger_steps(self.engine, "deliver"):
            self.given = True
            with work(self.engine) as session:
                self.order(session)


@pytest.fixture
def numbers(settings, engine, tmp_path):
    """Submit a long and a short document and return their accession numbers."""
    long = papers.write_pdf(tmp_path / "dài.pdf", *[PdfPage(scan(LETTER))] * 4)
    short = papers.write_scan(tmp_path / "ngắn.png", LETTER)
    return [receipt.accession for receipt in submit(settings, engine, long, short)]


@pytest.fixture
def work_under(settings, engine):
    """Return a function that runs the pipeline with an order and returns the settled sources."""

    def worked(order: Callable[[Session], None]) -> list[str]:
        sources = []
        runner.run(
            settings,
            engine,
            pools=lambda: LocalPool(settings),
            report=lambda outcome: sources.append(outcome.source),
            progress=Progress(),
            tick=_Librarian(engine, order).tick,
        )
        return sources

    return worked


def _state(engine, source):
    return next(line[2] for line in register_rows(engine) if line[1] == source)


def test_a_paused_delivery_does_not_block_others_and_is_finished_later(
    settings, engine, numbers, work_under
):
    assert work_under(lambda session: orders.pause(session, numbers[0], BY)) == ["ngắn.png"]
    assert 1 <= len(ledger_steps(engine, "deliver")) - 1 < 4
    assert _state(engine, "dài.pdf") == "working"
    with work(engine) as session:
        orders.resume(session, numbers[0], BY)
    assert run_pipeline(settings, engine)["dài.pdf"].status == "done"
    assert len(ledger_steps(engine, "recognise")) == 5


def test_a_delivery_set_first_overtakes_the_current_one(engine, numbers, work_under):
    def hurry(session):
        orders.prioritise(session, numbers[1], Priority.FIRST, BY)

    assert work_under(hurry) == ["ngắn.png", "dài.pdf"]


def test_a_paused_pipeline_finishes_current_pages_and_starts_no_others(
    settings, engine, numbers, work_under
):
    assert work_under(lambda session: pauses.pause(session, BY)) == []
    assert len(ledger_steps(engine, "deliver")) < 4
    assert run_pipeline(settings, engine) == {}
    with work(engine) as session:
        pauses.resume(session, BY)
    assert {o.status for o in run_pipeline(settings, engine).values()} == {"done"}


def test_a_page_retried_during_the_run_is_processed(engine, numbers, work_under):
    def spoil_and_retry(session):
        _pages(session)[0].state = PageState.FAILED
        session.flush()
        orders.retry(session, numbers[0], BY)

    assert set(work_under(spoil_and_retry)) == {"dài.pdf", "ngắn.png"}
    with reading(engine) as session:
        assert {page.state for page in _pages(session)} == {PageState.DONE}


def _pages(session):
    return session.scalars(select(Page)).all()
