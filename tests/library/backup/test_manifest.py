"""The manifest notices every difference between two databases."""

import pytest
from sqlalchemy import update

from library.backup import manifest
from library.backup.manifest import describe, differences, phrase_in
from library.catalogue.models import Item, PageText
from library.database import work
from tests.makers import make_accession, make_item

_LINE = "Chợ Kỳ Lừa họp sáu phiên mỗi tháng ở phố"


def _manifest(engine):
    with engine.connect() as connection:
        return describe(connection)


@pytest.fixture
def filled(engine):
    """Enter an item with a page, and a delivery."""
    with work(engine) as session:
        make_item(session, texts=(_LINE,))
        make_accession(session)
    return engine


def test_a_database_equals_itself(filled):
    assert list(differences(_manifest(filled), _manifest(filled))) == []


def test_a_manifest_is_read_as_it_was_written(filled):
    described = _manifest(filled)
    assert manifest.read(manifest.write(described)) == described


def test_a_further_row_is_a_difference(filled):
    earlier = _manifest(filled)
    with work(filled) as session:
        make_accession(session, "quyển 2.pdf", "quyển 2")
    assert "bảng accession: 2 dòng, lẽ ra 1" in list(differences(earlier, _manifest(filled)))


def test_a_changed_value_is_a_difference(filled):
    earlier = _manifest(filled)
    with work(filled) as session:
        session.execute(update(Item).values(title="Khác"))
    assert list(differences(earlier, _manifest(filled))) == ["bảng item: nội dung khác"]


def test_a_changed_page_text_is_a_difference(filled):
    earlier = _manifest(filled)
    with work(filled) as session:
        session.execute(update(PageText).values(text="Khác"))
    assert "chữ của trang khác: 1 trang, lẽ ra 1" in list(differences(earlier, _manifest(filled)))


def test_a_question_is_a_phrase_of_a_published_page(filled):
    (question,) = _manifest(filled).questions
    assert question.typed == '"Chợ Kỳ Lừa họp sáu phiên mỗi tháng"'


def test_a_draft_and_a_closed_item_are_not_asked_for(engine):
    with work(engine) as session:
        make_item(session, texts=(_LINE,), published=False)
        make_item(session, texts=(_LINE,), access="staff")
    assert _manifest(engine).questions == ()


@pytest.mark.parametrize("text", ["", "một hai ba", "1234 5678 90 1234 5678 9"])
def test_a_text_without_a_line_of_words_gives_no_question(text):
    assert phrase_in(text) is None
