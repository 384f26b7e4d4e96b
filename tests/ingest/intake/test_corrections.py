"""What people correct outlives everything the workshop does again, and leaves follow."""

from collections.abc import Iterator

import pypdfium2
import pytest
from sqlalchemy import select

from ingest.intake.pdf_text_updates import reword_due
from library.catalogue.models import Page
from library.corrections.models import LeafDue, Revision
from library.corrections.page_edits import edit
from library.corrections.page_edits.edit import Desk, page_of
from library.corrections.page_edits.line_diff import lines_of, text_of
from library.database import reading, work
from library.storage.content_store import ContentStore
from library.triage import instructions
from library.triage.models import About
from library.triage.reread_languages import read_in
from tests.ingest import papers
from tests.ingest.days import Lot, hand_in, work_through
from tests.ingest.papers import LETTER, Sheet, scan
from tests.makers import BY, make_database, make_settings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lot]:
    """Give a letter of one page, worked through and corrected once."""
    settings = make_settings(tmp_path_factory.mktemp("nhà"))
    engine = make_database(settings)
    path = tmp_path_factory.mktemp("giao") / "thư.pdf"
    hand_in(settings, engine, papers.write_pdf(path, Sheet(scan(LETTER))))
    made = Lot(settings, engine, work_through(settings, engine)["thư.pdf"])
    _correct(made)
    yield made
    engine.dispose()


def _desk(session, lot):
    return Desk(session, ContentStore(lot.settings.derivatives), BY, ("vie",))


def _correct(lot):
    """Put a word nobody could have read in the place of the first one."""
    with work(lot.engine) as session:
        desk, page = _desk(session, lot), page_of(session, lot.outcome.item, 1)
        first, line = next(iter(lines_of(edit.words_of(desk.store, page.words)).items()))
        typed = " ".join(("Chữ-sửa", *text_of(line.words).split()[1:]))
        edit.save(desk, page, page.words, {first: typed})


def _leaf_text(lot):
    leaf = ContentStore(lot.settings.derivatives).read(lot.sheet(1).leaf.digest)
    with pypdfium2.PdfDocument(leaf) as document:
        return document[0].get_textpage().get_text_bounded()


def test_the_leaf_says_what_was_corrected(lot):
    reword_due(lot.settings, lot.engine)
    assert "Chữ-sửa" in _leaf_text(lot)
    with reading(lot.engine) as session:
        assert session.scalars(select(LeafDue)).all() == []


def test_the_reworded_leaf_shows_the_same_picture(lot):
    reword_due(lot.settings, lot.engine)
    leaf = ContentStore(lot.settings.derivatives).read(lot.sheet(1).leaf.digest)
    with pypdfium2.PdfDocument(leaf) as document:
        assert document[0].render().to_numpy().min() < 100


def test_a_correction_outlives_reading_the_page_again(lot):
    with work(lot.engine) as session:
        read_in(session, lot.outcome.item, 1, "vie+fra", BY)
    work_through(lot.settings, lot.engine)
    assert lot.sheet(1).text.startswith("Chữ-sửa")
    assert "Chữ-sửa" in _leaf_text(lot)


def test_a_correction_that_finds_no_place_is_told_and_comes_back(lot):
    lot.again(instructions.give, About.TURN, 0, 2)
    turned = lot.sheet(1).text
    with reading(lot.engine) as session:
        astray = session.scalars(select(Revision.astray)).all()
    lot.again(instructions.take_back, About.TURN, 0)
    assert "Chữ-sửa" in turned or astray == [1]
    assert lot.sheet(1).text.startswith("Chữ-sửa")


@pytest.mark.parametrize("lost", [("words",), ("words", "as_read")])
def test_what_was_made_and_is_lost_is_made_again_with_its_corrections(lot, lost):
    with reading(lot.engine) as session:
        page = session.scalars(select(Page)).one()
    store = ContentStore(lot.settings.derivatives)
    for name in lost:
        store.discard(getattr(page, name))
    lot.again(lambda session, accession, by: instructions.work_again(accession))
    assert store.holds(lot.sheet(1).words)
    assert lot.sheet(1).text.startswith("Chữ-sửa")
