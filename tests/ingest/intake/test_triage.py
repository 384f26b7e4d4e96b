"""Tests of the survey before recognition, and of staff instructions and their undoing."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from library.catalogue.queries import page_details
from library.database import reading
from library.triage import instructions, survey
from library.triage.models import InstructionKind, PageSimilarity
from tests.ingest import papers
from tests.ingest.days import ProcessedDelivery, ledger_steps, run_pipeline, submit
from tests.ingest.papers import LETTER, PLAN, PdfPage, scan
from tests.makers import make_database, make_settings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProcessedDelivery]:
    """Return a processed PDF of a scan, a blank page, another scan and the first one again."""
    settings = make_settings(tmp_path_factory.mktemp("nhà"))
    engine = make_database(settings)
    again = scan().rotate(0.5, fillcolor=255)
    sheets = [PdfPage(image) for image in (scan(PLAN), papers.blank(), scan(LETTER), again)]
    path = tmp_path_factory.mktemp("giao") / "lô.pdf"
    submit(settings, engine, papers.write_pdf(path, *sheets))
    yield ProcessedDelivery(settings, engine, run_pipeline(settings, engine)["lô.pdf"])
    engine.dispose()


def test_a_blank_page_stays_a_page_without_words(lot):
    assert (lot.outcome.status, lot.outcome.pages) == ("done", 4)
    assert lot.page(2).text == ""


def test_survey_results_are_stored(lot):
    with reading(lot.engine) as session:
        seen = survey.surveyed_pages(session, 1)
        numbers = {page.id: page.number for page in seen}
        pairs = [(row.newer_id, row.older_id) for row in session.scalars(select(PageSimilarity))]
    assert [page.blank for page in seen] == [False, True, False, False]
    assert [(numbers[newer], numbers[older]) for newer, older in pairs] == [(4, 1)]


def test_all_pages_are_surveyed_before_the_second_is_recognised(lot):
    looked, read = first_steps(lot, "survey"), first_steps(lot, "recognise")
    assert max(looked.values()) < min(id_ for page, id_ in read.items() if page > 1)


def first_steps(lot, stage):
    """Return the ledger id of the first step of a stage by page number."""
    steps = sorted(ledger_steps(lot.engine, stage), key=lambda step: step.id, reverse=True)
    return {step.page_number: step.id for step in steps}


def test_an_instruction_affects_only_its_page_and_can_be_undone(lot):
    first, old_keys = lot.page(2), {step.key for step in ledger_steps(lot.engine)}
    lot.reprocess(instructions.give, InstructionKind.TURN, 2, 1)
    fresh = {step.page_number for step in ledger_steps(lot.engine) if step.key not in old_keys}
    turned = lot.page(2)
    lot.reprocess(instructions.withdraw, InstructionKind.TURN, 2)
    assert fresh == {2}
    assert (turned.width, turned.height) == (first.height, first.width)
    assert lot.page(2) == first


def test_a_blank_page_is_recognised_if_staff_order_it(lot):
    old_keys = {step.key for step in ledger_steps(lot.engine, "recognise")}
    lot.reprocess(instructions.give, InstructionKind.READ, 2, 1)
    fresh = [step for step in ledger_steps(lot.engine, "recognise") if step.key not in old_keys]
    assert [step.page_number for step in fresh] == [2]


@pytest.mark.slow
def test_pages_of_an_upside_down_delivery_are_read_upright_at_once(settings, engine, tmp_path):
    sheets = [PdfPage(scan(name).rotate(180)) for name in (PLAN, LETTER) * 4]
    submit(settings, engine, papers.write_pdf(tmp_path / "ngược.pdf", *sheets))
    outcome = run_pipeline(settings, engine)["ngược.pdf"]
    with reading(engine) as session:
        assert "dân vận" in page_details(session, outcome.item, 7).text
