"""Two pages in one picture become two pages, and one again when staff say so."""

from collections.abc import Iterator

import pytest

from library.triage import instructions
from library.triage.models import About
from tests.ingest import papers
from tests.ingest.days import Lot, hand_in, shelves, work_through
from tests.ingest.papers import Sheet
from tests.makers import make_database, make_settings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lot]:
    """Give a PDF of a cover and two pictures of open books, worked through."""
    settings = make_settings(tmp_path_factory.mktemp("nhà"))
    engine = make_database(settings)
    sheets = [Sheet(papers.blank()), Sheet(papers.spread(fold=0.49)), Sheet(papers.spread())]
    path = tmp_path_factory.mktemp("giao") / "sách.pdf"
    hand_in(settings, engine, papers.write_pdf(path, *sheets))
    yield Lot(settings, engine, work_through(settings, engine)["sách.pdf"])
    engine.dispose()


def test_an_open_book_is_two_pages(lot):
    widths = [lot.sheet(number).width for number in range(2, 6)]
    assert lot.outcome.pages == 5
    assert widths == [pytest.approx(1100, abs=60)] * 4


def test_all_pictures_are_joined_and_parted_again(lot):
    before = shelves(lot.engine)
    lot.again(instructions.give, About.SPREAD, 0, 0)
    joined = lot.sheet(3)
    lot.again(instructions.take_back, About.SPREAD, 0)
    assert joined.width == 2200
    assert shelves(lot.engine) == before


def test_staff_join_what_was_parted_wrongly_and_part_it_again(lot):
    before = shelves(lot.engine)
    lot.again(instructions.give, About.SPREAD, 2, 0)
    joined = lot.sheet(2)
    lot.again(instructions.take_back, About.SPREAD, 2)
    assert joined.width == 2200
    assert shelves(lot.engine) == before
