"""A delivery is looked over before it is read, and what staff decide is done, and undone."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from library.catalogue.queries import page_sheet
from library.database import reading
from library.triage import instructions, survey
from library.triage.models import About, PageLikeness
from tests.ingest import papers
from tests.ingest.days import Lot, hand_in, steps, work_through
from tests.ingest.papers import LETTER, PLAN, Sheet, scan
from tests.makers import make_database, make_settings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lot]:
    """Give a PDF of a scan, a blank page, another scan and the first one again."""
    settings = make_settings(tmp_path_factory.mktemp("nhà"))
    engine = make_database(settings)
    again = scan().rotate(0.5, fillcolor=255)
    sheets = [Sheet(image) for image in (scan(PLAN), papers.blank(), scan(LETTER), again)]
    path = tmp_path_factory.mktemp("giao") / "lô.pdf"
    hand_in(settings, engine, papers.write_pdf(path, *sheets))
    yield Lot(settings, engine, work_through(settings, engine)["lô.pdf"])
    engine.dispose()


def test_a_blank_page_stays_a_page_without_words(lot):
    assert (lot.outcome.status, lot.outcome.pages) == ("done", 4)
    assert lot.sheet(2).text == ""


def test_what_was_seen_is_kept(lot):
    with reading(lot.engine) as session:
        seen = survey.surveyed(session, 1)
        numbers = {page.id: page.number for page in seen}
        pairs = [(row.newer_id, row.older_id) for row in session.scalars(select(PageLikeness))]
    assert [page.blank for page in seen] == [False, True, False, False]
    assert [(numbers[newer], numbers[older]) for newer, older in pairs] == [(4, 1)]


def test_every_page_is_looked_at_before_the_second_is_read(lot):
    looked = max(step.id for step in steps(lot.engine, "survey"))
    read = [step.id for step in steps(lot.engine, "recognise") if step.page_number > 1]
    assert looked < min(read)


def test_what_staff_tell_about_a_page_is_done_to_that_page_and_undone(lot):
    first, before = lot.sheet(2), {step.key for step in steps(lot.engine)}
    lot.again(instructions.give, About.TURN, 2, 1)
    fresh = {step.page_number for step in steps(lot.engine) if step.key not in before}
    turned = lot.sheet(2)
    lot.again(instructions.take_back, About.TURN, 2)
    assert fresh == {2}
    assert (turned.width, turned.height) == (first.height, first.width)
    assert lot.sheet(2) == first


def test_a_page_that_staff_want_read_is_read(lot):
    lot.again(instructions.give, About.READ, 2, 1)
    assert len([step for step in steps(lot.engine, "recognise") if step.page_number == 2]) == 3


@pytest.mark.slow
def test_pages_of_a_lot_on_its_head_are_read_upright_at_once(settings, engine, tmp_path):
    sheets = [Sheet(scan(name).rotate(180)) for name in (PLAN, LETTER) * 4]
    hand_in(settings, engine, papers.write_pdf(tmp_path / "ngược.pdf", *sheets))
    outcome = work_through(settings, engine)["ngược.pdf"]
    with reading(engine) as session:
        assert "dân vận" in page_sheet(session, outcome.item, 7).text
