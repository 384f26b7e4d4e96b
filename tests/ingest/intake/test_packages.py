"""Tests of packages from other digitisers: page order, words and description are used."""

import pytest
from sqlalchemy import select

from library.accessions.models import AccessionState
from library.catalogue.description.proposals import open_proposals
from library.catalogue.models import Item, PageState, Proposal
from library.catalogue.queries import page_details
from library.catalogue.text.words import unpack
from library.database import reading
from library.storage.content_store import ContentStore
from tests.ingest import packages, papers
from tests.ingest.days import ledger_steps, register_rows, run_pipeline, submit
from tests.ingest.packages import WORDS, alto

pytestmark = pytest.mark.slow


@pytest.fixture
def process(settings, engine):
    """Return a function that submits a path, runs the pipeline, and returns the item."""

    def process_path(path):
        submit(settings, engine, path)
        run_pipeline(settings, engine)
        with reading(engine) as session:
            return session.scalars(select(Item)).one_or_none()

    return process_path


def _page(engine, item, number=1):
    with reading(engine) as session:
        return page_details(session, item.id, number)


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
def test_a_package_is_one_item_in_the_order_of_its_mets(process, engine, tmp_path, packed):
    folder = packages.write_package(tmp_path / "gói 7")
    item = process(packages.zipped(folder) if packed else folder)
    assert (item.title, item.page_count) == ("Báo Lạng Sơn", 2)
    first, second = _page(engine, item, 1), _page(engine, item, 2)
    assert (first.label, second.label) == ("iv", None)
    assert first.text == " ".join((*WORDS, "cuối"))
    assert second.text == " ".join(WORDS)


def test_words_of_the_package_are_used_with_their_boxes(process, engine, settings, tmp_path):
    page = _page(engine, process(packages.write_package(tmp_path / "gói")))
    word = unpack(ContentStore(settings.derivatives).read(page.words))[1]
    assert (word.text, word.left, word.top) == ("Lạng", 200, 200)
    assert 0.85 < page.quality <= 1  # its words are no usual sentence


def test_no_title_is_proposed_when_mets_gives_one(process, engine, tmp_path):
    item = process(packages.write_package(tmp_path / "gói"))
    with reading(engine) as session:
        guessed = [row.field for row in session.scalars(select(Proposal))]
        offered = [proposal.proposed.field for proposal in open_proposals(session, item.id)]
    assert ("title" in guessed, "title" in offered) == (True, False)


def test_the_ledger_records_the_source_of_the_words(process, engine, tmp_path):
    process(packages.write_package(tmp_path / "gói"))
    (first, _) = ledger_steps(engine, "recognise")
    assert '"has_text":true' in first.output
    assert '"layout":"' in first.output


def test_alto_next_to_an_image_of_the_same_name_is_used(process, engine, tmp_path):
    folder = tmp_path / "số 7"
    folder.mkdir()
    papers.write_scan(folder / "tr1.png")
    (folder / "TR1.alto.xml").write_text(alto(*WORDS), encoding="utf-8")
    assert _page(engine, process(folder)).text == " ".join(WORDS)


def test_a_page_with_an_unreadable_layout_file_is_recognised(process, engine, tmp_path):
    folder = tmp_path / "số 7"
    folder.mkdir()
    papers.write_scan(folder / "tr1.png")
    (folder / "tr1.xml").write_text(alto(*WORDS)[:-20], encoding="utf-8")
    page = _page(engine, process(folder))
    assert "dân vận" in page.text
    assert page.message.endswith("Chữ đã được nhận dạng lại từ ảnh.")


def test_an_image_missing_from_the_package_is_a_failed_page(process, engine, tmp_path):
    item = process(packages.write_package(tmp_path / "gói", lacking="images/2.png"))
    page = _page(engine, item, 1)
    assert page.state is PageState.FAILED
    assert page.message.startswith("METS nhắc đến “images/2.png” nhưng trong gói không có.")
    assert _page(engine, item, 2).state is PageState.DONE


def test_a_page_with_a_missing_layout_file_is_recognised(process, engine, tmp_path):
    item = process(packages.write_package(tmp_path / "gói", lacking="alto/2.xml"))
    page = _page(engine, item, 1)
    assert "dân vận" in page.text
    assert "METS nhắc đến" in page.message


def test_a_zip_bomb_package_is_refused_with_a_message(process, engine, tmp_path):
    folder = packages.write_package(tmp_path / "gói")
    laughs = b'<!DOCTYPE mets [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><mets>&b;</mets>'
    (folder / "mets.xml").write_bytes(laughs)
    assert process(folder) is None
    ((_, _, state, message, _),) = register_rows(engine)
    assert state is AccessionState.REFUSED
    assert "tự định nghĩa thực thể XML" in message


def test_mets_without_images_is_refused_with_the_remedy(process, engine, tmp_path):
    folder = packages.write_package(tmp_path / "gói")
    assert process(folder / "mets.xml") is None
    assert "không kèm ảnh nào" in register_rows(engine)[0][3]
