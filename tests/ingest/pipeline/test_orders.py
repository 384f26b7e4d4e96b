"""The workshop heeds what it is told in the middle of its work."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from ingest.pipeline import runner
from ingest.pipeline.progress_display import Progress
from library.accessions.models import Priority
from library.catalogue.models import Page, PageState
from library.database import reading, work
from library.jobs import orders, pauses
from tests.ingest import papers
from tests.ingest.days import hand_in, register, steps, work_through
from tests.ingest.papers import LETTER, Sheet, scan
from tests.makers import BY

pytestmark = pytest.mark.slow


@dataclass(slots=True)
class _Librarian:
    """Somebody who gives one order when the first page is on the shelf."""

    engine: Engine
    order: Callable[[Session], None]
    given: bool = False

    def tick(self) -> None:
        """Look how far the work is."""
        if not self.given and steps(self.engine, "deliver"):
            self.given = True
            with work(self.engine) as session:
                self.order(session)


@pytest.fixture
def numbers(settings, engine, tmp_path):
    """Hand in a long and a short document and give their numbers."""
    long = papers.write_pdf(tmp_path / "dài.pdf", *[Sheet(scan(LETTER))] * 4)
    short = papers.write_scan(tmp_path / "ngắn.png", LETTER)
    return [receipt.accession for receipt in hand_in(settings, engine, long, short)]


@pytest.fixture
def work_under(settings, engine):
    """Give a function that works under a librarian's order, and returns what was settled."""

    def worked(order: Callable[[Session], None]) -> list[str]:
        told = []
        runner.run(
            settings,
            engine,
            tell=lambda outcome: told.append(outcome.source),
            progress=Progress(),
            tick=_Librarian(engine, order).tick,
        )
        return told

    return worked


def _state(engine, source):
    return next(line[2] for line in register(engine) if line[1] == source)


def test_a_paused_delivery_lets_the_others_go_on_and_is_finished_later(
    settings, engine, numbers, work_under
):
    assert work_under(lambda session: orders.pause(session, numbers[0], BY)) == ["ngắn.png"]
    assert 1 <= len(steps(engine, "deliver")) - 1 < 4
    assert _state(engine, "dài.pdf") == "working"
    with work(engine) as session:
        orders.resume(session, numbers[0], BY)
    assert work_through(settings, engine)["dài.pdf"].status == "done"
    assert len(steps(engine, "recognise")) == 5


def test_what_is_put_first_overtakes_what_is_in_work(engine, numbers, work_under):
    def hurry(session):
        orders.prioritise(session, numbers[1], Priority.FIRST, BY)

    assert work_under(hurry) == ["ngắn.png", "dài.pdf"]


def test_a_resting_workshop_finishes_the_pages_in_hand_and_begins_no_other(
    settings, engine, numbers, work_under
):
    assert work_under(lambda session: pauses.pause(session, BY)) == []
    assert len(steps(engine, "deliver")) < 4
    assert work_through(settings, engine) == {}
    with work(engine) as session:
        pauses.resume(session, BY)
    assert {o.status for o in work_through(settings, engine).values()} == {"done"}


def test_a_page_that_is_tried_again_during_the_work_is_not_forgotten(engine, numbers, work_under):
    def spoil_and_retry(session):
        _pages(session)[0].state = PageState.FAILED
        session.flush()
        orders.retry(session, numbers[0], BY)

    assert set(work_under(spoil_and_retry)) == {"dài.pdf", "ngắn.png"}
    with reading(engine) as session:
        assert {page.state for page in _pages(session)} == {PageState.DONE}


def _pages(session):
    return session.scalars(select(Page)).all()
