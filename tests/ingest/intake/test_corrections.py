"""Tests that corrections survive repeated processing and reach the page PDFs."""

from collections.abc import Iterator

import pypdfium2
import pytest
from sqlalchemy import select

from ingest.intake.pdf_text_updates import update_due_pdfs
from library.catalogue.models import Page
from library.corrections.models import Revision, StalePdf
from library.corrections.page_edits import edit
from library.corrections.page_edits.edit import EditContext, page_of
from library.corrections.page_edits.line_diff import lines_of, text_of
from library.database import reading, work
from library.storage.content_store import ContentStore
from library.triage import instructions
from library.triage.instructions import reread_in
from library.triage.models import InstructionKind
from tests.ingest import papers
from tests.ingest.days import ProcessedDelivery, run_pipeline, submit
from tests.ingest.papers import LETTER, PdfPage, scan
from tests.makers import BY, make_database, make_settings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProcessedDelivery]:
    """Return a processed letter of one page with one correction."""
    settings = make_settings(tmp_path_factory.mktemp("nhà"))
    engine = make_database(settings)
    path = tmp_path_factory.mktemp("giao") / "thư.pdf"
    submit(settings, engine, papers.write_pdf(path, PdfPage(scan(LETTER))))
    delivery = ProcessedDelivery(settings, engine, run_pipeline(settings, engine)["thư.pdf"])
    _correct(delivery)
    yield delivery
    engine.dispose()


def _edit_context(session, lot):
    return EditContext(session, ContentStore(lot.settings.derivatives), BY, ("vie",))


def _correct(lot):
    """Replace the first word by one that OCR could not have read."""
    with work(lot.engine) as session:
        context, page = _edit_context(session, lot), page_of(session, lot.outcome.item, 1)
        first, line = next(iter(lines_of(edit.words_of(context.store, page.words)).items()))
        typed = " ".join(("Chữ-sửa", *text_of(line.words).split()[1:]))
        edit.save(context, page, page.words, {first: typed})


def _page_pdf_text(lot):
    page_pdf = ContentStore(lot.settings.derivatives).read(lot.page(1).page_pdf.digest)
    with pypdfium2.PdfDocument(page_pdf) as document:
        return document[0].get_textpage().get_text_bounded()


def test_the_page_pdf_has_the_corrected_text(lot):
    update_due_pdfs(lot.settings, lot.engine)
    assert "Chữ-sửa" in _page_pdf_text(lot)
    with reading(lot.engine) as session:
        assert session.scalars(select(StalePdf)).all() == []


def test_the_updated_page_pdf_shows_the_same_image(lot):
    update_due_pdfs(lot.settings, lot.engine)
    leaf = ContentStore(lot.settings.derivatives).read(lot.page(1).page_pdf.digest)
    with pypdfium2.PdfDocument(leaf) as document:
        assert document[0].render().to_numpy().min() < 100


def test_a_correction_survives_a_new_recognition(lot):
    with work(lot.engine) as session:
        reread_in(session, lot.outcome.item, 1, "vie+fra", BY)
    run_pipeline(lot.settings, lot.engine)
    assert lot.page(1).text.startswith("Chữ-sửa")
    assert "Chữ-sửa" in _page_pdf_text(lot)


def test_a_correction_without_a_match_is_reported_and_restored_later(lot):
    lot.reprocess(instructions.give, InstructionKind.TURN, 0, 2)
    turned = lot.page(1).text
    with reading(lot.engine) as session:
        astray = session.scalars(select(Revision.astray)).all()
    lot.reprocess(instructions.withdraw, InstructionKind.TURN, 0)
    assert "Chữ-sửa" in turned or astray == [1]
    assert lot.page(1).text.startswith("Chữ-sửa")


@pytest.mark.parametrize("lost", [("words",), ("words", "as_read")])
def test_lost_derivatives_are_made_again_with_corrections(lot, lost):
    with reading(lot.engine) as session:
        page = session.scalars(select(Page)).one()
    store = ContentStore(lot.settings.derivatives)
    for name in lost:
        store.discard(getattr(page, name))
    lot.reprocess(lambda session, accession, by: instructions.requeue(accession))
    assert store.holds(lot.page(1).words)
    assert lot.page(1).text.startswith("Chữ-sửa")
