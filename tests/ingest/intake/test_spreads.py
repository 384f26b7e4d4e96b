"""Tests of spreads: one image becomes two pages, and one again if staff order it."""

from collections.abc import Iterator

import pytest

from library.triage import instructions
from library.triage.models import InstructionKind
from tests.ingest import papers
from tests.ingest.days import ProcessedDelivery, catalogue_contents, run_pipeline, submit
from tests.ingest.papers import PdfPage
from tests.makers import make_database, make_settings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProcessedDelivery]:
    """Return a processed PDF of a cover and two images of open books."""
    settings = make_settings(tmp_path_factory.mktemp("nhà"))
    engine = make_database(settings)
    sheets = [PdfPage(papers.blank()), PdfPage(papers.spread(fold=0.49)), PdfPage(papers.spread())]
    path = tmp_path_factory.mktemp("giao") / "sách.pdf"
    submit(settings, engine, papers.write_pdf(path, *sheets))
    yield ProcessedDelivery(settings, engine, run_pipeline(settings, engine)["sách.pdf"])
    engine.dispose()


def test_an_open_book_is_two_pages(lot):
    widths = [lot.page(number).width for number in range(2, 6)]
    assert lot.outcome.pages == 5
    assert widths == [pytest.approx(1100, abs=60)] * 4


def test_joining_all_spreads_can_be_undone(lot):
    contents = catalogue_contents(lot.engine)
    lot.reprocess(instructions.give, InstructionKind.SPREAD, 0, 0)
    joined = lot.page(3)
    lot.reprocess(instructions.withdraw, InstructionKind.SPREAD, 0)
    assert joined.width == 2200
    assert catalogue_contents(lot.engine) == contents


def test_staff_can_join_a_wrongly_split_spread_and_undo_it(lot):
    contents = catalogue_contents(lot.engine)
    lot.reprocess(instructions.give, InstructionKind.SPREAD, 2, 0)
    joined = lot.page(2)
    lot.reprocess(instructions.withdraw, InstructionKind.SPREAD, 2)
    assert joined.width == 2200
    assert catalogue_contents(lot.engine) == contents
