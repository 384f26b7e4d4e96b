"""What others found out about their scans is used: order, words, description."""

import pytest
from sqlalchemy import select

from library.accessions.models import AccessionState
from library.catalogue.description.proposals import open_proposals
from library.catalogue.models import Item, PageState, Proposal
from library.catalogue.queries import page_sheet
from library.catalogue.text.words import unpack
from library.database import reading
from library.storage.content_store import ContentStore
from tests.ingest import packages, papers
from tests.ingest.days import hand_in, register, steps, work_through
from tests.ingest.packages import WORDS, alto

pytestmark = pytest.mark.slow


@pytest.fixture
def made(settings, engine):
    """Give a function that hands something in, works through it, and returns the item."""

    def work(path):
        hand_in(settings, engine, path)
        work_through(settings, engine)
        with reading(engine) as session:
            return session.scalars(select(Item)).one_or_none()

    return work


def _page(engine, item, number=1):
    with reading(engine) as session:
        return page_sheet(session, item.id, number)


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
def test_a_package_is_one_item_in_the_order_of_its_mets(made, engine, tmp_path, packed):
    folder = packages.write_package(tmp_path / "gói 7")
    item = made(packages.zipped(folder) if packed else folder)
    assert (item.title, item.page_count) == ("Báo Lạng Sơn", 2)
    first, second = _page(engine, item, 1), _page(engine, item, 2)
    assert (first.label, second.label) == ("iv", None)
    assert first.text == " ".join((*WORDS, "cuối"))
    assert second.text == " ".join(WORDS)


def test_words_that_came_along_are_taken_with_their_places(made, engine, settings, tmp_path):
    page = _page(engine, made(packages.write_package(tmp_path / "gói")))
    word = unpack(ContentStore(settings.derivatives).read(page.words))[1]
    assert (word.text, word.left, word.top) == ("Lạng", 200, 200)
    assert 0.9 < page.quality <= 1


def test_the_title_of_its_mets_has_no_rival_among_the_words(made, engine, tmp_path):
    item = made(packages.write_package(tmp_path / "gói"))
    with reading(engine) as session:
        guessed = [row.field for row in session.scalars(select(Proposal))]
        offered = [one.proposed.field for one in open_proposals(session, item.id)]
    assert ("title" in guessed, "title" in offered) == (True, False)


def test_the_ledger_says_where_the_words_came_from(made, engine, tmp_path):
    made(packages.write_package(tmp_path / "gói"))
    (first, _) = steps(engine, "recognise")
    assert '"has_text":true' in first.output
    assert '"layout":"' in first.output


def test_alto_beside_images_is_used_by_its_name(made, engine, tmp_path):
    folder = tmp_path / "số 7"
    folder.mkdir()
    papers.write_scan(folder / "tr1.png")
    (folder / "TR1.alto.xml").write_text(alto(*WORDS), encoding="utf-8")
    assert _page(engine, made(folder)).text == " ".join(WORDS)


def test_words_that_cannot_be_read_are_recognised_instead(made, engine, tmp_path):
    folder = tmp_path / "số 7"
    folder.mkdir()
    papers.write_scan(folder / "tr1.png")
    (folder / "tr1.xml").write_text(alto(*WORDS)[:-20], encoding="utf-8")
    page = _page(engine, made(folder))
    assert "dân vận" in page.text
    assert page.message.endswith("Chữ đã được nhận dạng lại từ ảnh.")


def test_an_image_that_mets_names_and_nobody_sent_is_a_gap(made, engine, tmp_path):
    item = made(packages.write_package(tmp_path / "gói", lacking="images/2.png"))
    page = _page(engine, item, 1)
    assert page.state is PageState.FAILED
    assert page.message.startswith("METS nhắc đến “images/2.png” nhưng trong gói không có.")
    assert _page(engine, item, 2).state is PageState.DONE


def test_words_that_mets_names_and_nobody_sent_are_recognised(made, engine, tmp_path):
    item = made(packages.write_package(tmp_path / "gói", lacking="alto/2.xml"))
    page = _page(engine, item, 1)
    assert "dân vận" in page.text
    assert "METS nhắc đến" in page.message


def test_a_package_that_swells_is_refused_in_words(made, engine, tmp_path):
    folder = packages.write_package(tmp_path / "gói")
    laughs = b'<!DOCTYPE mets [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><mets>&b;</mets>'
    (folder / "mets.xml").write_bytes(laughs)
    assert made(folder) is None
    ((_, _, state, message, _),) = register(engine)
    assert state is AccessionState.REFUSED
    assert "tự định nghĩa thực thể XML" in message


def test_mets_without_its_images_says_what_to_hand_in(made, engine, tmp_path):
    folder = packages.write_package(tmp_path / "gói")
    assert made(folder / "mets.xml") is None
    assert "không kèm ảnh nào" in register(engine)[0][3]
